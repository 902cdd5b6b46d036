"""The server under everything: uvicorn, with the rooms' own door."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from .stream import Stream

WAITING_CONNECTIONS = 4096  # a crowd that comes back at once; the system may cap it (net.core.somaxconn)
LAST_ANSWERS = 5  # seconds for what is being answered when the server closes


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it: streams are let go before the server closes (`Stream.let_go`)."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        """On the loop's thread. Answers what is being answered, then ends `serve`."""
        self.should_exit = True


def server_of(stream: Stream, pages: Any = None, *, host: str = "127.0.0.1", port: int) -> Server:
    """Serves the rooms, and beside them `pages`, an ASGI application that starts and stops the stream."""
    return Server(
        uvicorn.Config(
            pages or stream.app,
            host=host,
            port=port,
            http=stream.app.door,
            ws="none",
            lifespan="on",
            interface="asgi3",
            backlog=WAITING_CONNECTIONS,
            # Whom to believe about a visitor's address and scheme is the pages' setting (docs/running.md).
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=None,
            log_level="error",
            timeout_graceful_shutdown=LAST_ANSWERS,
        )
    )
