"""`juncture demo`, started for real: one process, links that open, a calm end."""

import os
import re
import select
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from juncture.live.tickets import COOKIE, issue

FIRST_START, SECOND_START = 30, 5  # seconds that are promised; a busy machine gets three times as long
BUSY = 3


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder, made once by a first start."""
    var = tmp_path_factory.mktemp("demo") / "var"
    started = time.monotonic()
    made = subprocess.run(
        command("--prepare-only"), env=env(var), capture_output=True, text=True, timeout=200
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert time.monotonic() - started < FIRST_START * BUSY
    return var


def test_first_start_keeps_everything_to_its_owner(var: Path) -> None:
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert stat.S_IMODE((var / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((var / "juncture.sqlite3").stat().st_mode) == 0o600
    assert len((var / "secret").read_text()) >= 50


def test_every_printed_link_opens_and_a_host_a_member_and_a_stakeholder_are_told(var: Path) -> None:
    with demo(var) as running:
        links = re.findall(r"^    (http://\S+)", running.told, re.MULTILINE)
        pages = [follow(link) for link in links]

    assert len(links) == 4
    for who in ("Host", "Member", "Facilitator", "Stakeholder"):
        assert re.search(rf"^  {who}", running.told, re.MULTILINE)
    for status, page in pages:
        assert status == 200
        assert "<main" in page
    assert "▄" in running.told or "█" in running.told  # the code for the phone


def test_second_start_is_quick_and_keeps_the_data(var: Path) -> None:
    before = rows(var)
    with demo(var) as running:
        seconds = float(re.search(r"after ([\d.]+) s", running.told)[1])  # type: ignore[index]

    assert seconds < SECOND_START * BUSY
    assert rows(var) == before


def test_ctrl_c_ends_it_in_one_line_with_rooms_held_open(var: Path) -> None:
    with demo(var) as running, closing(open_room(var, running.port)) as stream:
        assert b"200 OK" in stream.recv(4096)
        running.process.send_signal(signal.SIGINT)
        said = running.rest()

    assert running.process.returncode == 0
    assert said.strip() == "Stopped. Everything is kept; ./juncture demo goes on from here."


def test_killed_demo_starts_again_with_everything(var: Path) -> None:
    before = rows(var)
    with demo(var) as running:
        running.process.kill()
        running.process.wait()

    with demo(var) as again:
        assert follow(f"http://127.0.0.1:{again.port}/healthz") == (200, "ready\n")
    assert rows(var) == before


def test_two_first_starts_at_once_both_serve(tmp_path: Path) -> None:
    with demo(tmp_path / "var", wait=False) as one, demo(tmp_path / "var", wait=False) as other:
        one.wait()
        other.wait()

        assert follow(f"http://127.0.0.1:{one.port}/healthz")[0] == 200
        assert follow(f"http://127.0.0.1:{other.port}/healthz")[0] == 200


def test_named_port_that_is_taken_is_refused_with_a_free_one(var: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        taken = held.getsockname()[1]
        refused = subprocess.run(
            command("--port", str(taken)), env=env(var), capture_output=True, text=True, timeout=60
        )

    assert refused.returncode == 1
    assert f"Port {taken} is taken" in refused.stderr
    free = int(re.search(r"Cure: port (\d+) is free: --port \1", refused.stderr)[1])  # type: ignore[index]
    assert free > taken


@pytest.mark.parametrize("port", ["0", "-1", "70000", "http"])
def test_port_that_is_none_is_named(port: str, var: Path) -> None:
    refused = subprocess.run(
        command(f"--port={port}"), env=env(var), capture_output=True, text=True, timeout=60
    )

    assert refused.returncode in (1, 2)
    assert port in refused.stderr
    assert "Traceback" not in refused.stderr


class Running:
    def __init__(self, var: Path, port: int) -> None:
        self.port, self.told = port, ""
        self.process = subprocess.Popen(
            command("--port", str(port)), env=env(var), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def wait(self) -> None:
        """Until the links are printed. Read unbuffered, since select() knows nothing of Python's buffer."""
        assert self.process.stdout
        pipe, until, raw = self.process.stdout.fileno(), time.monotonic() + FIRST_START * BUSY, b""
        while b"Ctrl-C ends it.\n\n" not in raw:
            assert time.monotonic() < until, raw.decode()
            if select.select([pipe], [], [], 1)[0]:
                more = os.read(pipe, 65536)
                assert more, f"ended early: {raw.decode()}"
                raw += more
        self.told = raw.decode()

    def rest(self) -> str:
        return self.process.communicate(timeout=20)[0].decode()


@contextmanager
def demo(var: Path, wait: bool = True) -> Iterator[Running]:
    running = Running(var, free_port())
    try:
        if wait:
            running.wait()
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.communicate(timeout=20)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "juncture.site", "demo", "--no-browser", *words]


def env(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUNCTURE_")}
    return {**kept, "JUNCTURE_VAR": str(var), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def follow(link: str) -> tuple[int, str]:
    """As a browser does: with cookies, through redirects."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(link, timeout=30) as answer:
        return answer.status, answer.read().decode()


def rows(var: Path) -> dict[str, int]:
    """Of the tables of the practice: sessions come and go."""
    with closing(sqlite3.connect(var / "juncture.sqlite3")) as database:
        names = [n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [n for n in names if not n.startswith(("sqlite_", "django_", "auth_", "account_"))]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}


def open_room(var: Path, port: int) -> socket.socket:
    with closing(sqlite3.connect(var / "juncture.sqlite3")) as database:
        [room] = database.execute("SELECT max(id) FROM room").fetchone()
        [member] = database.execute("SELECT max(id) FROM member").fetchone()
    ticket = issue((var / "secret").read_text().strip(), room, member, "member", time.time() + 600)
    stream = socket.create_connection(("127.0.0.1", port), timeout=10)
    stream.sendall(
        f"GET /live/rooms/{room}/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: {COOKIE.format(room=room)}={ticket}\r\n\r\n".encode()
    )
    return stream


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
