"""Trying a change before making it: each verb takes groups as they are and answers with what would be.

A change that brings together people who may not meet, or leaves a group without a common time, is refused
with the reason. A group that grows too small or too big, or loses its facilitator, is shown as a clash
instead, since a host on the way to a new plan passes through such groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from juncture.engine.grouping.annealing import Search, candidate, refine
from juncture.engine.grouping.answering import answer
from juncture.engine.grouping.errors import CannotMove, DuplicatePerson, UnknownName
from juncture.engine.grouping.explaining import broken_rules
from juncture.engine.grouping.problem import Problem
from juncture.engine.grouping.result import Change, Result
from juncture.engine.grouping.ruling import UNSEATED
from juncture.engine.grouping.scoring import Weighed, weigh, worst_aware_mean
from juncture.engine.grouping.seating import Seating, room_for
from juncture.engine.grouping.solve import Params
from juncture.engine.grouping.stopping import Stop

Groups = Mapping[int, Sequence[str]]
Tables = dict[int, list[int]]

PRICE_OF_ALL = 20.0  # the most one group can cost: a seat changed at full reluctance outweighs any contrast
LEAST_PRICE = 1e-9  # between equals, people stay


def rescore(problem: Problem, groups: Groups) -> Result:
    """These groups with scores and reasons; rules they break stand among the clashes."""
    weighed = weigh(problem)
    tables = _tables(problem, groups)
    return answer(weighed, tables, seed=0)


def move(problem: Problem, groups: Groups, person: str, to: int | None) -> Change:
    """Somebody takes a seat in group `to` (a new number opens a group), or gives theirs up with None."""
    tables = _tables(problem, groups)
    at = problem.index[problem.person(person).id]
    before = _without(tables, at)
    if to is not None:
        _demand_fit(problem, before.get(to, []), at, to)
        before.setdefault(to, []).append(at)
    return _change(problem, tables, before, (person,))


def gains_of_moving(problem: Problem, groups: Groups, person: str) -> dict[int, float | CannotMove]:
    """What `move` to each other group would gain, or why it may not be; all at once and without explaining."""
    tables = _tables(problem, groups)
    weighed = weigh(problem)
    at = problem.index[problem.person(person).id]
    left = _without(tables, at)
    before = [weighed.group_score(table) for table in tables.values()]
    now = worst_aware_mean(before)
    scores = {number: weighed.group_score(table) for number, table in left.items() if table}
    gains: dict[int, float | CannotMove] = {}
    for number, table in tables.items():
        if at in table:
            continue
        try:
            _demand_fit(problem, left[number], at, number)
        except CannotMove as refusal:
            gains[number] = refusal
            continue
        joined = scores | {number: weighed.group_score([*left[number], at])}
        gains[number] = worst_aware_mean(list(joined.values())) - now
    return gains


def swap(problem: Problem, groups: Groups, one: str, other: str) -> Change:
    """Two people take each other's seats. One of them may be without a seat."""
    tables = _tables(problem, groups)
    first, second = (problem.index[problem.person(name).id] for name in (one, other))
    seats = {at: number for number, table in tables.items() for at in table}
    after = _without(_without(tables, first), second)
    for at, number in ((first, seats.get(second)), (second, seats.get(first))):
        if number is not None:
            _demand_fit(problem, after[number], at, number)
            after[number].append(at)
    return _change(problem, tables, after, (one, other))


def seat_late(problem: Problem, groups: Groups, person: str) -> Change:
    """A late joiner takes the seat where the whole gains most by it."""
    tables = _tables(problem, groups)
    weighed = weigh(problem)
    at = problem.index[problem.person(person).id]
    high = problem.rules.sizes[1]
    pin = int(weighed.rulebook.pins[at])
    open_to = [
        number
        for number, table in tables.items()
        if len(table) < high and pin in (0, number) and weighed.rulebook.may_sit([*table, at])
    ]
    if not open_to:
        raise CannotMove(
            f"No group with room can take {problem.person(person).label}: time, or who sits there, stands "
            "against it. Move somebody first, or compose the rest again."
        )
    after = {number: {**_without(tables, at), number: [*tables[number], at]} for number in open_to}
    best = max(open_to, key=lambda number: _total(weighed, after[number]))
    return _change(problem, tables, after[best], (person,))


def compose_again(
    problem: Problem,
    groups: Groups,
    stop: Stop,
    seed: int = 0,
    keep: frozenset[str] = frozenset(),
    reluctance: float = 0.02,
    params: Params | None = None,
) -> Change:
    """The rest composed again with few changed seats; `keep` stay where they are whatever it costs.

    `reluctance` is what the total must gain for one more changed seat in every group to be worth it: 0
    composes afresh around those who are kept, 1 moves people only where a rule or an empty seat asks for it.
    """
    params = params or Params()
    tables = _tables(problem, groups)
    kept = {at: number for number, table in tables.items() for at in table if problem.people[at].id in keep}
    pinned = _with_pins(problem, kept)
    weighed = weigh(pinned)
    home = {at: number for number, table in tables.items() for at in table}
    numbers = _numbers(weighed, tables)
    place = {number: table for table, number in enumerate(numbers)}
    seats = _legal_seats(weighed, tables)
    room = room_for(weighed, numbers)
    seated = [place.get(seats.get(at, 0), UNSEATED) for at in range(room.people)]
    start = replace(candidate(weighed, numbers, Seating(room, seated)), table_of=seated)
    search = Search(
        stop, seed, params.batch, params.first_acceptance, params.last_acceptance, params.fast, None
    )
    price = max(PRICE_OF_ALL * reluctance, LEAST_PRICE)
    found = refine(weighed, search, start, home, price).tables()
    result = answer(weighed, found, seed, search.iterations)
    moved = [
        problem.people[at].id
        for at in range(len(problem.people))
        if home.get(at) != result.seats.get(problem.people[at].id)
    ]
    return Change(result, result.score.total - _total(weighed, tables), tuple(moved))


def _tables(problem: Problem, groups: Groups) -> Tables:
    names = Counter(name for table in groups.values() for name in table)
    for name, times in names.items():
        if name not in problem.index:
            raise UnknownName(f"“{name}” sits in a group but is not among the people; take them out of it.")
        if times > 1:
            raise DuplicatePerson(f"“{name}” has {times} seats; keep one of them.")
    return {number: [problem.index[name] for name in table] for number, table in groups.items() if table}


def _without(tables: Tables, at: int) -> Tables:
    return {number: [other for other in table if other != at] for number, table in tables.items()}


def _demand_fit(problem: Problem, table: Sequence[int], at: int, number: int) -> None:
    weighed = weigh(problem)
    broken = broken_rules(weighed, number, [*table, at], shape=False)
    if broken:
        raise CannotMove(f"{problem.people[at].label} can't sit in group {number}: {broken[0].text}")


def _change(problem: Problem, before: Tables, after: Tables, moved: tuple[str, ...]) -> Change:
    weighed = weigh(problem)
    after = {number: table for number, table in after.items() if table}
    result = answer(weighed, after, seed=0)
    return Change(result, result.score.total - _total(weighed, before), moved)


def _total(weighed: Weighed, tables: Tables) -> float:
    return worst_aware_mean([weighed.group_score(table) for table in tables.values() if table])


def _numbers(weighed: Weighed, tables: Tables) -> list[int]:
    """The groups there are; a small one given up where people have become too few, new ones where too many."""
    low, high = weighed.problem.rules.sizes
    people = int(weighed.rulebook.seatable.sum())
    pinned = set(weighed.problem.rules.fixed.values())
    numbers = sorted({*tables, *pinned})
    for number in sorted(set(tables) - pinned, key=lambda number: len(tables[number])):
        if len(numbers) > max(1, people // low):
            numbers.remove(number)
    free = (number for number in range(1, people + len(numbers) + 2) if number not in numbers)
    opened = [next(free) for _ in range(max(0, -(-people // high) - len(numbers)))]
    return sorted([*numbers, *opened])


def _with_pins(problem: Problem, kept: Mapping[int, int]) -> Problem:
    pins = {**problem.rules.pins, **{problem.people[at].id: number for at, number in kept.items()}}
    fixed = {name: number for name, number in pins.items() if name not in problem.rules.facilitators}
    return replace(problem, rules=replace(problem.rules, pins=fixed))


def _legal_seats(weighed: Weighed, tables: Tables) -> dict[int, int]:
    """Everybody's number, leaving out whoever sits against a hard rule; pinned people go first."""
    seats: dict[int, int] = {}
    high = weighed.problem.rules.sizes[1]
    for number, table in tables.items():
        sitting: list[int] = []
        for at in sorted(table, key=lambda at: weighed.rulebook.pins[at] == 0):
            pin = int(weighed.rulebook.pins[at])
            if pin in (0, number) and len(sitting) < high and weighed.rulebook.may_sit([*sitting, at]):
                sitting.append(at)
        seats.update(dict.fromkeys(sitting, number))
    return seats
