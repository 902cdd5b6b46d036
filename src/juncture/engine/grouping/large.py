"""Groups of very many people who come as vectors: cut into blocks, each block solved as a matrix.

A block holds people from everywhere, since people who are all alike make groups of the alike: the crowd is
laid out along the direction in which it differs most and dealt to the blocks like cards. Blocks don't know
of each other, so they can be solved in any order or place with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.cluster import cluster_at
from juncture.engine.grouping.errors import BadNumber, ImpossibleSizes, ProblemError
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.matrix import Block, Labels
from juncture.engine.grouping.sizes import even_sizes
from juncture.engine.grouping.stopping import Budget, Part, Progress, Stop, budget_of

Objective = Literal["squared", "adjacency"]
Floats = NDArray[np.float32]

BLOCK = 500  # people in a block; its matrix and gains fit a processor's own cache
# Three turns, each over all blocks: the share of swaps that pass at the start and the end of a block.
TURNS = ((0.001, 0.0003), (0.001, 0.0003), (0.001, 0.00005))
ROWS = 1000  # rows of swaps between two looks at the stop rule
ROWS_WITHOUT_END = 60_000  # rows a block takes when the stop rule can't say how far it is
NOTHING_YET = Progress(0, 0.0, 0)
PAIRS_SAMPLED = 200_000  # behind the band's centre and width


# Blocks: who is in it, how big its groups are, and their numbers.
_Dealt = list[tuple[NDArray[np.int64], NDArray[np.int64], Labels]]
# What became of one: everybody's table, counted from 0, and the rows of swaps it took.
_Solved = tuple[Labels, int]


@dataclass(frozen=True)
class Crowd:
    """Many people as vectors, to sit `size` at a table (some tables take one more where it doesn't divide)."""

    vectors: Floats
    size: int
    objective: Objective = "adjacency"

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or not np.isfinite(self.vectors).all():
            raise BadNumber("The vectors need one row of finite numbers for each person.")
        if self.size < 2 or len(self.vectors) < self.size:
            raise ImpossibleSizes(f"{len(self.vectors)} people can't sit in groups of {self.size}.")
        if self.objective not in ("squared", "adjacency"):
            raise ProblemError(f"The objective came as “{self.objective}”; use squared or adjacency.")

    @cached_property
    def band(self) -> tuple[float, float]:
        """Centre and width of the distance wished for: the middle of this crowd's own distances."""
        rng = np.random.default_rng(0)
        one, other = rng.integers(0, len(self.vectors), (2, PAIRS_SAMPLED))
        apart = np.linalg.norm(self.vectors[one] - self.vectors[other], axis=1)[one != other]
        low, middle, high = (float(q) for q in np.quantile(apart, (0.25, 0.5, 0.75)))
        return middle, max((high - low) / 2, 0.1 * middle, 1e-9)

    def values(self, people: NDArray[np.int64]) -> Floats:
        """The pair values among some of the people."""
        x = self.vectors[people]
        square = np.einsum("ij,ij->i", x, x)
        apart = np.maximum(square[:, None] + square[None, :] - 2.0 * (x @ x.T), np.float32(0.0))
        if self.objective == "adjacency":
            centre, width = self.band
            apart = np.exp(-((np.sqrt(apart) - centre) ** 2) / np.float32(2.0 * width * width))
        np.fill_diagonal(apart, 0.0)
        return np.asarray(apart, dtype=np.float32)

    def mean_pair_value(self, label: Labels) -> float:
        """The mean value of the pairs that sit together, counted afresh from the labels."""
        order = np.argsort(label, kind="stable")
        starts = np.flatnonzero(np.diff(label[order], prepend=-1))
        sizes = np.diff(np.append(starts, len(label)))
        total, pairs = 0.0, 0
        for size in np.unique(sizes):
            tables = order[starts[sizes == size][:, None] + np.arange(size)]
            for one in range(size):
                for other in range(one + 1, size):
                    total += self._sum_of(tables[:, one], tables[:, other])
                    pairs += len(tables)
        return total / max(pairs, 1)

    def mean_by_lot(self, seed: int = 0) -> float:
        """What a pair at one table is worth when people sit down by lot, from a sample of pairs."""
        one, other = np.random.default_rng(seed).integers(0, len(self.vectors), (2, PAIRS_SAMPLED))
        apart = one != other
        return self._sum_of(one[apart], other[apart]) / max(int(apart.sum()), 1)

    def _sum_of(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
        difference = self.vectors[one].astype(np.float64) - self.vectors[other]
        square = np.einsum("ij,ij->i", difference, difference)
        if self.objective == "squared":
            return float(square.sum())
        centre, width = self.band
        return float(np.exp(-((np.sqrt(square) - centre) ** 2) / (2.0 * width * width)).sum())

    @cached_property
    def bound(self) -> float:
        """What the mean pair value can't pass.

        Squared distances inside a group are `size` times those to its centre, and no centre does better
        than the crowd's own; people farthest out are taken to sit at the bigger tables. A value in the
        band is 1 at most.
        """
        if self.objective == "adjacency":
            return 1.0
        sizes = np.array(even_sizes(len(self.vectors), len(self.vectors) // self.size))
        mean = self.vectors.mean(axis=0, dtype=np.float64)
        from_mean = np.sort(((self.vectors - mean) ** 2).sum(axis=1))[::-1]
        return float((np.repeat(sizes, sizes) * from_mean).sum() / (sizes * (sizes - 1) / 2).sum())


@dataclass(frozen=True)
class Crowded:
    """Everybody's group, counted from 0; the mean value of a pair at one table, and what it can't pass."""

    labels: Labels
    mean_pair_value: float
    bound: float
    seed: int
    iterations: int


def solve_crowd(
    crowd: Crowd,
    stop: Stop,
    seed: int = 0,
    fast: bool = True,
    progress: Callable[[Progress], None] | None = None,
    at_once: int = 1,
) -> Crowded:
    """Groups for up to a million people, `at_once` blocks side by side.

    Under `Iterations` the groups are the same however many are solved at once. Interrupted, the blocks not yet
    reached keep the seats they had.
    """
    budget = budget_of(stop)

    def part(turn: int, at: int, blocks: int) -> Stop:
        if budget is not None and budget.iterations is not None:
            return budget.share(1 / (len(TURNS) * blocks)).begin()
        lane_ends = min(blocks, (at // at_once + 1) * at_once)  # blocks solved side by side end together
        return Part(stop, (turn + lane_ends / blocks) / len(TURNS))

    def solved(turn: int, blocks: _Dealt) -> Iterator[_Solved]:
        def one(at: int) -> _Solved:
            people, sizes, _ = blocks[at]
            if stop(NOTHING_YET):
                return _in_rows(sizes), 0
            rule = part(turn, at, len(blocks))
            return _solve_block(crowd.values(people), sizes, rule, TURNS[turn], Lots(seed + at), fast)

        with ThreadPoolExecutor(at_once) as hands:
            try:
                yield from hands.map(one, range(len(blocks)))
            finally:
                hands.shutdown(cancel_futures=True)

    return _in_turns(crowd, seed, solved, progress)


def solve_crowd_on_cluster(crowd: Crowd, stop: Stop, scheduler: str, seed: int = 0) -> Crowded:
    """The same by the workers of a dask scheduler: the same groups for a seed and iterations, however many work."""
    budget = budget_of(stop)
    if budget is None:
        raise ProblemError("With a scheduler the search stops by Seconds or by Iterations; use one of them.")
    with cluster_at(scheduler) as cluster:

        def solved(turn: int, blocks: _Dealt) -> Iterator[_Solved]:
            at_once = cluster.at_once if budget.seconds else 1
            each = budget.share(1 / (len(TURNS) * len(blocks)), at_once)
            tasks = [
                _Part(crowd.vectors[people], crowd.objective, crowd.band, sizes, each, TURNS[turn], seed + at)
                for at, (people, sizes, _) in enumerate(blocks)
            ]
            yield from cluster.each(_solve_part, tasks)

        return _in_turns(crowd, seed, solved)


def _in_turns(
    crowd: Crowd,
    seed: int,
    solved: Callable[[int, _Dealt], Iterator[_Solved]],
    progress: Callable[[Progress], None] | None = None,
) -> Crowded:
    """All blocks, turn after turn; `solved` gives what became of each, in their order."""
    labels = np.zeros(len(crowd.vectors), dtype=np.int32)
    rng = np.random.default_rng(seed)
    blocks = [(rng.permutation(people), sizes, numbers) for people, sizes, numbers in _deal(crowd, seed)]
    for people, sizes, numbers in blocks:
        labels[people] = np.repeat(numbers, sizes)
    iterations = 0
    try:
        for turn in range(len(TURNS)):
            if turn > 0:
                blocks = _deal_tables(crowd, labels, len(blocks), turn - 1)
            for at, (label, rows) in enumerate(solved(turn, blocks)):
                people, _, numbers = blocks[at]
                labels[people] = numbers[label]
                iterations += rows
                if progress is not None:
                    progress(Progress(iterations, (turn + (at + 1) / len(blocks)) / len(TURNS), 0))
    except KeyboardInterrupt:
        pass
    return Crowded(labels, crowd.mean_pair_value(labels), crowd.bound, seed, iterations)


@dataclass(frozen=True)
class _Part:
    """A block as it travels: its people alone, and the whole crowd's band."""

    vectors: Floats
    objective: Objective
    band: tuple[float, float]
    sizes: NDArray[np.int64]
    budget: Budget
    ends: tuple[float, float]
    seed: int


def _solve_part(part: _Part) -> _Solved:
    crowd = Crowd(part.vectors, 2, part.objective)
    crowd.__dict__["band"] = part.band  # everybody's, which these people alone don't tell
    values = crowd.values(np.arange(len(part.vectors)))
    return _solve_block(values, part.sizes, part.budget.begin(), part.ends, Lots(part.seed), True)


def _deal(crowd: Crowd, seed: int) -> _Dealt:
    count = len(crowd.vectors)
    sizes = np.array(even_sizes(count, count // crowd.size))
    groups = even_sizes(len(sizes), max(1, min(round(count / BLOCK), len(sizes))))
    ends = np.cumsum(groups)
    hands = _hands(_from_end_to_end(crowd.vectors, seed), sizes, ends)
    numbers = np.split(np.arange(len(sizes), dtype=np.int32), ends[:-1])
    return [(hand, sizes[own], own) for hand, own in zip(hands, numbers, strict=True)]


def _deal_tables(crowd: Crowd, labels: Labels, blocks: int, axis: int) -> _Dealt:
    """Whole groups dealt anew, like with like.

    Groups whose members stand in like places have members to trade that differ just a little, which is what
    fits a group the last bit better. Members are read in their order along one axis, a new one each turn.
    """
    order = np.lexsort((crowd.vectors[:, axis % crowd.vectors.shape[1]], labels))
    sizes = np.bincount(labels)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    shape = crowd.vectors[order[starts[:-1, None] + np.arange(int(sizes.min()))]].reshape(len(sizes), -1)
    dealt = []
    for own in _alike(shape, blocks):
        people = np.concatenate([order[starts[number] : starts[number + 1]] for number in own])
        dealt.append((people, sizes[own], own))
    return dealt


def _alike(shape: Floats, parts: int) -> list[Labels]:
    """Rows halved again and again across where they differ most."""
    waiting = [(np.arange(len(shape), dtype=np.int32), parts)]
    done = []
    while waiting:
        rows, share = waiting.pop()
        if share == 1:
            done.append(rows)
            continue
        widest = int(shape[rows].var(axis=0).argmax())
        left = share // 2
        cut = len(rows) * left // share
        halves = np.argpartition(shape[rows, widest], cut)
        waiting += [(rows[halves[:cut]], left), (rows[halves[cut:]], share - left)]
    return done


def _hands(
    order: NDArray[np.int64], sizes: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Every block gets people from along the whole line, as many as its groups take."""
    needs = np.add.reduceat(sizes, np.concatenate([[0], ends[:-1]]))
    place = np.concatenate([(np.arange(need) + 0.5) / need for need in needs])
    block = np.repeat(np.arange(len(needs)), needs)
    dealt = np.argsort(place, kind="stable")  # the places along the line, in its order
    owner = block[dealt]
    by_block = np.argsort(owner, kind="stable")
    return np.split(order[by_block], np.cumsum(needs)[:-1])


def _from_end_to_end(vectors: Floats, seed: int) -> NDArray[np.int64]:
    """Everybody in the order of the direction in which the crowd differs most; ties by lot."""
    lots = np.random.default_rng(seed).permutation(len(vectors))
    spread = np.cov(vectors[:: max(1, len(vectors) // 100_000)].T.astype(np.float64))
    direction = np.linalg.eigh(np.atleast_2d(spread))[1][:, -1]
    along = (vectors @ direction.astype(np.float32))[lots]
    return np.asarray(lots[np.argsort(along, kind="stable")], dtype=np.int64)


def _solve_block(
    values: Floats, sizes: NDArray[np.int64], stop: Stop, ends: tuple[float, float], lots: Lots, fast: bool
) -> _Solved:
    """Everybody's table, counted from 0, and the rows of swaps it took. People come in the order of their tables."""
    block, rows = Block(values, len(sizes), fast), 0
    block.seat(_in_rows(sizes))
    heat = float(block.values.std()) * 0.3
    first, last = ends
    while (way := _way(stop, rows)) < 1.0:
        wanted = first * (last / first) ** way
        passed = block.make_rows(ROWS, heat, lots)[1]
        rows += ROWS
        heat *= min(1.3, max(0.7, (wanted / max(passed, 1e-9)) ** 0.4))
    block.make_rows(ROWS, 0.0, lots)
    return block.seats, rows + ROWS


def _way(stop: Stop, rows: int) -> float:
    """How far a block has come, 0–1."""
    now = Progress(rows, 0.0, 0)
    if stop(now):
        return 1.0
    share = stop.share(now)
    return rows / ROWS_WITHOUT_END if share is None else share


def _in_rows(sizes: NDArray[np.int64]) -> Labels:
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
