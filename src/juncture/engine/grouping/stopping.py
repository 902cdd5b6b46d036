"""When to stop searching: small callables that are asked now and then.

A rule hears how far the search has come and answers whether to stop. Whoever holds the clock is the rule,
so the search itself has none and is repeatable for a seed and a number of iterations.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Progress:
    """How far a search has come; `best` is the total of the best grouping so far."""

    iterations: int
    best: float
    since_improvement: int


class Stop(Protocol):
    """Answers whether to stop, and how much of the way is behind us (0–1, or None if it can't know)."""

    def __call__(self, progress: Progress) -> bool: ...

    def share(self, progress: Progress) -> float | None: ...


class Seconds:
    """Stop after this many seconds, counted from when the rule was made."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self.seconds = max(seconds, 1e-9)

    def __call__(self, progress: Progress) -> bool:
        return self.share(progress) >= 1.0

    def share(self, progress: Progress) -> float:
        return (self._clock() - self._began) / self.seconds


class Iterations:
    """Stop after this many tried moves; the only rule that gives the same answer on every machine."""

    def __init__(self, iterations: int) -> None:
        self.iterations = max(1, iterations)

    def __call__(self, progress: Progress) -> bool:
        return progress.iterations >= self.iterations

    def share(self, progress: Progress) -> float:
        return progress.iterations / self.iterations


class NoImprovement:
    """Stop once this many tried moves have brought nothing better."""

    def __init__(self, iterations: int) -> None:
        self.iterations = max(1, iterations)

    def __call__(self, progress: Progress) -> bool:
        return progress.since_improvement >= self.iterations

    def share(self, progress: Progress) -> float | None:
        return None


class FirstOf:
    """Stop as soon as one of these rules says so."""

    def __init__(self, *rules: Stop) -> None:
        self._rules = rules

    def __call__(self, progress: Progress) -> bool:
        return any(rule(progress) for rule in self._rules)

    def share(self, progress: Progress) -> float | None:
        shares = [share for rule in self._rules if (share := rule.share(progress)) is not None]
        return max(shares, default=None)


class Landing:
    """Another rule that can be told to come down: from then on there are so many moves more, in which the search
    cools. What is found so is worth more than what it holds where it is broken off in the heat."""

    def __init__(self, rule: Stop, moves: int) -> None:
        self._rule, self._moves = rule, max(1, moves)
        self._asked = False
        self._began: tuple[int, float] | None = None

    def land(self) -> None:
        self._asked = True

    def __call__(self, progress: Progress) -> bool:
        if not self._asked:
            return self._rule(progress)
        return self._rule(progress) or self._flown(progress) >= 1.0

    def share(self, progress: Progress) -> float | None:
        if not self._asked:
            return self._rule.share(progress)
        flown = self._flown(progress)
        assert self._began is not None
        return self._began[1] + (1.0 - self._began[1]) * flown

    def _flown(self, progress: Progress) -> float:
        if self._began is None:
            self._began = (progress.iterations, self._rule.share(progress) or 0.0)
        return (progress.iterations - self._began[0]) / self._moves


class Part:
    """A part of another rule's time: from one share of it to another, for one search among several."""

    def __init__(self, rule: Stop, until: float, iterations_before: int = 0, worth: float = 1.0) -> None:
        """`worth` is what a move of this search counts in moves of the whole rule's."""
        self._rule, self._until, self._before, self._worth = rule, until, iterations_before, worth
        self._began = rule.share(self._seen(Progress(0, 0.0, 0))) or 0.0

    def __call__(self, progress: Progress) -> bool:
        share = self.share(progress)
        return self._rule(self._seen(progress)) or (share is not None and share >= 1.0)

    def share(self, progress: Progress) -> float | None:
        share = self._rule.share(self._seen(progress))
        if share is None:
            return None
        return (share - self._began) / max(self._until - self._began, 1e-9)

    def _seen(self, progress: Progress) -> Progress:
        iterations = int(progress.iterations * self._worth) + self._before
        return Progress(iterations, progress.best, progress.since_improvement)

    @property
    def width(self) -> float:
        """The share of the whole rule that this part has."""
        return max(self._until - self._began, 0.0)

    @property
    def rule(self) -> Stop:
        return self._rule


@dataclass(frozen=True)
class Budget:
    """A rule as plain numbers, which can be shared out and sent to another machine; one of the two is None."""

    iterations: int | None = None
    seconds: float | None = None

    def share(self, share: float, at_once: int = 1) -> Budget:
        """A share of it. Seconds pass for `at_once` workers alike; moves don't."""
        if self.iterations is not None:
            return Budget(iterations=max(1, int(self.iterations * share)))
        return Budget(seconds=(self.seconds or 0.0) * share * at_once)

    def begin(self) -> Stop:
        """The rule, whose clock starts now."""
        if self.iterations is not None:
            return Iterations(self.iterations)
        return Seconds(self.seconds or 0.0)


def budget_of(stop: Stop) -> Budget | None:
    """What a rule by moves or by time allows, or a part of such a rule; None for any other."""
    if isinstance(stop, Iterations):
        return Budget(iterations=stop.iterations)
    if isinstance(stop, Seconds):
        return Budget(seconds=stop.seconds)
    if isinstance(stop, Part):
        whole = budget_of(stop.rule)
        return whole.share(stop.width) if whole else None
    return None
