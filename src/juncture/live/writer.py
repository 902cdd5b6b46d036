"""The one thread of a process that touches the log: it writes commands in batches and reads for newcomers.

Everything here runs in an order that keeps the promise: decide inside the transaction, commit, acknowledge,
only then tell the readers. A crash at any line leaves either an event that was written (and will be found by
key) or nothing.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from .events import Answer, Book, Command, Draft, Event, Look, Moved, Reader, Refused, State, Unavailable
from .log import Keyed, Log
from .wire import text_of

logger = logging.getLogger("juncture.live")

_BATCH = 256
_LOOKS = 64  # between two batches, so that a crowd that comes back doesn't hold up those who write
_BREATH = 0.25  # between two tries to reach a log that is away


class Waiting(Protocol):
    """Whoever waits for an answer: a future, or a visit on the event loop."""

    def done(self) -> bool: ...
    def set_result(self, result: Any, /) -> None: ...
    def set_exception(self, exception: Any, /) -> None: ...


class Move(NamedTuple):
    """A room has new events; `state` is the state after the last of them."""

    room: int
    state: State
    events: tuple[Event, ...]


class Settled(NamedTuple):
    """A waiting future and what it is to be given."""

    future: Waiting
    result: Answer | Look | Exception


class Post(NamedTuple):
    command: Command
    future: Waiting


class Ask(NamedTuple):
    """A look at a room; with `after`, also at its events from there."""

    room: int
    after: int | None
    future: Waiting


class Known(NamedTuple):
    """A room as this process knows it. `at`: the time of its last event, so that time never goes back."""

    seq: int
    at: int
    state: State


Publish = Callable[[list[Move], list[Settled]], None]


class Writer:
    """`publish` gets what happened and whom to tell, after every commit, on the writer's thread."""

    def __init__(
        self,
        open_log: Callable[[], Log],
        book: Book,
        *,
        present: Callable[[int], frozenset[int]],
        live: Collection[int],
        publish: Publish,
        hint: Callable[[Moved], None],
        queue_length: int,
        rooms_kept: int,
        page: int,
    ) -> None:
        self._open_log, self._book = open_log, book
        self._present, self._live, self._publish, self._hint = present, live, publish, hint
        self._rooms_kept, self._page = rooms_kept, page
        self._queue: queue.SimpleQueue[Post | Ask | Moved | None] = queue.SimpleQueue()
        self._queue_length = queue_length
        self._rooms: OrderedDict[int, Known] = OrderedDict()
        self._log: Log | None = None
        self._next_sweep = 0.0
        self._try_again_at = 0.0
        self._away = False
        self._thread: threading.Thread | None = None
        self._stopping = False

    def start(self) -> None:
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="juncture-live-writer", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Writes what is in the queue, then ends."""
        if self._thread is None:
            return
        self._stopping = True
        self._queue.put(None)
        self._thread.join(timeout)
        self._thread = None

    def put(self, job: Post | Ask | Moved) -> None:
        """Raises Unavailable at once when the queue is full or the house is closing."""
        if self._stopping or self._thread is None:
            raise Unavailable("closing")
        if self._queue.qsize() >= self._queue_length:
            raise Unavailable("too much to do")
        self._queue.put(job)

    # On the writer's thread from here on.

    def _run(self) -> None:
        closing = False
        while not closing:
            posts, asks, hints, closing = self._drain()
            try:
                self._work(posts, asks, hints)
            except Exception:
                logger.exception("the room log's thread met something unforeseen and goes on")
                self._publish([], _all_given(_broken(), posts, asks))
        if self._log is not None:
            self._log.close()
            self._log = None

    def _drain(self) -> tuple[list[Post], list[Ask], dict[int, int], bool]:
        posts: list[Post] = []
        asks: list[Ask] = []
        hints: dict[int, int] = {}
        every = self._log.sweep_every if self._log else 1.0
        wait = max(0.0, min(self._next_sweep - time.monotonic(), every))
        try:
            job = self._queue.get(timeout=wait)
            while True:
                match job:
                    case None:
                        if self._queue.empty():
                            return posts, asks, hints, True
                        self._queue.put(None)
                    case Post():
                        posts.append(job)
                    case Ask():
                        asks.append(job)
                    case _:
                        for room, seq in job.items():
                            hints[room] = max(seq, hints.get(room, 0))
                if len(posts) >= _BATCH or len(asks) >= _LOOKS:
                    break
                job = self._queue.get_nowait()
        except queue.Empty:
            pass
        return posts, asks, hints, False

    def _work(self, posts: list[Post], asks: list[Ask], hints: dict[int, int]) -> None:
        try:
            log = self._connected()
        except Unavailable as exc:
            self._publish([], _all_given(exc, posts, asks))
            return
        if posts:
            self._write(log, posts)
        if asks:
            self._look(log, asks)
        self._follow(log, hints)
        self._let_go()

    def _connected(self) -> Log:
        if self._log is None:
            if time.monotonic() < self._try_again_at:
                raise Unavailable("tried a moment ago")
            try:
                self._log = self._open_log()
            except Unavailable as exc:
                self._try_again_at = self._next_sweep = time.monotonic() + _BREATH
                if not self._away:
                    logger.warning("the room log can't be opened: %s", exc)
                self._away = True
                raise
            if self._away:
                logger.warning("the room log is back")
            self._away = False
            # Nobody hinted us while we were away.
            self._catch_up_safely(self._log, [room for room in self._rooms if room in self._live])
        return self._log

    def _write(self, log: Log, posts: list[Post]) -> None:
        posts, settled = self._with_known_rooms(log, posts)
        if settled:
            self._publish([], settled)
        if not posts:
            return
        try:
            self._write_batch(log, posts)
        except Unavailable as exc:
            self._lost(exc)
            self._publish([], [Settled(post.future, exc) for post in posts])
        except Exception:
            if len(posts) == 1:
                logger.exception("a command in room %s could not be written", posts[0].command.room)
                self._publish([], [Settled(posts[0].future, _broken())])
                return
            # One of them spoils the transaction: each gets its own, so that only that one fails.
            for post in posts:
                self._write(log, [post])

    def _with_known_rooms(self, log: Log, posts: list[Post]) -> tuple[list[Post], list[Settled]]:
        """Loads rooms that aren't in memory before the transaction, so that no lock is held meanwhile."""
        wrong = self._load(log, {post.command.room for post in posts})
        if not wrong:
            return posts, []
        return (
            [post for post in posts if post.command.room not in wrong],
            [Settled(post.future, wrong[post.command.room]) for post in posts if post.command.room in wrong],
        )

    def _write_batch(self, log: Log, posts: list[Post]) -> None:
        rooms = sorted({post.command.room for post in posts})
        batch = _Batch(self._book, {room: self._rooms[room] for room in rooms})
        with log.writing(rooms):
            batch.catch_up(log.newer({room: known.seq for room, known in batch.rooms.items()}))
            batch.earlier = log.repeated({(post.command.room, post.command.key) for post in posts})
            settled = [Settled(post.future, batch.decide(post.command, self._present)) for post in posts]
            if batch.fresh:
                log.append(batch.fresh)
        self._rooms.update(batch.rooms)
        moves = batch.moves()
        self._publish(moves, settled)
        if batch.fresh:
            self._hint({event.room: event.seq for event in batch.fresh})

    def _look(self, log: Log, asks: list[Ask]) -> None:
        rooms = {ask.room for ask in asks}
        wrong = self._load(log, rooms)
        rooms -= wrong.keys()
        try:
            self._catch_up(log, rooms)
        except Exception as exc:
            wrong |= {room: self._answerable(exc, room) for room in rooms}
        self._publish(
            [], [Settled(ask.future, wrong.get(ask.room) or self._look_at(log, ask)) for ask in asks]
        )

    def _look_at(self, log: Log, ask: Ask) -> Look | Exception:
        known = self._rooms[ask.room]
        if ask.after is None or ask.after >= known.seq:
            return Look(known.seq, known.state)
        try:
            # Only as far as the state goes: what another process added just now comes with its own state.
            events = [one for one in log.page(ask.room, ask.after, self._page + 1) if one.seq <= known.seq]
        except Exception as exc:
            return self._answerable(exc, ask.room)
        return Look(known.seq, known.state, tuple(events[: self._page]), len(events) > self._page)

    def _follow(self, log: Log, hints: dict[int, int]) -> None:
        """Reads what other processes wrote into rooms that have readers here."""
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + log.sweep_every
            try:
                for room, seq in log.moved(self._live).items():
                    hints[room] = max(seq, hints.get(room, 0))
            except Unavailable as exc:
                self._lost(exc)
                return
        behind = [room for room, seq in hints.items() if room in self._rooms and self._rooms[room].seq < seq]
        self._catch_up_safely(log, [room for room in behind if room in self._live])

    def _catch_up_safely(self, log: Log, rooms: Sequence[int]) -> None:
        try:
            self._catch_up(log, rooms)
        except Unavailable as exc:
            self._lost(exc)
        except Exception:
            logger.exception("could not follow rooms %s", list(rooms)[:20])

    def _catch_up(self, log: Log, rooms: Iterable[int]) -> None:
        batch = _Batch(self._book, {room: self._rooms[room] for room in rooms})
        if not batch.rooms:
            return
        batch.catch_up(log.newer({room: known.seq for room, known in batch.rooms.items()}))
        self._rooms.update(batch.rooms)
        if moves := batch.moves():
            self._publish(moves, [])

    def _load(self, log: Log, rooms: Collection[int]) -> dict[int, Exception]:
        """Brings rooms into memory that aren't there yet; returns what went wrong with which."""
        unknown = [room for room in rooms if room not in self._rooms]
        wrong: dict[int, Exception] = {}
        logs: dict[int, list[Event]] = {}
        try:
            for event in log.newer(dict.fromkeys(unknown, 0)) if unknown else ():
                logs.setdefault(event.room, []).append(event)
        except Exception as exc:
            return {room: self._answerable(exc, room) for room in unknown}
        for room in unknown:
            try:
                known = Known(0, 0, self._book.blank(room, _ReaderOf(log)))
                for event in logs.get(room, ()):
                    known = _after(self._book, known, event)
                self._rooms[room] = known
            except Exception as exc:
                wrong[room] = self._answerable(exc, room)
        for room in rooms:
            if room in self._rooms:
                self._rooms.move_to_end(room)
        return wrong

    def _let_go(self) -> None:
        """Forgets rooms nobody has asked for lately; what they hold is in the log."""
        if len(self._rooms) <= self._rooms_kept:
            return
        for room in list(self._rooms)[: max(0, len(self._rooms) - self._rooms_kept)]:
            if room not in self._live:
                del self._rooms[room]

    def _answerable(self, exc: Exception, room: int) -> Exception:
        if isinstance(exc, Unavailable):
            self._lost(exc)
        elif not isinstance(exc, Refused):
            logger.error("room %s could not be read", room, exc_info=exc)
            return _broken()
        return exc

    def _lost(self, exc: Unavailable) -> None:
        """After any trouble the connection is made anew: it may be half dead, and telling isn't cheap."""
        logger.warning("the room log is out of reach: %s", exc)
        if self._log is not None:
            try:
                self._log.close()
            except Exception:
                logger.debug("closing a lost connection failed", exc_info=True)
            self._log = None


class _Batch:
    """The rooms of one transaction as they would be after it. Nothing of it counts before the commit."""

    def __init__(self, book: Book, rooms: dict[int, Known]) -> None:
        self._book = book
        self.rooms = rooms
        self.earlier: dict[Keyed, tuple[Event, ...]] = {}
        self.fresh: list[Event] = []
        self._told: dict[int, list[Event]] = {}

    def catch_up(self, events: Iterable[Event]) -> None:
        for event in events:
            self._take(event)

    def decide(self, command: Command, present: Callable[[int], frozenset[int]]) -> Answer | Exception:
        known = self.rooms[command.room]
        earlier = self.earlier.get((command.room, command.key))
        if earlier is not None:
            return _again(command, earlier, known)
        now = max(time.time_ns() // 1_000_000, known.at)
        try:
            drafts = self._book.decide(known.state, command, present(command.room), now)
            events, after = self._drafted(command, drafts, known, now)
        except Refused as exc:
            return exc
        except Exception:
            logger.exception("deciding %s in room %s failed", command.kind, command.room)
            return _broken()
        for event in events:
            self._told.setdefault(event.room, []).append(event)
        self.fresh += events
        self.rooms[command.room] = after
        if events:
            self.earlier[command.room, command.key] = events
        return Answer(after.seq, events, after.state)

    def moves(self) -> list[Move]:
        return [Move(room, self.rooms[room].state, tuple(events)) for room, events in self._told.items()]

    def _drafted(
        self, command: Command, drafts: Sequence[Draft], known: Known, now: int
    ) -> tuple[tuple[Event, ...], Known]:
        events = []
        for n, draft in enumerate(drafts):
            key = f"{command.key}#{n}" if n else command.key
            # Through JSON and back, so that the state built now is the one a replay of the log builds.
            text = text_of(draft.payload)
            payload = json.loads(text.encode())
            event = Event(command.room, known.seq + 1, key, now, draft.kind, draft.author, payload, text)
            known = _after(self._book, known, event)
            events.append(event)
        return tuple(events), known

    def _take(self, event: Event) -> None:
        self.rooms[event.room] = _after(self._book, self.rooms[event.room], event)
        self._told.setdefault(event.room, []).append(event)


class _ReaderOf:
    """Only the reading half of a log, for the practice."""

    def __init__(self, log: Reader) -> None:
        self._log = log

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._log.rows(sql, params)


def _all_given(exc: Exception, posts: list[Post], asks: list[Ask]) -> list[Settled]:
    return [Settled(post.future, exc) for post in posts] + [Settled(ask.future, exc) for ask in asks]


def settle(future: Waiting, result: Answer | Look | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


def _after(book: Book, known: Known, event: Event) -> Known:
    if event.seq != known.seq + 1:
        raise RuntimeError(f"room {event.room}: event {event.seq} after {known.seq}, the log has a gap")
    return Known(event.seq, max(known.at, event.at), book.apply(known.state, event))


def _again(command: Command, earlier: tuple[Event, ...], known: Known) -> Answer | Exception:
    if earlier[0].author not in (None, command.author):
        return Refused(
            "key_taken", "This was sent under a name that is already used. Load the page again and repeat it."
        )
    return Answer(earlier[-1].seq, earlier, known.state, repeated=True)


def _broken() -> Refused:
    return Refused("broken", "Something went wrong on our side and nothing was saved. Please try again.", 500)
