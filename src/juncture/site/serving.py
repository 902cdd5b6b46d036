"""One process that serves pages and rooms until it is told to stop."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING

from juncture.site.refusal import Refusal

if TYPE_CHECKING:
    from juncture.live.server import Server
    from juncture.site.asgi import Site

SECONDS_TO_BE_READY = 60
PORTS_TRIED = 50


def serve(host: str, port: int, when_ready: Callable[[], None]) -> None:
    """Returns after Ctrl-C or SIGTERM, with every stream told to come back and every worker stopped."""
    watcher = threading.Thread(target=_tell_when_ready, args=(host, port, when_ready), daemon=True)
    watcher.start()
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        runner.run(_serve(host, port))


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is installed: more commands a second (docs/room-stream.md)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(host: str, port: int) -> None:
    from juncture.live.server import server_of
    from juncture.site.asgi import application

    server = server_of(application.rooms, application, host=host, port=port)
    _end_on_signals(server, application)
    await server.serve()


def _end_on_signals(server: "Server", application: "Site") -> None:
    """Streams are told when to come back and no new one is opened; asked twice, it ends at once.

    Not by loop.add_signal_handler: a thousand closing streams fill the pipe it uses, and SIGTERM was lost there.
    """
    loop = asyncio.get_running_loop()

    def end() -> None:
        application.let_go()
        server.stop()

    def asked(*_: object) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: os._exit(130))
        loop.call_soon_threadsafe(end)

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, asked)


def _tell_when_ready(host: str, port: int, when_ready: Callable[[], None]) -> None:
    give_up = time.monotonic() + SECONDS_TO_BE_READY
    while time.monotonic() < give_up:
        if answers(host, port):
            when_ready()
            return
        time.sleep(0.05)


def answers(host: str, port: int) -> bool:
    """Whether /healthz says that the database and the rooms are ready."""
    try:
        with urllib.request.urlopen(f"http://{_reachable(host)}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        if is_free(host, port):
            return port
    raise Refusal(
        f"Ports {wanted} to {min(wanted + PORTS_TRIED, 65536) - 1} are all taken on {host}.",
        "name another one: --port N",
    )


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                return False
            raise Refusal(_why_not(host, port, fault), "name another one: --host ADDRESS --port N") from fault
        except (OverflowError, socket.gaierror) as fault:
            raise Refusal(f"{host} port {port} is not an address one can listen on.") from fault
    return True


def _why_not(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EACCES:
        return f"Port {port} needs administrator rights."
    return f"Nothing can listen on {host} port {port} ({fault.strerror or fault})."


def _reachable(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{host}]" if ":" in host else host
