"""What can be sent to a socket and isn't what a browser sends: nothing of it is taken for a command, holds others up,
or is gathered without end.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
import time

import pytest

from juncture.live import Command
from juncture.live.deadlines import Deadlines

from .house import Guest, House, wait_until
from .notebook import AMARA, JONAS

SAY = '{"kind": "say", "payload": {"text": "%s"}}'


class Line:
    """A bare connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.bytes = bytearray()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *exc: object) -> None:
        self.socket.close()

    def send(self, raw: bytes) -> Line:
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(raw)
        return self

    def answer(self) -> tuple[int, bytes]:
        """The next answer; fails when there is none."""
        while (end := self.bytes.find(b"\r\n\r\n") + 4) < 4:
            assert self._more(), f"no answer: {self.bytes[:200]!r}"
        head = bytes(self.bytes[:end]).lower()
        end += int(head.partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
        while len(self.bytes) < end:
            assert self._more(), "the answer is cut short"
        body = bytes(self.bytes[len(head) : end])
        del self.bytes[:end]
        return int(head.split(b" ", 2)[1]), body

    def rest(self) -> bytes:
        """All that comes until the other side closes; fails when it doesn't."""
        while self._more():
            pass
        return bytes(self.bytes)

    def _more(self) -> bool:
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionError:
            return False
        self.bytes += more
        return bool(more)


def post(
    guest: Guest, text: str, key: str, *headers: str, body: str | None = None, length: bool = True
) -> bytes:
    body = SAY % text if body is None else body
    lines = [
        f"POST /live/rooms/{guest.room}/commands HTTP/1.1",
        "Host: localhost",
        f"Cookie: juncture_ticket_{guest.room}={guest.ticket}",
        "Content-Type: application/json",
        f"Idempotency-Key: {key}",
        *([f"Content-Length: {len(body)}"] if length else []),
        *headers,
    ]
    return "\r\n".join([*lines, "", body]).encode()


def get(guest: Guest, what: str, *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    lines = [
        f"{method} /live/rooms/{guest.room}/{what} HTTP/{version}",
        "Host: localhost",
        f"Cookie: juncture_ticket_{guest.room}={guest.ticket}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def fill(house: House) -> None:
    """With more than a socket's buffers hold."""
    sent = [
        house.stream.submit(Command(1, f"fill-{n}", "say", AMARA, {"text": "x" * 60_000})) for n in range(200)
    ]
    sent[-1].result(20)


def texts(guest: Guest) -> list[str]:
    return [event["payload"]["text"] for event in guest.events()]


def test_a_request_may_come_byte_by_byte(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    with Line(house.port) as line:
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in post(amara, "slowly", "slow"):
            line.send(bytes([byte]))

        assert line.answer()[0] == 200
    assert texts(amara) == ["slowly"]


def test_requests_sent_at_once_are_answered_in_their_order(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    page = b"GET /a-page HTTP/1.1\r\nHost: localhost\r\n\r\n"
    nothing = b"GET /live/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with Line(house.port) as line:
        line.send(
            post(amara, "one", "k1") + page + nothing + post(amara, "two", "k2") + get(amara, "events") + page
        )

        answers = [line.answer() for _ in range(6)]

    assert [status for status, _ in answers] == [200, 404, 404, 200, 200, 404]
    assert json.loads(answers[0][1])["seq"] == 1
    assert json.loads(answers[3][1])["seq"] == 2
    assert json.loads(answers[4][1])["seq"] == 2


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 4", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: 4"),
        ("Content-Length: 4", "Content-Length: 5"),
        ("Content-Length: +4",),
        ("Content-Length: -4",),
        ("Content-Length: 4 4",),
        ("Content-Length: 0x4",),
        ("Content-Length: 99999999999999999999999",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding: \x0bchunked",),
        ("Transfer-Encoding : chunked",),
        ("Content-Length : 4",),
        ("X: y\rContent-Length: 4",),
    ],
)
def test_no_second_command_hides_in_a_body_of_two_lengths(house: House, headers: tuple[str, ...]) -> None:
    amara = Guest(house.port, 1, AMARA)
    hidden = post(amara, "hidden", "hidden")
    with Line(house.port) as line:
        line.send(post(amara, "", "outer", *headers, body="0\r\n\r\n", length=False) + hidden)

        assert b" 400 " in line.rest().split(b"\r\n")[0]
    assert texts(amara) == []


def test_what_follows_a_closed_request_is_not_read(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    with Line(house.port) as line:
        line.send(post(amara, "last", "k1", "Connection: close") + post(amara, "too late", "k2"))

        assert line.rest().count(b"HTTP/1.1 ") == 1
    assert texts(amara) == ["last"]


def test_a_head_without_end_is_not_gathered(house: House) -> None:
    with Line(house.port) as line:
        line.send(b"GET /live/rooms/1/events HTTP/1.1\r\nHost: localhost\r\nX: ")
        for _ in range(64):
            line.send(b"x" * 16_384)
            time.sleep(0.001)

        line.rest()  # ends: the house has closed
    wait_until(lambda: len(house.stream.app.heads) == 0)


@pytest.mark.parametrize("size", [80_000, 4_000_000])
def test_a_body_without_end_is_told_so_and_not_gathered(house: House, size: int) -> None:
    amara = Guest(house.port, 1, AMARA)
    with Line(house.port) as line:
        line.send(post(amara, "", "endless", "Transfer-Encoding: chunked", body="", length=False))
        for _ in range(size // 8_000):
            line.send(b"1f40\r\n" + b"x" * 8_000 + b"\r\n")
        line.send(b"0\r\n\r\n")

        assert b" 413 " in line.rest() if size > 1_000_000 else line.answer()[0] == 413
    assert texts(amara) == []


def test_a_length_nobody_would_read_is_refused_before_the_body(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    with Line(house.port) as line:
        line.send(post(amara, "", "huge", "Content-Length: 900000000", body="", length=False))

        assert b" 413 " in line.rest()


def test_a_request_that_never_ends_is_given_up(database: str) -> None:
    house = House(database)
    house.stream.app.heads = Deadlines(0.2)
    with house:
        amara = Guest(house.port, 1, AMARA)
        with Line(house.port) as silent, Line(house.port) as half_a_head, Line(house.port) as half_a_body:
            half_a_head.send(b"GET /live/rooms/1/ev")
            # Also on a connection that was good before.
            half_a_body.send(post(amara, "whole", "k1"))
            assert half_a_body.answer()[0] == 200
            half_a_body.send(post(amara, "half", "k2")[:-3])

            assert half_a_body.answer()[0] == 408
            assert (silent.rest(), half_a_head.rest(), half_a_body.rest()) == (b"", b"", b"")
        assert texts(amara) == ["whole"]


def test_a_connection_nobody_uses_is_closed(database: str) -> None:
    house = House(database)
    house.stream.app.idle = Deadlines(0.2)
    with house, Line(house.port) as line:
        line.send(get(Guest(house.port, 1, AMARA), "events"))
        assert line.answer()[0] == 200

        assert line.rest() == b""


def test_someone_who_asks_and_never_reads_is_not_answered_further(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    fill(house)
    with Line(house.port) as line:
        line.send(get(amara, "events") * 4)
        wait_until(lambda: len(house.stream.app.unread) == 1)
        time.sleep(0.3)
        (door,) = house.stream.app.unread._until
        assert door.transport.get_write_buffer_size() < 2 * 200 * 60_100, "more than one answer was gathered"

        assert [len(json.loads(line.answer()[1])["events"]) for _ in range(4)] == [200] * 4
    assert len(house.stream.app.unread) == 0


def test_someone_who_never_reads_is_cut_off(database: str) -> None:
    house = House(database, burst=1_000, rate=1_000.0)
    house.stream.app.unread = Deadlines(0.2)
    with house:
        amara = Guest(house.port, 1, AMARA)
        fill(house)
        with Line(house.port) as line:
            line.send(get(amara, "events"))
            wait_until(lambda: len(house.stream.app.unread) == 1)
            wait_until(lambda: len(house.stream.app.unread) == 0)  # nobody reads, so it was cut

            assert 0 < len(line.rest()) < 200 * 60_000


def test_a_thousand_requests_in_one_piece_do_not_hold_the_house_up(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    with Line(house.port) as line:
        line.send(post(amara, "one", "k1") + get(amara, "events") * 1_000)
        line.rest()

    assert Guest(house.port, 1, JONAS).post("say", {"text": "two"})[0] == 200


def test_a_stream_takes_nothing_more_on_its_connection(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    with amara.listen() as stream:
        assert stream.status == 200
        stream.socket.sendall(post(amara, "smuggled", "k1"))

        assert stream.rest() == []
    assert texts(amara) == []
    with Line(house.port) as line:
        line.send(get(amara, "stream") * 2)
        line.rest()
    wait_until(lambda: house.stream.hub.streams() == 0)


def test_other_ways_to_ask_are_answered_as_http_wants_it(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    with Line(house.port) as line:
        status_and_more = line.send(get(amara, "events", method="HEAD") + get(amara, "events"))
        assert status_and_more._more()
        head, _, after = line.bytes.partition(b"\r\n\r\n")
        assert b" 405 " in head
        assert after == b"" or after.startswith(b"HTTP/1.1 200"), "an answer to HEAD has no body"
    with Line(house.port) as line:
        assert line.send(get(amara, "events", method="OPTIONS")).answer()[0] == 405
        whole = get(amara, "events").replace(b"GET /", b"GET http://localhost/")
        assert line.send(whole).answer()[0] == 200
        assert line.send(get(amara, "events", "Connection: Upgrade", "Upgrade: h2c")).answer()[0] == 200
    with Line(house.port) as line:
        raw = line.send(get(amara, "events", "Connection: keep-alive", version="1.0")).rest()
        assert b" 200 " in raw
        assert b"connection: close" in raw
    with Line(house.port) as line:
        head, _, body = post(amara, "after 100", "k1", "Expect: 100-continue").partition(b"\r\n\r\n")
        assert line.send(head + b"\r\n\r\n").answer()[0] == 100
        assert line.send(body).answer()[0] == 200


def test_noise_harms_nobody_else(house: House) -> None:
    dice = random.Random(20_26)
    amara, jonas = Guest(house.port, 1, AMARA), Guest(house.port, 1, JONAS)
    seeds = [
        post(amara, "noise", "noise"),
        get(amara, "events"),
        get(amara, "stream"),
        b"GET / HTTP/1.1\r\n\r\n",
    ]
    with jonas.listen() as his:
        assert his.status == 200
        for _ in range(400):
            raw = bytearray(b"".join(dice.choices(seeds, k=dice.randint(1, 3))))
            for _ in range(dice.randint(1, 8)):
                at = dice.randrange(len(raw))
                match dice.randrange(4):
                    case 0:
                        raw[at] = dice.randrange(256)
                    case 1:
                        del raw[at : at + dice.randint(1, 40)]
                    case 2:
                        raw[at:at] = dice.randbytes(dice.randint(1, 40))
                    case 3:
                        raw[at:at] = dice.choice(
                            [b"\r\n", b"\r\n\r\n", b"\n", b"\0", b": ", b"Content-Length: 7\r\n"]
                        )
                raw = raw or bytearray(b"x")
            with Line(house.port) as line:
                line.send(bytes(raw))
                if dice.random() < 0.3:
                    line.socket.settimeout(0.02)
                    with contextlib.suppress(TimeoutError):
                        line._more()

        status, answer = amara.post("say", {"text": "still here"})
        assert status == 200
        assert his.next(answer["seq"])[-1]["payload"] == {"text": "still here"}
    wait_until(lambda: house.stream.hub.streams() == 0)
    wait_until(lambda: len(house.stream.app.heads) == 0)
