"""How quickly do pages come, and how much do they weigh? `python -m bench.pages --seconds 5 --json`

The demo community is served by one process as `juncture demo` serves it. Each page is asked for over eight
connections at once. Its processor time is the server's own, and is also given as a multiple of the floor: `/healthz`,
which asks the database one thing, in the same run. The weight of a page is what its styles and scripts bring over
the wire, compressed.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench._room_house import cpu_seconds
from bench.machine import versions

CONNECTIONS = 8
WARM = 16
FLOOR = "/healthz"
LIST_PAGE = "members, 50 rows"  # the page that the goal speaks of
GOALS = {"per_core": 150.0, "p99_ms": 60.0, "kilobytes": 40.0, "room_kilobytes": 60.0}


@dataclass
class Figures:
    page: str
    per_core: float  # pages a second of processor time
    floors: float  # processor time, in floors
    p50_ms: float
    p99_ms: float
    html_kilobytes: float
    kilobytes: float  # styles and scripts, compressed


class Visitor:
    """Somebody's way in: an address of this server, and the cookies it gave."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> tuple[int, bytes, str]:
        return self._ask("GET", path)

    def post(self, path: str) -> tuple[int, bytes, str]:
        """A form with nothing in it but its token."""
        body = f"csrfmiddlewaretoken={self.cookies.get('csrftoken', '')}"
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(
        self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Cookie": cookies, "Origin": origin, "Accept-Encoding": "gzip", **(more or {})}
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content, answer.headers.get("Location", "")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=5.0, help="for each page")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with demo() as (process, links):
        measured = list(measure(process, links, given.seconds))
    floor, pages = measured[0], measured[1:]
    if given.json:
        print(
            json.dumps(
                {"floor": floor, "pages": pages, "goals": GOALS, "machine": versions()}, default=asdict
            )
        )
        return
    print("| page | a second and core | × floor | p50 / p99 ms | HTML, kB | styles and scripts, kB |")
    print("|---|---|---|---|---|---|")
    for one in measured:
        print(
            f"| {one.page} | {one.per_core:.0f} | {one.floors:.1f} | {one.p50_ms:.0f} / {one.p99_ms:.0f} "
            f"| {one.html_kilobytes:.0f} | {one.kilobytes:.1f} |"
        )


@contextmanager
def demo() -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The demo on a free port, and its links by whom they are for."""
    with tempfile.TemporaryDirectory(prefix="juncture-pages-") as var:
        process = subprocess.Popen(
            [sys.executable, "-m", "juncture.site", "demo", "--no-browser"],
            env=os.environ | {"JUNCTURE_VAR": var, "PYTHONPATH": "src", "PYTHONUNBUFFERED": "1"},
            cwd=Path(__file__).resolve().parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield process, _links(process)
        finally:
            process.terminate()
            process.wait(30)


def _links(process: subprocess.Popen[str]) -> dict[str, str]:
    links: dict[str, str] = {}
    who = ""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.match(r"  (Host|Member|Facilitator|Stakeholder):", line):
            who = found[1].lower()
        elif who and (link := re.search(r"http://\S+", line)):
            links[who], who = link[0], ""
        if "Ctrl-C" in line:
            # What it prints from here on nobody reads.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return links
    raise SystemExit("the demo did not come up")


def measure(process: subprocess.Popen[str], links: dict[str, str], seconds: float) -> Iterator[Figures]:
    port = urlsplit(links["host"]).port or 80
    host, member, facilitator = (_let_in(port, links[who]) for who in ("host", "member", "facilitator"))
    home = urlsplit(_after(host, "/")).path
    moment = _first(host, f"{home}moments/", r'href="(/c/[^"]+/moments/\d+/)"')
    room = _first(facilitator, "/me/", r'href="(/rooms/\d+/)"')
    asked = [
        ("floor: /healthz", Visitor(port), FLOOR),
        (LIST_PAGE, host, f"{home}members/"),
        ("the season", host, home),
        ("landscape", host, f"{home}decisions/"),
        ("moments", host, f"{home}moments/"),
        ("compose", host, f"{moment}groups/"),
        ("a member's own page", member, "/me/"),
        ("a running room", facilitator, room),
        ("insight report", Visitor(port), urlsplit(links["stakeholder"]).path),
    ]
    floor = 0.0
    for name, visitor, path in asked:
        figures = _pressed(process.pid, name, visitor, path, seconds, floor)
        floor = floor or 1 / figures.per_core
        yield figures


def _let_in(port: int, link: str) -> Visitor:
    visitor, path = Visitor(port), urlsplit(link).path
    status, _, _ = visitor.get(path)
    if status == 200:  # a host's link asks first
        status, _, _ = visitor.post(path)
    if status != 302:
        raise SystemExit(f"{path} answered {status}")
    return visitor


def _after(visitor: Visitor, path: str) -> str:
    for _ in range(5):
        status, _, where = visitor.get(path)
        if status not in (301, 302):
            return path
        path = urljoin(path, where)
    raise SystemExit(f"{path} leads in a circle")


def _first(visitor: Visitor, path: str, pattern: str) -> str:
    _, content, _ = visitor.get(path)
    found = re.search(pattern, _text(content))
    if found is None:
        raise SystemExit(f"{path} leads nowhere like {pattern}")
    return found[1]


def _pressed(pid: int, name: str, visitor: Visitor, path: str, seconds: float, floor: float) -> Figures:
    """One page, over and over on every connection."""
    visitor = Visitor(visitor.port, visitor.cookies)  # a line that stood idle is closed by the server
    status, content, _ = visitor.get(path)
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    weight = _weight(visitor, path, _text(content))
    for _ in range(WARM):
        visitor.get(path)
    delays: list[float] = []
    before, until = cpu_seconds(pid), time.perf_counter() + seconds

    def one_after_another() -> None:
        mine = Visitor(visitor.port, visitor.cookies)
        while (asked := time.perf_counter()) < until:
            mine.get(path)
            delays.append(time.perf_counter() - asked)

    lines = [threading.Thread(target=one_after_another) for _ in range(CONNECTIONS)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    each = (cpu_seconds(pid) - before) / len(delays)
    return Figures(
        page=name,
        per_core=1 / each,
        floors=each / floor if floor else 1.0,
        p50_ms=1000 * _quantile(delays, 0.5),
        p99_ms=1000 * _quantile(delays, 0.99),
        html_kilobytes=len(_text(content).encode()) / 1024,
        kilobytes=weight / 1024,
    )


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _weight(visitor: Visitor, path: str, page: str) -> int:
    """Styles, scripts and the modules that an import map may bring, each once."""
    linked = re.findall(r'<link[^>]+rel="(?:stylesheet|modulepreload)"[^>]+href="([^"]+)"', page)
    linked += re.findall(r'<script[^>]+src="([^"]+)"', page)
    for mapped in re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', page, re.DOTALL):
        needed = set(re.findall(r'data-behaviour="([^"]+)"', page))
        imports = json.loads(mapped)["imports"]
        linked += _reached(visitor, path, imports, {name for names in needed for name in names.split()})
    return sum(len(visitor.get(urljoin(path, address))[1]) for address in dict.fromkeys(linked))


def _reached(visitor: Visitor, path: str, imports: dict[str, str], names: set[str]) -> list[str]:
    """The addresses of these modules and of what they import in turn."""
    waiting, seen = list(names), dict[str, str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in imports:
            continue
        seen[name] = urljoin(path, imports[name])
        source = _text(visitor.get(seen[name])[1])
        waiting += re.findall(r'(?:from|import)\s*\(?"([^"]+)"', source)
    return list(seen.values())


def _text(content: bytes) -> str:
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()


if __name__ == "__main__":
    main()
