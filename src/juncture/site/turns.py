"""So many at once, and whoever asks for much waits behind whoever asks for little."""

import asyncio
from collections import deque


class Turns:
    """Like a semaphore, but those who wait are let in visitor by visitor, each one's requests in their order: two
    hundred requests by one browser hold up another's for one of them, not for all.
    """

    def __init__(self, free: int) -> None:
        self.free = free
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def acquire(self, who: str) -> None:
        if self.free and not self._waiting:
            self.free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(who, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.release()  # it was given to somebody who had just gone
            raise

    def release(self) -> None:
        while self._waiting:
            who = next(iter(self._waiting))
            queue = self._waiting.pop(who)
            first = queue.popleft()
            if queue:
                self._waiting[who] = queue  # behind everybody else
            if not first.done():
                first.set_result(None)
                return
        self.free += 1
