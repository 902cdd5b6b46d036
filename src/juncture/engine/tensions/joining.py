"""Agglomerative average linkage with a cut, under what the host has said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Distances = NDArray[np.float64]


def join(
    distances: Distances, cut: float, seeds: Sequence[Sequence[int]] = (), apart: frozenset[int] = frozenset()
) -> list[list[int]]:
    """Nearest pair first until the nearest lies beyond `cut`. Seeds start joined and never join each other."""
    return next(iter(join_at(distances, [cut], seeds, apart)))


def without_loose(
    distances: Distances, groups: Sequence[Sequence[int]], farthest: float, held: Collection[int] = ()
) -> list[list[int]]:
    """Linkage goes by whole groups, so it takes along who is near to none of the others: they stand alone.

    Who is `held` stays.
    """
    kept: list[list[int]] = []
    for group in groups:
        inside = distances[np.ix_(group, group)].sum(axis=1) / max(len(group) - 1, 1)
        loose = [one for one, far in zip(group, inside, strict=True) if far > farthest and one not in held]
        stay = [one for one in group if one not in loose]
        kept += [stay] * bool(stay) + [[one] for one in loose]
    return kept


def join_at(
    distances: Distances,
    cuts: Sequence[float],
    seeds: Sequence[Sequence[int]] = (),
    apart: frozenset[int] = frozenset(),
) -> Iterator[list[list[int]]]:
    """The groups at each of several cuts, from the nearest to the farthest, in one go."""
    groups = [list(seed) for seed in seeds]
    seeded = {member for seed in seeds for member in seed}
    groups += [[at] for at in range(len(distances)) if at not in seeded]
    between = _between(distances, groups)
    for first, group in enumerate(groups):
        if first < len(seeds):
            between[first, : len(seeds)] = between[: len(seeds), first] = np.inf
        if any(member in apart for member in group):
            between[first, :] = between[:, first] = np.inf
    for cut in cuts:
        _merge(between, groups, cut)
        yield [sorted(group) for group in groups if group]


def _between(distances: Distances, groups: Sequence[Sequence[int]]) -> Distances:
    belongs = np.zeros((len(groups), len(distances)))
    for at, group in enumerate(groups):
        belongs[at, list(group)] = 1 / len(group)
    between = belongs @ distances @ belongs.T
    np.fill_diagonal(between, np.inf)
    return between


def _merge(between: Distances, groups: list[list[int]], cut: float) -> None:
    nearest = between.argmin(axis=1) if len(groups) else np.zeros(0, dtype=int)
    while len(groups) > 1:
        best = between[np.arange(len(groups)), nearest]
        first = int(best.argmin())
        if not best[first] <= cut:
            return
        second = int(nearest[first])
        a, b = len(groups[first]), len(groups[second])
        row = (a * between[first] + b * between[second]) / (a + b)
        row[first] = np.inf
        between[first], between[:, first] = row, row
        between[second], between[:, second] = np.inf, np.inf
        groups[first] += groups[second]
        groups[second] = []
        stale = (nearest == first) | (nearest == second)
        stale[[first, second]] = True
        nearest[stale] = between[stale].argmin(axis=1)
        nearer = row < between[np.arange(len(groups)), nearest]
        nearest[nearer] = first
