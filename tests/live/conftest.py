from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from juncture.live import POSTGRES_TABLE

from .house import House, new_database
from .machines import Postgres, Redis, missing_postgres, missing_redis


@pytest.fixture
def database(tmp_path: Path) -> str:
    return new_database(tmp_path / "rooms.sqlite3")


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with House(database, burst=1_000, rate=1_000.0) as open_house:
        yield open_house


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if reason := missing_postgres():
        pytest.skip(reason)
    server = Postgres()
    yield server
    server.remove()


@pytest.fixture
def postgres_database(postgres: Postgres) -> str:
    """Empty again for each test."""
    with psycopg.connect(postgres.address) as db:
        db.execute("DROP TABLE IF EXISTS room_event")
        db.execute("DROP TABLE IF EXISTS notebook")
        db.execute(POSTGRES_TABLE)
        db.execute("CREATE TABLE notebook (id bigint PRIMARY KEY, title text)")
        db.execute("INSERT INTO notebook SELECT n, 'room ' || n FROM generate_series(1, 20) AS n")
    return postgres.address


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    if reason := missing_redis():
        pytest.skip(reason)
    server = Redis()
    yield server
    server.stop()
