"""Who reads which room in this process, and who is present in it.

All of it happens on the event loop's thread, except `present` and `live`, which other threads may read:
they are only ever replaced or changed in one step.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable

from .events import Book
from .presence import ANNOUNCE
from .settings import Settings
from .tickets import WATCH, Ticket
from .wire import HEARTBEAT, Lines, retry
from .writer import Move

_ROOMS_A_HINT = 200


class Listener:
    """One open stream: what waits to be sent on it, bounded. `sent` is the last seq it was given."""

    __slots__ = (
        "_bytes",
        "_chunks",
        "_settings",
        "_task",
        "_waiter",
        "closing",
        "live",
        "overflowed",
        "sent",
        "ticket",
    )

    def __init__(self, ticket: Ticket, after: int, settings: Settings) -> None:
        self.ticket = ticket
        self.sent = after
        self.live = False
        self.closing = False
        self.overflowed = False
        self._settings = settings
        self._chunks: deque[tuple[int, bytes]] = deque()
        self._bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._task = asyncio.current_task()

    def offer(self, seq: int, line: bytes) -> None:
        """An event while this reader is still reading history is only a reason to read on."""
        if self.overflowed or self.closing:
            return
        self._chunks.append((seq, line))
        self._bytes += len(line)
        if len(self._chunks) > self._settings.buffer_events or self._bytes > self._settings.buffer_bytes:
            self._overflow()
        self._wake()

    def beat(self) -> None:
        if self.live and not self._chunks and not self.closing:
            self._chunks.append((0, HEARTBEAT))
            self._wake()

    def take(self) -> bytes:
        """Everything that waits and wasn't sent yet."""
        fresh = []
        for seq, line in self._chunks:
            if seq == 0 or seq > self.sent:
                fresh.append(line)
                self.sent = max(self.sent, seq)
        self._chunks.clear()
        self._bytes = 0
        return b"".join(fresh)

    async def wait(self) -> None:
        if not self._chunks and not self.closing:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def start_over(self) -> None:
        """What came while history was read was more than the buffer holds: drop it and read on."""
        self._chunks.clear()
        self._bytes = 0
        self.overflowed = False

    def close(self, last_words: bytes = b"") -> None:
        """Ends the stream after what waits. Someone who doesn't read is cut off by `cut`."""
        if self.closing:
            return
        if last_words:
            self._chunks.append((0, last_words))
        self.closing = True
        self._wake()

    def cut(self) -> None:
        self.closing = True
        if self._task is not None:
            self._task.cancel()

    def _overflow(self) -> None:
        self.overflowed = True
        self._chunks.clear()
        self._bytes = 0
        if self.live:
            self.cut()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        self._waiter = None


class Hub:
    def __init__(self, book: Book, settings: Settings, on_presence: Callable[[Iterable[int]], None]) -> None:
        self._book, self._settings, self._on_presence = book, settings, on_presence
        self._rooms: dict[int, list[Listener]] = {}
        self._present: dict[int, frozenset[int]] = {}
        self._leaving: dict[tuple[int, int], float] = {}
        self._slot = 0
        self._announce_at = time.monotonic() + ANNOUNCE
        self.closed = False

    @property
    def live(self) -> Collection[int]:
        return self._rooms.keys()

    def present(self, room: int) -> frozenset[int]:
        return self._present.get(room, frozenset())

    def streams(self) -> int:
        return sum(map(len, self._rooms.values()))

    def join(self, reader: Listener) -> None:
        readers = self._rooms.setdefault(reader.ticket.room, [])
        same = [other for other in readers if other.ticket.member == reader.ticket.member]
        if len(same) >= self._settings.streams_each:
            same[0].cut()
        readers.append(reader)
        self._leaving.pop((reader.ticket.room, reader.ticket.member), None)
        self._count(reader.ticket.room)

    def leave(self, reader: Listener) -> None:
        room, member = reader.ticket.room, reader.ticket.member
        readers = self._rooms.get(room, [])
        if reader not in readers:
            return
        readers.remove(reader)
        if not readers:
            del self._rooms[room]
        if reader.ticket.role != WATCH and all(other.ticket.member != member for other in readers):
            self._leaving[room, member] = time.monotonic() + self._settings.grace
        self._count(room)

    def tell(self, moves: Iterable[Move]) -> None:
        for room, state, events in moves:
            readers = self._rooms.get(room)
            if not readers:
                continue
            for event in events:
                lines = Lines(self._book, state, event)
                for reader in readers:
                    reader.offer(event.seq, lines.for_viewer(reader.ticket.member))

    def tick(self, seconds: float) -> None:
        """Heartbeats, a share of the streams at a time; tickets and absences that have run out."""
        now, wall = time.monotonic(), time.time()
        for room, member in [key for key, until in self._leaving.items() if until <= now]:
            del self._leaving[room, member]
            self._count(room)
        slots = max(1, round(self._settings.heartbeat / seconds))
        self._slot = (self._slot + 1) % slots
        if now >= self._announce_at:
            self.announce()
        for room, readers in list(self._rooms.items()):
            if room % slots != self._slot:
                continue
            for reader in list(readers):
                if reader.ticket.expires_at <= wall:
                    reader.close()
                else:
                    reader.beat()

    def announce(self) -> None:
        """Says again who is here, to processes that began later or missed it."""
        self._announce_at = time.monotonic() + ANNOUNCE
        rooms = list(self._present)
        for start in range(0, len(rooms), _ROOMS_A_HINT):
            self._on_presence(rooms[start : start + _ROOMS_A_HINT])

    def close_all(self) -> None:
        """Lets everybody go, each told to come back at a time of their own."""
        self.closed = True
        for reader in self._everyone():
            reader.close(retry(random.randint(*self._settings.closing)))  # noqa: S311 — jitter, not a secret

    def cut_all(self) -> None:
        for reader in self._everyone():
            reader.cut()

    def _everyone(self) -> list[Listener]:
        return [reader for readers in self._rooms.values() for reader in readers]

    def _count(self, room: int) -> None:
        here = {reader.ticket.member for reader in self._rooms.get(room, ()) if reader.ticket.role != WATCH}
        here.update(member for (there, member) in self._leaving if there == room)
        if here == self._present.get(room, frozenset()):
            return
        if here:
            self._present[room] = frozenset(here)
        else:
            self._present.pop(room, None)
        self._on_presence([room])
