"""One moment from end to end, as people live it: a host at a desk, six members on phones, two rooms at once,
and eighteen days later the question what changed.

Real: the server process, SQLite on disk, mails in a folder, chromium. Only the weeks are not waited for: the
server is started again with its clock ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browser import listens
from tests.story.house import House, Reader, links_in
from tests.web.room.phones import until

pytestmark = pytest.mark.browser

HOST = "amara@example.org"
SHEET = """Name;E-Mail;Company;Stage
Jonas Weber;jonas@example.org;Fernlicht;Seed
Priya Nair;priya@example.org;Okapi;Series A
Lena Olsen;lena@example.org;Norrsken;Series B
Mateus Prado;mateus@example.org;Ipê;Growth
Nia Evans;nia@example.org;Larder;Idea
Tomasz Nowak;tomasz@example.org;Wierzba;Mature
Nobody Inparticular;not-an-address;Void;Seed
"""
MEMBERS = ("jonas", "priya", "lena", "mateus", "nia", "tomasz")
DECISIONS = {
    "jonas": ("Do I keep the weekly stream or give the day to six engineers?", "Keep the stream", "The six"),
    "priya": ("Whether to keep the webinar or run four small circles.", "Keep the webinar", "Four circles"),
    "lena": ("Do we hold the big sprint again or open twelve places?", "The sprint", "Twelve places"),
    "mateus": ("Open sandbox for all, or twelve reviewed partners?", "Open for all", "Twelve partners"),
    "nia": ("Pay one coordinator or travel for all eleven?", "One post", "Travel for all"),
    "tomasz": ("Do I go on with talks or begin office hours?", "Talks", "Office hours"),
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "var")
    try:
        yield house
    finally:
        house.stop()


def test_a_moment_from_the_first_list_to_what_changed_in_the_work(house: House, chromium: Browser) -> None:
    house.start()
    house.run("host", HOST, "--name", "Amara")

    desk = Reader(chromium, house.address, phone=False)
    sign_in(desk, house)
    found_a_community(desk)
    import_members(desk)
    mail_links(desk)

    phones = {name: Reader(chromium, house.address, phone=True) for name in MEMBERS}
    for name, phone in phones.items():
        state_a_decision(phone, house, name)

    plan_compose_and_publish(desk)
    rooms = come_into_the_rooms(phones, house)
    assert sorted(len(room) for room in rooms) == [3, 3]
    run_the_rooms(rooms)
    for name in MEMBERS:
        assert house.letter(f"{name}@example.org", "Depth or reach")

    house.stop()
    house.start(days=19)
    for name, phone in phones.items():
        answer_the_check_in(phone, house, name)
    sign_in(desk, house)
    read_the_two_figures(desk)

    for reader in (desk, *phones.values()):
        assert reader.troubles == []


# -- the host ---------------------------------------------------------------------------------------------


def sign_in(desk: Reader, house: House) -> None:
    before = len(house.letters(HOST, "sign-in code"))
    page = desk.go("/accounts/login/")
    desk.is_accessible()
    page.get_by_label(re.compile("mail", re.IGNORECASE)).fill(HOST)
    desk.press("Mail me a code")
    page.wait_for_url("**/accounts/login/code/")
    letters = house.letters(HOST, "sign-in code")
    assert len(letters) == before + 1
    code = re.match(r"(\S+) is your sign-in code", letters[-1]["Subject"])
    assert code
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code[1])
    desk.press("Sign in")


def found_a_community(desk: Reader) -> None:
    desk.press("Begin a community")
    desk.page.get_by_label(re.compile("called")).fill("Northlight")
    desk.page.get_by_label(re.compile("time zone")).select_option("UTC")
    desk.is_accessible()
    desk.press("Begin the community")


def import_members(desk: Reader) -> None:
    page = desk.page
    page.wait_for_url("**/members/import/")
    desk.is_accessible()
    sheet = {"name": "members.csv", "mimeType": "text/csv", "buffer": SHEET.encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files(sheet)
    desk.press("Look at the file")
    desk.sees("is not a mail address")
    desk.is_accessible()
    desk.press("Import 6 members")
    desk.sees("Tomasz Nowak")
    desk.is_accessible()


def mail_links(desk: Reader) -> None:
    desk.press("Mail all 6 their links")
    expect(desk.page.locator("#status")).not_to_be_empty()


def plan_compose_and_publish(desk: Reader) -> None:
    page = desk.go("/c/northlight/decisions/")
    desk.sees("6 decisions")
    desk.is_accessible()
    page.get_by_role("table").get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/tensions/\d+/"))
    desk.is_accessible()
    page = desk.go("/c/northlight/moments/new/")
    desk.is_accessible()
    desk.choose("Your own words")
    page.get_by_label("The decision, in your words").fill(
        "Go deep with the few who come back, or wide with the many who come once?"
    )
    page.get_by_label("Title").fill("Depth or reach")
    page.locator("input[name=protocol][value=contrast-round-60]").check()
    soon = datetime.now(UTC) + timedelta(minutes=12)
    page.locator("input[name=times]").first.fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.locator("input[name=size_low]").fill("3")
    page.locator("input[name=size_high]").fill("3")
    desk.choose("Everybody with an open decision")
    desk.press("Keep the plan")
    page.wait_for_url(re.compile(r"/moments/\d+/$"))
    desk.is_accessible()
    desk.go(page.url + "groups/")
    desk.press("Compose the groups")
    expect(page.get_by_role("heading", name="Group 2")).to_be_visible()
    desk.is_accessible()
    desk.press("^Publish")
    desk.is_accessible()
    desk.press("^Publish")
    page.wait_for_url(re.compile(r"/moments/\d+/$"))


def read_the_two_figures(desk: Reader) -> None:
    page = desk.go("/c/northlight/follow/")
    desk.is_accessible()
    season = page.locator("section", has_text="This season").first
    # Six came; all six found it useful, four of the six work differently and credit the moment.
    expect(season.locator(".figure", has_text="Felt good").locator(".figure-number")).to_have_text(
        re.compile(r"100\s%")
    )
    expect(season.locator(".figure", has_text="Moved work").locator(".figure-number")).to_have_text(
        re.compile(r"67\s%")
    )
    expect(season.locator(".figure", has_text="Moved work")).to_contain_text(
        re.compile(r"between \d+\s% and \d+\s%")
    )


# -- the members ------------------------------------------------------------------------------------------


def state_a_decision(phone: Reader, house: House, name: str) -> None:
    """By the link from the mail, in three minutes; a reload in the middle keeps what was typed."""
    page = phone.go(links_in(house.letter(f"{name}@example.org", "link"))[0])
    page.wait_for_url("**/me/")
    phone.is_accessible()
    phone.press("State your decision")
    statement, first, second = DECISIONS[name]
    listens(page)
    page.get_by_label("The decision, as it stands today").fill(statement)
    expect(page.locator("#coach .coach-title")).to_be_visible(timeout=20_000)
    page.locator("[name=way_0]").fill(first)
    page.locator("[name=cost_0]").fill("A quarter without a figure.")
    page.locator("[name=way_1]").fill(second)
    if name == "lena":
        expect(page.locator("[data-draft-note]")).not_to_be_empty()
        page.reload()
        expect(page.get_by_label("The decision, as it stands today")).to_have_value(statement)
    # The pills are called what was written above.
    page.get_by_role("radio", name=(first, second)[MEMBERS.index(name) % 2]).check()
    page.locator("[name=confidence]").first.fill("40")
    phone.is_accessible()
    phone.press("Save the decision")
    page.wait_for_url(re.compile(r"/me/(about|decisions/\d+)/"))
    page.goto(f"{phone.address}/me/about/")
    phone.choose("Startup")
    phone.choose("Team of one")
    phone.is_accessible()
    phone.press("^Keep$")
    page.wait_for_url("**/me/")
    phone.sees(statement[:30])


def come_into_the_rooms(phones: dict[str, Reader], house: House) -> list[list[Reader]]:
    """Each by the invitation's own link, which leads past the sign-in to the seat, and on into the room."""
    rooms: dict[str, list[Reader]] = {}
    for name, phone in phones.items():
        invitation = house.letter(f"{name}@example.org", "Depth or reach")
        calendar = next(part for part in invitation.walk() if part.get_content_type() == "text/calendar")
        assert "METHOD:REQUEST" in calendar.get_content()
        page = phone.go(links_in(invitation)[0])
        page.wait_for_url(re.compile(r"/me/moments/\d+/"))
        phone.is_accessible()
        phone.press("room|Go in|Come in")
        page.wait_for_url(re.compile(r"/rooms/\d+/"))
        phone.press("Come in")
        rooms.setdefault(page.url, []).append(phone)
    return list(rooms.values())


def run_the_rooms(rooms: list[list[Reader]]) -> None:
    for room in rooms:
        all_ready(room, "ready to begin", "Settle")
    for room in rooms:
        all_ready(room, "I'm ready", "Write in silence")
    for room in rooms:
        write_in_silence(room)
    for room in rooms:
        all_ready(room, "I'm ready", "Reveal and read")
        for phone in room:
            for other in range(len(room)):
                phone.sees(f"Signal of {other}", within="#room-board")
            phone.is_accessible()
    for room in rooms:
        all_ready(room, "I'm ready", "Rounds")
        room[0].is_accessible()
        speak_in_turn(room)
        all_ready(room, "I'm ready", "Compare in pairs")
        compare(room)
        all_ready(room, "I'm ready", "Open with differences")
        differ(room)
    for room in rooms:
        all_ready(room, "I'm ready", "First wins")
        tell_a_first_win(room)
        all_ready(room, "I'm ready", "Your orientation")
        orient(room)
        all_ready(room, "I'm ready", "The question I leave with")
        leave(room)


def all_ready(room: list[Reader], words: str, next_title: str) -> None:
    """Nobody facilitates: the room moves on when everybody has said they are ready."""
    for phone in room:
        phone.press(words, within="#room-moving")
    for phone in room:
        expect(phone.page.locator("#step-title")).to_have_text(next_title)


def write_in_silence(room: list[Reader]) -> None:
    """What is written is kept at once, over a reload and without a connection, and is nobody else's yet."""
    for number, phone in enumerate(room):
        for prompt in ("signal", "choice", "tradeoff", "conditions"):
            phone.page.locator(f"#room-now [data-prompt={prompt}]").fill(
                f"{prompt.title()} of {number}: what I saw."
            )
        saved(phone, "signal")
    first, second, third = room
    first.is_accessible()

    second.page.reload()
    expect(second.page.locator("#room-now [data-prompt=signal]")).to_have_value("Signal of 1: what I saw.")

    third.context.set_offline(True)
    third.page.locator("#room-now [data-prompt=tradeoff]").fill("Tradeoff of 2: written in a tunnel.")
    expect(
        third.page.get_by_text(re.compile("connection is gone|Kept on this device")).first
    ).to_be_attached()
    third.context.set_offline(False)
    saved(third, "tradeoff")

    for number, phone in enumerate(room):
        part = phone.page.request.get(phone.page.url + "part/").text()
        assert f"Signal of {number}" in part
        for other in range(len(room)):
            if other != number:
                assert f"Signal of {other}" not in part + phone.page.content()


def saved(phone: Reader, prompt: str) -> None:
    field = phone.page.locator(f"#room-now .field:has([data-prompt={prompt}])")
    expect(field.locator("[data-saved]")).to_have_text("Saved.")


def compare(room: list[Reader]) -> None:
    first = room[0]
    expect(first.page.locator("#room-now [data-prompt=same]")).to_be_visible()
    first.page.locator("#room-now [data-prompt=same]").fill(
        "We both keep something alive for somebody upstairs."
    )
    saved(first, "same")
    first.is_accessible()


def differ(room: list[Reader]) -> None:
    writer = room[1]
    writer.page.locator("#add-text").fill("A crowd lets people hide, and then they talk.")
    writer.press("Put it on the board")
    for phone in room:
        reads(phone, "A crowd lets people hide")
    writer.is_accessible()


def reads(phone: Reader, words: str) -> None:
    """The board never moves under somebody who reads it: it says that there is something new, and they decide."""
    told = phone.page.locator("#room").get_by_text(words).first
    offer = phone.page.get_by_role("button", name="Show it")
    for _ in range(100):
        if told.is_visible():
            return
        if offer.is_visible():
            with suppress(PlaywrightError):  # the page may have shown it by itself in the meantime
                offer.click(timeout=1000)
        phone.page.wait_for_timeout(200)
    expect(told).to_be_visible()


def tell_a_first_win(room: list[Reader]) -> None:
    teller = room[2]
    teller.page.locator("#room-now [name=moment]").fill("Somebody answered before I did.")
    teller.press("Tell it", within="#room-now")
    for phone in room:
        reads(phone, "Somebody answered before I did.")


def speak_in_turn(room: list[Reader]) -> None:
    def whose_turn() -> Reader | None:
        return next((one for one in room if one.page.locator("button[value=pass_turn]").count()), None)

    for _ in room:
        until(whose_turn)
        speaker = whose_turn()
        assert speaker
        speaker.press("I've spoken", within="#room-now")
        speaker.page.locator("button[value=pass_turn]").wait_for(state="detached")


def orient(room: list[Reader]) -> None:
    for number, phone in enumerate(room):
        now = phone.page.locator("#room-now")
        now.locator("[name=stand]").fill(f"I stand at place {number}.")
        now.locator("[name=question]").fill("Whom is it for?")
        now.locator("[name=useful][value='8']").check()
        if number == 0:
            phone.is_accessible()
        phone.press("Keep my card", within="#room-now")
        expect(phone.page.locator("#room-now")).to_contain_text(re.compile("Keep my changes"))
    for number, phone in enumerate(room):
        other = (number + 1) % len(room)
        assert f"I stand at place {other}." not in phone.page.content()


def leave(room: list[Reader]) -> None:
    for number, phone in enumerate(room):
        phone.page.locator("#room-now [data-prompt=leaving]").fill(f"Question {number}?")
        phone.press("Put it on the board", within="#room-now")
        reads(phone, f"Question {number}?")
    for phone in room[:2]:
        phone.press("I'm ready", within="#room-moving")
    room[0].page.locator("#room-moving summary", has_text="Close the room").click()
    room[0].press("Close it for everybody", within="#room-moving")
    for phone in room:
        expect(phone.page.locator("#step-title")).to_have_text("What do you see differently?")
    room[0].is_accessible()


def answer_the_check_in(phone: Reader, house: House, name: str) -> None:
    """Four of the six work differently, with an example, and credit the moment."""
    letter = house.letter(f"{name}@example.org", "changed")
    page = phone.go(links_in(letter)[0])
    page.wait_for_url(re.compile(r"/me/check-ins/\d+/"))
    phone.is_accessible()
    if MEMBERS.index(name) < 4:
        page.locator("[name=changed][value=yes]").check()
        page.locator("[name=example]").fill("Every second week I now sit with six of them for an hour.")
        page.locator("[name=credit][value=yes]").check()
    else:
        page.locator("[name=changed][value=no]").check()
    phone.press("^Send$")
    page.wait_for_url("**/thanks/")
    phone.is_accessible()
