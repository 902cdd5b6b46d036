"""The server's own HTTP protocol, with a short way for what is asked under /live/.

uvicorn reads and answers HTTP for the pages. A request under /live/ is parsed by the same parser and keeps its
place among the others on its connection, but is answered from here, without a task, a thread or an ASGI message:
an event is written to each reader's connection as one shared piece of bytes (docs/room-stream.md has what that saves).
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .http import Sorry
from .visit import Visit

if TYPE_CHECKING:
    from .app import App
    from .hub import Listener

HEAD_BYTES = 64 * 1024
"""A longer head ends the connection, unless all of it came in one piece."""
PIPELINED = 64
"""Requests that may wait on one connection for those before them."""
SPARE_BODY = 1024 * 1024
"""Of a body that is too long, so much is read and thrown away: a caller who still sends wouldn't see the answer."""

GONE_AFTER = 15_000
"""Milliseconds without an answer from the other side of a stream, after which it counts as gone."""


class _Enough(Exception):
    """Nothing more of this connection is read."""


def door_to(rooms: App) -> type[asyncio.Protocol]:
    """For `uvicorn.Config(http=…)`, which calls it with what it calls its own protocols with."""

    def door(**uvicorns: Any) -> Door:
        return Door(rooms, **uvicorns)

    return cast("type[asyncio.Protocol]", door)


class Door(HttpToolsProtocol):
    cycle: Any
    """What is being asked and answered now: uvicorn's own record for a page, a Visit under /live/."""

    def __init__(self, rooms: App, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self.rooms = rooms
        self.reader: Listener | None = None
        self._head = 0
        self._in_head = False
        self._unfinished = False
        self._owed: Visit | None = None

    # The connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.rooms.heads.begin(self)

    def connection_lost(self, exc: Exception | None) -> None:
        for patience in (self.rooms.heads, self.rooms.idle, self.rooms.unread):
            patience.end(self)
        self.pipeline.clear()
        if self.reader is not None:
            self.rooms.left(self.reader)
            self.reader = None
        if isinstance(self.cycle, Visit):
            self.cycle = None
        self._owed = None
        super().connection_lost(exc)
        # A cycle knows its connection: freed by counting alone, since nobody looks for rings (collector.py).
        self.cycle = None

    def data_received(self, data: bytes) -> None:
        self.rooms.idle.end(self)
        super().data_received(data)
        if self._unfinished:
            self.rooms.heads.begin(self)
            if self._in_head:
                self._head += len(data)
                if self._head > HEAD_BYTES:
                    self.send_400_response("The request's head is too long.")

    def shutdown(self) -> None:
        """The server closes: what is being answered is answered, and the connection ends with it."""
        if self.reader is not None:
            self.rooms.let_go(self.reader)
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.reader is not None:
            self.reader.paused = True

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.reader is not None:
            self.reader.resume()
        elif self._owed is not None:
            self.rooms.unread.end(self)
            self._owed = None
            self.on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """What isn't HTTP ends the connection; an answer in the midst of another would only garble that one."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            super().send_400_response(msg)
        else:
            self.transport.close()
            self.rooms.unread.begin(self)

    def too_slow(self, sorry: Sorry) -> None:
        """Its request hasn't come to an end in time."""
        visit = self.cycle
        if isinstance(visit, Visit) and visit.my_turn and not visit.whole and not visit.response_complete:
            visit.keep_alive = False
            visit.sorry(sorry)
        else:
            self.cut()

    def cut(self) -> None:
        """Whoever doesn't read, or never comes to the point."""
        self.transport.abort()

    # The parser

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._in_head = self._unfinished = True
        self._head = 0

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self.transport.is_closing():
            raise _Enough
        if len(self.pipeline) >= PIPELINED or self.reader is not None:
            self.cut()
            raise _Enough
        if _path(self.url).startswith(b"/live/"):
            self._begin(self._visit())
        else:
            self._finished()
            self._begin_page()

    def on_body(self, body: bytes) -> None:
        visit = self.cycle
        if not isinstance(visit, Visit):
            super().on_body(body)
            return
        visit.size += len(body)
        if visit.size <= self.rooms.settings.body_bytes:
            visit.body += body
        elif visit.size > SPARE_BODY:
            self._refuse_endless(visit)

    def on_message_complete(self) -> None:
        visit = self.cycle
        if not isinstance(visit, Visit):
            super().on_message_complete()
            return
        self._finished()
        visit.whole = True
        if visit.my_turn and not visit.response_complete:
            self.rooms.answer(visit)

    # One request after the other

    def answered(self, visit: Visit, raw: bytes) -> None:
        visit.response_complete = True
        if self.transport.is_closing():
            return
        self.transport.write(raw)
        if not visit.keep_alive:
            self.close_gently()
        elif self.flow.write_paused:
            # Nothing further is taken from somebody who doesn't read.
            self._owed = visit
            self.flow.pause_reading()
            self.rooms.unread.begin(self)
        else:
            self.on_response_complete()

    def notice_when_gone(self) -> None:
        """A phone that lost its network says no goodbye: its connection ends when a heartbeat stays without answer."""
        peer = self.transport.get_extra_info("socket")
        if peer is None or not hasattr(socket, "TCP_USER_TIMEOUT"):
            return
        # uvloop lends its socket to look at only; a copy of its number can be told.
        with suppress(OSError), socket.socket(fileno=os.dup(peer.fileno())) as same:
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER)

    def close_gently(self) -> None:
        """Once what was written has been read, or after a while in any case."""
        self.transport.close()
        self.rooms.unread.begin(self)

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self.rooms.idle.begin(self)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        if not isinstance(cycle, Visit):
            super()._start_asgi_task(cycle, app)
            return
        cycle.my_turn = True
        if cycle.whole:
            # Not at once: a hundred of them would be a hundred calls deep.
            self.loop.call_soon(self.rooms.answer, cycle)

    def _begin(self, visit: Visit) -> None:
        before, self.cycle = self.cycle, visit
        if before is None or before.response_complete:
            visit.my_turn = True
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((cast(Any, visit), self.app))
        if _length(visit.headers) > SPARE_BODY:
            self._refuse_endless(visit)
        elif self.expect_100_continue and visit.my_turn:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _begin_page(self) -> None:
        """Asks uvicorn for what it keeps of a request, which a visit here doesn't need."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()

    def _finished(self) -> None:
        self._unfinished = False
        self.rooms.heads.end(self)

    def _visit(self) -> Visit:
        parser = self.parser
        keep_alive = parser.should_keep_alive() and parser.get_http_version() != "1.0"
        return Visit(self, parser.get_method(), _target(self.url), dict(self.headers), keep_alive)

    def _refuse_endless(self, visit: Visit) -> None:
        if not visit.my_turn:
            self.cut()
        elif not visit.response_complete:
            visit.keep_alive = False
            self.rooms.refuse_too_large(visit)
        raise _Enough


def _path(url: bytes) -> bytes:
    return url if url[:1] == b"/" else _target(url)


def _target(url: bytes) -> bytes:
    """Also of `GET http://host/path`, which every server must take."""
    if url[:1] == b"/":
        return url
    parsed = httptools.parse_url(url)
    return (parsed.path or b"/") + (b"?" + parsed.query if parsed.query else b"")


def _length(headers: dict[bytes, bytes]) -> int:
    """The parser has made sure that it is a number."""
    return int(headers.get(b"content-length", b"0"))
