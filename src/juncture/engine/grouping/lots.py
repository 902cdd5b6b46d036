"""Random numbers that `kernel.c` can draw alike: xorshift64*, seeded through splitmix64.

Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", ACM TOMS 42(4), 2016.
"""

from __future__ import annotations

import math

WORD = (1 << 64) - 1


class Lots:
    """One stream of lots."""

    def __init__(self, seed: int) -> None:
        mixed = (seed + 0x9E3779B97F4A7C15) & WORD
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & WORD
        self.state = (mixed ^ (mixed >> 31)) or 1

    def word(self) -> int:
        """The next 64 bits."""
        x = self.state
        x ^= x >> 12
        x ^= (x << 25) & WORD
        x ^= x >> 27
        self.state = x
        return (x * 0x2545F4914F6CDD1D) & WORD

    def below(self, count: int) -> int:
        """A whole number from 0 to count − 1. The bias of 32 bits is far below one in a million here."""
        return ((self.word() >> 32) * count) >> 32

    def share(self) -> float:
        """A number from 0 to 1, 1 excluded."""
        return (self.word() >> 11) * (1.0 / (1 << 53))

    def accept(self, loss: float, heat: float) -> bool:
        """Whether a change that costs `loss` is taken; the lot is drawn only when it matters."""
        if loss <= 0.0:
            return True
        if heat <= 0.0:
            return False
        return self.share() < math.exp(-loss / heat)
