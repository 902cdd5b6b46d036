"""The stream as a plain ASGI application for everything under /live/.

GET  /live/rooms/{id}/stream              server-sent events, resumable
GET  /live/rooms/{id}/events?after={seq}  the same log as JSON, for networks that hold streams back
POST /live/rooms/{id}/commands            {kind, payload}, with an Idempotency-Key
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from typing import TYPE_CHECKING, Any

from . import collector
from .events import KEY, KIND, Answer, Command, Look, Refused, Unavailable
from .http import (
    KnownTickets,
    Receive,
    Request,
    Scope,
    Send,
    Sorry,
    int_or_none,
    not_found,
    parse_json,
    refuse_other_sites,
    send_json,
    send_sorry,
    ticket_for,
)
from .hub import Listener
from .limits import Buckets
from .tickets import WATCH, Ticket
from .wire import history, reset, retry, seen

if TYPE_CHECKING:
    from .stream import Stream

logger = logging.getLogger("juncture.live")

_PATH = re.compile(r"/live/rooms/(\d{1,18})/(stream|events|commands)")
_METHODS = {"stream": "GET", "events": "GET", "commands": "POST"}
_TICK = 1.0


class App:
    """A plain ASGI callable. Whoever mounts it calls `startup` and `shutdown` from the lifespan."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._settings = stream.settings
        self._buckets = Buckets(self._settings.burst, self._settings.rate)
        self._tickets = KnownTickets(self._settings.secret)
        self._ticker: asyncio.Task[None] | None = None

    async def startup(self) -> None:
        self._stream.start(asyncio.get_running_loop())
        self._ticker = asyncio.create_task(self._tick())
        collector.calm()

    async def shutdown(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
        self._stream.hub.close_all()
        await self._until_empty(2.0)
        self._stream.hub.cut_all()
        await asyncio.to_thread(self._stream.stop)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Only when the stream is served alone."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.startup()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.shutdown()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except Sorry as sorry:
            await send_sorry(send, sorry)
        except Refused as no:
            await send_sorry(send, Sorry(no.status, no.code, no.message))
        except Unavailable as away:
            await send_sorry(send, _busy(away.retry_after))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _PATH.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
        if path is None:
            raise not_found()
        room, what = int(path[1]), path[2]
        if scope["method"] != _METHODS[what]:
            allow = [(b"allow", _METHODS[what].encode())]
            raise Sorry(405, "wrong_method", "This address can't be used like that.", headers=allow)
        request = Request(scope, receive)
        ticket = ticket_for(request, room, self._tickets, time.time())
        if what == "commands":
            await self._command(request, ticket, send)
        elif what == "events":
            await self._events(request, ticket, send)
        else:
            await self._stream_events(request, ticket, receive, send)

    async def _command(self, request: Request, ticket: Ticket, send: Send) -> None:
        refuse_other_sites(request, self._settings)
        if ticket.role == WATCH:
            raise Sorry(403, "only_watching", "You are reading along in this room and can't take part.")
        if wait := self._buckets.take(ticket.member, time.monotonic()):
            raise Sorry(
                429,
                "too_many",
                "That was a lot at once. Please wait a moment and try again.",
                retry_after=wait,
            )
        command = _command_of(request, ticket, await request.body(self._settings.body_bytes))
        answer: Answer = await self._wait_for(self._stream.post(command))
        book = self._stream.book
        events = [seen(book, answer.state, event, ticket.member) for event in answer.events]
        await send_json(send, 200, {"seq": answer.seq, "events": events, "repeated": answer.repeated})

    async def _events(self, request: Request, ticket: Ticket, send: Send) -> None:
        after = int_or_none(request.query("after") or "0")
        if after is None:
            raise Sorry(400, "wrong_after", "The place to read from is a whole number.")
        look: Look = await self._wait_for(self._stream.ask(ticket.room, after))
        body: dict[str, Any] = {"seq": look.seq, "more": look.more, "reset": after > look.seq}
        body["events"] = [seen(self._stream.book, look.state, event, ticket.member) for event in look.events]
        await send_json(send, 200, body)

    async def _stream_events(self, request: Request, ticket: Ticket, receive: Receive, send: Send) -> None:
        if self._stream.hub.closed:
            raise Unavailable("closing", 3)
        # A garbled Last-Event-ID must not end a page's stream for good, so it counts as none.
        after = int_or_none(request.header(b"last-event-id"))
        if after is None:
            after = int_or_none(request.query("after") or "0") or 0
        reader = Listener(ticket, after, self._settings)
        # First in line, then history: what happens in between is in the one or in the other.
        self._stream.hub.join(reader)
        gone: asyncio.Task[None] | None = None
        try:
            look: Look = await self._wait_for(self._stream.ask(ticket.room, after))
            await send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
            gone = asyncio.create_task(_until_gone(receive, reader))
            try:
                await self._catch_up(reader, look, send)
                await _follow(reader, send)
            except Unavailable:
                logger.info("a stream of room %s ends because its log is out of reach", ticket.room)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except asyncio.CancelledError:
            # Cut off because of a full buffer, or by the server: the reader comes back and resumes.
            if not reader.closing:
                raise
            if gone is None:
                raise Unavailable("gave way to a newer stream") from None
        finally:
            self._stream.hub.leave(reader)
            if gone is not None:
                gone.cancel()

    async def _catch_up(self, reader: Listener, look: Look, send: Send) -> None:
        """Sends history page by page until it meets what the hub has kept for this reader meanwhile."""
        opening = retry(2_000)
        while True:
            if reader.sent > look.seq:
                opening += reset(look.seq)
                reader.sent = look.seq
            raw = opening + history(self._stream.book, look.state, look.events, reader.ticket.member)
            await send({"type": "http.response.body", "body": raw, "more_body": True})
            opening = b""
            if look.events:
                reader.sent = look.events[-1].seq
            if not look.more and not reader.overflowed:
                reader.live = True
                return
            reader.start_over()
            look = await self._wait_for(self._stream.ask(reader.ticket.room, reader.sent))

    async def _wait_for(self, future: asyncio.Future[Any]) -> Any:
        try:
            async with asyncio.timeout(self._settings.answer_within):
                return await future
        except TimeoutError:
            raise Unavailable("no answer in time") from None

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            try:
                self._stream.hub.tick(_TICK)
            except Exception:
                logger.exception("a heartbeat failed")

    async def _until_empty(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._stream.hub.streams() and time.monotonic() < until:
            await asyncio.sleep(0.02)


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    # Says to anything that would compress that it already is what it is: a compressor holds events back.
    (b"content-encoding", b"identity"),
]


def _command_of(request: Request, ticket: Ticket, raw: bytes) -> Command:
    key = request.header(b"idempotency-key")
    if not KEY.fullmatch(key):
        raise Sorry(
            400, "no_key", "The message came without a usable name of its own. Please load the page again."
        )
    if not request.header(b"content-type").startswith("application/json"):
        raise Sorry(
            415, "not_json", "The message could not be read. Please load the page again and repeat it."
        )
    body = parse_json(raw)
    kind, payload = (body.get("kind"), body.get("payload", {})) if isinstance(body, dict) else (None, None)
    if not isinstance(kind, str) or not KIND.fullmatch(kind) or not isinstance(payload, dict):
        raise Sorry(400, "not_a_command", "The message could not be understood. Please load the page again.")
    return Command(ticket.room, key, kind, ticket.member, payload)


async def _follow(reader: Listener, send: Send) -> None:
    while True:
        await reader.wait()
        if raw := reader.take():
            await send({"type": "http.response.body", "body": raw, "more_body": True})
        if reader.closing:
            return


async def _until_gone(receive: Receive, reader: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.close()


def _busy(retry_after: int) -> Sorry:
    return Sorry(
        503,
        "busy",
        "The room can't be reached for a moment. What you sent is kept here and sent again.",
        retry_after=retry_after,
    )
