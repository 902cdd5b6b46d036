"""Whole series that were searched for once and are kept, written as the few rounds that turn into the others.

8 groups of 4 over 10 rounds: everybody meets 30 of the 31 others, once each, so there is next to no room and
trading seats ends with sixteen repeats. The people stand on four rings of eight, a turn moves everybody one
place on, and the ten rounds fall into two that turn into themselves and two with four turns each. That a round
comes back after one turn, or after four, means that its groups come in turned sets, which leaves few enough
groups for an exact cover to be found: every seat of the four rounds taken once, every pair of people (up to
turning) together once at most. OR-Tools' CP-SAT 9.15 found this one in seconds. The test counts it afresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RING = 8
Group = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Turned:
    """Groups of one round, and after how many turns the round is itself again."""

    turns: int
    groups: tuple[Group, ...]


_EIGHT_FOURS = (
    _Turned(1, ((0, 4, 26, 30), (1, 5, 27, 31), (2, 6, 24, 28), (3, 7, 25, 29),
                (8, 12, 19, 23), (9, 13, 16, 20), (10, 14, 17, 21), (11, 15, 18, 22))),
    _Turned(1, ((0, 13, 18, 24), (1, 14, 19, 25), (2, 15, 20, 26), (3, 8, 21, 27),
                (4, 9, 22, 28), (5, 10, 23, 29), (6, 11, 16, 30), (7, 12, 17, 31))),
    _Turned(4, ((0, 8, 16, 25), (1, 15, 21, 28), (2, 13, 23, 31), (3, 10, 22, 26),
                (4, 12, 20, 29), (5, 11, 17, 24), (6, 9, 19, 27), (7, 14, 18, 30))),
    _Turned(4, ((0, 1, 6, 23), (2, 4, 5, 19), (3, 12, 13, 15), (7, 8, 9, 11),
                (10, 24, 25, 30), (14, 26, 28, 29), (16, 17, 22, 27), (18, 20, 21, 31))),
)  # fmt: skip

DESIGNS: Mapping[tuple[int, int], tuple[_Turned, ...]] = {(8, 4): _EIGHT_FOURS}


def design_rounds(groups: int, size: int) -> NDArray[np.int32] | None:
    """All rounds of the kept series for these groups, if there is one; none of them repeats a meeting."""
    kept = DESIGNS.get((groups, size))
    if kept is None:
        return None
    rounds = [
        [_turned(person, by) for group in one.groups for person in group]
        for one in kept
        for by in range(one.turns)
    ]
    return np.array(rounds, dtype=np.int32)


def _turned(person: int, by: int) -> int:
    ring, place = divmod(person, RING)
    return ring * RING + (place + by) % RING
