"""The log, the thread that writes it and the people who read it, wired together."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any

from .app import App
from .events import Answer, Book, Command, Look, Moved, Unavailable
from .hints import Hints
from .hub import Hub
from .log import open_log
from .presence import Elsewhere
from .settings import Settings
from .writer import Ask, Move, Post, Settled, Waiting, Writer, settle


class Stream:
    """One a process. `app` serves it; without an event loop it can still write and look."""

    def __init__(self, settings: Settings, book: Book) -> None:
        self.settings, self.book = settings, book
        self.hub = Hub(book, settings, self._say_who_is_here, self.present)
        self._elsewhere = Elsewhere()
        self._hints = Hints(settings, self._heard)
        self.app = App(self)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._running = False
        self._gathered: list[Post] = []
        self._writer = Writer(
            lambda: open_log(settings.database, settings.patience),
            book,
            present=self.present,
            live=self.hub.live,
            publish=self._publish,
            hint=self._hint,
            queue_length=settings.queue,
            rooms_kept=settings.rooms_kept,
            page=settings.page,
        )

    def start(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Once more is harmless; with a loop, readers are served from then on."""
        with self._lock:
            if loop is not None:
                self._loop = loop
            if self._running:
                return
            self._running = True
            self.hub.closed = False
            self._writer.start()
            self._hints.start()

    def stop(self) -> None:
        """Lets the readers go, writes what was accepted, ends the threads. Not for the event loop:
        there it is `await app.shutdown()`.
        """
        self.let_go()
        with self._lock:
            if self._running:
                self._running = False
                self._writer.stop()
                self._hints.stop()

    def let_go(self) -> None:
        """Ends every open stream with a time to come back, and opens no new one. From any thread, at once;
        for a signal handler, because servers wait for open streams before they tell anybody that they close.
        """
        self._on_loop(self.hub.close_all)

    def submit(self, command: Command) -> Future[Answer]:
        """From any thread. The future holds the Answer, or raises Refused or Unavailable."""
        future: Future[Answer] = Future()
        self._put(Post(command, future))
        return future

    def look(self, room: int, after: int | None = None) -> Future[Look]:
        """From any thread: the room's state, the seq it stands for, and the events since `after` if asked."""
        future: Future[Look] = Future()
        self._put(Ask(room, after, future))
        return future

    def present(self, room: int) -> frozenset[int]:
        """Members with an open stream in this room, or who closed theirs a moment ago; in any process that
        hints this one.
        """
        return self.hub.present(room) | self._elsewhere.present(room)

    # For the application, on the event loop.

    def post(self, command: Command, waiting: Waiting) -> None:
        """What arrives in one turn of the loop is handed over together: the other thread is woken once."""
        self._gathered.append(Post(command, waiting))
        if len(self._gathered) == 1:
            asyncio.get_running_loop().call_soon(self._hand_over)

    def ask_for(self, room: int, after: int, waiting: Waiting) -> None:
        self._put(Ask(room, after, waiting))

    def ask(self, room: int, after: int) -> asyncio.Future[Look]:
        future: asyncio.Future[Look] = asyncio.get_running_loop().create_future()
        self._put(Ask(room, after, future))
        return future

    def _hand_over(self) -> None:
        posts, self._gathered = self._gathered, []
        for post in posts:
            self._put(post)

    def _put(self, job: Post | Ask) -> None:
        try:
            self._writer.put(job)
        except Unavailable as exc:
            settle(job.future, exc)

    def _publish(self, moves: list[Move], settled: list[Settled]) -> None:
        """Acknowledges, then tells the readers; one call to the loop for a whole batch."""
        waiting = []
        for one in settled:
            if isinstance(one.future, Future):
                settle(one.future, one.result)
            else:
                waiting.append(one)
        if waiting or moves:
            self._on_loop(self._arrive, moves, waiting)

    def _arrive(self, moves: list[Move], settled: list[Settled]) -> None:
        for one in settled:
            settle(one.future, one.result)
        self.hub.tell(moves)

    def _hint(self, moved: Moved) -> None:
        self._hints.say({"moved": list(moved.items())})

    def _say_who_is_here(self, rooms: Iterable[int]) -> None:
        self._hints.say({"here": [(room, sorted(self.hub.present(room))) for room in rooms]})

    def _heard(self, process: str, news: dict[str, Any]) -> None:
        """From another process, on a thread of the hints. Whatever is lost here, the sweep finds."""
        if moved := news.get("moved"):
            with contextlib.suppress(Unavailable):
                self._writer.put(dict(moved))
        here = news.get("here", ())
        self._elsewhere.take(process, here)
        if here:
            self._on_loop(self.hub.recount, [room for room, _members in here])
        if news.get("hello"):
            self._on_loop(self.hub.announce)
        if news.get("bye"):
            self._elsewhere.forget(process)

    def _on_loop(self, call: Any, *args: Any) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            # The loop closed between the two lines; its readers are gone with it.
            return
