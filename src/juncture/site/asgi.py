"""One ASGI application: rooms' streams go to the stream, everything else to Django.

Streams stay out of Django on purpose: it holds a thread for each open one (docs/room-stream.md).
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juncture.site.settings")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("juncture.site")


class Site:
    def __init__(self, pages: App) -> None:
        self.pages = pages
        self.ready = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["path"] == "/healthz":
            await self._health(send)
        else:
            await self.pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.ready = True
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.ready = False
        await send({"type": "lifespan.shutdown.complete"})

    async def _health(self, send: Send) -> None:
        """For a proxy or a monitor: 200 when pages and rooms can be served, else 503 and what is missing."""
        missing = [] if self.ready else ["rooms"]
        if not await asyncio.to_thread(_database_answers):
            missing.append("database")
        text = f"not ready: {', '.join(missing)}\n" if missing else "ready\n"
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 503 if missing else 200, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


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


application = Site(get_asgi_application())
