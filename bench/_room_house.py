"""A house to measure and to kill: the stream with the plainest practice, as a process of its own.

`python -m bench._room_house DATABASE PORT [--neighbours FOLDER] [--redis URL]`
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from juncture.live import (
    POSTGRES_TABLE,
    SQLITE_TABLE,
    Command,
    Draft,
    Event,
    Payload,
    Reader,
    Settings,
    Stream,
)
from juncture.live.log import open_log
from juncture.live.server import server_of

SECRET = "only for measuring, and long enough to sign"


class Echo:
    """Whatever is sent is an event for everybody; the state is how many there were."""

    def blank(self, room: int, reader: Reader) -> int:
        return 0

    def apply(self, state: int, event: Event) -> int:
        return state + 1

    def decide(self, state: int, command: Command, present: frozenset[int], now: int) -> Sequence[Draft]:
        return [Draft(command.kind, command.payload, command.author)]

    def seen_by(self, state: int, event: Event, viewer: int) -> Payload | None:
        return event.payload


def create_table(database: str) -> None:
    if database.startswith("postgres"):
        import psycopg

        with psycopg.connect(database) as db:
            db.execute(POSTGRES_TABLE)
        return
    with closing(sqlite3.connect(database)) as file, file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute(SQLITE_TABLE)


def heads(database: str) -> dict[int, int]:
    """Each room's last seq."""
    log = open_log(database, 5.0)
    try:
        return dict(log.rows("SELECT room_id, max(seq) FROM room_event GROUP BY room_id"))
    finally:
        log.close()


def start(database: str, port: int, *more: str, python: str = sys.executable) -> subprocess.Popen[bytes]:
    root = Path(__file__).resolve().parents[1]
    path = os.pathsep.join([str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [python, "-m", "bench._room_house", database, str(port), *more],
        env={**os.environ, "PYTHONPATH": path},
    )


async def _serve(stream: Stream, port: int) -> None:
    server = server_of(stream, port=port)
    _on_signals(lambda: (stream.let_go(), server.stop()))
    await server.serve()


def _on_signals(close: Any) -> None:
    """Not by loop.add_signal_handler: that passes signals through the loop's wake-up pipe, and when thousands of
    streams have filled it, SIGTERM is lost.
    """
    loop = asyncio.get_running_loop()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: loop.call_soon_threadsafe(close))


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("database")
    asked.add_argument("port", type=int)
    asked.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    asked.add_argument("--neighbours", default="")
    asked.add_argument("--redis", default="")
    options = asked.parse_args()
    settings = Settings(
        database=options.database,
        secret=SECRET,
        neighbours=options.neighbours,
        redis=options.redis,
        burst=1_000_000,
        rate=1_000_000.0,
    )
    stream = Stream(settings, Echo())
    if options.loop == "uvloop":
        import uvloop

        uvloop.run(_serve(stream, options.port))
    else:
        asyncio.run(_serve(stream, options.port))


def cpu_seconds(pid: int) -> float:
    """Of the process with all its threads, until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def stop(process: subprocess.Popen[bytes], within: float = 15.0) -> float:
    """Seconds it took to close in peace; killed when it doesn't."""
    began = time.monotonic()
    process.terminate()
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    return time.monotonic() - began


if __name__ == "__main__":
    main()
