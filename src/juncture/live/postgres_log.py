"""The log in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from .events import Event, Moved, Unavailable
from .locks import lock_key
from .log import Keyed
from .wire import text_of

_COLUMNS = "e.room_id, e.seq, e.key, e.at, e.kind, e.author, e.payload"

_LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"
_NEWER = f"""
    SELECT {_COLUMNS} FROM unnest(%s::bigint[], %s::integer[]) AS seen(room, seq)
    JOIN room_event e ON e.room_id = seen.room AND e.seq > seen.seq ORDER BY e.room_id, e.seq"""  # noqa: S608
_FIRST = f"""
    SELECT {_COLUMNS} FROM unnest(%s::bigint[], %s::text[]) AS asked(room, key)
    JOIN room_event e ON e.room_id = asked.room AND e.key = asked.key"""  # noqa: S608
_MORE = f"""
    SELECT {_COLUMNS} FROM room_event e
    WHERE e.room_id = %s AND e.seq > %s AND starts_with(e.key, %s) ORDER BY e.seq"""  # noqa: S608
_APPEND = """
    INSERT INTO room_event (room_id, seq, key, at, kind, author, payload)
    SELECT * FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::text[])"""
_PAGE = f"SELECT {_COLUMNS} FROM room_event e WHERE e.room_id = %s AND e.seq > %s ORDER BY e.seq LIMIT %s"  # noqa: S608
_MOVED = """
    SELECT room, head.seq FROM unnest(%s::bigint[]) AS room,
    LATERAL (SELECT seq FROM room_event WHERE room_id = room ORDER BY seq DESC LIMIT 1) AS head"""

_AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.UndefinedTable,  # not migrated yet
    psycopg.errors.ReadOnlySqlTransaction,  # failing over
)


class PostgresLog:
    """One connection, one transaction a batch. Rooms are locked by advisory locks: that is a row lock without
    the row, so the log needs no second table and leaves no dead row behind with every command.
    """

    sweep_every = 1.0

    def __init__(self, address: str, patience: float) -> None:
        milliseconds = int(patience * 1000)
        try:
            self._db = psycopg.connect(
                address,
                autocommit=True,
                connect_timeout=max(2, round(patience)),
                application_name="juncture-live",
                # A commit that was acknowledged before it was on disk was lost in restarts (15 of 12,186).
                options=f"-c synchronous_commit=on -c lock_timeout={milliseconds} "
                f"-c statement_timeout={milliseconds * 5}",
                keepalives_idle=5,
                keepalives_interval=2,
                keepalives_count=3,
            )
        except psycopg.OperationalError as exc:
            raise Unavailable(f"PostgreSQL: {exc}") from exc

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def writing(self, rooms: Sequence[int]) -> Iterator[None]:
        with _translated(), self._db.transaction():
            # In one order everywhere, so that two processes never wait for each other in a ring.
            self._db.execute(_LOCK, [[lock_key(room) for room in sorted(rooms)]])
            yield

    def newer(self, seen: Mapping[int, int]) -> list[Event]:
        return self._events(_NEWER, [list(seen.keys()), list(seen.values())])

    def repeated(self, keys: Iterable[Keyed]) -> dict[Keyed, tuple[Event, ...]]:
        asked = list(keys)
        found = {}
        for first in self._events(_FIRST, [[room for room, _ in asked], [key for _, key in asked]]):
            more = self._events(_MORE, [first.room, first.seq, first.key + "#"])
            found[first.room, first.key] = (first, *more)
        return found

    def append(self, events: Sequence[Event]) -> None:
        columns = zip(
            *((e.room, e.seq, e.key, e.at, e.kind, e.author, e.text or text_of(e.payload)) for e in events),
            strict=True,
        )
        with _translated():
            self._db.execute(_APPEND, [list(column) for column in columns])

    def page(self, room: int, after: int, limit: int) -> list[Event]:
        # seq is an integer column: a place no room can have is simply beyond its end.
        return self._events(_PAGE, [room, min(after, 2**31 - 1), limit])

    def moved(self, live: Iterable[int]) -> Moved:
        """Asks for the head of every room with readers: ids don't come in the order of commits here, so that
        the table's tail (as on SQLite) would miss some.
        """
        with _translated():
            return dict(self._db.execute(_MOVED, [list(live)]).fetchall())

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _translated():
            return self._db.execute(sql, params).fetchall()

    def _events(self, sql: str, params: list[Any]) -> list[Event]:
        with _translated():
            return [_event(*row) for row in self._db.execute(sql, params)]


def _event(room: int, seq: int, key: str, at: int, kind: str, author: int | None, payload: str) -> Event:
    return Event(room, seq, key, at, kind, author, json.loads(payload))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _AWAY as exc:
        raise Unavailable(f"PostgreSQL: {exc}") from exc
