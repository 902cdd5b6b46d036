"""Three phones live a contrast round from the door to the card: one reloads, one loses its connection."""

from __future__ import annotations

import re

import pytest

from tests.browser import DESK, PHONE
from tests.web.room.phones import Phone, finds_nothing, on_to, until

pytestmark = [pytest.mark.browser]


def test_three_phones_live_a_whole_round(chromium, house):
    jonas = Phone(chromium, house, "Jonas", "light")
    priya = Phone(chromium, house, "Priya", "dark")
    lena = Phone(chromium, house, "Lena", "light")
    phones = [jonas, priya, lena]

    jonas.page.goto(f"{house['base']}/me/moments/{house['moment']}/")
    finds_nothing(jonas, "the seat")
    # Lena's network lets no stream through: her page reads the log by hand until it does.
    lena.context.route("**/stream?*", lambda route: route.abort())
    for phone in phones:
        phone.come_in()
    # The pages of those who came first have heard of the last one by themselves.
    jonas.page.locator("#room-now .room-away").first.wait_for(state="detached")
    finds_nothing(jonas, "the gathering")

    # By keyboard alone: the focus stays on the button that was pressed, whatever it says now.
    lena.page.locator("button[value=ready]").focus()
    for turned in ("not_ready", "ready"):
        lena.page.keyboard.press("Enter")
        lena.page.locator(f"button[value={turned}]").wait_for()
        assert lena.page.evaluate("document.activeElement.value") == turned

    # A press that has begun is heard, though news comes before the finger lifts.
    ready = jonas.page.locator("button[value=ready]").bounding_box()
    jonas.page.mouse.move(ready["x"] + ready["width"] / 2, ready["y"] + ready["height"] / 2)
    jonas.page.mouse.down()
    with jonas.page.expect_response("**/part/"):
        priya.is_ready()
    priya.page.locator("button[value=not_ready]").wait_for()
    jonas.page.wait_for_timeout(200)
    jonas.page.mouse.up()
    jonas.page.locator("button[value=not_ready]").wait_for()

    lena.is_ready()
    for phone in phones:
        phone.sees("Settle")
    finds_nothing(priya, "settle")
    on_to(phones, "Write in silence")
    lena.context.unroute("**/stream?*")

    # Jonas writes and reloads: what he wrote is there.
    jonas.page.fill("#write-signal", "Ten ambassadors, and two of them wrote every answer.")
    jonas.saved("#write-signal")
    jonas.page.reload()
    assert jonas.page.input_value("#write-signal") == "Ten ambassadors, and two of them wrote every answer."

    # Priya's connection goes while she writes; her page says so and keeps the text, across a reload of the network.
    priya.context.set_offline(True)
    priya.page.fill("#write-choice", "We let each region choose its own cadence.")
    priya.page.locator("[data-room-line]", has_text="The connection is gone").wait_for()
    assert "every answer" not in priya.page.content()
    # The others go on meanwhile.
    lena.page.fill("#write-signal", "Sales asked for names and I had none I could vouch for.")
    lena.saved("#write-signal")
    priya.context.set_offline(False)
    priya.saved("#write-choice")
    priya.page.locator("[data-room-line]").wait_for(state="hidden")
    finds_nothing(lena, "write")

    on_to(phones, "Reveal and read")
    for phone in phones:
        board = phone.page.locator("#room-board")
        for words in ("wrote every answer", "its own cadence", "I could vouch for"):
            board.get_by_text(words).wait_for()
    assert priya.page.get_by_text("Priya is still writing").count() >= 1
    finds_nothing(priya, "the reveal")

    on_to(phones, "Rounds")
    for _ in phones:
        speaker = next(phone for phone in phones if "your turn" in phone.page.inner_text("#room-now"))
        finds_nothing(speaker, "the rounds")
        turn = speaker.page.get_by_role("button", name="I've spoken")
        turn.click()
        turn.wait_for(state="detached")
        for phone in phones:
            spoken = phone.page.locator(".room-turn", has_text=re.compile("your turn|speaks|Everybody"))
            spoken.wait_for()
        until(lambda: sum("your turn" in p.page.inner_text("#room-now") for p in phones) == 1 or done(phones))
    jonas.page.get_by_text("Everybody has spoken.").wait_for()

    on_to(phones, "Compare in pairs")
    # On a phone what is asked is on the first screen, and what both wrote is below; on a desk they stand side by side.
    asked, written = (jonas.page.locator(one).bounding_box() for one in ("#compare-same", "#room-side"))
    assert asked["y"] + asked["height"] < PHONE["height"] < written["y"] + written["height"]
    jonas.page.set_viewport_size(DESK)
    asked, written = (jonas.page.locator(one).bounding_box() for one in ("#compare-same", "#room-side"))
    assert asked["x"] + asked["width"] < written["x"]
    assert written["y"] < asked["y"]
    jonas.page.set_viewport_size(PHONE)
    lena.page.fill("#compare-same", "Reach against trust, with the same few hours.")
    lena.saved("#compare-same")
    # Whoever sits with her finds it in their own page.
    until(lambda: "Reach against trust" in jonas.page.input_value("#compare-same"))
    finds_nothing(jonas, "compare")

    # Two write the same answer at once: neither text is lost, and whoever saves over it has seen it.
    jonas.page.fill("#compare-otherwise", "If the team were larger.")
    priya.page.fill("#compare-otherwise", "If churn were lower.")
    pair = [jonas, priya]
    until(lambda: any(phone.page.locator("[data-theirs]").count() for phone in pair))
    second = next(phone for phone in pair if phone.page.locator("[data-theirs]").count())
    first = next(phone for phone in pair if phone is not second)
    theirs = second.page.inner_text("[data-theirs]")
    assert theirs == first.page.input_value("#compare-otherwise")
    second.page.fill("#compare-otherwise", "If the team were larger, or churn lower.")
    second.saved("#compare-otherwise")
    first.page.locator("#step-title").click()
    first.page.reload()
    assert first.page.input_value("#compare-otherwise") == "If the team were larger, or churn lower."

    on_to(phones, "Open with differences")
    jonas.page.locator("a[data-about]").first.click()
    jonas.page.fill("#add-text", "Ours was the only thing they read.")
    jonas.page.get_by_role("button", name="Put it on the board").click()
    jonas.page.locator(".room-note", has_text="the only thing they read").wait_for()
    # Nothing moves under the others: they are told, and decide.
    priya.page.locator("[data-bar=news]").wait_for()
    assert priya.page.locator(".room-note", has_text="the only thing they read").count() == 0
    priya.page.get_by_role("button", name="Show it").click()
    priya.page.locator(".room-note", has_text="the only thing they read").wait_for()
    finds_nothing(priya, "the open step")

    # Somebody in the middle of a word stays there when the room moves on.
    lena.page.locator("#add-text").press_sequentially("A question that is not")
    for phone in phones:
        phone.page.locator("button[value=ready]").dispatch_event(
            "click"
        ) if phone is lena else phone.is_ready()
    jonas.sees("First wins")
    lena.page.locator("[data-bar=moved]").wait_for()
    assert lena.page.evaluate("document.activeElement.id") == "add-text"
    assert lena.page.input_value("#add-text") == "A question that is not"
    lena.page.get_by_role("button", name="Go along").click()
    lena.page.wait_for_selector("[name=moment]")

    jonas.page.fill("[name=moment]", "Somebody answered a question before I did.")
    jonas.page.get_by_role("button", name="Tell it").click()
    jonas.page.get_by_text("Your story is told.").wait_for()
    priya.page.locator(".room-win", has_text="before I did").wait_for()
    finds_nothing(priya, "first wins")

    on_to(phones, "Your orientation")
    priya.page.fill("[name=stand]", "Deepen, for a quarter, and only where trust is.")
    finds_nothing(priya, "the orientation")
    priya.page.get_by_role("button", name="Keep my card").click()
    priya.page.get_by_text("Your card is kept.").wait_for()
    assert "only where trust is" not in jonas.page.content()

    on_to(phones, "The question I leave with")
    lena.page.fill("textarea[data-prompt=leaving]", "What would I stop, if nobody saw it?")
    lena.page.get_by_role("button", name="Put it on the board").click()
    lena.page.locator(".room-note", has_text="What would I stop").wait_for()
    for phone in phones:
        phone.is_ready()
    jonas.closes_the_room()
    for phone in phones:
        phone.sees("What do you see differently?")
        finds_nothing(phone, "the end")
    priya.page.get_by_role("link", name="Look at your card").wait_for()
    jonas.page.get_by_role("button", name="Keep my card").wait_for()

    assert [phone.troubles for phone in phones] == [[], [], []]


def test_a_host_follows_the_rooms(chromium, house):
    context = chromium.new_context(viewport=DESK)
    context.add_cookies([{"name": "sessionid", "value": house["session"], "url": house["base"]}])
    page = context.new_page()

    page.goto(f"{house['base']}/c/northlight/moments/{house['moment']}/rooms/")
    page.get_by_role("link", name="Room 1").click()

    page.get_by_text("wrote every answer").wait_for()
    assert "only where trust is" not in page.content()
    assert "before I did" not in page.content()


def done(phones: list[Phone]) -> bool:
    return all("Everybody has spoken" in phone.page.inner_text("#room-now") for phone in phones)
