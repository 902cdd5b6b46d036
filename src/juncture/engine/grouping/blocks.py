"""More people than fit one matrix: cut into communities of a size that does, composed one after the other.

People fixed to one group stay together, and so do people whose times are rare; everybody else is dealt, so
that each block has its share of times, tensions and facilitators. Who finds no seat in their block tries
again with the leftovers of the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from juncture.engine.grouping.cluster import Cluster
from juncture.engine.grouping.errors import ProblemError
from juncture.engine.grouping.problem import Person, Problem
from juncture.engine.grouping.result import Group, Reason, Result, Score, Unseated
from juncture.engine.grouping.scoring import worst_aware_mean
from juncture.engine.grouping.stopping import Budget, Part, Stop, budget_of
from juncture.engine.grouping.utility import Utility

MOST_PEOPLE = 2000  # above this, a problem is cut
BLOCK = 1000
SAMPLE = 1000  # people from whom the whole community's band is taken
LEFTOVERS = 0.9  # share of the time after which the leftovers get theirs

Solver = Callable[[Problem, Stop, int], Result]


def solve_in_blocks(problem: Problem, stop: Stop, seed: int, solver: Solver) -> Result:
    """One result for all blocks; its bound is the loose one of 1, since no block knows the others."""
    common = _with_common_band(problem)
    results: list[Result] = []
    parts = _deal(common, seed)
    iterations = 0
    for at, people in enumerate(parts):
        part = Part(stop, LEFTOVERS * (at + 1) / len(parts), iterations)
        results.append(solver(_cut(common, people), part, seed + at))
        iterations += results[-1].iterations
    left = [person.person for result in results for person in result.unseated]
    if len(left) >= problem.rules.sizes[0]:
        again = [problem.person(name) for name in left[:MOST_PEOPLE]]
        results.append(solver(_cut(common, again), Part(stop, 1.0, iterations), seed + len(parts)))
    return _renumbered(_merged(results, seed), problem.rules.fixed)


def solve_on_cluster(problem: Problem, stop: Stop, seed: int, solver: Solver, cluster: Cluster) -> Result:
    """The same in many places. `solver` travels, so it is a function that can be pickled."""
    budget = budget_of(stop)
    if budget is None:
        raise ProblemError("With a scheduler the search stops by Seconds or by Iterations; use one of them.")
    common = _with_common_band(problem)
    parts = _deal(common, seed)
    each = budget.share(LEFTOVERS / len(parts), cluster.at_once if budget.seconds else 1)
    tasks = [_Task(solver, _cut(common, people), each, seed + at) for at, people in enumerate(parts)]
    results = cluster.each(_solve_task, tasks)
    left = [person.person for result in results for person in result.unseated]
    if len(left) >= problem.rules.sizes[0]:
        again = [problem.person(name) for name in left[:MOST_PEOPLE]]
        last = budget.share(1.0 - LEFTOVERS)
        results.append(solver(_cut(common, again), last.begin(), seed + len(parts)))
    return _renumbered(_merged(results, seed), problem.rules.fixed)


@dataclass(frozen=True)
class _Task:
    solver: Solver
    problem: Problem
    budget: Budget
    seed: int


def _solve_task(task: _Task) -> Result:
    return task.solver(task.problem, task.budget.begin(), task.seed)


def _with_common_band(problem: Problem) -> Problem:
    """The band of the whole community, not each block's own."""
    rng = np.random.default_rng(0)
    drawn = sorted(rng.choice(len(problem.people), SAMPLE, replace=False).tolist())
    centre, width = Utility(_cut(problem, [problem.people[at] for at in drawn])).band
    wish = replace(problem.preferences, band_centre=min(1.0, centre), band_width=width)
    return replace(problem, preferences=wish)


def _deal(problem: Problem, seed: int) -> list[list[Person]]:
    count = -(-len(problem.people) // BLOCK)
    turnout = Counter(person.slots for person in problem.people)
    order = np.random.default_rng(seed).permutation(len(problem.people)).tolist()
    fixed, rare, open_ = [], [], []
    for at in order:
        person = problem.people[at]
        if person.id in problem.rules.fixed:
            fixed.append(person)
        elif problem.slots and turnout[person.slots] < count * problem.rules.sizes[1]:
            rare.append(person)
        else:
            open_.append(person)
    blocks: list[list[Person]] = [[] for _ in range(count)]
    for person in fixed:
        blocks[problem.rules.fixed[person.id] % count].append(person)
    for people in _by_times(rare):
        min(blocks, key=len).extend(people)
    for person in sorted(open_, key=_kind):
        min(blocks, key=len).append(person)
    return blocks


def _by_times(people: Sequence[Person]) -> list[list[Person]]:
    kept: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        kept[",".join(sorted(person.slots))].append(person)
    return [kept[times] for times in sorted(kept)]


def _kind(person: Person) -> tuple[bool, str, str, str]:
    return (person.facilitator, ",".join(sorted(person.slots)), person.tension or "", person.lean or "")


def _cut(problem: Problem, people: Sequence[Person]) -> Problem:
    """The same question for some of the people; groups of pinned people are counted anew."""
    here = {person.id for person in people}
    numbers = sorted({number for name, number in problem.rules.fixed.items() if name in here})
    place = {number: at + 1 for at, number in enumerate(numbers)}
    rules = replace(
        problem.rules,
        blocked=frozenset(pair for pair in problem.rules.blocked if pair <= here),
        pins={name: place[number] for name, number in problem.rules.pins.items() if name in here},
        facilitators={name: place[n] for name, n in problem.rules.facilitators.items() if name in here},
    )
    return replace(
        problem,
        people=tuple(people),
        rules=rules,
        met={pair: times for pair, times in problem.met.items() if pair <= here},
        similarity={pair: value for pair, value in problem.similarity.items() if pair <= here},
    )


def _merged(results: Sequence[Result], seed: int) -> Result:
    groups = [group for result in results for group in result.groups]
    seated = {name for group in groups for name in group.people}
    unseated: dict[str, Unseated] = {}
    for result in results:
        unseated |= {one.person: one for one in result.unseated if one.person not in seated}
    total = worst_aware_mean([group.score for group in groups])
    weights = [len(result.groups) for result in results]
    chance = (
        float(np.average([r.score.against_chance for r in results], weights=weights)) if any(weights) else 0.0
    )
    parts = {
        name: float(np.mean([group.parts[name] for group in groups if name in group.parts]))
        for name in sorted({name for group in groups for name in group.parts})
    }
    return Result(
        groups=tuple(groups),
        unseated=tuple(unseated.values()),
        clashes=tuple(
            clash
            for result in results
            for clash in result.clashes
            if clash.people and not seated.issuperset(clash.people)
        ),
        score=Score(total, parts, chance, 1.0),
        seed=seed,
        iterations=sum(result.iterations for result in results),
    )


def _renumbered(result: Result, fixed: Mapping[str, int]) -> Result:
    """Groups with numbers of their own: the pinned ones theirs, the others the lowest that are free."""
    taken = set(fixed.values())
    free = (number for number in range(1, len(result.groups) + len(taken) + 1) if number not in taken)
    groups: list[Group] = []
    for group in result.groups:
        pinned = {fixed[name] for name in group.people if name in fixed}
        number = min(pinned) if pinned else next(free)
        groups.append(replace(group, number=number, person_reasons=_without_numbers(group)))
    return replace(result, groups=tuple(sorted(groups, key=lambda group: group.number)))


def _without_numbers(group: Group) -> dict[str, tuple[Reason, ...]]:
    """Reasons that name another group meant a number inside the block, which is nobody's any more."""
    return {
        name: tuple(reason for reason in reasons if "other" not in reason.values)
        or (Reason("completes_size", {"person": name, "size": len(group.people)}),)
        for name, reasons in group.person_reasons.items()
    }
