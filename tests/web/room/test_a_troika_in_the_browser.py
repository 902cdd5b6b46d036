"""Three phones live one pass of a troika: the floor, the questions, the one who has turned away."""

import pytest

from tests.web.room.phones import Phone, finds_nothing, on_to

pytestmark = [pytest.mark.browser]
PROTOCOL = "troika"


def test_one_tells_the_others_ask_and_talk_while_one_listens(chromium, house):
    phones = [
        Phone(chromium, house, name, scheme)
        for name, scheme in (("Jonas", "light"), ("Priya", "dark"), ("Lena", "light"))
    ]
    for phone in phones:
        phone.come_in()
    phones[0].page.locator("#room-now .room-away").first.wait_for(state="detached")

    on_to(phones, "A minute of silence")
    client = next(phone for phone in phones if phone.page.get_by_text("This time is yours.").count())
    others = [phone for phone in phones if phone is not client]
    on_to(phones, "The client tells")
    client.page.get_by_text("You have the floor.").wait_for()
    others[0].page.get_by_text(f"{client.name} has the floor.").wait_for()
    finds_nothing(client, "the floor")

    on_to(phones, "Questions to understand")
    finds_nothing(others[0], "questions only")
    others[0].page.locator("#add-text").fill("We stopped at once.")
    others[0].page.locator("button[value=add]").click()
    others[0].page.get_by_text("This states something.").wait_for()
    client.page.locator(".room-note", has_text="We stopped at once.").or_(
        client.page.locator("[data-bar=news]")
    ).first.wait_for()
    assert client.page.get_by_text("This states something.").count() == 0

    on_to(phones, "The two talk, the client turned away")
    client.page.get_by_text("You only listen now").wait_for()
    finds_nothing(client, "turned away")
    # By keyboard: the form rests behind one key, and takes what is written all the same.
    client.page.locator("summary", has_text="Write something after all").focus()
    client.page.keyboard.press("Enter")
    client.page.locator("#add-text").fill("One thing after all.")
    client.page.locator("button[value=add]").click()
    client.page.locator(".room-note", has_text="One thing after all.").wait_for()

    on_to(phones, "The client turns back")
    on_to(phones, "A minute of silence")
    assert client.page.get_by_text("This time is yours.").count() == 0
    for phone in phones:
        assert phone.troubles == []
        width = phone.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
