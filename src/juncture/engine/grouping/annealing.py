"""Composing by annealing: worse moves are taken freely at first and hardly at all at the end.

How freely is steered by the share of moves that were in fact taken, since the heat that brings a given
share differs tenfold from one community to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.opening import open_seating
from juncture.engine.grouping.ruling import UNSEATED
from juncture.engine.grouping.scoring import SHIFT, Weighed, preferred_counts, worst_aware_mean
from juncture.engine.grouping.seating import MISSING, Seating, make_moves, room_for
from juncture.engine.grouping.stopping import Progress, Stop

SLOWEST, FASTEST = 0.8, 1.25  # how much the heat may change after one batch
MOST_COUNTS = 8  # numbers of groups tried when seats are missing
SEATING_SHARE = 0.4  # of the time, at most, goes into seating everybody
SEATING_BATCHES = 50  # the same under a rule that can't say how far it is
SEATING_HEAT = 0.2  # lets people on the edge of a seat change places freely
WITHOUT_END = 400  # batches a descent takes when the stop rule can't say how far it is


@dataclass
class Search:
    """One run: its rule to stop, its settings, and how far it has come."""

    stop: Stop
    seed: int
    batch: int
    first_acceptance: float
    last_acceptance: float
    fast: bool
    progress: Callable[[Progress], None] | None
    iterations: int = 0
    best: float = 0.0
    improved_at: int = 0

    def now(self) -> Progress:
        return Progress(self.iterations, self.best, self.iterations - self.improved_at)

    def done(self) -> bool:
        return self.stop(self.now())

    def share(self) -> float | None:
        return self.stop.share(self.now())


@dataclass(frozen=True)
class Candidate:
    """A grouping into whole groups, with its place in the composer's order."""

    numbers: Sequence[int]
    table_of: Sequence[int]
    rank: tuple[int, int, float]

    def tables(self) -> Mapping[int, list[int]]:
        seated: dict[int, list[int]] = {}
        for person, table in enumerate(self.table_of):
            if table != UNSEATED:
                seated.setdefault(self.numbers[table], []).append(person)
        return seated


def compose(weighed: Weighed, search: Search) -> Mapping[int, Sequence[int]]:
    """Tables by group number. The number of groups is chosen first; others are tried if seats are missing."""
    counts = _counts(weighed)
    if not counts:
        return {}
    return refine(weighed, search, _try_counts(weighed, search, counts)).tables()


def _counts(weighed: Weighed) -> list[int]:
    """Numbers of groups worth trying, the preferred first.

    Where the people who can be seated don't divide, some are left over; then the most are seated by as
    many groups as there can be.
    """
    seatable = int(weighed.rulebook.seatable.sum())
    low, high = weighed.problem.rules.sizes
    counts = preferred_counts(seatable, (low, high)) or [seatable // low]
    if weighed.problem.rules.facilitator_each:
        able = int((weighed.rulebook.facilitators & weighed.rulebook.seatable).sum())
        counts = [count for count in counts if count <= able] or [min(able, seatable // low)]
    counts += [count for count in range(min(counts) - 1, max(0, min(counts) - 4), -1) if count not in counts]
    return [count for count in counts if count > 0][:MOST_COUNTS]


def _try_counts(weighed: Weighed, search: Search, counts: Sequence[int]) -> Candidate:
    best: Candidate | None = None
    share = SEATING_SHARE / len(counts)
    seatable = int(weighed.rulebook.seatable.sum())
    for at, count in enumerate(counts):
        found = _seat_everyone(weighed, search, _numbers(weighed, count), (at + 1) * share)
        if best is None or found.rank > best.rank:
            best = found
        if best.rank[0] == seatable or search.done():
            break
    assert best is not None
    return best


def _numbers(weighed: Weighed, count: int) -> list[int]:
    """Group numbers for so many tables, the pinned ones among them."""
    pinned = sorted({int(pin) for pin in weighed.rulebook.pins} - {0})
    free = (number for number in range(1, count + len(pinned) + 1) if number not in pinned)
    return sorted([*pinned, *(next(free) for _ in range(count - len(pinned)))])


def _seat_everyone(weighed: Weighed, search: Search, numbers: Sequence[int], until: float) -> Candidate:
    """A seating with as few people left over as this share of the time allows."""
    room = room_for(weighed, numbers)
    lots = Lots(search.seed * 1000 + len(numbers))
    seating = open_seating(room, lots)
    hopeless = MISSING * float((~weighed.rulebook.seatable).sum())
    lowest, kept, batches = seating.total, list(seating.table_of), 0
    while lowest - hopeless >= MISSING and not search.done():
        share = search.share()
        if (batches / SEATING_BATCHES if share is None else share / until) >= 1.0:
            break
        make_moves(seating, lots, search.batch, SEATING_HEAT, search.fast)
        search.iterations += search.batch
        batches += 1
        if seating.total < lowest:
            lowest, kept = seating.total, list(seating.table_of)
    return candidate(weighed, numbers, Seating(room, kept))


def refine(
    weighed: Weighed,
    search: Search,
    start: Candidate,
    home: Mapping[int, int] | None = None,
    price: float = 0.0,
) -> Candidate:
    """The best that annealing makes of a seating; with `home`, a seat elsewhere has its price."""
    room = room_for(weighed, start.numbers, home, price)
    seating = Seating(room, list(start.table_of))
    lots = Lots(search.seed)
    lowest, kept = seating.total, list(start.table_of)
    began = search.share() or 0.0
    heat, batches = _first_heat(seating), 0
    search.best = start.rank[2]
    try:
        while not search.done():
            share = search.share()
            taken = make_moves(seating, lots, search.batch, heat, search.fast)
            search.iterations += search.batch
            batches += 1
            way = batches / WITHOUT_END if share is None else (share - began) / max(1e-9, 1 - began)
            wanted = _wanted(search, way)
            heat *= min(FASTEST, max(SLOWEST, (wanted / max(taken / search.batch, 1e-6)) ** 0.5))
            if seating.total < lowest - 1e-12:
                lowest, kept = seating.total, list(seating.table_of)
                search.best, search.improved_at = _running_total(seating), search.iterations
            if search.progress is not None:
                search.progress(search.now())
    except KeyboardInterrupt:
        pass  # anytime: what was best stands
    found = candidate(weighed, start.numbers, Seating(room, kept))
    return found if found.rank >= start.rank or price else start


def _wanted(search: Search, way: float) -> float:
    ratio = search.last_acceptance / search.first_acceptance
    return float(search.first_acceptance * ratio ** min(1.0, way))


def _running_total(seating: Seating) -> float:
    """The total of the groups as they stand, without what seats away from home cost."""
    room = seating.room
    energies = [energy % MISSING for energy in seating.energy]
    if room.price:
        for person, table in enumerate(seating.table_of):
            if table != UNSEATED and room.home[person] not in (UNSEATED, table):
                energies[table] -= room.price
    return len(energies) / sum(energies) - SHIFT


def _first_heat(seating: Seating) -> float:
    energies = [energy for energy in seating.energy if energy < 100]
    return 0.1 * (sum(energies) / len(energies) if energies else 1.0)


def candidate(weighed: Weighed, numbers: Sequence[int], seating: Seating) -> Candidate:
    """The seating without tables that lack something; their people go to the pool."""
    table_of = list(seating.table_of)
    scores = []
    for members in seating.members:
        if weighed.rulebook.is_group(members):
            scores.append(weighed.group_score(members))
            continue
        for person in members:
            table_of[person] = UNSEATED
    seated = sum(table != UNSEATED for table in table_of)
    order = preferred_counts(seated, weighed.problem.rules.sizes)
    place = order.index(len(scores)) if len(scores) in order else len(order)
    return Candidate(numbers, table_of, (seated, -place, worst_aware_mean(scores)))
