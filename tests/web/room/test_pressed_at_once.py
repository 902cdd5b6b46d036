"""Everybody presses at once, by the page's forms and by the stream, some of them twice: it counts once."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.web.room.test_pages_beside_the_stream import Guest

NAMES = ("Jonas", "Priya", "Lena")


@pytest.fixture(scope="module")
def guests(house) -> list[Guest]:
    return [Guest(house, name) for name in NAMES]


@pytest.fixture(scope="module")
def host(house) -> httpx.Client:
    return httpx.Client(
        base_url=house["base"], cookies={"sessionid": house["session"]}, follow_redirects=True, timeout=20
    )


def at_once(calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    answers: list[httpx.Response] = []
    together = threading.Barrier(len(calls))

    def press(call: Callable[[], httpx.Response]) -> None:
        together.wait(20)
        answers.append(call())

    threads = [threading.Thread(target=press, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == len(calls)
    assert {answer.status_code for answer in answers} <= {200, 403, 409}
    return answers


def form(guest: Guest, **data: Any) -> Callable[[], httpx.Response]:
    """As a page sends it that was drawn before anybody pressed."""
    page = guest.http.get(guest.room).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = {"csrfmiddlewaretoken": token[1], "key": f"{id(guest)}.{data['do']}", **data}
    return lambda: guest.http.post(guest.room, data=sent)


def kinds(guest: Guest) -> Counter[str]:
    log = guest.log()
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    return Counter(event["kind"] for event in log)


def test_whatever_is_pressed_at_once_counts_once(guests, host, house):
    jonas, priya, _ = guests

    at_once([form(guest, do="arrive") for guest in guests for _ in range(3)])
    assert kinds(jonas) == {"opened": 1, "arrived": 3}

    for guest in (jonas, priya):
        guest.say("ready", {"from": -1})
    begin = {"do": "move_on", "from": "-1"}
    calls = [form(guest, **begin) for guest in guests for _ in range(2)]
    calls += [lambda guest=guest: guest.say("move_on", {"from": -1}) for guest in guests]
    at_once(calls)
    assert "Settle" in jonas.http.get(jonas.room).text
    assert kinds(jonas)["moved"] == 1

    at_once([form(guest, do="ready", **{"from": "0"}) for guest in guests for _ in range(2)])
    assert kinds(jonas)["moved"] == 2
    assert kinds(jonas)["ready"] == 5
    assert "Write in silence" in jonas.http.get(jonas.room).text

    words = {"do": "write_all", "step": "write", "kind": "write", "text.signal": "We stopped in May."}
    at_once([form(guest, **words) for guest in guests for _ in range(3)])
    assert kinds(jonas)["wrote"] + kinds(jonas)["sealed"] == 3

    at_once([form(guest, do="more_time", **{"from": "1"}) for guest in guests for _ in range(2)])
    assert kinds(jonas)["more_time"] == 3

    at_once([form(guest, do="ask_help") for guest in guests for _ in range(2)])
    assert kinds(jonas)["help_asked"] == 1

    seen = f"/c/northlight/rooms/{house['room']}/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', host.get(seen).text)
    assert token
    close = {"csrfmiddlewaretoken": token[1], "do": "close"}
    at_once([lambda: host.post(seen, data=close) for _ in range(4)])
    assert kinds(jonas)["closed"] == 1
    late = form(jonas, **words, key="late")()
    assert late.status_code == 409
    assert "We stopped in May." in late.text
