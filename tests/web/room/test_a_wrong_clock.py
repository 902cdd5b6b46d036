"""A laptop whose clock is forty minutes ahead said of every step that its time was up; one that is behind gave an hour
for three minutes. What ends, ends by the server's clock."""

from __future__ import annotations

import re

import pytest

from tests.web.room.phones import Phone, on_to, until

pytestmark = [pytest.mark.browser]

MINUTES = {"Jonas": 40, "Priya": -40, "Lena": 0}


def test_devices_whose_clocks_differ_show_the_same_time_left(chromium, house):
    phones = [Phone(chromium, house, name, "light") for name in MINUTES]
    for phone in phones:
        shift = MINUTES[phone.name] * 60_000
        phone.page.add_init_script(f"{{ const real = Date.now; Date.now = () => real() + {shift} }}")
        phone.come_in()

    on_to(phones, "Settle")
    for phone in phones:
        until(lambda phone=phone: left(phone) is not None)

    until(lambda: max(map(left, phones)) - min(map(left, phones)) <= 1)
    assert all(2 <= left(phone) <= 10 for phone in phones)

    # Also on a page that is loaded in the midst of a step, before anything happens in the room.
    for phone in phones:
        phone.page.reload()
    until(lambda: all(2 <= (left(phone) or 0) <= 10 for phone in phones))


def left(phone: Phone) -> int | None:
    found = re.search(r"about (\d+) min left", phone.page.locator(".timer").first.inner_text())
    return int(found[1]) if found else None
