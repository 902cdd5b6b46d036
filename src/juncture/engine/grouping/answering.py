"""From who sits where to the answer a host reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from juncture.engine.grouping import explaining
from juncture.engine.grouping.result import Group, Result
from juncture.engine.grouping.scoring import Weighed


def answer(weighed: Weighed, tables: Mapping[int, Sequence[int]], seed: int, iterations: int = 0) -> Result:
    """The grouping with its slots, scores and reasons."""
    people = weighed.problem.people
    ordered = {number: sorted(table) for number, table in sorted(tables.items()) if table}
    seated = {at for table in ordered.values() for at in table}
    left = [at for at in range(len(people)) if at not in seated]
    return Result(
        groups=tuple(_group(weighed, number, table, ordered) for number, table in ordered.items()),
        unseated=explaining.unseated_reasons(weighed, left, ordered),
        clashes=explaining.clashes(weighed, left, ordered),
        score=weighed.score(list(ordered.values()), seed),
        seed=seed,
        iterations=iterations,
    )


def _group(weighed: Weighed, number: int, table: Sequence[int], tables: Mapping[int, Sequence[int]]) -> Group:
    people = weighed.problem.people
    slot = weighed.rulebook.slot_of(table)
    return Group(
        number=number,
        people=tuple(people[at].id for at in table),
        slot=slot,
        score=weighed.group_score(table),
        parts=weighed.group_parts(table),
        reasons=explaining.group_reasons(weighed, table, slot),
        person_reasons={
            people[at].id: explaining.person_reasons(weighed, at, table, tables, number) for at in table
        },
    )
