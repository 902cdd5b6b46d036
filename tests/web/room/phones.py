"""Members' phones in a room, and what is done with several of them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser

from tests.browser import PATIENCE, PHONE, complaints_of, found_by_axe, goes_on, listens

# A phone without a connection, or one told that its partner was first, says so; that is no fault of the page.
KNOWN = ("ERR_INTERNET_DISCONNECTED", "409 (Conflict)", "net::ERR_FAILED")


class Phone:
    """One member's phone in the room."""

    def __init__(self, browser: Browser, house: dict[str, Any], name: str, scheme: str) -> None:
        self.name, self.house = name, house
        self.room = f"{house['base']}/rooms/{house['rooms'][name]}/"
        self.context = browser.new_context(viewport=PHONE, color_scheme=scheme)
        self.page = self.context.new_page()
        self.troubles = complaints_of(self.page, KNOWN)
        self.page.goto(f"{house['base']}/m/{house['tokens'][name]}/")

    def come_in(self) -> None:
        self.page.goto(self.room)
        goes_on(self.page.get_by_role("button", name="Come in"))
        self.page.wait_for_selector("#room")
        listens(self.page)

    def sees(self, title: str) -> None:
        self.page.locator("#step-title", has_text=re.compile(f"^{re.escape(title)}$")).wait_for()

    def is_ready(self) -> None:
        self.page.locator("button[value=ready]").click()

    def keeps(self, words: str) -> bool:
        """Whether this phone holds what was typed and reached nobody."""
        return words in self.page.evaluate("JSON.stringify(Object.entries(localStorage))")

    def moves_on(self) -> None:
        self.page.locator("button[value=move_on]").click()

    def closes_the_room(self) -> None:
        self.page.locator("#room-moving summary", has_text="Close the room").click()
        self.page.get_by_role("button", name="Close it for everybody").click()

    def saved(self, field: str) -> None:
        self.page.locator(f".field:has({field}) [data-saved]", has_text="Saved.").wait_for()


def on_to(phones: list[Phone], title: str) -> None:
    """Everybody says they are ready, and everybody's page shows the next step by itself."""
    for phone in phones:
        phone.is_ready()
    for phone in phones:
        phone.sees(title)


def finds_nothing(phone: Phone, step: str) -> None:
    """axe finds nothing serious or critical."""
    found = found_by_axe(phone.page, grave=True, preload=False)
    assert found == [], f"at {step}: {found}"


def until(holds: Callable[[], object]) -> None:
    give_up = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < give_up, "it did not come about in time"
        time.sleep(0.1)
