from __future__ import annotations

from typing import Any

import pytest

import juncture.live
from juncture.live import Command, Draft, Settings
from juncture.live.limits import Buckets

SECRET = "a secret for tests, long enough to sign with"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"secret": "short"}, "secret"),
        ({"page": 0}, "page"),
        ({"rate": -1.0}, "rate"),
        ({"closing": (5, 1)}, "closing"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Settings(**{"database": "rooms.sqlite3", "secret": SECRET, **wrong})


@pytest.mark.parametrize("key", ["", "a b", "key#1", "k" * 57, "ключ"])
def test_a_command_needs_a_key_that_the_log_can_keep(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Command(1, key, "say", 1)


@pytest.mark.parametrize("kind", ["", "Say", "1st", "k" * 33])
def test_a_kind_is_a_short_plain_word(kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        Draft(kind)


def test_the_shop_window_is_complete() -> None:
    assert sorted(juncture.live.__all__, key=str.lower) == sorted(
        {name for name in vars(juncture.live) if name[0].isupper()} | {"lock_key", "tickets"}, key=str.lower
    )


def test_a_bucket_empties_and_fills_again() -> None:
    buckets = Buckets(burst=2, rate=0.5)

    assert [buckets.take(1, now=0.0) for _ in range(3)] == [0, 0, 2]
    assert buckets.take(2, now=0.0) == 0
    assert buckets.take(1, now=2.0) == 0
    assert buckets.take(1, now=2.0) == 2
    assert [buckets.take(1, now=1_000.0) for _ in range(3)] == [0, 0, 2]


def test_full_buckets_are_not_kept() -> None:
    buckets = Buckets(burst=2, rate=1.0)
    for who in range(1_000):
        buckets.take(who, now=0.0)

    buckets.take(0, now=100.0)

    assert len(buckets._levels) == 1
