"""The little HTTP that the stream needs, on bare ASGI."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from . import tickets
from .settings import Settings
from .tickets import Ticket
from .wire import text_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_ALWAYS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"cookie, authorization"),
]


class Sorry(Exception):
    """An answer that isn't the one hoped for; `message` is for the person."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        retry_after: int = 0,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.headers = list(headers or [])
        if retry_after:
            self.headers.append((b"retry-after", str(retry_after).encode()))


class Request:
    """What of a request is asked for more than once."""

    __slots__ = ("_receive", "_scope", "headers")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope, self._receive = scope, receive
        self.headers: dict[bytes, bytes] = dict(scope["headers"])

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    def query(self, name: str) -> str | None:
        values = parse_qs(self._scope.get("query_string", b"").decode("latin-1")).get(name)
        return values[-1] if values else None

    def cookie(self, name: str) -> str:
        for pair in self.header(b"cookie").split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value.strip('"')
        return ""

    async def body(self, most: int, within: float = 20.0) -> bytes:
        if (
            int_or_none(self.header(b"content-length") or "0") is None
            or int(self.header(b"content-length") or 0) > most
        ):
            raise _too_large(most)
        try:
            async with asyncio.timeout(within):
                return await self._read(most)
        except TimeoutError:
            raise Sorry(
                408, "too_slow", "Your message took too long to arrive. Please send it again."
            ) from None

    async def _read(self, most: int) -> bytes:
        parts, size = [], 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Sorry(400, "gone", "The connection closed before the message was complete.")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > most:
                raise _too_large(most)
            if not message.get("more_body"):
                return b"".join(parts)


class KnownTickets:
    """Checks a signature once, not with every command of an hour."""

    def __init__(self, secret: str | bytes, most: int = 20_000) -> None:
        self._secret, self._most = secret, most
        self._known: dict[str, Ticket] = {}

    def read(self, text: str, now: float) -> Ticket:
        ticket = self._known.get(text)
        if ticket is None or now >= ticket.expires_at:
            self._known.pop(text, None)
            ticket = tickets.read(self._secret, text, now)
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[text] = ticket
        return ticket


def ticket_for(request: Request, room: int, known: KnownTickets, now: float) -> Ticket:
    """401 without a good ticket; 404 with a good one for another room, as if there were no such room."""
    scheme, _, bearer = request.header(b"authorization").partition(" ")
    text = bearer.strip() if scheme.lower() == "bearer" else request.cookie(tickets.COOKIE.format(room=room))
    if not text:
        raise Sorry(401, "no_ticket", "Please open the room's page again to be let in.")
    try:
        ticket = known.read(text, now)
    except tickets.Expired:
        raise Sorry(
            401, "ticket_expired", "You were away for a while. Please load the room's page again."
        ) from None
    except tickets.Invalid:
        raise Sorry(401, "no_ticket", "Please open the room's page again to be let in.") from None
    if ticket.room != room:
        raise not_found()
    return ticket


def refuse_other_sites(request: Request, settings: Settings) -> None:
    """Another site's page can't post here with a member's cookie. (It couldn't send the Idempotency-Key either
    without asking first, and it is never allowed to.)"""
    origin = request.header(b"origin")
    if origin:
        ours = origin in settings.origins or (
            origin != "null" and urlsplit(origin).netloc.lower() == request.header(b"host").lower()
        )
    else:
        ours = request.header(b"sec-fetch-site") in ("", "same-origin", "none")
    if not ours:
        raise Sorry(403, "other_site", "This came from another site's page. Please use the room's own page.")


async def send_json(
    send: Send, status: int, body: Any, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    raw = text_of(body).encode("utf-8", "replace")
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(raw)).encode()),
                *_ALWAYS,
                *(headers or []),
            ],
        }
    )
    await send({"type": "http.response.body", "body": raw})


async def send_sorry(send: Send, sorry: Sorry) -> None:
    await send_json(send, sorry.status, {"code": sorry.code, "message": sorry.message}, sorry.headers)


def parse_json(raw: bytes) -> Any:
    """Raises Sorry for what isn't JSON, or is JSON that couldn't be written again (NaN, half a character)."""
    try:
        value = json.loads(raw, parse_constant=_no_such_number)
        text_of(value).encode()
    except (ValueError, RecursionError):
        raise Sorry(
            400, "not_json", "The message could not be read. Please load the page again and repeat it."
        ) from None
    return value


def int_or_none(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def not_found() -> Sorry:
    return Sorry(404, "not_found", "There is no such room, or it isn't yours.")


def _too_large(most: int) -> Sorry:
    return Sorry(
        413, "too_large", f"This is longer than a room can take ({most // 1024} KB). Please shorten it."
    )


def _no_such_number(name: str) -> None:
    raise ValueError(name)
