"""The stream on a real server and a real file, for tests; also as a process of its own that can be killed.

`python -m tests.live.house DATABASE PORT` serves until SIGTERM.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import signal
import socket
import sqlite3
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from juncture.live import SQLITE_TABLE, Settings, Stream, tickets
from juncture.live.events import Book
from juncture.live.server import Server, server_of

from .notebook import Notebook

SECRET = "a secret for tests, long enough to sign with"


def new_database(path: Path, rooms: int = 20) -> str:
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(SQLITE_TABLE)
        db.execute("CREATE TABLE notebook (id integer PRIMARY KEY, title text)")
        db.executemany("INSERT INTO notebook VALUES (?, ?)", [(n, f"room {n}") for n in range(1, rooms + 1)])
    return str(path)


class House:
    """Serves a stream from a thread of this process."""

    def __init__(self, database: str, book: Book | None = None, **settings: Any) -> None:
        self.port = free_port()
        self.database = database
        self.stream = Stream(Settings(database=database, secret=SECRET, **settings), book or Notebook())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> House:
        self._thread.start()
        wait_until(lambda: answers(self.port))
        return self

    def __exit__(self, *exc: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._close)
        self._thread.join(20)
        assert not self._thread.is_alive(), "the house doesn't close"

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = server_of(self.stream, port=self.port)
        await self._server.serve()

    def _close(self) -> None:
        assert self._server is not None
        self.stream.let_go()
        self._server.stop()


async def serve_until_told(stream: Stream, port: int) -> None:
    """What `serve` does: on SIGTERM or Ctrl-C the streams are let go first, because the server waits for them."""
    server = server_of(stream, port=port)

    def close() -> None:
        stream.let_go()
        server.stop()

    for sig in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sig, close)
    await server.serve()


class Guest:
    """One member's browser."""

    def __init__(self, port: int, room: int, member: int, role: str = "member") -> None:
        self.port, self.room, self.member = port, room, member
        self.ticket = tickets.issue(SECRET, room, member, role, time.time() + 3600)

    def post(self, kind: str, payload: Any = None, key: str | None = None, **headers: str) -> tuple[int, Any]:
        status, _, body = self.request(
            "POST",
            "commands",
            json.dumps({"kind": kind, "payload": payload or {}}),
            **{"idempotency_key": key or uuid.uuid4().hex, "content_type": "application/json", **headers},
        )
        return status, body

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        status, _, body = self.request("GET", f"events?after={after}")
        assert status == 200, body
        return list(body["events"])

    def request(
        self, method: str, what: str, body: str | bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"cookie": f"juncture_ticket_{self.room}={self.ticket}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            connection.request(method, f"/live/rooms/{self.room}/{what}", body, sent)
            answer = connection.getresponse()
            raw = answer.read()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, json.loads(raw)

    def listen(self, after: int | None = None, last_event_id: str | None = None) -> Listener:
        return Listener(self, after, last_event_id)


class Listener:
    """An EventSource on a bare socket, so that a test can see every byte and refuse to read."""

    def __init__(self, guest: Guest, after: int | None, last_event_id: str | None) -> None:
        query = f"?after={after}" if after is not None else ""
        resume = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id is not None else ""
        self.socket = socket.create_connection(("127.0.0.1", guest.port), timeout=10)
        self.socket.sendall(
            f"GET /live/rooms/{guest.room}/stream{query} HTTP/1.1\r\nHost: 127.0.0.1:{guest.port}\r\n"
            f"Cookie: juncture_ticket_{guest.room}={guest.ticket}\r\n{resume}\r\n".encode()
        )
        self.bytes = b""
        self.retry: int | None = None
        self._parsed = 0

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *exc: object) -> None:
        self.socket.close()

    @property
    def status(self) -> int:
        while b"\r\n\r\n" not in self.bytes:
            if not self._read():
                break
        return int(self.bytes.split(b" ", 2)[1])

    def next(self, count: int) -> list[dict[str, Any]]:
        """The next `count` events; fails when the stream ends or stays silent before that."""
        events: list[dict[str, Any]] = []
        while len(events) < count:
            for event in self._parse():
                events.append(event)
                if len(events) == count:
                    return events
            assert self._read(), f"the stream ended after {events}"
        return events

    def rest(self) -> list[dict[str, Any]]:
        """Every event until the server ends the stream."""
        while not self.bytes.endswith(b"\r\n0\r\n\r\n") and self._read():
            pass
        return list(self._parse())

    def hears(self, words: bytes, times: int = 1) -> None:
        while self.bytes.count(words) < times:
            assert self._read(), f"the stream ended without {words!r}"

    def silence(self, seconds: float) -> bytes:
        """What comes within some time, though nothing should."""
        before, until = len(self.bytes), time.monotonic() + seconds
        with contextlib.suppress(TimeoutError):
            while (left := until - time.monotonic()) > 0:
                self.socket.settimeout(left)
                self._read()
        self.socket.settimeout(10)
        return self.bytes[before:]

    def _read(self) -> bool:
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionResetError:
            more = b""
        self.bytes += more
        return bool(more)

    def _parse(self) -> Iterator[dict[str, Any]]:
        """Chunk sizes stand on lines of their own and are no field of an event, so they needn't be taken out."""
        while (end := self.bytes.find(b"\n\n", self._parsed)) >= 0:
            block = self.bytes[self._parsed : end].decode()
            self._parsed = end + 2
            data = None
            for line in re.split("[\r\n]+", block):  # not at U+2028, as str.splitlines would
                if line.startswith("data: "):
                    data = json.loads(line[6:])
                elif line.startswith("retry: "):
                    self.retry = int(line[7:])
            if data is not None:
                yield data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait_until(happened: Any, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


if __name__ == "__main__":
    served = Stream(Settings(database=sys.argv[1], secret=SECRET, burst=100_000, rate=100_000), Notebook())
    asyncio.run(serve_until_told(served, int(sys.argv[2])))
