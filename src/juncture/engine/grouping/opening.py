"""A first seating to search from: the fixed first, then facilitators, then whoever has least choice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.ruling import UNSEATED
from juncture.engine.grouping.seating import Room, Seating


def open_seating(room: Room, lots: Lots) -> Seating:
    """A seating without a broken rule. It may leave seats empty; the search goes on from there."""
    doors = _Doors(room)
    for person in range(room.people):
        table = int(room.pinned[person])
        if table != UNSEATED:
            doors.let_in(person, np.arange(room.tables) == table)
    order = _hardest_first(room, lots)
    if room.facilitator_each:
        for person in order:
            if room.roles[0, person] and doors.unheld.any():
                doors.let_in(person, doors.unheld)
    for person in order:
        doors.let_in(person, np.ones(room.tables, dtype=np.bool_))
    return Seating(room, doors.table_of)


class _Doors:
    """What each table still has: its common times, who may not come, how many sit there."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.table_of = [UNSEATED] * room.people
        self.size = np.zeros(room.tables, dtype=np.int64)
        self.common = np.full((room.tables, room.masks.shape[1]), np.uint64((1 << 64) - 1))
        self.barred = np.zeros((room.tables, room.people), dtype=np.bool_)
        self.unheld = np.ones(room.tables, dtype=np.bool_)

    def let_in(self, person: int, tables: NDArray[np.bool_]) -> None:
        """At the table that loses least time by it; of those, the emptiest."""
        if self.table_of[person] != UNSEATED:
            return
        if self.room.pinned[person] != UNSEATED:
            tables = tables & (np.arange(self.room.tables) == self.room.pinned[person])
        shared = self.common & self.room.masks[person]
        left = np.bitwise_count(shared).sum(axis=1).astype(np.int64)
        lost = np.where(self.size > 0, np.bitwise_count(self.common).sum(axis=1).astype(np.int64) - left, 0)
        fitting = tables & (self.size < self.room.high) & (left > 0) & ~self.barred[:, person]
        if not fitting.any():
            return
        cost = lost * (self.room.high + 1) + self.size
        table = int(np.where(fitting, cost, np.iinfo(np.int64).max).argmin())
        self.table_of[person] = table
        self.size[table] += 1
        self.common[table] = shared[table]
        self.barred[table] |= self.room.apart[person].astype(np.bool_)
        self.unheld[table] &= not self.room.roles[0, person]


def _hardest_first(room: Room, lots: Lots) -> list[int]:
    slots = np.bitwise_count(room.masks).sum(axis=1).astype(np.int64)
    foes = room.apart.sum(axis=1).astype(np.int64)
    lot = [lots.word() for _ in range(room.people)]
    return sorted(range(room.people), key=lambda at: (slots[at], -foes[at], lot[at]))
