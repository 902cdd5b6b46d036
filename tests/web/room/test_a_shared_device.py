"""Two members of one group share a tablet: what the first left unsent on it is neither shown to the second nor sent
in their name. It was, as long as the device kept it under the room alone."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from tests.browser import listens
from tests.web.room.phones import Phone, on_to, until

pytestmark = [pytest.mark.browser]

SEALED = "Nobody here knows yet that I will leave in March."


def take_over(tablet: Any, house: dict[str, Any], name: str) -> None:
    tablet.page.goto(f"{house['base']}/m/{house['tokens'][name]}/?next=/rooms/{house['room']}/")
    listens(tablet.page)


def test_what_one_left_unsent_on_a_shared_device_is_not_shown_to_the_next(chromium, house):
    tablet, priya = (Phone(chromium, house, name, "light") for name in ("Lena", "Priya"))
    jonas = Phone(chromium, house, "Jonas", "light")
    phones = [tablet, priya, jonas]
    for phone in phones:
        phone.come_in()
    on_to(phones, "Settle")
    on_to(phones, "Write in silence")

    # Lena's words don't get through, and she puts the tablet down.
    tablet.context.route("**/commands", lambda route: route.abort())
    tablet.page.fill("#write-signal", SEALED)
    until(lambda: tablet.keeps("leave in March"))
    tablet.page.goto("about:blank")
    tablet.context.unroute("**/commands")
    jonas.page.goto("about:blank")

    take_over(tablet, house, "Jonas")

    assert tablet.page.locator("#step-title").inner_text() == "Write in silence"
    assert tablet.page.input_value("#write-signal") == ""
    tablet.page.wait_for_timeout(2_000)  # what is brought back is sent at once
    assert "leave in March" not in tablet.page.content()

    # Lena finds it again, on that same tablet, and now it arrives.
    take_over(tablet, house, "Lena")
    assert tablet.page.input_value("#write-signal") == SEALED
    tablet.saved("#write-signal")
    assert authors_of("leave in March", house) == {"Lena"}


def authors_of(words: str, house: dict[str, Any]) -> set[str]:
    with sqlite3.connect(house["database"]) as log:
        rows = log.execute(
            "SELECT member.name FROM room_event JOIN member ON member.id = room_event.author "
            "WHERE room_event.payload LIKE ?",
            (f"%{words}%",),
        )
        return {name for (name,) in rows}
