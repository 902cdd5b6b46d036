"""Commands from pages and verbs: decided by the same book as the stream's, in the caller's own transaction.

The log is the only truth, so a page needs no running stream: what it writes is found by every stream at its
next sweep, and at once where one runs in this process.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from juncture.live import Stream, lock_key
from juncture.live.events import Answer, Command, Draft, Event, Refused
from juncture.live.wire import text_of
from juncture.practice.moments.commanding import RoomBook
from juncture.practice.moments.models import Room, RoomEvent
from juncture.practice.moments.replaying import RoomState, apply
from juncture.practice.people.models import Member

_KEPT = 256  # rooms whose state this process remembers between two pages
Row = tuple[Any, ...]
_FIELDS = ("seq", "key", "at", "kind", "author", "payload")


@dataclass(frozen=True)
class _Known:
    state: RoomState
    key: str = ""
    at: int = 0


_book = RoomBook()
_known: OrderedDict[int, _Known] = OrderedDict()
_lock = Lock()
_stream: Stream | None = None


def send(
    room: Room,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    by: Member | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Answer:
    """Decide and write in one transaction; raises Refused. The same key never counts twice."""
    author = by.pk if by else None
    command = Command(room.pk, key or secrets.token_urlsafe(16), kind, author, payload or {})
    with transaction.atomic():
        _alone_in(room.pk)
        known = _load(room.pk)
        earlier = _earlier(room.pk, command.key)
        if earlier:
            return _again(command, earlier, known.state)
        now = max(_milliseconds(at), known.at)
        drafts = _book.decide(known.state, command, _present(room.pk), now)
        events, known = _written(command, drafts, known, now)
    _remember(room.pk, known)
    if events:
        transaction.on_commit(lambda: _tell_stream(room.pk))
    return Answer(known.state.seq, events, known.state)


def use_stream(stream: Stream | None) -> None:
    """The site says which stream runs in this process: who is present is asked there, and news told at once."""
    global _stream
    _stream = stream


def present_in(room: Room) -> frozenset[int]:
    """Members whose page is open, where a stream of this process knows; else nobody, which means unknown."""
    return _present(room.pk)


def state_of(room: Room) -> RoomState:
    """Where the room stands now."""
    known = _load(room.pk)
    _remember(room.pk, known)
    return known.state


def states_of(rooms: Iterable[Room]) -> Mapping[int, RoomState]:
    """Where many rooms stand, in one query; more only for a room whose memory doesn't fit its log."""
    remembered = {room.pk: _remembered(room.pk) for room in rooms}
    since = Q(pk__in=[])
    for room, known in remembered.items():
        since |= Q(room_id=room, seq__gte=known.state.seq)
    rows: dict[int, list[Row]] = {room: [] for room in remembered}
    for found, *row in RoomEvent.objects.filter(since).order_by("seq").values_list("room_id", *_FIELDS):
        rows[found].append(tuple(row))
    states = {}
    for room, known in remembered.items():
        known = _followed(room, known, rows[room])
        _remember(room, known)
        states[room] = known.state
    return states


def _load(room: int) -> _Known:
    known = _remembered(room)
    return _followed(room, known, list(_rows(room, known.state.seq)))


def _alone_in(room: int) -> None:
    """One writer a room, the stream included: on SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key(room)])


def _remembered(room: int) -> _Known:
    with _lock:
        return _known.get(room) or _Known(RoomState(room))


def _followed(room: int, known: _Known, rows: list[Row]) -> _Known:
    """What is remembered, with what the log has had since; all of the log where the memory doesn't fit it
    (another process restored a backup, a transaction was rolled back)."""
    if known.state.seq and (not rows or (rows[0][1], rows[0][2]) != (known.key, known.at)):
        known = _Known(RoomState(room))
        rows = list(_rows(room, 0))
    for row in rows:
        if row[0] > known.state.seq:
            event = _read(room, row)
            known = _Known(apply(known.state, event), event.key, event.at)
    return known


def _rows(room: int, from_seq: int) -> Iterable[Row]:
    return RoomEvent.objects.filter(room_id=room, seq__gte=from_seq).order_by("seq").values_list(*_FIELDS)


def _read(room: int, row: Row) -> Event:
    seq, key, at, kind, author, payload = row
    return Event(room, seq, key, at, kind, author, json.loads(payload))


def _remember(room: int, known: _Known) -> None:
    with _lock:
        _known[room] = known
        _known.move_to_end(room)
        while len(_known) > _KEPT:
            _known.popitem(last=False)


def _earlier(room: int, key: str) -> list[Event]:
    rows = RoomEvent.objects.filter(room_id=room, key=key).values_list(*_FIELDS)
    return [_read(room, row) for row in rows]


def _again(command: Command, earlier: list[Event], state: RoomState) -> Answer:
    if command.author is not None and earlier[0].author != command.author:
        raise Refused(
            "key_taken", "This was sent under a name that is already used. Load the page again and repeat it."
        )
    return Answer(earlier[-1].seq, tuple(earlier), state, repeated=True)


def _written(command: Command, drafts: Any, known: _Known, now: int) -> tuple[tuple[Event, ...], _Known]:
    events = [
        _event(command, draft, number, known.state.seq + 1 + number, now)
        for number, draft in enumerate(drafts)
    ]
    for event in events:
        known = _Known(apply(known.state, event), event.key, event.at)
    RoomEvent.objects.bulk_create(
        RoomEvent(
            room_id=event.room,
            seq=event.seq,
            key=event.key,
            at=event.at,
            kind=event.kind,
            author=event.author,
            payload=text_of(event.payload),
        )
        for event in events
    )
    return tuple(events), known


def _event(command: Command, draft: Draft, number: int, seq: int, now: int) -> Event:
    # The stream names the further events of a command the same way (live/writer.py), so that both find repeats.
    key = f"{command.key}#{number}" if number else command.key
    return Event(command.room, seq, key, now, draft.kind, draft.author, json.loads(text_of(draft.payload)))


def _milliseconds(at: datetime | None) -> int:
    return time.time_ns() // 1_000_000 if at is None else round(at.timestamp() * 1000)


def _present(room: int) -> frozenset[int]:
    return _stream.present(room) if _stream else frozenset()


def _tell_stream(room: int) -> None:
    """A look makes the stream read what was written beside it and tell its readers; without it, its sweep does."""
    if _stream:
        _stream.look(room)
