"""Nothing acknowledged is lost, whatever is killed, locked or away."""

from __future__ import annotations

import signal
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from bench import _room_house
from bench._room_faults import Trial
from juncture.live import tickets

from .house import answers, free_port, wait_until
from .machines import Postgres, Redis


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = str(tmp_path / "rooms.sqlite3")
    _room_house.create_table(path)
    return path


def test_a_killed_house_loses_nothing_it_acknowledged(file: str) -> None:
    told = Trial(file).run(Trial.kill_one, 3)

    assert told.complaints == []
    assert len(told.acknowledged) > 50


def test_two_houses_on_one_file_lose_nothing_when_one_is_killed(file: str, tmp_path: Path) -> None:
    told = Trial(file, houses=2, options=("--neighbours", str(tmp_path / "n"))).run(Trial.kill_one, 2)

    assert told.complaints == []
    assert len(told.acknowledged) > 50


def test_a_database_that_somebody_locks_now_and_then_loses_nothing(file: str) -> None:
    def lock(trial: Trial) -> None:
        with sqlite3.connect(file, timeout=10) as blocking:
            blocking.execute("BEGIN IMMEDIATE")
            time.sleep(2.5)
            blocking.rollback()

    told = Trial(file).run(lock, 1)

    assert told.complaints == []
    assert told.turned_away > 0


@pytest.mark.slow
def test_twenty_kills_lose_nothing(file: str) -> None:
    told = Trial(file).run(Trial.kill_one, 20)

    assert told.complaints == []


@pytest.mark.slow
def test_twenty_kills_of_one_of_three_houses_lose_nothing(file: str, tmp_path: Path) -> None:
    told = Trial(file, houses=3, options=("--neighbours", str(tmp_path / "n"))).run(Trial.kill_one, 20)

    assert told.complaints == []


def test_a_restarted_postgresql_loses_nothing(postgres: Postgres, postgres_database: str) -> None:
    told = Trial(postgres_database).run(lambda trial: postgres.restart(signal.SIGQUIT, away=0.3), 2)

    assert told.complaints == []
    assert told.turned_away > 0
    assert len(told.acknowledged) > 50


def test_two_houses_on_postgresql_lose_nothing_when_one_is_killed(
    postgres_database: str, tmp_path: Path
) -> None:
    told = Trial(postgres_database, houses=2, options=("--neighbours", str(tmp_path / "n"))).run(
        Trial.kill_one, 2
    )

    assert told.complaints == []


@pytest.mark.slow
def test_ten_restarts_of_postgresql_lose_nothing(postgres: Postgres, postgres_database: str) -> None:
    told = Trial(postgres_database, houses=2).run(
        lambda trial: postgres.restart(signal.SIGQUIT, away=1.0), 10
    )

    assert told.complaints == []


def test_redis_away_costs_only_time(redis_server: Redis, postgres_database: str) -> None:
    def go_away(trial: Trial) -> None:
        redis_server.stop()
        time.sleep(1)
        redis_server.start()

    told = Trial(postgres_database, houses=2, options=("--redis", redis_server.address)).run(go_away, 1)

    assert told.complaints == []


@pytest.mark.slow
def test_redis_away_for_a_minute_costs_only_time(redis_server: Redis, postgres_database: str) -> None:
    def go_away(trial: Trial) -> None:
        redis_server.stop()
        time.sleep(60)
        redis_server.start()

    told = Trial(postgres_database, houses=2, options=("--redis", redis_server.address)).run(go_away, 1)

    assert told.complaints == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_house_closes_in_peace_while_streams_are_open(file: str, how: signal.Signals) -> None:
    port = free_port()
    process = _room_house.start(file, port)
    wait_until(lambda: answers(port))
    listeners = [_listen(port, member) for member in range(1, 6)]

    process.send_signal(how)
    endings = [_until_end(listener) for listener in listeners]

    assert process.wait(10) == 0
    waits = [int(ending.rpartition(b"retry: ")[2].split(b"\n")[0]) for ending in endings]
    assert all(1_000 <= wait <= 6_000 for wait in waits)
    assert len(set(waits)) > 1, "everybody would come back at the same moment"


def _listen(port: int, member: int) -> socket.socket:
    ticket = tickets.issue(_room_house.SECRET, 1, member, "member", time.time() + 60)
    listener = socket.create_connection(("127.0.0.1", port), timeout=10)
    listener.sendall(
        f"GET /live/rooms/1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ticket}\r\n\r\n".encode()
    )
    assert b"200 OK" in listener.recv(4096)
    return listener


def _until_end(listener: socket.socket) -> bytes:
    raw = b""
    with listener:
        while more := listener.recv(4096):
            raw += more
    return raw
