"""One request under /live/, and its answer: written to the connection in one piece, without a task of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from .http import Sorry, sorry_text

if TYPE_CHECKING:
    from .door import Door

Then = Callable[["Visit", Any], None]

_REASONS = {
    200: b"OK",
    400: b"Bad Request",
    401: b"Unauthorized",
    403: b"Forbidden",
    404: b"Not Found",
    405: b"Method Not Allowed",
    408: b"Request Timeout",
    409: b"Conflict",
    413: b"Content Too Large",
    415: b"Unsupported Media Type",
    422: b"Unprocessable Content",
    429: b"Too Many Requests",
    500: b"Internal Server Error",
    503: b"Service Unavailable",
}
_ALWAYS = (
    b"content-type: application/json\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
    b"vary: cookie, authorization\r\n"
)
_STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-store, no-transform\r\nx-accel-buffering: no\r\nx-content-type-options: nosniff\r\n"
    # Says to anything that would compress that it already is what it is: a compressor holds events back.
    b"content-encoding: identity\r\n"
    # A stream ends with its connection. Its events are told apart by blank lines, not by chunks.
    b"connection: close\r\n"
)


class Visit:
    """Waits like a future for what the log's thread says: `done`, `set_result`, `set_exception`."""

    __slots__ = (
        "_then",
        "body",
        "door",
        "headers",
        "keep_alive",
        "method",
        "my_turn",
        "response_complete",
        "size",
        "target",
        "whole",
    )

    def __init__(
        self, door: Door, method: bytes, target: bytes, headers: dict[bytes, bytes], keep_alive: bool
    ) -> None:
        self.door, self.method, self.target = door, method, target
        self.headers = headers
        self.body = b""
        self.size = 0
        self.keep_alive = keep_alive
        self.response_complete = False  # the name under which uvicorn asks for it
        self.whole = False
        self.my_turn = False
        self._then: Then | None = None

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def path(self) -> str:
        return self.target.partition(b"?")[0].decode("latin-1")

    def query(self, name: str) -> str | None:
        _, _, query = self.target.partition(b"?")
        values = parse_qs(query.decode("latin-1")).get(name) if query else None
        return values[-1] if values else None

    def cookie(self, name: str) -> str:
        for pair in self.header(b"cookie").split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value.strip('"')
        return ""

    # Waiting

    def wait(self, then: Then) -> None:
        self._then = then
        self.door.rooms.answers.begin(self)

    def done(self) -> bool:
        return self._then is None

    def set_result(self, result: Any) -> None:
        then, self._then = self._then, None
        self.door.rooms.answers.end(self)
        if then is not None:
            self.door.rooms.carry_on(self, then, result)

    def set_exception(self, trouble: Exception) -> None:
        if self._then is not None:
            self._then = None
            self.door.rooms.answers.end(self)
            self.door.rooms.give_up(self, trouble)

    # Answering

    def answer(self, text: str, status: int = 200, more: bytes = b"") -> None:
        raw = text.encode("utf-8", "replace")
        if not self.keep_alive:
            more += b"connection: close\r\n"
        head = b"HTTP/1.1 %d %b\r\n%b%b%bcontent-length: %d\r\n\r\n" % (
            status,
            _REASONS.get(status, b"No"),
            _ALWAYS,
            self.door.rooms.date_line,
            more,
            len(raw),
        )
        self.door.answered(self, head if self.method == b"HEAD" else head + raw)

    def sorry(self, sorry: Sorry) -> None:
        more = b"".join(b"%b: %b\r\n" % pair for pair in sorry.headers)
        self.answer(sorry_text(sorry), sorry.status, more)

    def stream_head(self) -> bytes:
        return _STREAM + self.door.rooms.date_line + b"\r\n"
