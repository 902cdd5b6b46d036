"""Who is present in rooms whose streams another process holds."""

from __future__ import annotations

import time
from collections.abc import Iterable

ANNOUNCE = 10.0
"""Seconds between two announcements of everybody who is here."""
_LASTS = 3 * ANNOUNCE


class Elsewhere:
    """Written by the hints' threads and read by any: a room's table is replaced, never changed."""

    def __init__(self) -> None:
        self._rooms: dict[int, dict[str, tuple[frozenset[int], float]]] = {}

    def present(self, room: int) -> frozenset[int]:
        there = self._rooms.get(room)
        if not there:
            return frozenset()
        now = time.monotonic()
        return frozenset().union(*(members for members, until in there.values() if until > now))

    def take(self, process: str, news: Iterable[tuple[int, list[int]]]) -> None:
        until = time.monotonic() + _LASTS
        for room, members in news:
            self._put(room, process, (frozenset(members), until) if members else None)

    def forget(self, process: str) -> None:
        for room in list(self._rooms):
            self._put(room, process, None)

    def _put(self, room: int, process: str, entry: tuple[frozenset[int], float] | None) -> None:
        now = time.monotonic()
        there = {
            name: kept
            for name, kept in self._rooms.get(room, {}).items()
            if name != process and kept[1] > now
        }
        if entry is not None:
            there[process] = entry
        if there:
            self._rooms[room] = there
        else:
            self._rooms.pop(room, None)
