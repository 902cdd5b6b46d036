"""What the rooms answer under /live/.

GET  /live/rooms/{id}/stream              server-sent events, resumable
GET  /live/rooms/{id}/events?after={seq}  the same log as JSON, for networks that hold streams back
POST /live/rooms/{id}/commands            {kind, payload}, with an Idempotency-Key
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from . import collector
from .deadlines import Deadlines
from .door import Door, door_to
from .events import KEY, Answer, Command, Look, Refused, Unavailable
from .http import (
    KnownTickets,
    Sorry,
    int_or_none,
    not_found,
    parse_json,
    refuse_other_sites,
    ticket_for,
    too_large,
)
from .hub import Listener
from .limits import Buckets
from .tickets import WATCH, Ticket
from .visit import Visit
from .wire import answer_text, history, look_text, reset, retry

if TYPE_CHECKING:
    from .stream import Stream

logger = logging.getLogger("juncture.live")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PATH = re.compile(r"/live/rooms/(\d{1,18})/(stream|events|commands)")
_METHODS = {"stream": b"GET", "events": b"GET", "commands": b"POST"}
_TICK = 1.0
# Where everybody comes at once, news of who is here lets commands through: rooms told at once, seconds until the next.
_ROOMS_AT_ONCE = 32
_BETWEEN = 0.005

_HEAD_WITHIN = 30.0
_IDLE = (
    75.0  # longer than a proxy keeps a connection for another request (nginx: 60), so that it closes first
)
_READ_WITHIN = 20.0


class App:
    """Served by uvicorn with `http=app.door`. Whoever runs it calls `startup` and `shutdown` from the lifespan;
    alone it is an ASGI application of its own, with nothing beside the rooms.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.settings = stream.settings
        self._buckets = Buckets(self.settings.burst, self.settings.rate)
        self._tickets = KnownTickets(self.settings.secret)
        self._ticker: asyncio.Task[None] | None = None
        self.door = door_to(self)
        self.date_line = _date_line()
        self.heads: Deadlines[Door] = Deadlines(_HEAD_WITHIN)
        """Connections whose request isn't complete."""
        self.idle: Deadlines[Door] = Deadlines(_IDLE)
        """Connections between two requests."""
        self.unread: Deadlines[Door] = Deadlines(_READ_WITHIN)
        """Connections that have yet to read what they asked for, or what was said at the end."""
        self.answers: Deadlines[Visit] = Deadlines(self.settings.answer_within)
        """Requests that wait for the log."""

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
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.startup()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.shutdown()
                await send({"type": "lifespan.shutdown.complete"})
                return

    # What the door asks

    def answer(self, visit: Visit) -> None:
        """Either answers at once or lets the visit wait for the log."""
        try:
            self._answer(visit)
        except Exception as trouble:
            self.give_up(visit, trouble)

    def carry_on(self, visit: Visit, then: Callable[[Visit, Any], None], result: Any) -> None:
        """The log has said what the visit waited for."""
        if visit.door.transport.is_closing():
            return
        try:
            then(visit, result)
        except Exception as trouble:
            self.give_up(visit, trouble)

    def give_up(self, visit: Visit, trouble: Exception) -> None:
        reader = visit.door.reader
        if reader is not None:
            self.left(reader)
            visit.door.reader = None
            if reader.begun:
                logger.info("a stream of room %s ends because its log is out of reach", reader.ticket.room)
                visit.door.close_gently()
                return
        match trouble:
            case Sorry():
                visit.sorry(trouble)
            case Refused():
                visit.sorry(Sorry(trouble.status, trouble.code, trouble.message))
            case Unavailable():
                visit.sorry(_busy(trouble.retry_after))
            case _:
                logger.error("a request under /live/ could not be answered", exc_info=trouble)
                visit.sorry(_broken())

    def refuse_too_large(self, visit: Visit) -> None:
        visit.sorry(too_large(self.settings.body_bytes))

    def left(self, reader: Listener) -> None:
        self._stream.hub.leave(reader)

    def let_go(self, reader: Listener) -> None:
        self._stream.hub.let_go(reader)

    # What is asked

    def _answer(self, visit: Visit) -> None:
        path = _PATH.fullmatch(visit.path)
        if path is None:
            raise not_found()
        room, what = int(path[1]), path[2]
        if visit.method != _METHODS[what]:
            allow = [(b"allow", _METHODS[what])]
            raise Sorry(405, "wrong_method", "This address can't be used like that.", headers=allow)
        ticket = ticket_for(visit, room, self._tickets, time.time())
        if what == "commands":
            self._command(visit, ticket)
        elif what == "events":
            self._events(visit, ticket)
        else:
            self._open(visit, ticket)

    def _command(self, visit: Visit, ticket: Ticket) -> None:
        refuse_other_sites(visit, self.settings)
        if ticket.role == WATCH:
            raise Sorry(403, "only_watching", "You are reading along in this room and can't take part.")
        if wait := self._buckets.take(ticket.member, time.monotonic()):
            raise Sorry(
                429,
                "too_many",
                "That was a lot at once. Please wait a moment and try again.",
                retry_after=wait,
            )
        if visit.size > self.settings.body_bytes:
            raise too_large(self.settings.body_bytes)
        command = _command_of(visit, ticket)

        def answered(visit: Visit, answer: Answer) -> None:
            visit.answer(answer_text(self._stream.book, answer, ticket.member))

        visit.wait(answered)
        self._stream.post(command, visit)

    def _events(self, visit: Visit, ticket: Ticket) -> None:
        after = int_or_none(visit.query("after") or "0")
        if after is None:
            raise Sorry(400, "wrong_after", "The place to read from is a whole number.")

        def looked(visit: Visit, look: Look) -> None:
            visit.answer(look_text(self._stream.book, look, ticket.member, reset=after > look.seq))

        visit.wait(looked)
        self._stream.ask_for(ticket.room, after, visit)

    def _open(self, visit: Visit, ticket: Ticket) -> None:
        if self._stream.hub.closed:
            raise Unavailable("closing", 3)
        # A garbled Last-Event-ID must not end a page's stream for good, so it counts as none.
        after = int_or_none(visit.header(b"last-event-id"))
        if after is None:
            after = int_or_none(visit.query("after") or "0") or 0
        visit.headers = {}  # not kept for as long as the stream is open
        reader = Listener(ticket, after, self.settings, visit.door)
        visit.door.reader = reader
        visit.door.notice_when_gone()
        # First in line, then history: what happens in between is in the one or in the other.
        self._stream.hub.join(reader)
        self._read_on(visit, reader)

    def _read_on(self, visit: Visit, reader: Listener) -> None:
        visit.wait(self._history)
        self._stream.ask_for(reader.ticket.room, reader.sent, visit)

    def _history(self, visit: Visit, look: Look) -> None:
        """Sends history page by page until it meets what the hub has kept for this reader meanwhile."""
        reader = visit.door.reader
        if reader is None:
            return
        opening = b"" if reader.begun else visit.stream_head() + retry(2_000)
        if reader.sent > look.seq:
            opening += reset(look.seq)
            reader.sent = look.seq
        raw = opening + history(self._stream.book, look.state, look.events, reader.ticket.member)
        if look.events:
            reader.sent = look.events[-1].seq
        reader.begin(raw)
        if not look.more and not reader.overflowed:
            reader.go_live()
            return
        reader.start_over()
        reader.when_read(lambda: self._read_on(visit, reader))

    # Once a second

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            try:
                self.date_line = _date_line()
                self._stream.hub.tick(_TICK)
                self._lose_patience()
                while self._stream.hub.say_how_many(_ROOMS_AT_ONCE):
                    await asyncio.sleep(_BETWEEN)
            except Exception:
                logger.exception("a heartbeat failed")

    def _lose_patience(self) -> None:
        for visit in self.answers.late():
            visit.set_exception(Unavailable("no answer in time"))
        for door in self.unread.late():
            door.cut()
        for door in self.idle.late():
            door.transport.close()
        for door in self.heads.late():
            door.too_slow(
                Sorry(408, "too_slow", "Your message took too long to arrive. Please send it again.")
            )

    async def _until_empty(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._stream.hub.streams() and time.monotonic() < until:
            await asyncio.sleep(0.02)


def _command_of(visit: Visit, ticket: Ticket) -> Command:
    key = visit.header(b"idempotency-key")
    if not visit.header(b"content-type").startswith("application/json"):
        raise Sorry(
            415, "not_json", "The message could not be read. Please load the page again and repeat it."
        )
    body = parse_json(visit.body)
    try:
        kind, payload = body["kind"], body.get("payload", {})
        if body.get("as", ticket.member) != ticket.member:
            raise _another_member()
        if isinstance(kind, str) and isinstance(payload, dict):
            return Command(ticket.room, key, kind, ticket.member, payload)
    except (AttributeError, KeyError, TypeError, ValueError):
        if not KEY.fullmatch(key):
            raise Sorry(
                400,
                "no_key",
                "The message came without a usable name of its own. Please load the page again.",
            ) from None
    raise Sorry(400, "not_a_command", "The message could not be understood. Please load the page again.")


def _another_member() -> Sorry:
    """Two members on one device: a page that is still open would send in the name of whoever came in last."""
    return Sorry(
        409,
        "another_member",
        "In this browser somebody else has come into the room since. What you wrote is kept on this device.",
    )


def _date_line() -> bytes:
    return f"date: {formatdate(usegmt=True)}\r\n".encode()


def _busy(retry_after: int) -> Sorry:
    return Sorry(
        503,
        "busy",
        "The room can't be reached for a moment. What you sent is kept here and sent again.",
        retry_after=retry_after,
    )


def _broken() -> Sorry:
    return Sorry(500, "broken", "Something went wrong on our side and nothing was saved. Please try again.")
