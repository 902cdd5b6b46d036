"""Events as the bytes a viewer gets."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from .events import Book, Event, State

logger = logging.getLogger("juncture.live")

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

HEARTBEAT = b":\n\n"


def text_of(value: Any) -> str:
    """JSON without spaces; raises ValueError or TypeError for what JSON can't say."""
    return _encode(value)


def seen(book: Book, state: State, event: Event, viewer: int) -> dict[str, Any]:
    """One event for one viewer. Sealed, it is only its place in the log: a secret can be told from a gap."""
    payload = _seen(book, state, event, viewer)
    if payload is None:
        return _sealed(event)
    return {"seq": event.seq, "at": event.at, "kind": event.kind, "payload": payload}


class Lines:
    """One event as server-sent events, for several viewers; what several see alike is encoded once."""

    def __init__(self, book: Book, state: State, event: Event) -> None:
        self._book, self._state, self._event = book, state, event
        self._by_payload: dict[int, tuple[Any, bytes]] = {}

    def for_viewer(self, viewer: int) -> bytes:
        payload = _seen(self._book, self._state, self._event, viewer)
        known = self._by_payload.get(id(payload))
        if known is None:
            # The payload is kept beside its bytes, so that its id can't be given to another meanwhile.
            known = self._by_payload[id(payload)] = (payload, self._encoded(payload))
        return known[1]

    def _encoded(self, payload: Any) -> bytes:
        event = self._event
        body = _sealed(event)
        if payload is not None:
            body = {"seq": event.seq, "at": event.at, "kind": event.kind, "payload": payload}
        return f"id: {event.seq}\ndata: {_encode(body)}\n\n".encode()


def history(book: Book, state: State, events: Iterable[Event], viewer: int) -> bytes:
    return b"".join(Lines(book, state, event).for_viewer(viewer) for event in events)


def retry(milliseconds: int) -> bytes:
    return f"retry: {milliseconds}\n\n".encode()


def reset(head: int) -> bytes:
    """The reader has seen further than the log goes (a backup was restored): the page must be loaded again."""
    return f'id: {head}\nevent: reset\ndata: {{"seq":{head}}}\n\n'.encode()


def _seen(book: Book, state: State, event: Event, viewer: int) -> Any:
    try:
        return book.seen_by(state, event, viewer)
    except Exception:
        # In doubt it is sealed, and the others in the room still get what is theirs.
        logger.exception("whether event %s of room %s may be seen could not be told", event.seq, event.room)
        return None


def _sealed(event: Event) -> dict[str, Any]:
    return {"seq": event.seq, "kind": "sealed"}
