"""Does the room hold a whole event on one machine?

    python -m bench.room --streams 9000 --rooms 1500 --rate 400 --seconds 20 --json

Every figure is also given as a ratio to the bare-socket floor that is measured in the same run, because the
machine's own speed changes from hour to hour. Server and crowd share the machine.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import _room_house as house
from ._room_load import Crowd


@dataclass
class Figures:
    commands_per_second: float
    cpu_ms_per_command: float
    cpu_ms_at_rate: float
    p50_ms: float
    p99_ms: float
    worst_ms: float
    kb_per_stream: float
    undelivered: int
    refused: int
    back_seconds: float
    """From kill -9 until every stream is open again."""


def main() -> None:
    options = _options()
    needed = options.streams + 500
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (needed, max(needed, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    )
    floor = _measure("floor", options)
    room = _measure("room", options)
    report = {
        "machine": _machine(options),
        "load": {name: getattr(options, name) for name in ("streams", "rooms", "rate", "seconds", "burst")},
        "floor": asdict(floor),
        "room": asdict(room),
        "ratios": {
            "cpu_at_rate": room.cpu_ms_at_rate / floor.cpu_ms_at_rate,
            "cpu_per_command": room.cpu_ms_per_command / floor.cpu_ms_per_command,
            "commands_per_second": room.commands_per_second / floor.commands_per_second,
        },
        "goals": _goals(floor, room),
    }
    print(json.dumps(_rounded(report), indent=2) if options.json else _table(report))


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m bench.room", description=__doc__.splitlines()[0])
    asked.add_argument("--streams", type=int, default=9000)
    asked.add_argument("--rooms", type=int, default=1500)
    asked.add_argument("--rate", type=float, default=400)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--burst", type=float, default=6, help="seconds of as many commands as possible")
    asked.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio")
    asked.add_argument("--database", default="", help="postgresql://…; a new SQLite file when not given")
    asked.add_argument("--json", action="store_true")
    return asked.parse_args()


def _measure(what: str, options: argparse.Namespace) -> Figures:
    with tempfile.TemporaryDirectory(prefix="juncture-bench-") as folder:
        port = _free_port()
        process = _start(what, port, Path(folder), options)
        try:
            _until_open(port, process)
            before = house.memory_kb(process.pid)
            crowd = Crowd(port, options.rooms, options.streams)
            time.sleep(1)
            held = house.memory_kb(process.pid) - before
            cpu = house.cpu_seconds(process.pid)
            steady = crowd.steady(options.rate, options.seconds)
            cpu_at_rate = house.cpu_seconds(process.pid) - cpu
            cpu = house.cpu_seconds(process.pid)
            burst = crowd.flat_out(options.burst)
            cpu = house.cpu_seconds(process.pid) - cpu
            killed = time.perf_counter()
            process.kill()
            process.wait()
            crowd.close()
            process = _start(what, port, Path(folder), options)
            _until_open(port, process)
            seen = house.heads(_database(Path(folder), options)) if what == "room" else {}
            crowd = Crowd(port, options.rooms, options.streams, seen=seen)
            back = time.perf_counter() - killed
            crowd.close()
        finally:
            process.kill()
            process.wait()
    return Figures(
        commands_per_second=burst.commands / burst.seconds,
        cpu_ms_per_command=cpu * 1000 / max(1, burst.commands),
        cpu_ms_at_rate=cpu_at_rate * 1000 / max(1, steady.commands),
        p50_ms=steady.quantile(0.5),
        p99_ms=steady.quantile(0.99),
        worst_ms=steady.quantile(1.0),
        kb_per_stream=held / options.streams,
        undelivered=steady.undelivered + burst.undelivered,
        refused=steady.refused + burst.refused,
        back_seconds=back,
    )


def _start(what: str, port: int, folder: Path, options: argparse.Namespace) -> subprocess.Popen[bytes]:
    if what == "floor":
        return subprocess.Popen([sys.executable, "-m", "bench._room_floor", str(port)], cwd=_root())
    database = _database(folder, options)
    house.create_table(database)
    return house.start(database, port, "--loop", options.loop)


def _database(folder: Path, options: argparse.Namespace) -> str:
    return str(options.database or folder / "rooms.sqlite3")


def _goals(floor: Figures, room: Figures) -> dict[str, dict[str, Any]]:
    goals = {
        "CPU at this rate × floor": (room.cpu_ms_at_rate / floor.cpu_ms_at_rate, "<=", 3.5),
        "CPU flat out × floor": (room.cpu_ms_per_command / floor.cpu_ms_per_command, "<=", 3.5),
        "commands/s share of floor": (room.commands_per_second / floor.commands_per_second, ">=", 0.30),
        "p50 ms": (room.p50_ms, "<=", 6.0),
        "p99 ms": (room.p99_ms, "<=", 25.0),
        "KB a stream": (room.kb_per_stream, "<=", 35.0),
        "seconds until all are back": (room.back_seconds, "<=", 10.0),
        "undelivered": (float(room.undelivered), "<=", 0.0),
    }
    return {
        name: {
            "measured": got,
            "goal": f"{sign} {goal:g}",
            "met": got <= goal if sign == "<=" else got >= goal,
        }
        for name, (got, sign, goal) in goals.items()
    }


def _machine(options: argparse.Namespace) -> dict[str, Any]:
    versions = {}
    for package in ("uvicorn", "httptools", "uvloop", "psycopg"):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "load_average": os.getloadavg()[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "server": f"uvicorn on {options.loop}",
        "database": "postgresql" if options.database else "sqlite, synchronous=FULL",
        "versions": versions,
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['machine']['processor']}, {report['machine']['cores']} cores, {report['machine']['server']}"
    ]
    for name, goal in report["goals"].items():
        lines.append(
            f"{name:28} {goal['measured']:10.2f}   {goal['goal']:8} {'met' if goal['met'] else 'NOT MET'}"
        )
    for what in ("floor", "room"):
        lines.append(f"{what}: " + ", ".join(f"{name} {value:.3g}" for name, value in report[what].items()))
    return "\n".join(lines)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 3) if isinstance(value, float) else value


def _until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit("the server ended before it began")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(0.3)
                return
        time.sleep(0.05)
    raise SystemExit("the server doesn't answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _root() -> Path:
    return Path(__file__).resolve().parents[1]


if __name__ == "__main__":
    main()
