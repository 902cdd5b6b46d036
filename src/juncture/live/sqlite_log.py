"""The log in a SQLite file that other processes write to as well."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .events import Event, Moved, Unavailable
from .log import Keyed
from .wire import text_of

_COLUMNS = "e.room_id, e.seq, e.key, e.at, e.kind, e.author, e.payload"

# One statement for all rooms of a batch: each statement gives Python's lock away and has to get it back.
_ASKED = "WITH asked(room, what) AS (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
_NEWER = f"""
    {_ASKED} SELECT {_COLUMNS} FROM asked
    CROSS JOIN room_event e ON e.room_id = asked.room AND e.seq > asked.what ORDER BY e.room_id, e.seq"""  # noqa: S608
_FIRST = f"""
    {_ASKED} SELECT {_COLUMNS} FROM asked
    CROSS JOIN room_event e ON e.room_id = asked.room AND e.key = asked.what"""  # noqa: S608
# key#1, key#2 …: '$' is the character after '#', so this is a range of the index.
_MORE = f"SELECT {_COLUMNS} FROM room_event e WHERE e.room_id=? AND e.key>? AND e.key<? ORDER BY e.seq"  # noqa: S608
_PAGE = f"SELECT {_COLUMNS} FROM room_event e WHERE e.room_id=? AND e.seq>? ORDER BY e.seq LIMIT ?"  # noqa: S608
_INSERT = "INSERT INTO room_event (room_id, seq, key, at, kind, author, payload) VALUES (?,?,?,?,?,?,?)"


class SqliteLog:
    """WAL with synchronous=FULL: an acknowledged command survives a power cut. The price is one fsync a
    commit, which is why commands are written in batches.
    """

    sweep_every = 0.25

    def __init__(self, path: str, patience: float) -> None:
        try:
            # isolation_level=None: transactions are opened by hand, with BEGIN IMMEDIATE.
            self._db = sqlite3.connect(path, timeout=patience, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._last_id = self._highest_id()
            self._version = self._data_version()
        except sqlite3.OperationalError as exc:
            raise Unavailable(f"SQLite: {exc}") from exc

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def writing(self, rooms: Sequence[int]) -> Iterator[None]:
        with _translated():
            # Immediate, because a deferred transaction that turns into a writing one fails at once when
            # somebody else wrote, whatever the busy timeout says.
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            with _translated():
                self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def newer(self, seen: Mapping[int, int]) -> list[Event]:
        return self._events(_NEWER, (text_of(list(seen.items())),))

    def repeated(self, keys: Iterable[Keyed]) -> dict[Keyed, tuple[Event, ...]]:
        found = {}
        for first in self._events(_FIRST, (text_of(list(keys)),)):
            more = self._events(_MORE, (first.room, first.key + "#", first.key + "$"))
            found[first.room, first.key] = (first, *more)
        return found

    def append(self, events: Sequence[Event]) -> None:
        with _translated():
            self._db.executemany(
                _INSERT,
                [
                    (e.room, e.seq, e.key, e.at, e.kind, e.author, e.text or text_of(e.payload))
                    for e in events
                ],
            )

    def page(self, room: int, after: int, limit: int) -> list[Event]:
        return self._events(_PAGE, (room, after, limit))

    def moved(self, live: Iterable[int]) -> Moved:
        """`data_version` changes only when another connection has committed; then the tail of the table says
        which rooms it was. (Our own rows are in that tail too, and known already.)
        """
        with _translated():
            version = self._data_version()
            if version == self._version:
                return {}
            self._version = version
            tail = self._db.execute(
                "SELECT room_id, max(seq), max(id) FROM room_event WHERE id>? GROUP BY room_id",
                (self._last_id,),
            ).fetchall()
            self._last_id = max([self._last_id, *(row[2] for row in tail)])
            return {room: seq for room, seq, _ in tail}

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _translated():
            return self._db.execute(sql.replace("%s", "?"), params).fetchall()

    def _events(self, sql: str, params: tuple[Any, ...]) -> list[Event]:
        with _translated():
            return [_event(*row) for row in self._db.execute(sql, params)]

    def _highest_id(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM room_event").fetchone()[0])

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])


def _event(room: int, seq: int, key: str, at: int, kind: str, author: int | None, payload: str) -> Event:
    return Event(room, seq, key, at, kind, author, json.loads(payload))


@contextmanager
def _translated() -> Iterator[None]:
    """Locked, full disk, unreadable file: all the same to a person, who can only try again."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as exc:
        raise Unavailable(f"SQLite: {exc}") from exc
