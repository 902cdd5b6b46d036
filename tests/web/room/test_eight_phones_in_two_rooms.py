"""Eight phones at 390 px in two rooms of one moment, from the door to the end.

Jonas has only a keyboard and wants no motion, Priya's phone is slow, Lena's page is loaded again at every step; axe
looks at every step on Lena's phone in light and on Noor's in dark. Neither room ever reads the other's words.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import listens
from tests.web.room.phones import Phone, finds_nothing, until

pytestmark = [pytest.mark.browser]

ROOMS = (("Jonas", "Priya", "Lena", "Ana"), ("Noor", "Tomas", "Mika", "Ines"))
SLOWER = 4  # times, so that a script's second is a slow phone's four
FARTHEST = 90  # presses of Tab within which everything on a page is reached

OF_THE_FIRST = (
    "You should widen it everywhere.",
    "chapter grew on its own",
    "let companies in",
    "only thing they read",
)
OF_THE_SECOND = ("Nobody came to the second evening", "two of them wrote", "We pay the speakers")

# All the stream has to say since the room opened, as bytes; it is left when it has been quiet for a while.
READ_THE_STREAM = """async address => {
  const leave = new AbortController()
  const answer = await fetch(address, { signal: leave.signal })
  const reader = answer.body.getReader(), decoder = new TextDecoder()
  const quiet = () => new Promise(done => setTimeout(() => done({ done: true }), 400))
  let said = ""
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), quiet()])
    if (done) break
    said += decoder.decode(value, { stream: true })
  }
  leave.abort()
  return said
}"""


class Guest(Phone):
    def __init__(self, browser: Any, house: dict[str, Any], name: str, scheme: str = "light") -> None:
        super().__init__(browser, house, name, scheme)

    def arrives_at(self, title: str) -> None:
        self.sees(title)

    def writes(self, field: str, words: str) -> None:
        self.page.fill(field, words)
        self.saved(field)

    def passes_the_turn(self) -> None:
        self.page.locator("button[value=pass_turn]").click()

    def everything_sent(self) -> str:
        """The page, its part, and the room's log from its first event on, as a stream and as a list."""
        number = self.house["rooms"][self.name]
        log = f"{self.house['base']}/live/rooms/{number}"
        part, events = (
            self.page.request.get(address) for address in (f"{self.room}part/", f"{log}/events?after=0")
        )
        assert (part.status, events.status) == (200, 200)
        stream = self.page.evaluate(READ_THE_STREAM, f"{log}/stream?after=0")
        assert "data:" in stream
        return self.page.content() + part.text() + events.text() + stream


class Keyboard(Guest):
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
        self.page.goto(self.room)
        self.reach("button[value=arrive]")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#room")
        listens(self.page)

    def is_ready(self) -> None:
        self.press("button[value=ready]")

    def passes_the_turn(self) -> None:
        self.press("button[value=pass_turn]")


class LookedAt(Guest):
    """Noor's phone is dark."""

    def arrives_at(self, title: str) -> None:
        super().arrives_at(title)
        finds_nothing(self, f"{title} on {self.name}'s phone")


class Forgetful(LookedAt):
    """Lena's page is loaded again at every step."""

    def arrives_at(self, title: str) -> None:
        Guest.arrives_at(self, title)
        self.page.reload()
        super().arrives_at(title)

    def finds_again(self, field: str, words: str) -> None:
        """What was typed and sent to nobody is there after a reload."""
        self.page.fill(field, words)
        self.page.locator(field).blur()
        until(lambda: self.keeps(words))
        self.page.reload()
        self.page.wait_for_function(
            "([field, words]) => document.querySelector(field)?.value === words", arg=[field, words]
        )


def the_eight(browser: Any, house: dict[str, Any]) -> dict[str, Guest]:
    jonas = Keyboard(browser, house, "Jonas")
    jonas.page.emulate_media(reduced_motion="reduce")
    priya = Guest(browser, house, "Priya", "dark")
    priya.context.new_cdp_session(priya.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    lena = Forgetful(browser, house, "Lena")
    noor = LookedAt(browser, house, "Noor", "dark")
    others = [Guest(browser, house, name) for name in ("Ana", "Tomas", "Mika", "Ines")]
    return {phone.name: phone for phone in (jonas, priya, lena, noor, *others)}


def test_eight_phones_live_a_round_in_two_rooms(chromium, house):
    phones = the_eight(chromium, house)
    first, second = ([phones[name] for name in names] for names in ROOMS)
    jonas, priya, lena, ana = first
    noor, tomas, mika, ines = second
    assert isinstance(jonas, Keyboard)
    assert isinstance(lena, Forgetful)

    def on_to(title: str) -> None:
        for phone in phones.values():
            phone.is_ready()
        for phone in phones.values():
            phone.arrives_at(title)

    for phone in phones.values():
        phone.come_in()
    for phone in phones.values():
        phone.arrives_at("People arrive")
    on_to("Settle")

    on_to("Write in silence")
    noor.writes("#write-signal", "Nobody came to the second evening.")
    tomas.writes("#write-signal", "Ten ambassadors, and two of them wrote everything.")
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
    priya.writes("#write-signal", "The Brazil chapter grew on its own.")
    lena.writes("#write-choice", "We let companies in.")
    lena.page.reload()
    assert lena.page.input_value("#write-choice") == "We let companies in."

    # Sealed is absent: whoever has written nothing is sent nobody's words, and no word of the other room.
    for phone in (ana, mika):
        assert [words for words in OF_THE_FIRST + OF_THE_SECOND if words in phone.everything_sent()] == []
    assert "grew on its own" in priya.everything_sent()

    on_to("Reveal and read")
    for phone in first:
        phone.page.locator("#room-board").get_by_text("grew on its own").wait_for()
    for phone in second:
        phone.page.locator("#room-board").get_by_text("two of them wrote").wait_for()
    moving = "document.getAnimations().filter(one => one.effect.getTiming().duration > 0).length"
    assert jonas.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert jonas.page.evaluate(moving) == 0
    only = lena.page.locator(".board-alone", has_text="Only Lena has said something here.")
    assert only.count() == 1

    on_to("Rounds")
    for room in (first, second):
        for _ in room:
            until(lambda: any(turn_of(phone) for phone in room))  # noqa: B023
            speaker = next(phone for phone in room if turn_of(phone))
            speaker.passes_the_turn()
            speaker.page.get_by_role("button", name="I've spoken").wait_for(state="detached")

    on_to("Compare in pairs")
    jonas.types("#compare-same", "More people asked than answered.")
    jonas.saved("#compare-same")

    on_to("Open with differences")
    for phone in first:
        across = phone.page.locator(".board-compared td", has_text="More people asked than answered.")
        across.wait_for()
        assert "Jonas" in across.inner_text()
    jonas.types("#add-text", "Ours was the only thing they read.")
    jonas.press("#add button[value=add]")
    jonas.page.locator(".room-note", has_text="the only thing they read").wait_for()
    ines.page.fill("#add-text", "We pay the speakers, and nobody else.")
    ines.page.get_by_role("button", name="Put it on the board").click()
    ines.page.locator(".room-note", has_text="We pay the speakers").wait_for()
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
    for phone in phones.values():
        phone.is_ready()
    jonas.press(".room-close summary")
    jonas.press("button[value=close]")
    for phone in first:
        phone.arrives_at("What do you see differently?")
    # The other room goes on until it closes itself.
    noor.arrives_at("The question I leave with")
    noor.closes_the_room()
    for phone in second:
        phone.arrives_at("What do you see differently?")

    # To the very end, each room has read all of its own words and none of the other's.
    for phone, own, others in ((ana, OF_THE_FIRST, OF_THE_SECOND), (mika, OF_THE_SECOND, OF_THE_FIRST)):
        sent = phone.everything_sent()
        assert [words for words in own if words not in sent] == []
        assert [words for words in others if words in sent] == []
    elsewhere = house["rooms"]["Jonas"]
    for door in (f"/rooms/{elsewhere}/part/", f"/live/rooms/{elsewhere}/events?after=0"):
        assert mika.page.request.get(house["base"] + door).status in (401, 404)

    jonas.press("a[href$='/board/']")
    jonas.page.locator("main.board-page").wait_for()
    for scheme in ("light", "dark"):
        jonas.page.emulate_media(color_scheme=scheme)
        finds_nothing(jonas, f"the page to take along, {scheme}")
    assert "Widen, where somebody answers" not in jonas.page.content()

    assert [phone.troubles for phone in phones.values() if phone.troubles] == []


def turn_of(phone: Phone) -> bool:
    return phone.page.get_by_role("button", name="I've spoken").count() == 1
