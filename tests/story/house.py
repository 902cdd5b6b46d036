"""The server, the mail folder and the browsers of the story: each as people would have them."""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import DESK, PHONE, found_by_axe

ROOT = Path(__file__).resolve().parents[2]


class House:
    """One process that serves, on a database of its own; its clock can be set ahead by starting it again."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[str] | None = None

    def start(self, days: int = 0) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "tests.story.serving_later", str(self.port), str(days)],
            cwd=ROOT,
            env=self._surroundings(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._running.stdout
        assert self._running.stdout.readline().strip() == "ready"

    def stop(self) -> None:
        if self._running:
            self._running.send_signal(signal.SIGTERM)
            assert self._running.wait(timeout=20) == 0
            self._running = None

    def run(self, *words: str) -> str:
        """A verb of the `juncture` command, as an operator types it."""
        done = subprocess.run(
            [sys.executable, "-m", "juncture.site", *words],
            cwd=ROOT,
            env=self._surroundings(),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _surroundings(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("JUNCTURE_")}
        return kept | {
            "JUNCTURE_VAR": str(self.var),
            "JUNCTURE_BASE_URL": self.address,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }

    def letters(self, to: str, subject: str) -> list[EmailMessage]:
        """Mails to an address whose subject matches, oldest first."""
        return [
            letter
            for letter in self._mail()
            if letter["To"] and to in letter["To"] and re.search(subject, letter["Subject"] or "")
        ]

    def letter(self, to: str, subject: str) -> EmailMessage:
        """The newest such mail; waits for the worker, which looks every few seconds."""
        give_up = time.monotonic() + 30
        while time.monotonic() < give_up:
            found = self.letters(to, subject)
            if found:
                return found[-1]
            time.sleep(0.3)
        raise AssertionError(
            f"No mail to {to} about {subject!r}; there are {[m['Subject'] for m in self._mail()]}"
        )

    def _mail(self) -> list[EmailMessage]:
        found = []
        for file in sorted((self.var / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns):
            for text in re.split(rb"^-{79}$", file.read_bytes(), flags=re.MULTILINE):
                if text.strip():
                    message = email.message_from_bytes(text.strip(), policy=email.policy.default)
                    found.append(message)
        return found  # type: ignore[return-value]


class Reader:
    """Somebody with a browser: a phone or a desk. Every page they come to is looked at by axe."""

    def __init__(self, browser: Browser, address: str, *, phone: bool) -> None:
        self.address = address
        shape: dict[str, Any] = (
            {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESK}
        )
        self.context: BrowserContext = browser.new_context(**shape)
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def go(self, where: str) -> Page:
        self.page.goto(where if where.startswith("http") else self.address + where)
        return self.page

    def press(self, name: str, within: str = "main") -> None:
        """A button or a link, by what it says."""
        place = self.page.locator(within)
        words = re.compile(name)
        place.get_by_role("button", name=words).or_(place.get_by_role("link", name=words)).first.click()

    def choose(self, label: str) -> None:
        """A pill; the real radio or checkbox lies unseen over its label, where a finger finds it."""
        self.page.get_by_label(label, exact=True).check()

    def sees(self, words: str, within: str = "main") -> None:
        expect(self.page.locator(within).get_by_text(words).first).to_be_visible()

    def is_accessible(self) -> None:
        found = found_by_axe(self.page, grave=True)
        assert found == [], found


def links_in(letter: EmailMessage) -> list[str]:
    body = letter.get_body(("plain",))
    assert body is not None
    return re.findall(r"https?://\S+", body.get_content())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
