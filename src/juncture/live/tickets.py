"""A ticket lets one member into one room's stream for a short while.

A page that has looked the room up through the member gives it out; the stream only checks the signature,
so that a command costs no query for who is asking.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

WATCH = "watch"
"""A role that may read along, but neither sends commands nor counts as present."""

COOKIE = "juncture_ticket_{room}"
COOKIE_PATH = "/live/"

_FIELDS = re.compile(r"1\|(\d{1,19})\|(\d{1,19})\|([a-z_-]{1,32})\|(\d{1,12})")


class Invalid(Exception):
    """Not a ticket of ours."""


class Expired(Invalid):
    """A ticket of ours whose time is over: ask the page for a new one."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`expires_at` is in seconds since the epoch."""

    room: int
    member: int
    role: str
    expires_at: int


def issue(secret: str | bytes, room: int, member: int, role: str, expires_at: float) -> str:
    fields = f"1|{room}|{member}|{role}|{int(expires_at)}"
    if not _FIELDS.fullmatch(fields):
        raise ValueError(f"a ticket can't carry room {room!r}, member {member!r}, role {role!r}")
    body = _to_text(fields.encode())
    return f"{body}.{_to_text(_sign(secret, body))}"


def read(secret: str | bytes, text: str, now: float) -> Ticket:
    """Raises Expired or Invalid. Says nothing about whether the member still sits in the room."""
    body, dot, signature = text.partition(".")
    expected = _to_text(_sign(secret, body)).encode()
    if not dot or len(text) > 400 or not hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
        raise Invalid("the signature doesn't fit")
    fields = _FIELDS.fullmatch(_to_bytes(body).decode("ascii", "replace"))
    if fields is None:
        raise Invalid("a ticket of a version that isn't known here")
    ticket = Ticket(int(fields[1]), int(fields[2]), fields[3], int(fields[4]))
    if now >= ticket.expires_at:
        raise Expired("the ticket's time is over")
    return ticket


def _sign(secret: str | bytes, body: str) -> bytes:
    key = secret.encode() if isinstance(secret, str) else secret
    # The purpose is part of what is signed, so that nothing signed elsewhere with this secret is a ticket.
    return hmac.digest(key, b"juncture.live.ticket|" + body.encode("utf-8", "replace"), hashlib.sha256)


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _to_bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Invalid("not base64") from None
