"""One served house: what comes by the page and what comes by the stream end up in one log, in order."""

from __future__ import annotations

import json
import re
import threading
from typing import Any
from uuid import uuid4

import httpx
import pytest


class Guest:
    """A member with a browser's cookies and nothing else."""

    def __init__(self, house: dict[str, Any], name: str) -> None:
        self.room = f"/rooms/{house['room']}/"
        self.live = f"/live/rooms/{house['room']}"
        self.http = httpx.Client(base_url=house["base"], follow_redirects=True, timeout=20)
        self.http.get(f"/m/{house['tokens'][name]}/")

    def post(self, **data: Any) -> httpx.Response:
        page = self.http.get(self.room).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        return self.http.post(self.room, data={"csrfmiddlewaretoken": token[1], **data})

    def say(self, kind: str, payload: dict[str, Any], key: str = "") -> httpx.Response:
        return self.http.post(
            f"{self.live}/commands",
            json={"kind": kind, "payload": payload},
            headers={"Idempotency-Key": key or str(uuid4())},
        )

    def log(self) -> list[dict[str, Any]]:
        return self.http.get(f"{self.live}/events?after=0").json()["events"]


@pytest.fixture(scope="module")
def guests(house) -> list[Guest]:
    guests = [Guest(house, name) for name in ("Jonas", "Priya", "Lena")]
    for guest in guests:
        assert guest.post(do="arrive").status_code == 200
    for step in (-1, 0):
        for guest in guests:
            assert guest.say("ready", {"from": step}).status_code == 200
    assert "Write in silence" in guests[0].http.get(guests[0].room).text
    return guests


def test_a_stream_hears_what_a_page_wrote(guests):
    jonas, priya, _ = guests
    open_now, heard = threading.Event(), threading.Event()

    def listen() -> None:
        with priya.http.stream("GET", f"{priya.live}/stream") as stream:
            for line in stream.iter_lines():
                open_now.set()
                if line.startswith("data:") and json.loads(line[5:])["kind"] == "more_time":
                    heard.set()
                    return

    threading.Thread(target=listen, daemon=True).start()
    assert open_now.wait(30)
    assert jonas.post(do="more_time", **{"from": "1"}).status_code == 200

    assert heard.wait(30)


def test_pages_and_stream_write_side_by_side_without_a_gap(guests):
    jonas, priya, lena = guests
    answers: list[int] = []

    def by_stream() -> None:
        for n in range(12):
            payload = {"step": "write", "prompt": "signal", "text": f"Stream {n}"}
            answers.append(jonas.say("write", payload).status_code)

    def by_page() -> None:
        for n in range(12):
            data = {"do": "write_all", "step": "write", "kind": "write", "text.signal": f"Page {n}"}
            answers.append(priya.post(**data).status_code)

    threads = [threading.Thread(target=by_stream), threading.Thread(target=by_page)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == [200] * 24
    log = lena.log()
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert "Stream 11</textarea>" in jonas.http.get(jonas.room).text
    assert "Page 11</textarea>" in priya.http.get(priya.room).text


def test_sealed_words_are_in_nobody_elses_bytes_on_the_wire(guests):
    jonas, priya, lena = guests
    jonas.say("write", {"step": "write", "prompt": "choice", "text": "Unlesbar bis zur Lesung"})

    for guest in (priya, lena):
        raw = (
            json.dumps(guest.log())
            + guest.http.get(guest.room).text
            + guest.http.get(f"{guest.room}part/").text
        )
        assert "Unlesbar" not in raw
    assert "Unlesbar" in jonas.http.get(jonas.room).text


def test_the_same_key_by_stream_counts_once(guests):
    _, _, lena = guests
    before = len(lena.log())

    first = lena.say(
        "write", {"step": "write", "prompt": "tradeoff", "text": "Reach"}, key="one-and-the-same"
    )
    second = lena.say(
        "write", {"step": "write", "prompt": "tradeoff", "text": "Reach"}, key="one-and-the-same"
    )

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["repeated"]
    assert len(lena.log()) == before + 1


@pytest.mark.parametrize(
    ("kind", "payload", "status"),
    [
        ("write", {"step": "open", "prompt": "difference", "text": "x"}, 409),
        ("write", {"step": "write", "prompt": "signal", "text": "x" * 2001}, 422),
        ("write", {}, 400),
        ("arrive", {"member": 1}, 400),
        ("moved", {"to": 8}, 400),
        ("close", {}, 400),
        ("pass_turn", {"from": 1, "turn": 0}, 409),
        ("lift_hold", {"from": 1, "reason": "now"}, 403),
        ("pair_answer", {"step": "compare", "prompt": "same", "text": "x"}, 409),
    ],
)
def test_what_the_room_refuses_by_stream_it_refuses_in_words(guests, kind, payload, status):
    answer = guests[2].say(kind, payload)

    assert answer.status_code == status
    assert len(answer.json()["message"]) > 20


def test_nobody_else_reads_or_writes_by_stream(guests, house):
    stranger = httpx.Client(base_url=house["base"])
    live = f"/live/rooms/{house['room']}"

    assert stranger.get(f"{live}/events?after=0").status_code == 401
    assert stranger.post(f"{live}/commands", json={"kind": "ready", "payload": {}}).status_code == 401
    other = guests[0].http.get(f"/live/rooms/{house['room'] + 1}/events?after=0")
    assert other.status_code == 401
