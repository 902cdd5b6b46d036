"""Events as the bytes a viewer gets."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from .events import Answer, Book, Event, Look, Payload, State

logger = logging.getLogger("juncture.live")

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

HEARTBEAT = b":\n\n"


def text_of(value: Any) -> str:
    """JSON without spaces; raises ValueError or TypeError for what JSON can't say."""
    return _encode(value)


def answer_text(book: Book, answer: Answer, viewer: int) -> str:
    """What a command led to, as far as its sender may see it."""
    events = ",".join([seen_text(book, answer.state, event, viewer) for event in answer.events])
    repeated = "true" if answer.repeated else "false"
    return f'{{"seq":{answer.seq},"events":[{events}],"repeated":{repeated}}}'


def look_text(book: Book, look: Look, viewer: int, *, reset: bool) -> str:
    events = ",".join([seen_text(book, look.state, event, viewer) for event in look.events])
    more, again = ("true" if it else "false" for it in (look.more, reset))
    return f'{{"seq":{look.seq},"more":{more},"reset":{again},"events":[{events}]}}'


class Lines:
    """One event as server-sent events, for several viewers; what several see alike is encoded once."""

    def __init__(self, book: Book, state: State, event: Event) -> None:
        self._book, self._state, self._event = book, state, event
        self._by_payload: dict[int, tuple[Any, bytes]] = {}

    def for_viewer(self, viewer: int) -> bytes:
        try:
            payload = self._book.seen_by(self._state, self._event, viewer)
        except Exception:
            payload = None
            _tell_of_doubt(self._event)
        known = self._by_payload.get(id(payload))
        if known is None:
            # The payload is kept beside its bytes, so that its id can't be given to another meanwhile.
            line = f"id: {self._event.seq}\ndata: {_text(self._event, payload)}\n\n".encode()
            known = self._by_payload[id(payload)] = (payload, line)
        return known[1]


def history(book: Book, state: State, events: Iterable[Event], viewer: int) -> bytes:
    return b"".join(Lines(book, state, event).for_viewer(viewer) for event in events)


def retry(milliseconds: int) -> bytes:
    return f"retry: {milliseconds}\n\n".encode()


def reset(head: int) -> bytes:
    """The reader has seen further than the log goes (a backup was restored): the page must be loaded again."""
    return f'id: {head}\nevent: reset\ndata: {{"seq":{head}}}\n\n'.encode()


def seen_text(book: Book, state: State, event: Event, viewer: int) -> str:
    try:
        payload = book.seen_by(state, event, viewer)
    except Exception:
        payload = None
        _tell_of_doubt(event)
    return _text(event, payload)


def _tell_of_doubt(event: Event) -> None:
    """In doubt it is sealed, and the others in the room still get what is theirs."""
    logger.exception("whether event %s of room %s may be seen could not be told", event.seq, event.room)


def _text(event: Event, payload: Payload | None) -> str:
    """One event for one viewer. Sealed, it is only its place in the log: a secret can be told from a gap."""
    if payload is None:
        return f'{{"seq":{event.seq},"kind":"sealed"}}'
    # All of it may be seen: as it was written into the log, so that it isn't encoded over and over.
    text = event.text if payload is event.payload and event.text else _encode(payload)
    return f'{{"seq":{event.seq},"at":{event.at},"kind":{_encode(event.kind)},"payload":{text}}}'
