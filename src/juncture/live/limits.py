"""Token buckets: a member who sends too much waits, the others don't notice."""

from __future__ import annotations

import math


class Buckets:
    """`burst` tokens each, `rate` more a second. A full bucket isn't kept, so memory holds only the busy."""

    def __init__(self, burst: int, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._levels: dict[int, tuple[float, float]] = {}
        self._prune_at = 0.0

    def take(self, who: int, now: float) -> int:
        """0 when a token was taken, otherwise the whole seconds until there is one."""
        level, since = self._levels.get(who, (float(self._burst), now))
        level = min(self._burst, level + (now - since) * self._rate)
        if level < 1:
            self._levels[who] = (level, now)
            return max(1, math.ceil((1 - level) / self._rate))
        self._levels[who] = (level - 1, now)
        if now >= self._prune_at:
            self._prune(now)
        return 0

    def _prune(self, now: float) -> None:
        self._prune_at = now + 60
        full_after = self._burst / self._rate
        self._levels = {who: held for who, held in self._levels.items() if now - held[1] < full_after}
