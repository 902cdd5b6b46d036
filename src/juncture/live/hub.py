"""Who reads which room in this process, and who is present in it.

All of it happens on the event loop's thread, except `present` and `live`, which other threads may read:
they are only ever replaced or changed in one step.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from .events import Book
from .presence import ANNOUNCE
from .settings import Settings
from .tickets import WATCH, Ticket
from .wire import HEARTBEAT, Lines, retry
from .writer import Move

if TYPE_CHECKING:
    from .door import Door

_ROOMS_A_HINT = 200


class Listener:
    """One open stream: `sent` is the last seq it was given; what it can't take yet waits here, bounded."""

    __slots__ = (
        "_bytes",
        "_chunks",
        "_door",
        "_settings",
        "_then",
        "begun",
        "closing",
        "live",
        "member",
        "overflowed",
        "paused",
        "sent",
        "ticket",
        "write",
    )

    def __init__(self, ticket: Ticket, after: int, settings: Settings, door: Door) -> None:
        self.ticket = ticket
        self.member = ticket.member
        self.write = door.transport.write
        self.sent = after
        self.begun = False
        self.live = False
        self.paused = False
        self.closing = False
        self.overflowed = False
        self._settings = settings
        self._door = door
        self._chunks: list[tuple[int, bytes]] = []
        self._bytes = 0
        self._then: Callable[[], None] | None = None

    def begin(self, raw: bytes) -> None:
        """The answer's head, and a piece of history."""
        self.begun = True
        self.write(raw)

    def go_live(self) -> None:
        """All history is told: from here on events are written as they come."""
        self.live = True
        self._flush()
        if self.closing:
            self._door.close_gently()

    def offer(self, seq: int, line: bytes) -> None:
        """An event while this reader is still reading history is only a reason to read on."""
        if self.live and not self.paused and not self._chunks:
            if seq > self.sent and not self.closing:
                self.sent = seq
                self.write(line)
        elif not self.overflowed and not self.closing:
            self._keep(seq, line)

    def mention(self, line: bytes) -> None:
        """Something that is no event: whoever isn't reading along at this moment needn't hear it."""
        if self.live and not self.paused and not self.closing and not self._chunks:
            self.write(line)

    def beat(self) -> None:
        if self.live and not self.paused and not self.closing:
            self.write(HEARTBEAT)

    def resume(self) -> None:
        """The connection takes more again."""
        self.paused = False
        if self.live:
            self._flush()
        elif self._then is not None:
            then, self._then = self._then, None
            then()

    def when_read(self, then: Callable[[], None]) -> None:
        """Whoever doesn't read what there is isn't given more history."""
        if self.paused:
            self._then = then
        else:
            then()

    def start_over(self) -> None:
        """What came while history was read was more than the buffer holds: drop it and read on."""
        self._chunks.clear()
        self._bytes = 0
        self.overflowed = False

    def close(self, last_words: bytes = b"") -> None:
        """Ends the stream after what waits. Someone who doesn't read is cut off by `cut`."""
        if self.closing:
            return
        self.closing = True
        if last_words:
            self._chunks.append((0, last_words))
        if self.live:
            self._flush()
            self._door.close_gently()

    def cut(self) -> None:
        self.closing = True
        self._door.cut()

    def _keep(self, seq: int, line: bytes) -> None:
        self._chunks.append((seq, line))
        self._bytes += len(line)
        if len(self._chunks) > self._settings.buffer_events or self._bytes > self._settings.buffer_bytes:
            self.overflowed = True
            self._chunks.clear()
            self._bytes = 0
            if self.live:
                self.cut()

    def _flush(self) -> None:
        """Everything that waits and wasn't sent yet."""
        fresh = []
        for seq, line in self._chunks:
            if seq == 0 or seq > self.sent:
                fresh.append(line)
                self.sent = max(self.sent, seq)
        self._chunks.clear()
        self._bytes = 0
        if fresh:
            self.write(b"".join(fresh))


class Hub:
    def __init__(
        self,
        book: Book,
        settings: Settings,
        on_presence: Callable[[Iterable[int]], None],
        present: Callable[[int], Collection[int]],
    ) -> None:
        self._book, self._settings, self._on_presence = book, settings, on_presence
        self._everywhere = present
        self._counted: dict[int, int] = {}  # how many are here, as the room's readers were told
        self._changed: set[int] = set()
        self._rooms: dict[int, list[Listener]] = {}
        self._present: dict[int, frozenset[int]] = {}
        self._leaving: dict[int, dict[int, float]] = {}
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
        same = [other for other in readers if other.member == reader.member]
        if len(same) >= self._settings.streams_each:
            same[0].cut()
        readers.append(reader)
        self._stays(reader.ticket.room, reader.member)
        self._count(reader.ticket.room)

    def leave(self, reader: Listener) -> None:
        room, member = reader.ticket.room, reader.member
        readers = self._rooms.get(room, [])
        if reader not in readers:
            return
        readers.remove(reader)
        if not readers:
            del self._rooms[room]
            self._counted.pop(room, None)
        if reader.ticket.role != WATCH and all(other.member != member for other in readers):
            self._leaving.setdefault(room, {})[member] = time.monotonic() + self._settings.grace
        self._count(room)

    def tell(self, moves: Iterable[Move]) -> None:
        for room, state, events in moves:
            readers = self._rooms.get(room)
            if not readers:
                continue
            for event in events:
                line_for = Lines(self._book, state, event).for_viewer
                # A copy: a reader that is cut off leaves the list.
                for reader in tuple(readers):
                    reader.offer(event.seq, line_for(reader.member))

    def tick(self, seconds: float) -> None:
        """Heartbeats, a share of the streams at a time; tickets and absences that have run out."""
        now, wall = time.monotonic(), time.time()
        for room, members in list(self._leaving.items()):
            gone = [member for member, until in members.items() if until <= now]
            for member in gone:
                self._stays(room, member)
            if gone:
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

    def recount(self, rooms: Iterable[int]) -> None:
        """Somebody came or went, perhaps in another process."""
        self._changed.update(room for room in rooms if room in self._rooms)

    def say_how_many(self, rooms: int) -> bool:
        """To so many rooms at the most; whether others wait. Asked once in a while, so that a room that fills is told
        once and not once for everybody who comes."""
        for room in [self._changed.pop() for _ in range(min(rooms, len(self._changed)))]:
            here = len(self._everywhere(room))
            if room in self._rooms and here != self._counted.get(room):
                self._counted[room] = here
                # No space: what is no event of the log isn't taken for one by whoever reads lines.
                line = b"event: here\ndata:%d\n\n" % here
                for reader in tuple(self._rooms.get(room, ())):
                    reader.mention(line)
        return bool(self._changed)

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
            self.let_go(reader)

    def let_go(self, reader: Listener) -> None:
        reader.close(retry(random.randint(*self._settings.closing)))  # noqa: S311 — jitter, not a secret

    def cut_all(self) -> None:
        for reader in self._everyone():
            reader.cut()

    def _everyone(self) -> list[Listener]:
        return [reader for readers in self._rooms.values() for reader in readers]

    def _stays(self, room: int, member: int) -> None:
        """Forgets that a member was about to leave."""
        members = self._leaving.get(room, {})
        members.pop(member, None)
        if not members:
            self._leaving.pop(room, None)

    def _count(self, room: int) -> None:
        here = {reader.member for reader in self._rooms.get(room, ()) if reader.ticket.role != WATCH}
        here.update(self._leaving.get(room, ()))
        if here == self._present.get(room, frozenset()):
            return
        if here:
            self._present[room] = frozenset(here)
        else:
            self._present.pop(room, None)
        self.recount([room])
        self._on_presence([room])
