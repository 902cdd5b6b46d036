"""A share with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# 97.5 % of a normal distribution lies below it.
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Rate:
    share: float
    low: float
    high: float
    n: int


def rate(successes: int, n: int, z: float = Z_95) -> Rate | None:
    """`successes` of `n` with Wilson's interval; None of nobody.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), p. 209. It
    keeps its promise with few people and near 0 and 1, where share ± z·standard error leaves the scale (Brown,
    Cai, DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16, 2001).
    """
    if n < 0 or not 0 <= successes <= n:
        raise ValueError(f"successes must lie between 0 and n; came {successes} of {n}")
    if n == 0:
        return None
    share = successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the formula is exact, the floating point is not.
    low = 0.0 if successes == 0 else max(middle - half, 0.0)
    high = 1.0 if successes == n else min(middle + half, 1.0)
    return Rate(share, low, high, n)
