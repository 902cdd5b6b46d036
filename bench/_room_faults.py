"""What a crash costs: people write and read while houses are killed, and afterwards the log is checked.

    python -m bench._room_faults --kills 100
    python -m bench._room_faults --postgres-restarts 10     as if the power had gone, two houses on it
    python -m bench._room_faults --redis-away 60            two houses on PostgreSQL that hint each other by Redis

Every acknowledged command must be in the log once, where it was acknowledged, in its writer's order; and every
reader must have been told the whole log, once, in order. While the database is away a command may only be answered
503 with Retry-After, and is repeated with its key until it is acknowledged. The delays are from an acknowledgement
to a reader who has the event. The last two start a PostgreSQL and a Redis of their own from what is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.live import Event, tickets
from juncture.live.log import open_log

from . import _room_house as house

if TYPE_CHECKING:
    from tests.live.machines import Postgres

_OURS = 1_000


@dataclass
class Told:
    """What people were told, for comparing with the log."""

    acknowledged: dict[tuple[int, str], int] = field(default_factory=dict)
    read: dict[tuple[int, int], list[tuple[int, str]]] = field(default_factory=dict)
    repeats: int = 0
    turned_away: int = 0
    reconnects: int = 0
    complaints: list[str] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    """Seconds from a command's acknowledgement until a reader had its event, each reader for itself."""

    def slowest(self, share: float) -> float:
        return sorted(self.delays)[min(len(self.delays) - 1, int(share * len(self.delays)))]


class Trial:
    """`rooms` × (one who writes, `readers` who read), spread over one house or several on one database."""

    def __init__(
        self,
        database: str,
        *,
        houses: int = 1,
        rooms: int = 4,
        readers: int = 2,
        options: tuple[str, ...] = (),
    ):
        self.database, self._rooms, self._readers, self._options = database, rooms, readers, options
        self.ports = [_free_port() for _ in range(houses)]
        self.processes: list[subprocess.Popen[bytes]] = []
        self.told = Told()
        self._writing = threading.Event()
        self._heads: dict[int, int] = {}
        self._acknowledged_at: dict[str, float] = {}
        self._read_at: dict[tuple[int, int], list[float]] = {}
        self._done = False

    def run(self, disturb: Callable[[Trial], None], times: int) -> Told:
        """Starts everything, disturbs it some times, lets it come to rest, and checks."""
        self.processes = [self._start(port) for port in self.ports]
        for port in self.ports:
            _until_open(port)
        self._writing.set()
        writers = [threading.Thread(target=self._write, args=(room,)) for room in self._all_rooms()]
        readers = [
            threading.Thread(target=self._read, args=(room, n))
            for room in self._all_rooms()
            for n in range(self._readers)
        ]
        for thread in (*writers, *readers):
            thread.start()
        try:
            for _ in range(times):
                time.sleep(random.uniform(0.15, 0.5))
                disturb(self)
            time.sleep(1)
        finally:
            self._writing.clear()
            for thread in writers:
                thread.join(40)
            self._check(readers)
        return self.told

    def kill_one(self) -> None:
        n = random.randrange(len(self.processes))
        self.processes[n].send_signal(signal.SIGKILL)
        self.processes[n].wait()
        self.processes[n] = self._start(self.ports[n])
        _until_open(self.ports[n])

    def _check(self, readers: list[threading.Thread]) -> None:
        log = open_log(self.database, 5.0)
        rooms = {room: log.page(room, 0, 1_000_000) for room in self._all_rooms()}
        log.close()
        self._heads = {room: len(events) for room, events in rooms.items()}
        until = time.monotonic() + 20
        while any(thread.is_alive() for thread in readers) and time.monotonic() < until:
            time.sleep(0.05)
        self._done = True
        for process in self.processes:
            house.stop(process)
        for thread in readers:
            thread.join(20)
        for room, events in rooms.items():
            self._check_room(room, events)

    def _check_room(self, room: int, events: list[Event]) -> None:
        complain = self.told.complaints.append
        if [event.seq for event in events] != list(range(1, len(events) + 1)):
            complain(f"room {room}: the log has gaps or doubles")
        places = {event.key: event.seq for event in events}
        if len(places) != len(events):
            complain(f"room {room}: a key is in the log twice")
        for (there, key), seq in self.told.acknowledged.items():
            if there == room and places.get(key) != seq:
                complain(f"room {room}: {key} was acknowledged at {seq} and is at {places.get(key)}")
        numbers = [int(event.payload["n"]) for event in events]
        if numbers != sorted(set(numbers)):
            complain(f"room {room}: the order of its writer is lost")
        whole = [(event.seq, event.payload["text"]) for event in events]
        for n in range(self._readers):
            if self.told.read[room, n] != whole:
                complain(
                    f"room {room}, reader {n}: was told {len(self.told.read[room, n])} of {len(whole)} events"
                )
            for (_, text), at in zip(self.told.read[room, n], self._read_at[room, n], strict=True):
                acknowledged = self._acknowledged_at.get(text.removeprefix("text "))
                if acknowledged is not None:
                    self.told.delays.append(max(0.0, at - acknowledged))

    def _write(self, room: int) -> None:
        n = 0
        while self._writing.is_set():
            n += 1
            key = f"w-{room}-{n}"
            seq = self._post(room, key, n)
            if seq is None:
                self.told.complaints.append(f"{key} was never answered")
                return
            self._acknowledged_at[key] = time.monotonic()
            self.told.acknowledged[room, key] = seq
            if n % 5 == 0:
                self.told.repeats += 1
                again = self._post(room, key, n)
                if again != seq:
                    self.told.complaints.append(f"{key} was answered {seq}, then {again}")

    def _post(self, room: int, key: str, n: int) -> int | None:
        """Repeats with the same key until it is answered."""
        ticket = tickets.issue(house.SECRET, room, _OURS, "member", time.time() + 3600)
        body = json.dumps({"kind": "say", "payload": {"text": f"text {key}", "n": n}})
        headers = {
            "cookie": f"juncture_ticket_{room}={ticket}",
            "idempotency-key": key,
            "content-type": "application/json",
        }
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                line = http.client.HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=10)
                with contextlib.closing(line):
                    line.request("POST", f"/live/rooms/{room}/commands", body, headers)
                    answer = line.getresponse()
                    raw = answer.read()
                if answer.status == 200:
                    return int(json.loads(raw)["seq"])
                if answer.status != 503 or not answer.getheader("retry-after"):
                    self.told.complaints.append(f"{key} was answered {answer.status}: {raw[:200]!r}")
                    return None
                self.told.turned_away += 1
            time.sleep(0.05)
        return None

    def _read(self, room: int, n: int) -> None:
        got = self.told.read.setdefault((room, n), [])
        at = self._read_at.setdefault((room, n), [])
        ticket = tickets.issue(house.SECRET, room, n + 1, "member", time.time() + 3600)
        while not self._done:
            with contextlib.suppress(OSError):
                self._read_once(room, ticket, got, at)
            if len(got) >= self._heads.get(room, 1 << 60):
                return
            self.told.reconnects += 1
            time.sleep(0.05)

    def _read_once(self, room: int, ticket: str, got: list[tuple[int, str]], at: list[float]) -> None:
        last = got[-1][0] if got else 0
        with socket.create_connection(("127.0.0.1", random.choice(self.ports)), timeout=1) as line:
            line.sendall(
                f"GET /live/rooms/{room}/stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: {last}\r\n"
                f"Cookie: juncture_ticket_{room}={ticket}\r\n\r\n".encode()
            )
            raw, let_in = b"", False
            while not self._done and len(got) < self._heads.get(room, 1 << 60):
                try:
                    more = line.recv(65536)
                except TimeoutError:
                    continue
                if not more:
                    return
                raw += more
                if not let_in and not raw.startswith(b"HTTP/1.1 200"):
                    return
                let_in = True
                while (end := raw.find(b"\n\n")) >= 0:
                    block, raw = raw[:end], raw[end + 2 :]
                    for data in (part[6:] for part in block.split(b"\n") if part.startswith(b"data: ")):
                        event = json.loads(data)
                        got.append((event["seq"], event["payload"]["text"]))
                        at.append(time.monotonic())

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        return house.start(self.database, port, *self._options)

    def _all_rooms(self) -> range:
        return range(1, self._rooms + 1)


def _until_open(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError("the house doesn't open")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench._room_faults", description=__doc__.splitlines()[0])
    asked.add_argument("--kills", type=int, default=100, help="of a house, on SQLite")
    asked.add_argument("--houses", type=int, default=1)
    asked.add_argument("--postgres-restarts", type=int, default=0)
    asked.add_argument("--redis-away", type=float, default=0.0, metavar="SECONDS")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="juncture-faults-") as folder, contextlib.ExitStack() as stack:
        began = time.monotonic()
        if options.postgres_restarts:
            what = f"{options.postgres_restarts} restarts of PostgreSQL, each away for a second, 2 houses"
            told = _restart_postgres(options.postgres_restarts, stack)
        elif options.redis_away:
            what = f"Redis away for {options.redis_away:g} s, 2 houses on PostgreSQL (a sweep each second)"
            told = _take_redis_away(options.redis_away, stack)
        else:
            what = f"{options.kills} kills, {options.houses} houses on SQLite"
            told = _kill_houses(options.kills, options.houses, Path(folder))
    report = {
        "disturbed by": what,
        "seconds": round(time.monotonic() - began, 1),
        "acknowledged": len(told.acknowledged),
        "repeated": told.repeats,
        "answered 503 and sent again": told.turned_away,
        "reconnects": told.reconnects,
        "delay ms, half": round(told.slowest(0.5) * 1000, 1),
        "delay ms, 99 of 100": round(told.slowest(0.99) * 1000, 1),
        "delay ms, worst": round(told.slowest(1.0) * 1000, 1),
        "complaints": told.complaints,
    }
    print(json.dumps(report, indent=2))
    raise SystemExit(1 if told.complaints else 0)


def _kill_houses(kills: int, houses: int, folder: Path) -> Told:
    database = str(folder / "rooms.sqlite3")
    house.create_table(database)
    more = ("--neighbours", str(folder / "neighbours")) if houses > 1 else ()
    return Trial(database, houses=houses, options=more).run(Trial.kill_one, kills)


def _restart_postgres(times: int, stack: contextlib.ExitStack) -> Told:
    postgres = _own_postgres(stack)
    return Trial(postgres.address, houses=2).run(
        lambda trial: postgres.restart(signal.SIGQUIT, away=1.0), times
    )


def _take_redis_away(seconds: float, stack: contextlib.ExitStack) -> Told:
    from tests.live.machines import Redis

    postgres, redis = _own_postgres(stack), Redis()
    stack.callback(redis.stop)

    def take_away(trial: Trial) -> None:
        redis.stop()
        time.sleep(seconds)
        redis.start()

    return Trial(postgres.address, houses=2, options=("--redis", redis.address)).run(take_away, 1)


def _own_postgres(stack: contextlib.ExitStack) -> Postgres:
    from tests.live.machines import Postgres

    postgres = Postgres()
    stack.callback(postgres.remove)
    house.create_table(postgres.address)
    return postgres


if __name__ == "__main__":
    main()
