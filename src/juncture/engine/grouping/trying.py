"""Every change one person could be part of, weighed at once: a seat in each group, a swap with each person.

This only weighs and says what would be; whether a seat may be had is for the rules (`move`, `swap`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from juncture.engine.grouping.explaining import best_contrast
from juncture.engine.grouping.problem import Problem
from juncture.engine.grouping.result import Reason
from juncture.engine.grouping.scoring import SHIFT, Members, Weighed, group_cost, weigh


@dataclass(frozen=True)
class Trial:
    """What one change would make: the group taken a seat in, the group left, the whole, and why.

    `left` is None where nobody leaves a group, or where no two are left in it.
    """

    worth: float
    left: float | None
    whole: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Trials:
    """How it is now, and what each change would make of it. `out` is the seat given up."""

    worth: Mapping[int, float]
    whole: float
    home: int | None
    seats: Mapping[int, Trial]
    swaps: Mapping[str, Trial]
    out: Trial | None


def try_all(problem: Problem, groups: Mapping[int, Sequence[str]], person: str) -> Trials:
    """Groups of one person have no pair to be weighed, so the whole leaves them aside; a new number is not tried."""
    weighed = weigh(problem)
    at = problem.index[problem.person(person).id]
    tables = {number: [problem.index[name] for name in table] for number, table in groups.items()}
    home = next((number for number, table in tables.items() if at in table), None)
    rest = [one for one in tables[home] if one != at] if home is not None else []
    scale = _Scale(weighed, tables)
    left = scale.exchanged(home, gone=at) if home is not None else None
    seats, swaps = {}, {}
    for number, table in tables.items():
        if number == home:
            continue
        seats[number] = scale.trial(
            {number: scale.exchanged(number, come=at)} | ({home: left} if home is not None else {}),
            number,
            home,
            _would(weighed, at, table) + _roles_moved(weighed, at, table, rest, home),
        )
        for other in table:
            worths = {number: scale.exchanged(number, gone=other, come=at)}
            if home is not None:
                worths[home] = scale.exchanged(home, gone=at, come=other)
            swaps[problem.people[other].id] = scale.trial(worths, number, home)
    out = scale.trial({home: left}, None, home) if home is not None else None
    return Trials(scale.worth, scale.whole({}), home, seats, swaps, out)


class _Scale:
    """Groups weighed once, so that a group with one person exchanged costs a few sums."""

    def __init__(self, weighed: Weighed, tables: Mapping[int, Members]) -> None:
        self.weighed = weighed
        self.pairs = weighed.utility.pairs
        self.share = weighed.utility.role_share
        self.roles = list(weighed.utility.roles.values())
        self.sizes = {number: len(table) for number, table in tables.items()}
        # What everybody's pairs with those at a table add up to.
        self.beside = {number: self.pairs[list(table)].sum(axis=0) for number, table in tables.items()}
        self.sums = {
            number: float(self.beside[number][list(table)].sum()) for number, table in tables.items()
        }
        self.filled = {
            number: [int(who[list(table)].sum()) for who in self.roles] for number, table in tables.items()
        }
        self.worth: dict[int, float] = {number: self.exchanged(number) or 0.0 for number in tables}
        self.costs = {number: group_cost(self.worth[number]) for number in tables if self.sizes[number] > 1}
        self.cost = sum(self.costs.values())

    def trial(
        self,
        worths: Mapping[int, float | None],
        number: int | None,
        home: int | None,
        reasons: tuple[Reason, ...] = (),
    ) -> Trial:
        return Trial(
            worth=(worths[number] or 0.0) if number is not None else 0.0,
            left=worths[home] if home is not None else None,
            whole=self.whole(worths),
            reasons=reasons,
        )

    def whole(self, worths: Mapping[int, float | None]) -> float:
        """The worst-aware mean with these groups' worths in place of what they are."""
        gone = [number for number in worths if number in self.costs]
        come = [worth for worth in worths.values() if worth is not None]
        count = len(self.costs) - len(gone) + len(come)
        if count == 0:
            return 0.0
        cost = self.cost - sum(self.costs[number] for number in gone) + sum(map(group_cost, come))
        return count / cost - SHIFT

    def exchanged(self, number: int, gone: int | None = None, come: int | None = None) -> float | None:
        """The group's worth with one of them gone, somebody come, or both; None where no pair would be left."""
        beside, size, total = self.beside[number], self.sizes[number], self.sums[number]
        if gone is not None:
            size, total = size - 1, total - 2 * float(beside[gone])
        if come is not None:
            size, total = size + 1, total + 2 * float(beside[come])
            if gone is not None:
                total -= 2 * float(self.pairs[gone, come])
        if size < 2:
            return None
        return (1.0 - self.share) * total / (size * (size - 1)) + self.share * self._cover(number, gone, come)

    def _cover(self, number: int, gone: int | None, come: int | None) -> float:
        if not self.roles:
            return 0.0
        filled = 0
        for who, there in zip(self.roles, self.filled[number], strict=True):
            there -= int(gone is not None and bool(who[gone]))
            there += int(come is not None and bool(who[come]))
            filled += there > 0
        return filled / len(self.roles)


def _would(weighed: Weighed, at: int, others: Members) -> tuple[Reason, ...]:
    """What a seat beside these people would bring this person, and them."""
    if not others:
        return ()
    return (*_tension(weighed, at, others), *_context(weighed, at, others), *_meeting(weighed, at, others))


def _tension(weighed: Weighed, at: int, others: Members) -> list[Reason]:
    people = weighed.problem.people
    person = people[at]
    if not person.tension:
        return []
    same = [other for other in others if people[other].tension == person.tension]
    against = [other for other in same if person.lean and people[other].lean not in (None, person.lean)]
    said = {"person": person.label, "tension": person.tension}
    if against:
        return [Reason("would_lean_against", said | {"people": _labels(weighed, against)})]
    if same:
        return [Reason("would_share_tension", said | {"people": _labels(weighed, same)})]
    if any(people[other].tension for other in others):
        return [Reason("would_be_alone_with", said)]
    return []


def _context(weighed: Weighed, at: int, others: Members) -> list[Reason]:
    """How far the contexts there lie from theirs, against the band wished for; inside it, who lies best."""
    distance = weighed.utility.distance
    known = [other for other in others if not np.isnan(distance[at, other])]
    if "adjacency" not in weighed.utility.parts or not known:
        return []
    person = weighed.problem.people[at].label
    centre, width = weighed.utility.band
    apart = float(distance[at, known].mean())
    if apart > centre + width:
        return [Reason("would_be_far", {"person": person})]
    if apart < centre - width:
        return [Reason("would_be_alike", {"person": person})]
    found = best_contrast(weighed, at, known)
    if found is None:
        return []
    near, differ = found
    return [
        Reason(
            "would_contrast_with",
            {"person": person, "near": weighed.problem.people[near].label, "dimensions": differ[:2]},
        )
    ]


def _meeting(weighed: Weighed, at: int, others: Members) -> list[Reason]:
    people = weighed.problem.people
    met = [
        other for other in others if weighed.problem.met.get(frozenset((people[at].id, people[other].id)), 0)
    ]
    if not met:
        return []
    return [Reason("would_meet_again", {"person": people[at].label, "people": _labels(weighed, met)})]


def _roles_moved(
    weighed: Weighed, at: int, others: Members, rest: Members, home: int | None
) -> tuple[Reason, ...]:
    """A facilitator gained there, or lost here."""
    able = weighed.rulebook.facilitators
    if not able[at]:
        return ()
    person = weighed.problem.people[at].label
    reasons = []
    if others and not able[list(others)].any():
        reasons.append(Reason("would_facilitate", {"person": person}))
    if rest and not able[list(rest)].any():
        reasons.append(Reason("would_leave_without", {"person": person, "number": home}))
    return tuple(reasons)


def _labels(weighed: Weighed, members: Members) -> list[str]:
    return [weighed.problem.people[at].label for at in members]
