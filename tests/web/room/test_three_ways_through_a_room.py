"""One room at 390 px, three ways through it: by keyboard alone and without motion, on a slow phone, with a reload at
every step. axe looks at every step in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.room.test_a_room_in_the_browser import Phone, chromium, finds_nothing, until  # noqa: F401

pytestmark = [pytest.mark.browser]

SLOWER = 6  # times, so that a script's second is a slow phone's six
PATIENCE = 30_000
FARTHEST = 90  # presses of Tab within which everything on a page is reached


class Keyboard(Phone):
    """Jonas touches nothing: Tab, Enter and letters."""

    def reach(self, selector: str) -> None:
        for _ in range(FARTHEST):
            if self.page.evaluate("what => document.activeElement?.matches(what) ?? false", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} can't be reached by Tab at “{self.page.inner_text('#step-title')}”")

    def press(self, selector: str) -> None:
        self.reach(selector)
        outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"the focus on {selector} can't be seen"
        self.page.keyboard.press("Enter")

    def types(self, selector: str, words: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(words)

    def come_in(self) -> None:
        self.page.goto(f"{self.house['base']}/rooms/{self.house['room']}/")
        self.reach("button[value=arrive]")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#room")

    def is_ready(self) -> None:
        self.press("button[value=ready]")


class Forgetful(Phone):
    """Lena's page is loaded again at every step, in light, and looked at in dark as well."""

    def arrives_at(self, title: str) -> None:
        self.sees(title)
        self.page.reload()
        self.sees(title)
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.wait_for_timeout(200)  # a button's colour changes in 120 ms
            finds_nothing(self, f"{title}, {scheme}")
        self.page.emulate_media(color_scheme="light")

    def finds_again(self, field: str, words: str) -> None:
        """What was typed and sent to nobody is there after a reload."""
        self.page.fill(field, words)
        self.page.locator(field).blur()
        self.page.wait_for_timeout(700)
        self.page.reload()
        self.page.wait_for_function(
            "([field, words]) => document.querySelector(field)?.value === words", arg=[field, words]
        )


def the_three(browser: Any, house: dict[str, Any]) -> tuple[Keyboard, Phone, Forgetful]:
    jonas = Keyboard(browser, house, "Jonas", "light")
    jonas.page.emulate_media(reduced_motion="reduce")
    priya = Phone(browser, house, "Priya", "dark")
    priya.page.set_default_timeout(PATIENCE)
    priya.context.new_cdp_session(priya.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return jonas, priya, Forgetful(browser, house, "Lena", "light")


def test_three_ways_through_a_room(chromium, house):  # noqa: F811
    jonas, priya, lena = the_three(chromium, house)
    phones = (jonas, priya, lena)

    def on_to(title: str) -> None:
        for phone in phones:
            phone.is_ready()
        jonas.sees(title)
        priya.page.locator("#step-title", has_text=title).wait_for(timeout=PATIENCE)
        lena.arrives_at(title)

    for phone in phones:
        phone.come_in()
    lena.arrives_at("People arrive")
    on_to("Settle")

    on_to("Write in silence")
    jonas.types("#write-signal", "You should widen it everywhere.")
    note = jonas.page.locator("#write-signal-nudge")
    note.get_by_text("What happened where you are?").wait_for()
    finds_nothing(jonas, "the note beside the field")
    # Typed on, the note is gone; waved away, it stays away, and the focus is back where it was.
    jonas.page.keyboard.type(" We")
    assert note.count() == 0
    note.wait_for()
    jonas.press("[data-nudge-away]")
    assert jonas.page.evaluate("document.activeElement.id") == "write-signal"
    jonas.page.keyboard.press("End")
    jonas.page.keyboard.type(" tried it.")
    jonas.saved("#write-signal")
    jonas.page.wait_for_timeout(1_500)
    assert note.count() == 0
    priya.page.fill("#write-signal", "The Brazil chapter grew on its own.")
    priya.page.locator(".field:has(#write-signal) [data-saved]", has_text="Saved.").wait_for(timeout=PATIENCE)
    lena.page.fill("#write-choice", "We let companies in.")
    lena.saved("#write-choice")
    lena.page.reload()
    assert lena.page.input_value("#write-choice") == "We let companies in."

    on_to("Reveal and read")
    for phone in phones:
        phone.page.locator("#room-board").get_by_text("grew on its own").wait_for(timeout=PATIENCE)
    moving = "document.getAnimations().filter(one => one.effect.getTiming().duration > 0).length"
    assert jonas.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert jonas.page.evaluate(moving) == 0
    only = lena.page.locator(".board-alone", has_text="Only Lena has said something here.")
    assert only.count() == 1

    on_to("Rounds")
    for _ in phones:
        until(lambda: any(turn_of(phone) for phone in phones), PATIENCE / 1000)
        speaker = next(phone for phone in phones if turn_of(phone))
        if speaker is jonas:
            jonas.press("button[value=pass_turn]")
        else:
            speaker.page.locator("button[value=pass_turn]").click()
        speaker.page.get_by_role("button", name="I've spoken").wait_for(state="detached", timeout=PATIENCE)

    on_to("Compare in pairs")
    jonas.types("#compare-same", "More people asked than answered.")
    jonas.saved("#compare-same")

    on_to("Open with differences")
    for phone in phones:
        across = phone.page.locator(".board-compared td", has_text="More people asked than answered.")
        across.wait_for(timeout=PATIENCE)
        assert "Jonas" in across.inner_text()
    jonas.types("#add-text", "Ours was the only thing they read.")
    jonas.press("#add button[value=add]")
    jonas.page.locator(".room-note", has_text="the only thing they read").wait_for()
    lena.finds_again("#add-text", "What did the regions say?")
    lena.page.get_by_role("button", name="Put it on the board").click()
    lena.page.locator(".room-note", has_text="What did the regions say?").wait_for()

    on_to("First wins")
    jonas.types("[name=moment]", "Somebody answered a question before I did.")
    jonas.press("button[value=tell]")
    lena.page.locator(".room-win", has_text="before I did").wait_for()

    on_to("Your orientation")
    lena.finds_again("[name=stand]", "Deepen, for a quarter.")
    jonas.types("[name=stand]", "Widen, where somebody answers.")
    jonas.types("[name=test]", "Call them by Friday")
    jonas.page.locator("#id_test-nudge", has_text="What do you see differently?").wait_for()
    jonas.page.fill("[name=test]", "")
    jonas.press("button[value=orient]")
    jonas.page.get_by_text("Your card is kept.").wait_for()
    lena.page.get_by_role("button", name="Keep my card").click()
    lena.page.get_by_text("Your card is kept.").wait_for()

    on_to("The question I leave with")
    jonas.types("textarea[data-prompt=leaving]", "What would I stop, if nobody saw it?")
    jonas.press(".room-writing button[value=write_all]")
    jonas.page.locator(".room-note", has_text="What would I stop").wait_for()
    for phone in phones:
        phone.is_ready()
    jonas.press("button[value=close]")
    jonas.sees("What do you see differently?")
    lena.arrives_at("What do you see differently?")
    priya.page.locator("#step-title", has_text="What do you see differently?").wait_for(timeout=PATIENCE)

    jonas.press("a[href$='/board/']")
    jonas.page.locator("main.board-page").wait_for()
    for scheme in ("light", "dark"):
        jonas.page.emulate_media(color_scheme=scheme)
        finds_nothing(jonas, f"the page to take along, {scheme}")
    assert "Widen, where somebody answers" not in jonas.page.content()

    assert [phone.troubles for phone in phones] == [[], [], []]


def turn_of(phone: Phone) -> bool:
    return phone.page.get_by_role("button", name="I've spoken").count() == 1
