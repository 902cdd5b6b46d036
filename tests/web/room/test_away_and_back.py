"""Phones that lose their connection: the others read it and go on, and whoever comes back reads what was missed."""

from __future__ import annotations

import sqlite3

import pytest

from tests.web.room.phones import Phone, finds_nothing, on_to

pytestmark = [pytest.mark.browser]

ROOMS = (("Jonas", "Priya", "Lena"), ("Noor", "Tomas", "Mika"))
FACILITATORS = ("Noor",)
LATE_WORDS = "We let each region choose its own cadence."


def read_that_one_is_away(phones: list[Phone]) -> None:
    for phone in phones:
        phone.page.locator(".room-next", has_text="1 of you isn't here at the moment.").wait_for()


def test_who_was_away_reads_what_was_missed_and_what_they_wrote_counts_once(chromium, house):
    jonas, priya, lena = phones = [
        Phone(chromium, house, name, scheme)
        for name, scheme in (("Jonas", "light"), ("Priya", "dark"), ("Lena", "light"))
    ]
    for phone in phones:
        phone.come_in()
    jonas.page.locator("#room-now .room-away").first.wait_for(state="detached")
    on_to(phones, "Settle")
    on_to(phones, "Write in silence")

    priya.context.set_offline(True)
    priya.page.fill("#write-choice", LATE_WORDS)
    priya.page.locator("[data-room-line]", has_text="The connection is gone. Keep writing").wait_for()
    finds_nothing(priya, "the connection is gone")
    read_that_one_is_away([jonas, lena])
    finds_nothing(lena, "one is away")
    # Two are here, so that one of them who is ready is half.
    jonas.is_ready()
    jonas.moves_on()
    for phone in (jonas, lena):
        phone.sees("Reveal and read")

    priya.context.set_offline(False)
    priya.page.locator("[data-bar=moved]", has_text="The room has moved on.").wait_for()
    assert priya.page.input_value("#write-choice") == LATE_WORDS
    priya.saved("#write-choice")
    lena.page.locator("[data-bar=news]").wait_for()
    lena.page.get_by_role("button", name="Show it").click()
    lena.page.locator("#room-board").get_by_text(LATE_WORDS).wait_for()
    with sqlite3.connect(house["database"]) as log:
        (times,) = log.execute(
            "SELECT count(*) FROM room_event WHERE payload LIKE ?", [f"%{LATE_WORDS}%"]
        ).fetchone()
    assert times == 1
    priya.page.get_by_role("button", name="Go along").click()
    priya.sees("Reveal and read")

    # Whoever wasn't writing finds the room where it is now, and reads from where it has gone on.
    lena.context.set_offline(True)
    lena.page.locator("[data-room-line]", has_text="The connection is gone.").wait_for()
    priya.is_ready()
    jonas.is_ready()
    jonas.moves_on()
    priya.sees("Rounds")
    lena.context.set_offline(False)
    lena.sees("Rounds")
    missed = lena.page.locator("[data-bar=missed]")
    missed.get_by_text("You were away. The room has gone on from “Reveal and read”.").wait_for()
    finds_nothing(lena, "back again")
    missed.get_by_role("button", name="All right").click()
    missed.wait_for(state="detached")
    assert [phone.troubles for phone in phones] == [[], [], []]


def test_where_the_facilitator_is_gone_half_of_those_here_move_the_room_on(chromium, house):
    noor, tomas, mika = phones = [Phone(chromium, house, name, "light") for name in ROOMS[1]]
    for phone in phones:
        phone.come_in()
    tomas.page.get_by_text("Your facilitator begins when people have settled.").wait_for()
    noor.page.locator("#room-now .room-away").first.wait_for(state="detached")
    noor.moves_on()
    for phone in phones:
        phone.sees("Settle")
    tomas.page.locator(".room-next", has_text="Your facilitator moves the room on.").wait_for()

    noor.context.close()

    read_that_one_is_away([tomas, mika])
    tomas.is_ready()
    mika.moves_on()
    for phone in (tomas, mika):
        phone.sees("Write in silence")
    assert [phone.troubles for phone in (tomas, mika)] == [[], []]
