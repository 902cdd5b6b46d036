"""Balance of voices: a private cue for the people in the room, never a score."""

from __future__ import annotations

from collections.abc import Sequence
from math import log


def evenness(amounts: Sequence[float]) -> float | None:
    """How evenly turns, words or contributions were shared: 1 where all had the same, 0 where one had all.

    Pielou's J: Shannon's entropy of the shares over its greatest value, ln(people) (Pielou, "The measurement of
    diversity in different types of biological collections", J. Theoretical Biology 13, 1966). Somebody who said
    nothing belongs in `amounts` as 0. None where nothing was said, or by one person alone.
    """
    if any(amount < 0 for amount in amounts):
        raise ValueError(f"amounts can't be negative; came {list(amounts)}")
    whole = sum(amounts)
    if len(amounts) < 2 or whole == 0:
        return None
    shares = [amount / whole for amount in amounts if amount > 0]
    return min(max(-sum(share * log(share) for share in shares) / log(len(amounts)), 0.0), 1.0)
