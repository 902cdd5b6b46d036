"""The one browser of the tests: how it is started, how long it is patient, and what a page may not be found doing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from juncture.practice.models import Account
from juncture.site.readiness import find_chromium

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Nothing is measured by it: a test that passes never waits so long, and a machine may be doing something else, too.
PATIENCE = 30_000  # milliseconds; Playwright's own for everything but what is expected

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

AXE = Axe().axe_script
WCAG = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")

# Asked for again, a module comes from where it already is; what its behaviour attaches has been attached by then.
EVERY_BEHAVIOUR = """async () => {
  const asked = [...document.querySelectorAll("[data-behaviour]")].flatMap(one => one.dataset.behaviour.split(/\\s+/))
  await Promise.all(asked.filter(Boolean).map(name => import(name)))
  await new Promise(done => setTimeout(done))
}"""
# Words that are still fading in have not yet the contrast they will be read with.
AT_REST = """async () => {
  const ending = document.getAnimations().filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
  await Promise.allSettled(ending.map(one => one.finished))
}"""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not one for the whole run: Playwright's loop runs in this thread as long as the browser does, and tests that
    # bring a loop of their own could not.
    path = find_chromium()
    if not path:
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    with pytest.MonkeyPatch.context() as surroundings, sync_playwright() as playwright:
        # Django would take the fixtures' queries for queries inside that loop.
        surroundings.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def session_of(account: Account, address: str) -> Any:
    """The cookie of somebody who has signed in there."""
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def complaints_of(page: Page, known: Collection[str] = ()) -> list[str]:
    """What the page's scripts and console will complain about from now on, but for what is `known`."""
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and not any(words in said.text for words in known):
            complaints.append(said.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def listens(page: Page) -> None:
    """The page's scripts have come: faster than any thumb, a test would act before them, and the page would do what
    it does without."""
    page.wait_for_load_state("load")
    page.evaluate(EVERY_BEHAVIOUR)


def goes_on(press: Locator) -> None:
    """Pressed, it leads to another page, and that page is there. It could be clicked, and is pressed by its key: a page
    that scrolls to the place its address names loses a click."""
    press.click(trial=True)
    with press.page.expect_navigation():
        press.press("Enter")


def found_by_axe(page: Page, *, grave: bool = False, only: Collection[str] = (), **options: Any) -> list[str]:
    """What axe holds against the page: each rule with the first elements that break it; `grave` is what it calls
    serious or critical."""
    # Words can be read before the styles have come, when a step brought a new page; axe would judge it bare.
    page.wait_for_load_state("load")
    page.evaluate(AT_REST)
    asked = {"resultTypes": ["violations"], **options} | ({"runOnly": list(only)} if only else {})
    if page.evaluate("typeof axe") == "undefined":
        # In the page's own world, which its security policy doesn't keep the test out of.
        page.evaluate(f"{AXE}\n;undefined")
    found = page.evaluate("options => axe.run(options)", asked)
    assert found["passes"], f"axe has looked at nothing of {page.url}"
    return [
        f"{rule['id']} at {page.url}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found["violations"]
        if not grave or rule["impact"] in ("serious", "critical")
    ]
