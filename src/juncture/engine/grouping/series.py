"""A series planned as a whole: first the seats, on which nobody meets twice or few do, then who takes which seat.

Rounds made one after the other run out of new faces long before they have to: with twenty people at tables of four,
the fourth round repeats a meeting that a plan for all rounds avoids. Seats come from `schedule`; empty ones stand
where a table may be smaller. Then two people trade their seats in every round at once, which leaves what the seats
promise as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from juncture.engine.grouping.golfers import Schedule, schedule
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.scoring import Weighed, group_cost, preferred_counts
from juncture.engine.grouping.stopping import Part, Progress, Stop

MOST_PEOPLE = 600  # trading is in Python
SEATS_SHARE = 0.4  # of the time, at most, goes into the seats
SEAT_WORTH = 1 / 40  # what trying a seat counts in moves of the composer; measured with the kernel
TRADE_WORTH = 6  # and a trade, for each round it goes through
BROKEN = 1000.0  # what a table that breaks a rule costs
AGAIN = 50.0  # what a meeting with somebody one knows from earlier costs
BATCH = 100  # trades between two looks at the stop rule
TRIES = 200  # to find places for the empty seats
FIRST, LAST = 0.2, 0.001  # the share of trades that pass, at the start and the end
SLOWEST, FASTEST = 0.8, 1.25

Table = tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Tables of people for each round, by number from 1, and the moves it took to find them."""

    rounds: tuple[Mapping[int, Table], ...]
    iterations: int


def plan_series(weighed: Weighed, rounds: int, stop: Stop, seed: int, fast: bool = True) -> Plan | None:
    """None where there are too many people, somebody is pinned, sizes don't fit, or no plan keeps every rule."""
    people = [at for at, fits in enumerate(weighed.rulebook.seatable) if fits]
    if weighed.problem.rules.fixed or not 2 <= len(people) <= MOST_PEOPLE:
        return None
    seats = _seats(weighed, len(people), rounds, stop, seed, fast)
    if seats is None:
        return None
    trading = _Trading(weighed, people, seats.tables, Lots(seed))
    worth = TRADE_WORTH * rounds
    tried = trading.run(Part(stop, 1.0, seats.iterations, worth))
    if trading.breaks_a_rule:
        return None
    return Plan(tuple(trading.rounds()), seats.iterations + worth * tried)


# ---- seats --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seats:
    """Which places share a table, for each round; places are numbered from 0 to the number of people."""

    tables: tuple[tuple[Table, ...], ...]
    iterations: int


def _seats(weighed: Weighed, people: int, rounds: int, stop: Stop, seed: int, fast: bool) -> _Seats | None:
    low, high = weighed.problem.rules.sizes
    count = next(iter(preferred_counts(people, (low, high))), 0)
    if count == 0:
        return None
    size = -(-people // count)
    found = schedule(count, size, rounds, Part(stop, SEATS_SHARE, 0, SEAT_WORTH), seed, fast)
    empty = _empty_seats(found, count * size - people, size - low, Lots(seed))
    if empty is None:
        return None
    taken = (place for place in range(count * size) if place not in empty)
    number = {place: at for at, place in enumerate(taken)}
    tables = tuple(
        tuple(tuple(number[place] for place in table if place in number) for table in one)
        for one in found.rounds
    )
    return _Seats(tables, int(found.iterations * SEAT_WORTH))


def _empty_seats(found: Schedule, wanted: int, most: int, lots: Lots) -> frozenset[int] | None:
    """So many places, no more than `most` of them at one table in any round."""
    if wanted == 0:
        return frozenset()
    at_table = _tables_by_place(found.rounds)
    for _ in range(TRIES):
        empty: set[int] = set()
        used: Counter[tuple[int, int]] = Counter()
        for place in _shuffled(list(at_table), lots):
            if all(used[table] < most for table in at_table[place]):
                empty.add(place)
                used.update(at_table[place])
            if len(empty) == wanted:
                return frozenset(empty)
    return None


def _tables_by_place(rounds: Sequence[Sequence[Table]]) -> dict[int, list[tuple[int, int]]]:
    """The tables of everybody: for each place, (round, table)."""
    found: dict[int, list[tuple[int, int]]] = {}
    for number, tables in enumerate(rounds):
        for table, places in enumerate(tables):
            for place in places:
                found.setdefault(place, []).append((number, table))
    return found


def _shuffled(places: list[int], lots: Lots) -> list[int]:
    for at in range(len(places) - 1, 0, -1):
        other = lots.below(at + 1)
        places[at], places[other] = places[other], places[at]
    return places


# ---- who takes which ----------------------------------------------------------------------------------


class _Trading:
    """Everybody at a place, and what each table of the series costs so."""

    def __init__(
        self, weighed: Weighed, people: Sequence[int], seats: Sequence[Sequence[Table]], lots: Lots
    ) -> None:
        self.seats, self.lots, self.table = seats, lots, _Table(weighed)
        self.person = _shuffled(list(people), lots)
        self.at_table = _tables_by_place(seats)
        self.costs = {
            (number, table): self._cost(places)
            for number, tables in enumerate(seats)
            for table, places in enumerate(tables)
        }

    @property
    def breaks_a_rule(self) -> bool:
        return any(cost >= BROKEN for cost in self.costs.values())

    def rounds(self) -> Iterator[Mapping[int, Table]]:
        for tables in self.seats:
            ordered = sorted(tuple(sorted(self.person[place] for place in places)) for places in tables)
            yield dict(enumerate(ordered, start=1))

    def run(self, stop: Part) -> int:
        """Trades until the rule says so, ever less freely; keeps the best. Returns how many were tried."""
        total = sum(self.costs.values())
        best, kept = total, list(self.person)
        heat, tried = 0.05 * total / len(self.costs), 0
        while not stop(now := Progress(tried, 0.0, 0)):
            passed = 0
            for _ in range(BATCH):
                change = self._trade(heat)
                if change is None:
                    continue
                passed += 1
                total += change
                if total < best - 1e-9:
                    best, kept = total, list(self.person)
            tried += BATCH
            share = stop.share(now)
            wanted = FIRST * (LAST / FIRST) ** min(1.0, tried / 20_000 if share is None else share)
            heat *= min(FASTEST, max(SLOWEST, (wanted / max(passed / BATCH, 1e-3)) ** 0.5))
            if share is None and tried >= 20_000:
                break
        self.person = kept
        self.costs = {key: self._cost(self.seats[key[0]][key[1]]) for key in self.costs}
        return tried

    def _trade(self, heat: float) -> float | None:
        """Two people take each other's place in every round; None where that was not to be."""
        one, other = self.lots.below(len(self.person)), self.lots.below(len(self.person))
        if one == other:
            return None
        mine, theirs = self.at_table[one], self.at_table[other]
        concerned = [key for key in (*mine, *theirs) if not (key in mine and key in theirs)]
        self.person[one], self.person[other] = self.person[other], self.person[one]
        after = {key: self._cost(self.seats[key[0]][key[1]]) for key in concerned}
        change = sum(after.values()) - sum(self.costs[key] for key in concerned)
        if not self.lots.accept(change, heat):
            self.person[one], self.person[other] = self.person[other], self.person[one]
            return None
        self.costs.update(after)
        return change

    def _cost(self, places: Table) -> float:
        people = [self.person[place] for place in places]
        return self.table.cost(people)


class _Table:
    """What people at one table cost. In plain Python, where a table of five is weighed faster than in NumPy."""

    def __init__(self, weighed: Weighed) -> None:
        rules, book = weighed.problem.rules, weighed.rulebook
        self.pairs: list[list[float]] = weighed.utility.pairs.tolist()
        self.apart: list[list[bool]] = book.apart.tolist()
        self.times = [sum(int(word) << (64 * at) for at, word in enumerate(row)) for row in book.masks]
        self.facilitates: list[bool] = book.facilitators.tolist()
        self.facilitator_each = rules.facilitator_each
        self.roles: list[list[bool]] = [who.tolist() for who in weighed.utility.roles.values()]
        self.role_share = weighed.utility.role_share
        self.known = _known(weighed)

    def cost(self, people: Sequence[int]) -> float:
        worth, foes, again = 0.0, 0, 0
        common = self.times[people[0]]
        for at, one in enumerate(people):
            pairs, apart, known = self.pairs[one], self.apart[one], self.known[one]
            common &= self.times[one]
            for other in people[at + 1 :]:
                worth += pairs[other]
                foes += apart[other]
                again += other in known
        broken = foes + (not common)
        if self.facilitator_each and not any(self.facilitates[one] for one in people):
            broken += 1
        score = (1.0 - self.role_share) * 2.0 * worth / max(1, len(people) * (len(people) - 1))
        for who in self.roles:
            score += self.role_share / len(self.roles) * any(who[one] for one in people)
        return group_cost(score) + AGAIN * again + BROKEN * broken


def _known(weighed: Weighed) -> list[set[int]]:
    """Whom everybody has met before the series."""
    known: list[set[int]] = [set() for _ in weighed.problem.people]
    for pair, times in weighed.problem.met.items():
        if times:
            one, other = (weighed.problem.index[name] for name in pair)
            known[one].add(other)
            known[other].add(one)
    return known
