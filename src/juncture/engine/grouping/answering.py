"""From who sits where to the answer a host reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from juncture.engine.grouping import explaining
from juncture.engine.grouping.floor import Floor
from juncture.engine.grouping.result import Group, Result
from juncture.engine.grouping.scoring import Weighed


def answer(weighed: Weighed, tables: Mapping[int, Sequence[int]], seed: int, iterations: int = 0) -> Result:
    """The grouping with its slots, scores and reasons."""
    people = weighed.problem.people
    ordered = {number: sorted(table) for number, table in sorted(tables.items()) if table}
    seated = {at for table in ordered.values() for at in table}
    floor = Floor(weighed, ordered)
    left = [at for at in range(len(people)) if at not in seated]
    return Result(
        groups=tuple(_group(floor, number) for number, table in ordered.items()),
        unseated=explaining.unseated_reasons(floor, left),
        clashes=explaining.clashes(weighed, left, ordered),
        score=weighed.score(list(ordered.values()), seed),
        seed=seed,
        iterations=iterations,
    )


def _group(floor: Floor, number: int) -> Group:
    weighed, table = floor.weighed, floor.tables[number]
    people = weighed.problem.people
    slot = weighed.rulebook.slot_of(table)
    return Group(
        number=number,
        people=tuple(people[at].id for at in table),
        slot=slot,
        score=weighed.group_score(table),
        parts=weighed.group_parts(table),
        reasons=explaining.group_reasons(weighed, table, slot),
        person_reasons={people[at].id: explaining.person_reasons(floor, at, number) for at in table},
    )
