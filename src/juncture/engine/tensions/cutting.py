"""How far apart statements may lie and still be called one tension: chosen by the data.

Every height at which something joins is a candidate. Taken is the one at which statements lie nearest to their own
group compared with the next (the silhouette of Rousseeuw 1987; whoever is alone counts as nothing).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from juncture.engine.tensions.joining import join_at
from juncture.engine.tensions.likeness import Distances

NEAREST_CUT = 0.4
FARTHEST_CUT = 0.9
_TRIED = 51
_AS_GOOD = 0.95
_FEW = 5
_CUT_FOR_A_FEW = 0.85
_MOST_LOOKED_AT = 400


def choose_cut(distances: Distances, before: Sequence[Sequence[int]] = ()) -> float:
    """A few statements say too little about how they spread; they get a middling cut.

    Of cuts that are about as good, the one that leaves most as it was `before`, else the farthest.
    """
    if len(distances) < _FEW:
        return _CUT_FOR_A_FEW
    looked_at = distances[:_MOST_LOOKED_AT, :_MOST_LOOKED_AT]
    tried = np.linspace(NEAREST_CUT, FARTHEST_CUT, _TRIED)
    groups = join_at(looked_at, [float(cut) for cut in tried])
    scored = [
        (fit(looked_at, joined), _unchanged(joined, before), float(cut))
        for joined, cut in zip(groups, tried, strict=True)
    ]
    best = max(score for score, _, _ in scored)
    return max((kept, cut) for score, kept, cut in scored if score >= _AS_GOOD * best)[1]


def _unchanged(groups: Sequence[Sequence[int]], before: Sequence[Sequence[int]]) -> int:
    """How many would stay with most of those they were with, neither parted from them nor swallowed."""
    was = {member: number for number, members in enumerate(before) for member in members}
    now = {member: number for number, members in enumerate(groups) for member in members}
    shared = Counter((was[member], now[member]) for member in was if member in now)
    parted: dict[int, int] = {}
    swallowed: dict[int, int] = {}
    for (old, new), count in shared.items():
        parted[old] = max(parted.get(old, 0), count)
        swallowed[new] = max(swallowed.get(new, 0), count)
    return sum(parted.values()) + sum(swallowed.values())


def fit(distances: Distances, groups: Sequence[Sequence[int]]) -> float:
    """Mean silhouette: 1 where every group stands apart, 0 where nothing is grouped."""
    if len(groups) < 2 or len(groups) == len(distances):
        return 0.0
    belongs = np.zeros((len(groups), len(distances)))
    for at, group in enumerate(groups):
        belongs[at, list(group)] = 1
    sizes = belongs.sum(axis=1)
    own = belongs.argmax(axis=0)
    summed = belongs @ distances
    rows = np.arange(len(distances))
    inside = summed[own, rows] / np.maximum(sizes[own] - 1, 1)
    means = summed / sizes[:, None]
    means[own, rows] = np.inf
    outside = means.min(axis=0)
    widths = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-9)
    widths[sizes[own] == 1] = 0
    return float(widths.mean())
