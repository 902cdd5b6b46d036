"""Rounds in which nobody meets the same person twice, while that is possible (the social golfer problem).

Four ways, the surest first: lines of a finite plane; a series that was found once and kept; one round found so
that turning it makes all the others; and trading seats until nobody, or as few as can be, meets again.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.designs import design_rounds
from juncture.engine.grouping.errors import ImpossibleSizes
from juncture.engine.grouping.field import Field
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.native import kernel
from juncture.engine.grouping.stopping import Progress, Stop

Seats = NDArray[np.int32]

BATCH = 20_000
TURNING_SHARE = 0.6  # of the time, at most, goes into finding a round that can be turned
MOST_TURNINGS = 5
SLOW_DESCENT = 60  # batches of one descent before it begins anew
HOT, COLD = 1.2, 0.25  # from where about half of the worse trades pass to where few do


@dataclass(frozen=True)
class Schedule:
    """Groups of person numbers for each round, and how many meetings are repeats."""

    rounds: tuple[tuple[tuple[int, ...], ...], ...]
    repeats: int
    way: str
    iterations: int = 0


def schedule(groups: int, size: int, rounds: int, stop: Stop, seed: int = 0, fast: bool = True) -> Schedule:
    """`rounds` rounds of `groups` groups of `size`, with the fewest repeated meetings found."""
    if groups < 1 or size < 1 or rounds < 1:
        raise ImpossibleSizes(
            f"{groups} groups of {size} over {rounds} rounds can't be seated; each must be 1 or more."
        )
    people = groups * size
    lines = plane_rounds(groups, size, rounds)
    if lines is not None and len(lines) >= rounds:
        return _schedule(lines[:rounds], size, "plane")
    kept = design_rounds(groups, size)
    if kept is not None and len(kept) >= rounds:
        return _schedule(kept[:rounds], size, "kept")
    search = _Search(stop, seed, fast)
    if rounds * (size - 1) <= people - 1:
        turned = _turned(groups, size, rounds, search)
        if turned is not None:
            return _schedule(turned, size, "turned", search.iterations)
    traded = _traded(groups, size, rounds, search, lines)
    return _schedule(traded, size, "traded", search.iterations)


def repeats_in(rounds: Seats, size: int) -> int:
    """How many meetings are not first ones."""
    met = np.zeros((rounds.shape[1], rounds.shape[1]), dtype=np.int64)
    for one in rounds:
        for group in one.reshape(-1, size):
            met[np.ix_(group, group)] += 1
    return int(np.maximum(met[np.triu_indices(len(met), 1)] - 1, 0).sum())


def plane_rounds(groups: int, size: int, wanted: int) -> Seats | None:
    """Rounds from the lines of a finite plane: none repeats, for a prime power of groups at least as big as each.

    People are points (x, y) with x below `size`; the lines of one slope make a round. With whole squares
    the uprights make one more.
    """
    field = Field.of_order(groups)
    if field is None or size > groups:
        return None
    slopes = range(min(wanted, groups))
    rounds = [
        [
            x * groups + field.add(field.multiply(slope, x), rise)
            for rise in range(groups)
            for x in range(size)
        ]
        for slope in slopes
    ]
    if size == groups and wanted > groups:
        rounds.append(list(range(groups * size)))
    return np.array(rounds, dtype=np.int32)


@dataclass
class _Search:
    stop: Stop
    seed: int
    fast: bool
    iterations: int = 0

    def done(self) -> bool:
        return self.stop(Progress(self.iterations, 0.0, self.iterations))

    def share(self) -> float:
        share = self.stop.share(Progress(self.iterations, 0.0, self.iterations))
        return self.iterations / (200 * BATCH) if share is None else share


# ---- one round that is turned -------------------------------------------------------------------------


@dataclass(frozen=True)
class Turning:
    """People on rings of `turns` places, and some who stay put while the rings turn.

    Two people stand for a difference (of their places, and which rings); a round in which every difference
    occurs once at most repeats no meeting when it is turned. The half-way difference would repeat itself.
    """

    people: int
    turns: int

    @property
    def rings(self) -> int:
        return self.people // self.turns

    @property
    def fixed(self) -> int:
        return self.people - self.rings * self.turns

    def keys(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The difference each pair stands for, and which differences may not be used."""
        place = np.arange(self.people) % self.turns
        ring = np.arange(self.people) // self.turns
        still = np.arange(self.people) >= self.rings * self.turns
        ring = np.where(still, self.rings + np.arange(self.people) - self.rings * self.turns, ring)
        lower, upper = np.minimum(ring[:, None], ring[None, :]), np.maximum(ring[:, None], ring[None, :])
        step = (place[None, :] - place[:, None]) % self.turns
        step = np.where(ring[:, None] <= ring[None, :], step, (-step) % self.turns)
        same = ring[:, None] == ring[None, :]
        step = np.where(same, np.minimum(step, (-step) % self.turns), step)
        step = np.where(still[:, None] | still[None, :], 0, step)
        key = (lower * (self.rings + self.fixed) + upper) * self.turns + step
        barred = np.zeros((self.rings + self.fixed) ** 2 * self.turns, dtype=np.int32)
        barred[key[still[:, None] & still[None, :]]] = 1
        if self.turns % 2 == 0:
            barred[key[same & (step == self.turns // 2)]] = 1
        return np.ascontiguousarray(key, dtype=np.int32), barred

    def turn(self, seats: Seats, by: int) -> Seats:
        place = (seats % self.turns + by) % self.turns
        moving = seats < self.rings * self.turns
        return np.where(moving, seats // self.turns * self.turns + place, seats).astype(np.int32)


def _turned(groups: int, size: int, rounds: int, search: _Search) -> Seats | None:
    ways = list(_turnings(groups, size, rounds))
    for at, (turning, first) in enumerate(ways):
        until = TURNING_SHARE * (at + 1) / len(ways)
        found = _find_starter(turning, size, first, until, search)
        if found is not None:
            turned = [turning.turn(one, by) for one in found for by in range(turning.turns)]
            return np.stack(turned[:rounds])
    return None


def _turnings(groups: int, size: int, rounds: int) -> Iterator[tuple[Turning, int]]:
    """Rings and how many first rounds to turn, the fewest first; whoever stays put must be able to sit apart."""
    people = groups * size
    most = (people - 1) // max(1, size - 1)
    ways = [
        (Turning(people, turns), made // turns)
        for made in range(rounds, min(most, rounds + 1) + 1)
        for turns in range(made, 2, -1)
        if made % turns == 0
    ]
    fitting = [way for way in ways if way[0].fixed <= groups and way[0].rings]
    yield from sorted(fitting, key=lambda way: way[1])[:MOST_TURNINGS]


def _find_starter(turning: Turning, size: int, first: int, until: float, search: _Search) -> Seats | None:
    lots = Lots(search.seed * 7919 + turning.turns)
    starter = Starter(turning, size, first, search.fast)
    while search.share() < until and not search.done():
        starter.deal(lots)
        for step in range(SLOW_DESCENT):
            starter.make_moves(BATCH, HOT * (COLD / HOT) ** (step / (SLOW_DESCENT - 1)), lots)
            search.iterations += BATCH
            if starter.cost == 0:
                return starter.seat.copy()
            if search.share() >= until or search.done():
                break
    return None


class _StarterStruct(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int32) for name in ("people", "size", "rounds")),
        *((name, ctypes.c_void_p) for name in ("seat", "key", "barred", "used")),
    ]


class Starter:
    """The rounds to turn, and how often each difference occurs in them."""

    def __init__(self, turning: Turning, size: int, rounds: int, fast: bool) -> None:
        self.size = size
        self.key, self.barred = turning.keys()
        self.used = np.zeros(len(self.barred), dtype=np.int32)
        self.seat: Seats = np.tile(np.arange(turning.people, dtype=np.int32), (rounds, 1))
        self.cost = 0
        self._kernel = kernel() if fast else None
        arrays = (self.seat, self.key, self.barred, self.used)
        self._struct = _StarterStruct(turning.people, size, rounds, *(array.ctypes.data for array in arrays))

    def deal(self, lots: Lots) -> None:
        """Everybody a new seat by lot."""
        for seat in self.seat:
            for at in range(len(seat) - 1, 0, -1):
                other = lots.below(at + 1)
                seat[[at, other]] = seat[[other, at]]
        self.used[:] = 0
        for group in self.seat.reshape(-1, self.size):
            for at, one in enumerate(group):
                for other in group[at + 1 :]:
                    self.used[self.key[one, other]] += 1
        used = self.used.astype(np.int64)
        self.cost = int((used * (used - 1) // 2 + self.barred * used).sum())

    def make_moves(self, moves: int, heat: float, lots: Lots) -> int:
        """Try so many trades of seats; stops early once nothing repeats. Returns how many were taken."""
        if self._kernel is not None:
            state, taken = ctypes.c_uint64(lots.state), ctypes.c_int64(0)
            self.cost += self._kernel.starter_moves(
                ctypes.byref(self._struct), moves, heat, self.cost, ctypes.byref(state), ctypes.byref(taken)
            )
            lots.state = state.value
            return taken.value
        count = 0
        for _ in range(moves):
            if self.cost == 0:
                break
            seat = self.seat[lots.below(len(self.seat))]
            mine, theirs = lots.below(len(seat)), lots.below(len(seat))
            if mine // self.size != theirs // self.size:
                count += self._trade(seat, mine, theirs, heat, lots)
        return count

    def _trade(self, seat: Seats, mine: int, theirs: int, heat: float, lots: Lots) -> bool:
        change = self._use(seat, mine, -1) + self._use(seat, theirs, -1)
        seat[[mine, theirs]] = seat[[theirs, mine]]
        change += self._use(seat, mine, 1) + self._use(seat, theirs, 1)
        if lots.accept(change, heat):
            self.cost += change
            return True
        self._use(seat, mine, -1)
        self._use(seat, theirs, -1)
        seat[[mine, theirs]] = seat[[theirs, mine]]
        self._use(seat, mine, 1)
        self._use(seat, theirs, 1)
        return False

    def _use(self, seat: Seats, place: int, by: int) -> int:
        person, first = int(seat[place]), place // self.size * self.size
        change = 0
        for other in seat[first : first + self.size]:
            if other == person:
                continue
            key = self.key[person, other]
            old = int(self.used[key])
            now = old + by
            self.used[key] = now
            change += now * (now - 1) // 2 - old * (old - 1) // 2 + int(self.barred[key]) * by
        return change


# ---- trading seats ------------------------------------------------------------------------------------


class _GolfStruct(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int32) for name in ("people", "size", "rounds")),
        *((name, ctypes.c_void_p) for name in ("seat", "met")),
    ]


class Trading:
    """All rounds, and how often each two people meet. The first `kept` rounds don't change."""

    def __init__(self, rounds: Seats, size: int, kept: int, fast: bool) -> None:
        self.size, self.kept = size, kept
        self.seat: Seats = np.ascontiguousarray(rounds, dtype=np.int32)
        people = self.seat.shape[1]
        self.met = np.zeros((people, people), dtype=np.int32)
        for one in self.seat:
            for group in one.reshape(-1, size):
                self.met[np.ix_(group, group)] += 1
        np.fill_diagonal(self.met, 0)
        met = self.met[np.triu_indices(people, 1)].astype(np.int64)
        self.cost = int((met * (met - 1) // 2).sum())
        self._kernel = kernel() if fast else None
        self._struct = _GolfStruct(
            people, size, len(self.seat) - kept, self.seat[kept:].ctypes.data, self.met.ctypes.data
        )

    def make_moves(self, moves: int, heat: float, lots: Lots) -> int:
        """Try so many trades inside rounds; stops early once nobody meets again. Returns how many were taken."""
        if self._kernel is not None:
            state, taken = ctypes.c_uint64(lots.state), ctypes.c_int64(0)
            self.cost += self._kernel.golf_moves(
                ctypes.byref(self._struct), moves, heat, self.cost, ctypes.byref(state), ctypes.byref(taken)
            )
            lots.state = state.value
            return taken.value
        count = 0
        for _ in range(moves):
            if self.cost == 0:
                break
            seat = self.seat[self.kept + lots.below(len(self.seat) - self.kept)]
            mine, theirs = lots.below(len(seat)), lots.below(len(seat))
            if mine // self.size != theirs // self.size:
                count += self._trade(seat, mine, theirs, heat, lots)
        return count

    def _trade(self, seat: Seats, mine: int, theirs: int, heat: float, lots: Lots) -> bool:
        change = self._change(seat, mine, theirs) + self._change(seat, theirs, mine)
        if not lots.accept(change, heat):
            return False
        self._meet(seat, mine, -1)
        self._meet(seat, theirs, -1)
        seat[[mine, theirs]] = seat[[theirs, mine]]
        self._meet(seat, mine, 1)
        self._meet(seat, theirs, 1)
        self.cost += change
        return True

    def _change(self, seat: Seats, mine: int, theirs: int) -> int:
        person, other = seat[mine], seat[theirs]
        old, new = mine // self.size * self.size, theirs // self.size * self.size
        change = 0
        for at in range(self.size):
            if seat[old + at] != person:
                change -= int(self.met[person, seat[old + at]]) - 1
            if seat[new + at] != other:
                change += int(self.met[person, seat[new + at]])
        return change

    def _meet(self, seat: Seats, place: int, by: int) -> None:
        person, first = seat[place], place // self.size * self.size
        for other in seat[first : first + self.size]:
            if other != person:
                self.met[person, other] += by
                self.met[other, person] += by


def _traded(groups: int, size: int, rounds: int, search: _Search, lines: Seats | None) -> Seats:
    """The fewest repeats that trading finds, from seats by lot or from what a plane gives."""
    people = groups * size
    rng = np.random.default_rng(search.seed)
    lots = Lots(search.seed)
    best: tuple[int, Seats] | None = None
    while best is None or (best[0] > 0 and not search.done()):
        by_lot = np.stack([rng.permutation(people) for _ in range(rounds)]).astype(np.int32)
        kept = 0
        if lines is not None and (best is None or rng.random() < 0.5):
            kept = min(len(lines), rounds - 1)
            by_lot[:kept] = lines[:kept]
        trading = Trading(by_lot, size, kept, search.fast)
        for step in range(SLOW_DESCENT):
            trading.make_moves(BATCH, HOT * (COLD / HOT) ** (step / (SLOW_DESCENT - 1)), lots)
            search.iterations += BATCH
            if trading.cost == 0 or search.done():
                break
        trading.make_moves(BATCH, 0.0, lots)
        repeats = repeats_in(trading.seat, size)
        if best is None or repeats < best[0]:
            best = (repeats, trading.seat.copy())
    return best[1]


def _schedule(rounds: Seats, size: int, way: str, iterations: int = 0) -> Schedule:
    tables = tuple(
        tuple(sorted(tuple(sorted(group)) for group in one.reshape(-1, size).tolist())) for one in rounds
    )
    return Schedule(tables, repeats_in(rounds, size), way, iterations)
