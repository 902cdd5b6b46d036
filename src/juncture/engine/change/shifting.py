"""What moved between two answers of the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev


@dataclass(frozen=True)
class Shift:
    """Means before and after, and the mean of each one's own change with its 95 % interval."""

    before: float
    after: float
    change: float
    low: float
    high: float
    n: int


def shift(pairs: Sequence[tuple[float, float]]) -> Shift | None:
    """Before and after of everybody who gave both; None for fewer than two, who have no spread.

    The paired interval of "Student", "The probable error of a mean", Biometrika 6 (1908): each one's own change
    is what varies, so that people who stand at different places don't blur it.
    """
    if len(pairs) < 2:
        return None
    changes = [after - before for before, after in pairs]
    half = _t_95(len(pairs) - 1) * stdev(changes) / sqrt(len(pairs))
    change = fmean(changes)
    return Shift(
        before=fmean(before for before, _ in pairs),
        after=fmean(after for _, after in pairs),
        change=change,
        low=change - half,
        high=change + half,
        n=len(pairs),
    )


# Student's t at 97.5 %, where the expansion below is not exact enough.
_FEW = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764}


def _t_95(freedom: int) -> float:
    """Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5; from 5 on within 0.0005 of the tables."""
    if freedom in _FEW:
        return _FEW[freedom]
    x = NormalDist().inv_cdf(0.975)
    g1 = (x**3 + x) / 4
    g2 = (5 * x**5 + 16 * x**3 + 3 * x) / 96
    g3 = (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384
    g4 = (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160
    return x + g1 / freedom + g2 / freedom**2 + g3 / freedom**3 + g4 / freedom**4
