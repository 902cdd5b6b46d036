"""Three phones live a contrast round from the door to the card: one reloads, one loses its connection."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser]

CHROMIUM = os.environ.get("JUNCTURE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Phone:
    """One member's phone in the room."""

    def __init__(self, browser: Any, house: dict[str, Any], name: str, scheme: str) -> None:
        self.name, self.house = name, house
        self.room = f"{house['base']}/rooms/{house['rooms'][name]}/"
        self.context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._hear)
        self.page.goto(f"{house['base']}/m/{house['tokens'][name]}/")

    def _hear(self, message: Any) -> None:
        # A phone without a connection, or one told that its partner was first, says so; that is no fault of the page.
        known = ("ERR_INTERNET_DISCONNECTED", "409 (Conflict)", "net::ERR_FAILED")
        if message.type == "error" and not any(one in message.text for one in known):
            self.troubles.append(message.text)

    def come_in(self) -> None:
        self.page.goto(self.room)
        self.page.get_by_role("button", name="Come in").click()
        self.page.wait_for_selector("#room")

    def sees(self, title: str) -> None:
        self.page.locator("#step-title", has_text=re.compile(f"^{re.escape(title)}$")).wait_for(
            timeout=15_000
        )

    def is_ready(self) -> None:
        self.page.locator("button[value=ready]").click()

    def saved(self, field: str) -> None:
        note = self.page.locator(f".field:has({field}) [data-saved]", has_text="Saved.")
        note.wait_for(timeout=15_000)


def on_to(phones: list[Phone], title: str) -> None:
    """Everybody says they are ready, and everybody's page shows the next step by itself."""
    for phone in phones:
        phone.is_ready()
    for phone in phones:
        phone.sees(title)


def finds_nothing(phone: Phone, step: str) -> None:
    """axe finds nothing serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    # Words can be read before the styles have come, when a step brought a new page; axe would judge it bare.
    phone.page.wait_for_load_state("load")
    found = phone.page.evaluate("() => typeof axe")
    if found == "undefined":
        import axe_playwright_python

        script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
        # In the page's own world, which its security policy doesn't keep the test out of.
        phone.page.evaluate(script + "\n;undefined")
    result = phone.page.evaluate("() => axe.run({ preload: false })")
    assert Axe
    assert result["passes"]
    heavy = [
        (one["id"], one["nodes"][0]["html"])
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert heavy == [], f"at {step}: {heavy}"


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
    jonas.page.locator("#room-now .room-away").first.wait_for(state="detached", timeout=15_000)
    finds_nothing(jonas, "the gathering")

    # By keyboard alone: the focus stays on the button that was pressed, whatever it says now. Pressed before the
    # script has come, it would send the form as any page does.
    lena.page.wait_for_load_state("load")
    lena.page.evaluate("() => import('room/room').then(() => null)")
    lena.page.locator("button[value=ready]").focus()
    for turned in ("not_ready", "ready"):
        lena.page.keyboard.press("Enter")
        lena.page.locator(f"button[value={turned}]").wait_for(timeout=15_000)
        assert lena.page.evaluate("document.activeElement.value") == turned

    on_to(phones, "Settle")
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
    priya.page.locator("[data-room-line]", has_text="The connection is gone").wait_for(timeout=15_000)
    assert "every answer" not in priya.page.content()
    # The others go on meanwhile.
    lena.page.fill("#write-signal", "Sales asked for names and I had none I could vouch for.")
    lena.saved("#write-signal")
    priya.context.set_offline(False)
    priya.saved("#write-choice")
    priya.page.locator("[data-room-line]").wait_for(state="hidden", timeout=15_000)
    finds_nothing(lena, "write")

    on_to(phones, "Reveal and read")
    for phone in phones:
        board = phone.page.locator("#room-board")
        for words in ("wrote every answer", "its own cadence", "I could vouch for"):
            board.get_by_text(words).wait_for(timeout=15_000)
    assert priya.page.get_by_text("Priya is still writing").count() >= 1
    finds_nothing(priya, "the reveal")

    on_to(phones, "Rounds")
    for _ in phones:
        speaker = next(phone for phone in phones if "your turn" in phone.page.inner_text("#room-now"))
        finds_nothing(speaker, "the rounds")
        turn = speaker.page.get_by_role("button", name="I've spoken")
        turn.click()
        turn.wait_for(state="detached", timeout=15_000)
        for phone in phones:
            spoken = phone.page.locator(".room-turn", has_text=re.compile("your turn|speaks|Everybody"))
            spoken.wait_for(timeout=15_000)
        until(lambda: sum("your turn" in p.page.inner_text("#room-now") for p in phones) == 1 or done(phones))
    jonas.page.get_by_text("Everybody has spoken.").wait_for(timeout=15_000)

    on_to(phones, "Compare in pairs")
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
    jonas.page.locator(".room-note", has_text="the only thing they read").wait_for(timeout=15_000)
    # Nothing moves under the others: they are told, and decide.
    priya.page.locator("[data-bar=news]").wait_for(timeout=15_000)
    assert priya.page.locator(".room-note", has_text="the only thing they read").count() == 0
    priya.page.get_by_role("button", name="Show it").click()
    priya.page.locator(".room-note", has_text="the only thing they read").wait_for(timeout=15_000)
    finds_nothing(priya, "the open step")

    # Somebody in the middle of a word stays there when the room moves on.
    lena.page.locator("#add-text").press_sequentially("A question that is not")
    for phone in phones:
        phone.page.locator("button[value=ready]").dispatch_event(
            "click"
        ) if phone is lena else phone.is_ready()
    jonas.sees("First wins")
    lena.page.locator("[data-bar=moved]").wait_for(timeout=15_000)
    assert lena.page.evaluate("document.activeElement.id") == "add-text"
    assert lena.page.input_value("#add-text") == "A question that is not"
    lena.page.get_by_role("button", name="Go along").click()
    lena.page.wait_for_selector("[name=moment]")

    jonas.page.fill("[name=moment]", "Somebody answered a question before I did.")
    jonas.page.get_by_role("button", name="Tell it").click()
    priya.page.locator(".room-win", has_text="before I did").wait_for(timeout=20_000)
    finds_nothing(priya, "first wins")

    on_to(phones, "Your orientation")
    priya.page.fill("[name=stand]", "Deepen, for a quarter, and only where trust is.")
    finds_nothing(priya, "the orientation")
    priya.page.get_by_role("button", name="Keep my card").click()
    priya.page.get_by_text("Your card is kept.").wait_for(timeout=15_000)
    assert "only where trust is" not in jonas.page.content()

    on_to(phones, "The question I leave with")
    lena.page.fill("textarea[data-prompt=leaving]", "What would I stop, if nobody saw it?")
    lena.page.get_by_role("button", name="Put it on the board").click()
    lena.page.locator(".room-note", has_text="What would I stop").wait_for(timeout=15_000)
    for phone in phones:
        phone.is_ready()
    jonas.page.get_by_role("button", name="Close the room").click()
    for phone in phones:
        phone.sees("What do you see differently?")
        finds_nothing(phone, "the end")
    priya.page.get_by_role("link", name="Look at your card").wait_for()
    jonas.page.get_by_role("button", name="Keep my card").wait_for()

    assert [phone.troubles for phone in phones] == [[], [], []]


def test_a_host_follows_the_rooms(chromium, house):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": house["session"], "url": house["base"]}])
    page = context.new_page()

    page.goto(f"{house['base']}/c/northlight/moments/{house['moment']}/rooms/")
    page.get_by_role("link", name="Room 1").click()

    page.get_by_text("wrote every answer").wait_for()
    assert "only where trust is" not in page.content()
    assert "before I did" not in page.content()


def done(phones: list[Phone]) -> bool:
    return all("Everybody has spoken" in phone.page.inner_text("#room-now") for phone in phones)


def until(holds: Any, seconds: float = 15) -> None:
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, "it did not come about in time"
        time.sleep(0.1)
