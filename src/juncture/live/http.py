"""What the stream asks of a request before it lets it in, and how it says no."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import tickets
from .settings import Settings
from .tickets import Ticket
from .wire import text_of

if TYPE_CHECKING:
    from .visit import Visit


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


def ticket_for(request: Visit, room: int, known: KnownTickets, now: float) -> Ticket:
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


def refuse_other_sites(request: Visit, settings: Settings) -> None:
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


def sorry_text(sorry: Sorry) -> str:
    return text_of({"code": sorry.code, "message": sorry.message})


def parse_json(raw: bytes) -> Any:
    """Raises Sorry for what isn't JSON, or is JSON that couldn't be written again (NaN, half a character)."""
    try:
        text = raw.decode()
        value = _decode(text)
        if "\\u" in text or text.count("[") + text.count("{") > _PLAIN:
            text_of(value).encode()
    except (ValueError, RecursionError):
        raise Sorry(
            400, "not_json", "The message could not be read. Please load the page again and repeat it."
        ) from None
    return value


_PLAIN = 50  # brackets: so few can't be nested too deeply to be written


def _no_such_number(name: str) -> None:
    raise ValueError(name)


def _finite(digits: str) -> float:
    if math.isinf(value := float(digits)):
        raise ValueError(digits)
    return value


_decode = json.JSONDecoder(parse_constant=_no_such_number, parse_float=_finite).decode


def int_or_none(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def not_found() -> Sorry:
    return Sorry(404, "not_found", "There is no such room, or it isn't yours.")


def too_large(most: int) -> Sorry:
    return Sorry(
        413, "too_large", f"This is longer than a room can take ({most // 1024} KB). Please shorten it."
    )
