"""The moves by which a composition gets better, one batch at a time, in plain Python.

`kernel.c` makes the same moves in the same order from the same random numbers, some hundred times faster;
a test holds the two together. Read this one.

A state is everybody's table (or −1). Who may meet, who has time and who is fixed holds at every moment;
what is still missing (a seat, a table's smallest size, its facilitator) costs so much that it goes first.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.native import kernel
from juncture.engine.grouping.ruling import UNSEATED
from juncture.engine.grouping.scoring import SHIFT, Weighed

MISSING = 1000.0  # a missing seat outweighs anything that contrast can bring


@dataclass(frozen=True)
class Room:
    """One problem cut to a number of tables: all that the moves look at."""

    pairs: NDArray[np.float64]
    apart: NDArray[np.uint8]
    masks: NDArray[np.uint64]
    pinned: NDArray[np.int32]  # the table somebody is fixed to, or −1
    roles: NDArray[np.uint8]  # one row each: facilitates, further along
    counted_roles: tuple[int, ...]  # the rows that count towards the score
    role_share: float
    facilitator_each: bool
    low: int
    high: int
    tables: int
    home: NDArray[np.int32]  # the table somebody would rather keep, or −1
    price: float = 0.0  # what a seat away from home costs

    @property
    def people(self) -> int:
        return len(self.pinned)


def room_for(
    weighed: Weighed, numbers: Sequence[int], home: Mapping[int, int] | None = None, price: float = 0.0
) -> Room:
    """The room with one table for each group number. `home` holds the number each person comes from."""
    rulebook, utility = weighed.rulebook, weighed.utility
    place = {number: table for table, number in enumerate(numbers)}
    low, high = weighed.problem.rules.sizes
    further = np.array([person.further_along for person in weighed.problem.people], dtype=np.uint8)
    rows = {"facilitator": 0, "further_along": 1}
    return Room(
        pairs=utility.pairs,
        apart=rulebook.apart.astype(np.uint8),
        masks=rulebook.masks,
        pinned=np.array([place.get(int(pin), UNSEATED) for pin in rulebook.pins], dtype=np.int32),
        roles=np.ascontiguousarray(np.vstack([rulebook.facilitators.astype(np.uint8), further])),
        counted_roles=tuple(rows[role] for role in utility.roles),
        role_share=utility.role_share,
        facilitator_each=weighed.problem.rules.facilitator_each,
        low=low,
        high=high,
        tables=len(numbers),
        home=np.array(
            [place.get((home or {}).get(at, 0), UNSEATED) for at in range(rulebook.count)], dtype=np.int32
        ),
        price=price,
    )


@dataclass
class Seating:
    """Everybody's table, and each table's people and sums. Changed in place by `make_moves`."""

    room: Room
    table_of: list[int]
    members: list[list[int]] = field(default_factory=list)
    energy: list[float] = field(default_factory=list)
    pool: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.members = [[] for _ in range(self.room.tables)]
        self.pool = []
        for person, table in enumerate(self.table_of):
            (self.pool if table == UNSEATED else self.members[table]).append(person)
        self.energy = [table_energy(self.room, table, members) for table, members in enumerate(self.members)]

    @property
    def total(self) -> float:
        """What the search makes small."""
        return sum(self.energy) + MISSING * len(self.pool)

    @property
    def complete(self) -> bool:
        """Everybody has a seat and no table lacks anything."""
        return self.total < MISSING

    def put(self, person: int, table: int) -> None:
        """Give somebody from the pool a seat, or take it with −1."""
        old = self.table_of[person]
        (self.pool if old == UNSEATED else self.members[old]).remove(person)
        (self.pool if table == UNSEATED else self.members[table]).append(person)
        self.table_of[person] = table
        for touched in {old, table} - {UNSEATED}:
            self.energy[touched] = table_energy(self.room, touched, self.members[touched])


def table_energy(room: Room, table: int, members: Sequence[int]) -> float:
    """What a table adds to the total: little when its people gain much, a lot for what it lacks."""
    total = 0.0
    for at, one in enumerate(members):
        row = room.pairs[one]
        for other in members[at + 1 :]:
            total += row[other]
    size = len(members)
    score = 0.0
    if size > 1:
        score = (1.0 - room.role_share) * (2.0 * total / (size * (size - 1)))
        score += room.role_share * _cover(room, members)
    missing = max(0, room.low - size)
    if room.facilitator_each and not any(room.roles[0, person] for person in members):
        missing += 1
    away = sum(room.home[person] not in (UNSEATED, table) for person in members)
    return float(1.0 / (SHIFT + max(score, 0.0)) + room.price * away + MISSING * missing)


def _cover(room: Room, members: Sequence[int]) -> float:
    if not room.counted_roles:
        return 0.0
    held = sum(any(room.roles[role, person] for person in members) for role in room.counted_roles)
    return held / len(room.counted_roles)


def fits(room: Room, members: Sequence[int], leaving: int, coming: int) -> bool:
    """Whether somebody may sit with these people once `leaving` (or −1) has gone."""
    common = room.masks[coming].copy()
    apart = room.apart[coming]
    for other in members:
        if other == leaving:
            continue
        if apart[other]:
            return False
        common &= room.masks[other]
    return bool(common.any())


def make_moves(seating: Seating, lots: Lots, moves: int, heat: float, fast: bool = True) -> int:
    """Try so many moves; returns how many were taken. A worse one is taken with chance exp(−loss/heat)."""
    library = kernel() if fast else None
    if library is not None:
        return _moves_in_kernel(library, seating, lots, moves, heat)
    taken = 0
    for _ in range(moves):
        kind = lots.below(8)
        if seating.pool and kind < 3:
            taken += _seat_someone(seating, lots, heat)
        elif kind == 7 and seating.room.low < seating.room.high:
            taken += _move_someone(seating, lots, heat)
        else:
            taken += _swap_two(seating, lots, heat)
    return taken


def _seat_someone(seating: Seating, lots: Lots, heat: float) -> bool:
    room = seating.room
    person = seating.pool[lots.below(len(seating.pool))]
    table = lots.below(room.tables)
    if room.pinned[person] != UNSEATED:
        table = int(room.pinned[person])
    members = seating.members[table]
    if len(members) < room.high and fits(room, members, UNSEATED, person):
        seating.put(person, table)
        return True
    if not members:
        return False
    leaving = members[lots.below(len(members))]
    if room.pinned[leaving] != UNSEATED or not fits(room, members, leaving, person):
        return False
    changed = table_energy(room, table, _with(members, leaving, person))
    if not lots.accept(changed - seating.energy[table], heat):
        return False
    seating.put(leaving, UNSEATED)
    seating.put(person, table)
    return True


def _move_someone(seating: Seating, lots: Lots, heat: float) -> bool:
    room = seating.room
    person = lots.below(room.people)
    table = lots.below(room.tables)
    old = seating.table_of[person]
    if old in (UNSEATED, table) or room.pinned[person] != UNSEATED:
        return False
    members = seating.members[table]
    if len(members) >= room.high or not fits(room, members, UNSEATED, person):
        return False
    left = table_energy(room, old, [other for other in seating.members[old] if other != person])
    changed = left + table_energy(room, table, [*members, person])
    if not lots.accept(changed - (seating.energy[old] + seating.energy[table]), heat):
        return False
    seating.put(person, table)
    return True


def _swap_two(seating: Seating, lots: Lots, heat: float) -> bool:
    room = seating.room
    one, other = lots.below(room.people), lots.below(room.people)
    first, second = seating.table_of[one], seating.table_of[other]
    if first == second or UNSEATED in (first, second):
        return False
    if room.pinned[one] != UNSEATED or room.pinned[other] != UNSEATED:
        return False
    here, there = seating.members[first], seating.members[second]
    if not fits(room, there, other, one) or not fits(room, here, one, other):
        return False
    changed = table_energy(room, first, _with(here, one, other))
    changed += table_energy(room, second, _with(there, other, one))
    if not lots.accept(changed - (seating.energy[first] + seating.energy[second]), heat):
        return False
    seating.members[first] = _with(here, one, other)
    seating.members[second] = _with(there, other, one)
    seating.table_of[one], seating.table_of[other] = second, first
    seating.energy[first] = table_energy(room, first, seating.members[first])
    seating.energy[second] = table_energy(room, second, seating.members[second])
    return True


def _with(members: Sequence[int], leaving: int, coming: int) -> list[int]:
    return [coming if member == leaving else member for member in members]


class _Seats(ctypes.Structure):
    _fields_ = [
        *(
            (name, ctypes.c_int32)
            for name in ("people", "tables", "low", "high", "words", "facilitator_each", "counted_roles")
        ),
        ("counted", ctypes.c_int32 * 2),
        *((name, ctypes.c_double) for name in ("role_share", "price", "shift", "missing")),
        *((name, ctypes.c_void_p) for name in ("pairs", "apart", "masks", "pinned", "home", "roles")),
        *((name, ctypes.c_void_p) for name in ("table_of", "members", "size", "pool", "pool_size", "energy")),
        *((name, ctypes.c_void_p) for name in ("first_scratch", "second_scratch")),
    ]


def _moves_in_kernel(library: ctypes.CDLL, seating: Seating, lots: Lots, moves: int, heat: float) -> int:
    room = seating.room
    table_of = np.array(seating.table_of, dtype=np.int32)
    members = np.zeros((room.tables, room.high), dtype=np.int32)
    size = np.array([len(people) for people in seating.members], dtype=np.int32)
    for table, people in enumerate(seating.members):
        members[table, : len(people)] = people
    pool = np.zeros(room.people + 1, dtype=np.int32)
    pool[: len(seating.pool)] = seating.pool
    pool_size = np.array([len(seating.pool)], dtype=np.int32)
    energy = np.array(seating.energy, dtype=np.float64)
    scratch = np.zeros((2, room.high + 1), dtype=np.int32)
    inside = (room.pairs, room.apart, room.masks, room.pinned, room.home, room.roles)
    state_arrays = (table_of, members, size, pool, pool_size, energy, scratch[0], scratch[1])
    seats = _Seats(
        *(room.people, room.tables, room.low, room.high, room.masks.shape[1]),
        *(int(room.facilitator_each), len(room.counted_roles)),
        (ctypes.c_int32 * 2)(*room.counted_roles),
        *(room.role_share, room.price, SHIFT, MISSING),
        *(array.ctypes.data for array in (*inside, *state_arrays)),
    )
    state = ctypes.c_uint64(lots.state)
    taken = library.seat_moves(ctypes.byref(seats), moves, heat, ctypes.byref(state))
    lots.state = state.value
    seating.table_of = table_of.tolist()
    seating.members = [row[:count].tolist() for row, count in zip(members, size.tolist(), strict=True)]
    seating.pool = pool[: int(pool_size[0])].tolist()
    seating.energy = energy.tolist()
    return int(taken)
