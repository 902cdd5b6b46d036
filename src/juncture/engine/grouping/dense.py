"""The largest sum inside groups on any symmetric matrix: annealing, and for smaller numbers a population of it.

How freely worse swaps pass is steered by the share that did pass: the heat that brings a given share
differs tenfold from one matrix to the next. The numbers below were chosen on the public instances _01
(docs/composer.md) and are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.matrix import Block, Labels, check_matrix, total_of
from juncture.engine.grouping.sizes import Range, check_ranges, fullest_sizes
from juncture.engine.grouping.stopping import Progress, Stop

FIRST, LAST = 0.003, 0.0001  # the share of swaps that pass, at the start and the end of a descent
CHILD = 0.0008  # where a descent begins that starts from two good parents
WEIGHED_AT_ONCE = 200_000  # swaps in a batch, between two looks at the stop rule
MOST_ROWS = 2000  # the same for few people
ENDLESS_LEG = 400  # batches of a descent when the stop rule can't say how far it is
FEW = 60  # people below which sizes other than the fullest are tried too
SLOWEST, FASTEST = 0.8, 1.25


@dataclass(frozen=True)
class Partition:
    """Everybody's group, counted from 0, and the sum of pair values inside groups."""

    labels: Labels
    objective: float
    seed: int
    iterations: int


def solve_matrix(
    values: NDArray[np.floating],
    ranges: Sequence[Range],
    stop: Stop,
    seed: int = 0,
    fast: bool = True,
    progress: Callable[[Progress], None] | None = None,
) -> Partition:
    """Groups of sizes inside `ranges` with the largest sum found; an iteration is one person's row of swaps."""
    exact: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    check_matrix(exact)
    check_ranges(len(exact), ranges)
    if len(exact) < 2 or len(ranges) < 2:
        return Partition(np.zeros(len(exact), dtype=np.int32), float(exact.sum() / 2), seed, 0)
    return _Descents(exact, ranges, stop, seed, fast, progress).run()


@dataclass(frozen=True)
class _Leg:
    """One descent: until which share of the time, from how free a start, from parents or afresh."""

    until: float
    child: bool


def plan(people: int) -> list[_Leg]:
    """Few people: several descents, then children of the best two. Many: one long descent."""
    if people > 300:
        return [_Leg(1.0, False)]
    afresh, children = (6, 8) if people <= 150 else (2, 4)
    long, short = 0.6 / afresh, 0.4 / children
    legs = [_Leg((at + 1) * long, False) for at in range(afresh)]
    return legs + [_Leg(0.6 + (at + 1) * short, True) for at in range(children)]


class _Descents:
    def __init__(
        self,
        values: NDArray[np.float64],
        ranges: Sequence[Range],
        stop: Stop,
        seed: int,
        fast: bool,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.values, self.ranges, self.stop, self.seed, self.report = values, ranges, stop, seed, progress
        self.block = Block(values, len(ranges), fast)
        self.lots, self.rng = Lots(seed), np.random.default_rng(seed)
        self.rows = min(MOST_ROWS, max(50, WEIGHED_AT_ONCE // self.block.stride))
        self.iterations = self.improved_at = 0
        self.sizes = fullest_sizes(len(values), ranges)
        self.population: list[tuple[float, Labels]] = []
        self.best = (-np.inf, self._by_lot(self.sizes))

    def run(self) -> Partition:
        try:
            for leg in self._legs():
                if self._done():
                    break
                self._descend(leg)
        except KeyboardInterrupt:
            pass
        labels = self.best[1]
        return Partition(labels, total_of(self.values, labels), self.seed, self.iterations)

    def _legs(self) -> Iterator[_Leg]:
        legs = plan(len(self.values))
        while True:  # past the plan only under a rule that can't say how far it is
            yield from legs

    def _descend(self, leg: _Leg) -> None:
        child = leg.child and len(self.population) > 1
        self.block.seat(self._child() if child else self._by_lot(self._some_sizes()))
        first = CHILD if child else FIRST
        began = self.stop.share(self._progress())
        heat, batches, top = self._first_heat(), 0, (-np.inf, self.block.seats)
        while True:
            way = self._way(leg, began, batches)
            if way >= 1.0 or self._done():
                break
            wanted = first * (LAST / first) ** way
            passed = self._make_rows(heat)[1]
            heat *= min(FASTEST, max(SLOWEST, (wanted / max(passed, 1e-9)) ** 0.3))
            batches += 1
            top = self._keep(top)
        self.block.seat(top[1])
        self._settle()
        top = self._keep(top)
        self.population = sorted([*self.population, top], key=lambda one: -one[0])[:4]

    def _way(self, leg: _Leg, began: float | None, batches: int) -> float:
        share = self.stop.share(self._progress())
        if share is None or began is None:
            return batches / ENDLESS_LEG
        return (share - began) / max(leg.until - began, 1e-9)

    def _make_rows(self, heat: float) -> tuple[float, float]:
        self.iterations += self.rows
        return self.block.make_rows(self.rows, heat, self.lots)

    def _keep(self, top: tuple[float, Labels]) -> tuple[float, Labels]:
        total = self.block.total * self.block.scale
        if total <= top[0]:
            return top
        top = (total, self.block.seats)
        if total > self.best[0] + 1e-9 * abs(total):
            self.best, self.improved_at = top, self.iterations
        if self.report is not None:
            self.report(self._progress())
        return top

    def _settle(self) -> None:
        """Down to where no swap and no single move gains anything."""
        for _ in range(50):
            gained, _ = self._make_rows(0.0)
            if gained <= 0.0 and not self._move_one():
                return

    def _move_one(self) -> bool:
        """The best move of one person into a group with room, if it gains."""
        block, people = self.block, len(self.values)
        sizes = np.bincount(block.seats, minlength=len(self.ranges))
        low, high = np.array(self.ranges).T
        gain = block.gains[:, :people] - block.own[:people]
        gain[:, (sizes <= low)[block.seats]] = -np.inf
        gain[sizes >= high] = -np.inf
        gain[block.seats, np.arange(people)] = -np.inf
        group, person = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[group, person] <= 1e-3:
            return False
        labels = block.seats
        labels[person] = group
        block.seat(labels)
        return True

    def _first_heat(self) -> float:
        """About the spread of one pair's value; the steering finds the rest within a few batches."""
        return float(self.block.values.std()) * 0.5 + 1e-6

    def _some_sizes(self) -> list[int]:
        if len(self.values) > FEW or not self.population:
            return self.sizes
        sizes = [low for low, _ in self.ranges]
        while sum(sizes) < len(self.values):
            roomy = [at for at, (_, high) in enumerate(self.ranges) if sizes[at] < high]
            sizes[int(self.rng.choice(roomy))] += 1
        return sizes

    def _by_lot(self, sizes: Sequence[int]) -> Labels:
        labels = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return np.asarray(self.rng.permutation(labels), dtype=np.int32)

    def _child(self) -> Labels:
        """Groups that two parents share stay together; the rest goes by lot.

        Groups are matched by how many people they have in common, the closest first.
        """
        pick = self.rng.permutation(min(3, len(self.population)))[:2]
        mother, father = (self.population[int(at)][1] for at in pick)
        common = np.zeros((len(self.ranges), len(self.ranges)), dtype=np.int64)
        np.add.at(common, (mother, father), 1)
        match = np.full(len(self.ranges), -1)
        for _ in range(len(self.ranges)):
            one, other = np.unravel_index(int(common.argmax()), common.shape)
            match[one] = other
            common[one, :] = common[:, other] = -1
        child = np.where(match[mother] == father, mother, -1)
        free = np.flatnonzero(child < 0)
        child[free] = self.rng.permutation(mother[free])
        return np.asarray(child, dtype=np.int32)

    def _progress(self) -> Progress:
        return Progress(self.iterations, float(self.best[0]), self.iterations - self.improved_at)

    def _done(self) -> bool:
        return self.stop(self._progress())
