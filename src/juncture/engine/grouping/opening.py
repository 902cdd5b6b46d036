"""A first seating to search from: the fixed first, then facilitators, then whoever has least choice."""

from __future__ import annotations

import numpy as np

from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.ruling import UNSEATED
from juncture.engine.grouping.seating import Room, Seating, fits


def open_seating(room: Room, lots: Lots) -> Seating:
    """A seating without a broken rule. It may leave seats empty; the search goes on from there."""
    seating = Seating(room, [UNSEATED] * room.people)
    for person in range(room.people):
        table = int(room.pinned[person])
        if table != UNSEATED:
            _seat_if_fitting(seating, person, [table])
    if room.facilitator_each:
        for person in _hardest_first(room, lots):
            if room.roles[0, person]:
                lacking = [t for t in range(room.tables) if not _held(seating, t)]
                _seat_if_fitting(seating, person, lacking)
    for person in _hardest_first(room, lots):
        _seat_if_fitting(seating, person, list(range(room.tables)))
    return seating


def _hardest_first(room: Room, lots: Lots) -> list[int]:
    slots = np.bitwise_count(room.masks).sum(axis=1).astype(np.int64)
    foes = room.apart.sum(axis=1).astype(np.int64)
    lot = [lots.word() for _ in range(room.people)]
    return sorted(range(room.people), key=lambda at: (slots[at], -foes[at], lot[at]))


def _held(seating: Seating, table: int) -> bool:
    return any(seating.room.roles[0, person] for person in seating.members[table])


def _seat_if_fitting(seating: Seating, person: int, tables: list[int]) -> None:
    """At the table that loses least time by it; of those, the emptiest."""
    room = seating.room
    if seating.table_of[person] != UNSEATED:
        return
    best: tuple[int, int, int] | None = None
    for table in tables:
        members = seating.members[table]
        if len(members) >= room.high or not fits(room, members, UNSEATED, person):
            continue
        common = np.bitwise_and.reduce(room.masks[members], axis=0) if members else room.masks[person]
        lost = int(np.bitwise_count(common).sum() - np.bitwise_count(common & room.masks[person]).sum())
        choice = (lost, len(members), table)
        if best is None or choice < best:
            best = choice
    if best is not None:
        seating.put(person, best[2])
