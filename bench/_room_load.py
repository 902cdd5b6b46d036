"""The crowd: thousands of held streams and commands at a rate, from one process on bare sockets."""

from __future__ import annotations

import re
import select
import socket
import time
import uuid
from array import array
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from juncture.live import tickets

from ._room_house import SECRET

_MARK = re.compile(rb'"n":(\d+)')
_TEXT = "What would have to be true for the other choice? " * 3


@dataclass
class Measured:
    """One stretch of commands. Delays are from when a command was due to when the last of its readers had it."""

    commands: int
    seconds: float
    delays: array[float] = field(default_factory=lambda: array("d"))
    undelivered: int = 0
    refused: int = 0

    def quantile(self, share: float) -> float:
        ordered = sorted(self.delays)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Crowd:
    """`rooms` × `each` streams held open, and `lines` connections that commands are sent on."""

    def __init__(
        self,
        port: int,
        rooms: int,
        streams: int,
        lines: int = 64,
        first: int = 1,
        seen: Mapping[int, int] | None = None,
    ) -> None:
        self._port, self._rooms, self._each, self._first = port, rooms, streams // rooms, first
        self._seen = seen or {}
        self._poll = select.epoll()
        self._streams: dict[int, socket.socket] = {}
        self._lines: dict[int, socket.socket] = {}
        self._idle: deque[int] = deque()
        until = time.time() + 7200
        self._tickets = [tickets.issue(SECRET, first + n, 1, "member", until) for n in range(rooms)]
        self._due = array("d")
        self._left = array("l")
        self._measured = Measured(0, 0.0)
        self._answered = 0
        self._ids = uuid.uuid4().hex[:12]
        self._hold(lines)

    def close(self) -> None:
        for one in (*self._streams.values(), *self._lines.values()):
            one.close()
        self._poll.close()

    def steady(self, rate: float, seconds: float) -> Measured:
        """Commands at a rate, whether or not the earlier ones are answered, each to the next room."""
        self._begin()
        began = time.perf_counter()
        waiting: deque[int] = deque()
        planned = int(rate * seconds)
        while True:
            now = time.perf_counter()
            while len(self._due) < planned and began + len(self._due) / rate <= now:
                waiting.append(self._next(began + len(self._due) / rate))
            while waiting and self._idle:
                self._send(waiting.popleft())
            if len(self._due) == planned and (not self._owed() or now > began + seconds + 5):
                break
            self._pump(0.001)
        return self._finish(began)

    def flat_out(self, seconds: float) -> Measured:
        """As many commands as are answered, on all lines at once."""
        self._begin()
        began = time.perf_counter()
        while (now := time.perf_counter()) < began + seconds:
            while self._idle:
                self._send(self._next(now))
            self._pump(0.01)
        answered, took = self._answered, time.perf_counter() - began
        while self._owed() and time.perf_counter() < began + took + 10:
            self._pump(0.05)
        measured = self._finish(began)
        measured.commands, measured.seconds = answered, took
        return measured

    def _hold(self, lines: int) -> None:
        for n in range(self._rooms * self._each):
            room, member = self._first + n % self._rooms, n // self._rooms + 1
            ticket = tickets.issue(SECRET, room, member, "member", time.time() + 7200)
            one = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            one.sendall(
                f"GET /live/rooms/{room}/stream HTTP/1.1\r\nHost: localhost\r\n"
                f"Last-Event-ID: {self._seen.get(room, 0)}\r\n"
                f"Cookie: juncture_ticket_{room}={ticket}\r\n\r\n".encode()
            )
            self._streams[one.fileno()] = one
            if n % 200 == 199:
                time.sleep(0.005)
        for one in self._streams.values():
            if b"200 OK" not in (got := one.recv(4096)):
                raise RuntimeError(f"a stream was not opened: {got[:200]!r}")
        for one in self._streams.values():
            one.setblocking(False)
            self._poll.register(one.fileno(), select.EPOLLIN)
        for _ in range(lines):
            one = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._lines[one.fileno()] = one
            self._idle.append(one.fileno())
            self._poll.register(one.fileno(), select.EPOLLIN)

    def _begin(self) -> None:
        quiet = time.perf_counter() + 0.3
        while time.perf_counter() < quiet:
            self._pump(0.05)
        self._due, self._left = array("d"), array("l")
        self._measured = Measured(0, 0.0)
        self._answered = 0
        self._ids = uuid.uuid4().hex[:12]

    def _next(self, due: float) -> int:
        self._due.append(due)
        self._left.append(self._each)
        return len(self._due) - 1

    def _send(self, n: int) -> None:
        room = self._first + n % self._rooms
        body = f'{{"kind":"say","payload":{{"text":"{_TEXT}","n":{n}}}}}'
        line = self._lines[self._idle.popleft()]
        line.sendall(
            f"POST /live/rooms/{room}/commands HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: juncture_ticket_{room}={self._tickets[room - self._first]}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {self._ids}-{n}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def _pump(self, wait: float) -> None:
        for fd, _ in self._poll.poll(wait, 1024):
            if fd in self._lines:
                raw = self._lines[fd].recv(65536)
                if raw.startswith(b"HTTP") and not raw.startswith(b"HTTP/1.1 200"):
                    self._measured.refused += 1
                self._answered += 1
                self._idle.append(fd)
                continue
            raw = self._streams[fd].recv(65536)
            if not raw:
                raise RuntimeError("the server ended a stream")
            now = time.perf_counter()
            for mark in _MARK.finditer(raw):
                self._arrived(int(mark[1]), now)

    def _arrived(self, n: int, now: float) -> None:
        if n >= len(self._left):
            return
        self._left[n] -= 1
        if self._left[n] == 0:
            self._measured.delays.append((now - self._due[n]) * 1000)

    def _owed(self) -> bool:
        return len(self._measured.delays) < len(self._due) or len(self._idle) < len(self._lines)

    def _finish(self, began: float) -> Measured:
        measured = self._measured
        measured.commands, measured.seconds = len(self._due), time.perf_counter() - began
        measured.undelivered = len(self._due) - len(measured.delays)
        return measured
