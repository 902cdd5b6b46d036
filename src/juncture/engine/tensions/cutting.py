"""How far apart statements may lie and still be called one tension: chosen by the data.

Every height at which something joins is a candidate. Taken is the one at which statements lie nearest to their own
group compared with the next (the silhouette of Rousseeuw 1987; whoever is alone counts as nothing).
"""

from __future__ import annotations

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


def choose_cut(distances: Distances) -> float:
    """A few statements say too little about how they spread; they get a middling cut."""
    if len(distances) < _FEW:
        return _CUT_FOR_A_FEW
    looked_at = distances[:_MOST_LOOKED_AT, :_MOST_LOOKED_AT]
    tried = np.linspace(NEAREST_CUT, FARTHEST_CUT, _TRIED)
    groups = join_at(looked_at, [float(cut) for cut in tried])
    scored = [(fit(looked_at, joined), float(cut)) for joined, cut in zip(groups, tried, strict=True)]
    best = max(score for score, _ in scored)
    return max(cut for score, cut in scored if score >= _AS_GOOD * best)


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
