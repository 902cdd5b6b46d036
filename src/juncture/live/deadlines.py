"""Who is being waited for, and since when: one list for each kind of patience, looked through once a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Deadlines(Generic[T]):
    """All wait equally long, so that whoever began first is late first. A timer for each would cost more than the
    request that it watches.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[T, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    def begin(self, who: T) -> None:
        """Somebody who waits already goes on waiting from then."""
        if who not in self._until:
            self._until[who] = time.monotonic() + self._seconds

    def end(self, who: T) -> None:
        self._until.pop(who, None)

    def late(self) -> Iterator[T]:
        """Those whose time is over; each is told once."""
        now = time.monotonic()
        while self._until:
            who, until = next(iter(self._until.items()))
            if until > now:
                return
            del self._until[who]
            yield who
