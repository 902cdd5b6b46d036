from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import House, new_database


@pytest.fixture
def database(tmp_path: Path) -> str:
    return new_database(tmp_path / "rooms.sqlite3")


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with House(database, burst=1_000, rate=1_000.0) as open_house:
        yield open_house
