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


def test_two_tabs_of_two_members_send_nothing_in_each_others_name(chromium, house):
    """Jonas came in by a second tab of the browser in which Lena's page was still open: what she typed then was sent,
    sealed, as his, and his own sealed words were drawn into her page."""
    hers = Phone(chromium, house, "Lena", "light")
    hers.page.goto(hers.room)
    listens(hers.page)
    mine, its = "What only Jonas knows.", "What only Lena knows."
    his = hers.context.new_page()
    his.goto(f"{house['base']}/m/{house['tokens']['Jonas']}/?next=/rooms/{house['room']}/")
    listens(his)
    his.fill("#write-signal", mine)
    until(lambda: authors_of(mine, house) == {"Jonas"})

    hers.page.fill("#write-signal", its)

    told = hers.page.locator("[data-bar=moved]")
    told.wait_for()
    assert "somebody else has come in since" in told.inner_text()
    assert mine not in hers.page.content()
    assert hers.page.input_value("#write-signal") == its
    assert authors_of(its, house) == set()
    assert hers.page.locator("[data-bar=moved] button").inner_text() == "Show their page"

    take_over(hers, house, "Lena")
    until(lambda: authors_of(its, house) == {"Lena"})


def authors_of(words: str, house: dict[str, Any]) -> set[str]:
    with sqlite3.connect(house["database"]) as log:
        rows = log.execute(
            "SELECT member.name FROM room_event JOIN member ON member.id = room_event.author "
            "WHERE room_event.payload LIKE ?",
            (f"%{words}%",),
        )
        return {name for (name,) in rows}
