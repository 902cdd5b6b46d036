"""Everything but the rooms' streams, as one ASGI application, and what starts and stops with it.

Streams stay out of Django on purpose: it holds a thread for each open one. The server's door answers them before
they come here (live/door.py).
"""

# ruff: noqa: E402 - Django has to be set up before what uses its tables can be imported.
import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from juncture.site.pages import pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juncture.site.settings")
_pages: Any = pages()

from django.conf import settings
from django.urls import get_resolver

from juncture.live import Refused, Stream, Unavailable
from juncture.live import Settings as StreamSettings
from juncture.live.app import Receive, Scope, Send
from juncture.post.composer import Composer
from juncture.post.worker import Worker
from juncture.practice.moments.commanding import RoomBook
from juncture.practice.moments.sending import use_stream

App = Callable[[Scope, Receive, Send], Awaitable[None]]
LETTER_IN_HAND = 10.0  # seconds that a stop waits for a mail server

HEALTH_PATIENCE = 3.0
LONGEST_SOCKET_FOLDER = 75  # a socket's address holds 104 characters on some systems, and its name takes 20

log = logging.getLogger("juncture.site")


class Site:
    """Starts and stops with the server: the stream's database thread, the worker that sends what is due, and the
    composer that carries on long searches for groups."""

    def __init__(self, pages: App, rooms: Stream, worker: Worker, composer: Composer) -> None:
        self.pages = pages
        self.rooms = rooms
        self.worker = worker
        self.composer = composer
        self.ready = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1003})
        elif scope["path"] == "/healthz":
            await self._health(send)
        else:
            await self.pages(scope, receive, send)

    def let_go(self) -> None:
        """From a signal handler, before the server closes: it would wait for open streams."""
        self.ready = False
        self.rooms.let_go()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            # Broken addresses or templates stop the start, and the first visitor does not wait for imports.
            await asyncio.to_thread(lambda: get_resolver().url_patterns)
            await self.rooms.app.startup()
            use_stream(self.rooms)
            self.worker.start()
            self.composer.start()
        except Exception as fault:
            log.exception("Juncture did not start")
            await send({"type": "lifespan.startup.failed", "message": str(fault)})
            return
        self.ready = True
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.ready = False
        await asyncio.to_thread(self.composer.stop)
        await asyncio.to_thread(self.worker.stop, LETTER_IN_HAND)
        use_stream(None)
        await self.rooms.app.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    async def _health(self, send: Send) -> None:
        """For a proxy or a monitor: 200 when pages and rooms can be served, else 503 and what is missing."""
        missing = [] if self.ready and await self._rooms_answer() else ["rooms"]
        if not await asyncio.to_thread(_database_answers):
            missing.append("database")
        text = f"not ready: {', '.join(missing)}\n" if missing else "ready\n"
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 503 if missing else 200, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _rooms_answer(self) -> bool:
        """Asks for a room that can't be: only a stream whose log answers knows that there is none."""
        try:
            async with asyncio.timeout(HEALTH_PATIENCE):
                await self.rooms.ask(0, 0)
        except Refused:
            return True
        except (Unavailable, TimeoutError):
            return False
        return True


def _database_answers() -> bool:
    from django.db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Exception:  # whatever is wrong with it, the answer is no; the log says what
        log.exception("The database does not answer")
        return False
    finally:
        connection.close()


def _stream() -> Stream:
    """The stream reads and writes the same database as the pages, by a connection of its own."""
    origin = urlsplit(settings.BASE_URL)
    return Stream(
        StreamSettings(
            database=settings.DATABASE_URL or str(settings.DATABASES["default"]["NAME"]),
            secret=settings.SECRET_KEY,
            origins=frozenset({f"{origin.scheme}://{origin.netloc}"}),
            neighbours=_meeting_place(),
            redis=settings.REDIS_URL,
        ),
        RoomBook(),
    )


def _meeting_place() -> str:
    """Where two processes on this data tell each other at once what else the sweep would find a moment later."""
    folder = str(settings.VAR / "rooms")
    return folder if len(folder) <= LONGEST_SOCKET_FOLDER else ""


application = Site(_pages, _stream(), Worker(), Composer())
