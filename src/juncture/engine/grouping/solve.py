"""The composer's one verb: a problem, a rule when to stop and a seed go in; groups with reasons come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from juncture.engine.grouping import blocks, exact
from juncture.engine.grouping.annealing import Search, compose
from juncture.engine.grouping.answering import answer
from juncture.engine.grouping.cluster import cluster_at
from juncture.engine.grouping.errors import ProblemError
from juncture.engine.grouping.native import kernel
from juncture.engine.grouping.problem import Problem
from juncture.engine.grouping.result import Result
from juncture.engine.grouping.scoring import weigh
from juncture.engine.grouping.stopping import Progress, Stop

# Tried moves after which five times as many bring less than a hundredth of the score, for 60 to 1,000 people
# (tests/engine/grouping/test_composing_enough.py). Without the kernel a move takes some fifty times as long.
LEAST_MOVES, MOVES_A_PERSON = 80_000, 5_000
# Four times as many again bring less than .003 for 1,000 people (docs/composer.md has the figures).
PLENTY_A_PERSON, PLENTY_WITHOUT_KERNEL = 20_000, 1_000


def enough_moves(people: int) -> int:
    """How many moves to try where nobody said how long to search."""
    return LEAST_MOVES if kernel() is None else max(LEAST_MOVES, MOVES_A_PERSON * people)


def plenty_of_moves(people: int) -> int:
    """How many to try where nobody sits and waits."""
    return max(LEAST_MOVES, people * (PLENTY_WITHOUT_KERNEL if kernel() is None else PLENTY_A_PERSON))


@dataclass(frozen=True)
class Params:
    """How the search goes about it. The defaults are what bench/ measured; few will want others.

    `fast` uses the compiled kernel where there is one. `exact_up_to` people are solved for certain.
    `scheduler` is the address of a dask scheduler, whose workers solve the blocks of very many people.
    """

    exact_up_to: int = 10
    batch: int = 4096
    first_acceptance: float = 0.2
    last_acceptance: float = 0.0005
    fast: bool = True
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.exact_up_to <= exact.MOST_PEOPLE:
            raise ProblemError(
                f"exact_up_to came as {self.exact_up_to}; it goes from 0 to {exact.MOST_PEOPLE}."
            )


def solve(
    problem: Problem,
    stop: Stop,
    seed: int = 0,
    params: Params | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """The best grouping found: no rule broken, the most people seated, then the highest score.

    The same problem, seed and number of iterations give the same groups. Interrupted (Ctrl-C), it
    answers with the best so far.
    """
    params = params or Params()
    if len(problem.people) > blocks.MOST_PEOPLE and params.scheduler:
        there = partial(solve, params=replace(params, scheduler=None))
        with cluster_at(params.scheduler) as cluster:
            return blocks.solve_on_cluster(problem, stop, seed, there, cluster)
    if len(problem.people) > blocks.MOST_PEOPLE:
        return blocks.solve_in_blocks(
            problem, stop, seed, lambda part, rule, lot: solve(part, rule, lot, params, progress)
        )
    weighed = weigh(problem)
    if len(problem.people) <= params.exact_up_to:
        tables: Sequence[Sequence[int]] = exact.best_grouping(weighed) if problem.people else []
        return answer(weighed, number_tables(problem, tables), seed)
    search = Search(
        stop, seed, params.batch, params.first_acceptance, params.last_acceptance, params.fast, progress
    )
    found = compose(weighed, search)
    return answer(weighed, found, seed, search.iterations)


def number_tables(problem: Problem, tables: Sequence[Sequence[int]]) -> Mapping[int, Sequence[int]]:
    """A number for each group: the pinned one, or the lowest that is free."""
    pins = weigh(problem).rulebook.pins
    numbered: dict[int, Sequence[int]] = {}
    free: list[Sequence[int]] = []
    for table in sorted(tables, key=min):
        number = max(int(pins[at]) for at in table)
        if number:
            numbered[number] = table
        else:
            free.append(table)
    number = 0
    for table in free:
        number += 1
        while number in numbered:
            number += 1
        numbered[number] = table
    return dict(sorted(numbered.items()))
