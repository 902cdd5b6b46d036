"""Every grouping of a few people, weighed: the best one for certain.

The order is the composer's: the most people seated; then the number of groups that brings their sizes
nearest the middle of the range; then the highest total.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.scoring import Weighed, group_cost, preferred_counts

MOST_PEOPLE = 12


def best_grouping(weighed: Weighed) -> list[list[int]]:
    """The best grouping, by dynamic programming over sets of people.

    Groups are laid in the order of their lowest member, last first, so each grouping is met once.
    """
    count = weighed.rulebook.count
    low, high = weighed.problem.rules.sizes
    most_groups = count // low
    sets = np.arange(1 << count)
    cost = np.full((most_groups + 1, 1 << count), np.inf)
    cost[0, 0] = 0.0
    came_from = np.zeros((most_groups + 1, 1 << count), dtype=np.int64)
    pin_sets = _pin_sets(weighed)
    tables = [
        members
        for size in range(low, min(high, count) + 1)
        for members in combinations(range(count), size)
        if weighed.rulebook.is_group(members)
    ]
    for members in sorted(tables, key=lambda table: -table[0]):
        table = sum(1 << at for at in members)
        taken = table | ((1 << members[0]) - 1)
        for pinned in pin_sets:
            taken |= pinned if pinned & table else 0  # a number belongs to one group only
        rest = sets[(sets & taken) == 0]
        added = group_cost(weighed.group_score(members))
        for groups in range(most_groups):
            better = cost[groups, rest] + added < cost[groups + 1, rest | table] - 1e-12
            cost[groups + 1, rest[better] | table] = cost[groups, rest[better]] + added
            came_from[groups + 1, rest[better] | table] = table
    return _unfold(cost, came_from, _choose(cost, sets, (low, high)))


def _pin_sets(weighed: Weighed) -> list[int]:
    pins = weighed.rulebook.pins
    return [
        sum(1 << int(at) for at in np.flatnonzero(pins == number))
        for number in sorted(set(pins.tolist()) - {0})
    ]


def _choose(cost: NDArray[np.float64], sets: NDArray[np.int64], sizes: tuple[int, int]) -> tuple[int, int]:
    """The number of groups and the set of people seated that come first in the composer's order."""
    reachable = np.isfinite(cost).any(axis=0)
    seats = np.bitwise_count(sets)
    most = int(seats[reachable].max())
    full = np.flatnonzero(reachable & (seats == most))
    for groups in preferred_counts(most, sizes):
        at = full[np.argmin(cost[groups, full])]
        if np.isfinite(cost[groups, at]):
            return groups, int(at)
    return 0, 0


def _unfold(
    cost: NDArray[np.float64], came_from: NDArray[np.int64], chosen: tuple[int, int]
) -> list[list[int]]:
    groups, people = chosen
    tables = []
    while groups:
        table = int(came_from[groups, people])
        tables.append([at for at in range(table.bit_length()) if table >> at & 1])
        people ^= table
        groups -= 1
    return tables
