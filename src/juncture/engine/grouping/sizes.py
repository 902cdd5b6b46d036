"""How big each group is to be, chosen before anybody is seated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from juncture.engine.grouping.errors import ImpossibleSizes

Range = tuple[int, int]


def even_sizes(count: int, groups: int) -> list[int]:
    """Sizes that differ by one at most, the bigger first."""
    small, more = divmod(count, groups)
    return [small + (at < more) for at in range(groups)]


def fullest_sizes(count: int, ranges: Sequence[Range]) -> list[int]:
    """The sizes inside `ranges` with the most pairs: where every pair counts, that is where the sum is.

    A small knapsack over the groups. The most pairs come from groups as unequal as they may be.
    """
    check_ranges(count, ranges)
    best = np.full((len(ranges) + 1, count + 1), -np.inf)
    best[0, 0] = 0.0
    chosen = np.zeros((len(ranges), count + 1), dtype=np.int64)
    for at, (low, high) in enumerate(ranges):
        for size in range(low, min(high, count) + 1):
            offer = np.full(count + 1, -np.inf)
            offer[size:] = best[at, : count + 1 - size] + size * (size - 1) / 2
            better = offer > best[at + 1]
            best[at + 1, better] = offer[better]
            chosen[at, better] = size
    sizes, left = [], count
    for at in reversed(range(len(ranges))):
        sizes.append(int(chosen[at, left]))
        left -= sizes[-1]
    return sizes[::-1]


def check_ranges(count: int, ranges: Sequence[Range]) -> None:
    """Whether so many people can fill groups of these sizes at all."""
    for at, (low, high) in enumerate(ranges):
        if low < 0 or high < low:
            raise ImpossibleSizes(
                f"Group {at + 1} came with sizes {low}–{high}; give a range from 0 upwards."
            )
    lowest, highest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    if not lowest <= count <= highest:
        raise ImpossibleSizes(
            f"{count} people can't fill {len(ranges)} groups that take {lowest} to {highest} together; "
            "change the sizes or the number of groups."
        )
