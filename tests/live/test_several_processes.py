"""Several houses on one database tell each other; what a hint misses, the sweep finds."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import Guest, House, wait_until
from .machines import Redis
from .notebook import AMARA, JONAS, PRIYA


@contextlib.contextmanager
def two_houses(database: str, **settings: object) -> Iterator[tuple[House, House]]:
    with House(database, **settings) as one, House(database, **settings) as other:
        yield one, other


def no_more_sweeps(house: House) -> None:
    writer = house.stream._writer
    wait_until(lambda: writer._log is not None)
    writer._log.sweep_every = 3_600.0
    wait_until(lambda: writer._next_sweep > time.monotonic() + 60)


def test_a_reader_elsewhere_is_told_by_a_hint_before_any_sweep(database: str, tmp_path: Path) -> None:
    with (
        two_houses(database, neighbours=str(tmp_path / "neighbours")) as (one, other),
        Guest(other.port, 1, JONAS).listen() as his,
    ):
        assert his.status == 200
        no_more_sweeps(other)
        for n in range(10):
            Guest(one.port, 1, AMARA).post("say", {"text": str(n)})
            assert his.next(1)[0]["payload"] == {"text": str(n)}


def test_a_reader_elsewhere_is_told_by_the_sweep_when_no_hint_comes(database: str) -> None:
    with two_houses(database) as (one, other), Guest(other.port, 1, JONAS).listen() as his:
        assert his.status == 200
        Guest(one.port, 1, AMARA).post("say", {"text": "hello"})

        assert his.next(1)[0]["payload"] == {"text": "hello"}


def test_commands_in_two_houses_end_up_in_one_order(database: str, tmp_path: Path) -> None:
    with (
        two_houses(database, neighbours=str(tmp_path / "n"), burst=1_000, rate=1_000.0) as (one, other),
        Guest(one.port, 1, AMARA).listen() as hers,
        Guest(other.port, 1, JONAS).listen() as his,
    ):
        assert hers.status == his.status == 200
        for n in range(20):
            house = (one, other)[n % 2]
            assert Guest(house.port, 1, AMARA).post("say", {"text": str(n)})[1]["seq"] == n + 1

        assert [event["payload"]["text"] for event in hers.next(20)] == [str(n) for n in range(20)]
        assert [event["seq"] for event in his.next(20)] == list(range(1, 21))


def test_a_key_counts_once_across_houses(database: str) -> None:
    with two_houses(database) as (one, other):
        first = Guest(one.port, 1, AMARA).post("say", {"text": "once"}, key="same-key")[1]
        second = Guest(other.port, 1, AMARA).post("say", {"text": "once"}, key="same-key")[1]

    assert second == {**first, "repeated": True}


def test_a_reader_who_changes_houses_is_not_sent_back(database: str) -> None:
    """The second house knew the room up to 1, hadn't swept yet, and told a reader who was at 3 to start anew."""
    with two_houses(database) as (one, other):
        amara = Guest(one.port, 1, AMARA)
        amara.post("say", {"text": "1"})
        assert other.stream.look(1).result(5).seq == 1
        no_more_sweeps(other)
        amara.post("say", {"text": "2"})
        amara.post("say", {"text": "3"})

        with Guest(other.port, 1, JONAS).listen(last_event_id="3") as his:
            assert his.status == 200
            Guest(other.port, 1, AMARA).post("say", {"text": "4"})
            assert his.next(1)[0]["seq"] == 4
            assert b"reset" not in his.bytes


def test_what_is_sealed_stays_sealed_in_the_other_house(database: str, tmp_path: Path) -> None:
    with (
        two_houses(database, neighbours=str(tmp_path / "n")) as (one, other),
        Guest(other.port, 1, JONAS).listen() as his,
    ):
        assert his.status == 200
        amara = Guest(one.port, 1, AMARA)
        amara.post("write", {"text": "nobody knows"})
        amara.post("say", {"text": "done"})

        assert [event["kind"] for event in his.next(2)] == ["sealed", "say"]
        assert b"nobody knows" not in his.bytes


def test_who_is_present_is_known_in_both_houses(database: str, tmp_path: Path) -> None:
    with two_houses(database, neighbours=str(tmp_path / "n"), grace=0.3) as (one, other):
        with Guest(one.port, 1, AMARA).listen(), Guest(other.port, 1, JONAS).listen():
            wait_until(lambda: one.stream.present(1) == other.stream.present(1) == {AMARA, JONAS})
            noticed = Guest(other.port, 1, PRIYA).post("look_around")[1]["events"][0]["payload"]
            assert noticed == {"there": [AMARA, JONAS]}

        wait_until(lambda: one.stream.present(1) == other.stream.present(1) == frozenset(), 5)


def test_a_house_that_opens_later_learns_who_is_present(database: str, tmp_path: Path) -> None:
    with House(database, neighbours=str(tmp_path / "n")) as one, Guest(one.port, 1, AMARA).listen() as hers:
        assert hers.status == 200
        with House(database, neighbours=str(tmp_path / "n")) as other:
            wait_until(lambda: other.stream.present(1) == {AMARA})


def test_a_house_that_closes_takes_its_guests_and_its_socket_along(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    with House(database, neighbours=str(folder)) as one:
        with House(database, neighbours=str(folder)) as other, Guest(other.port, 1, AMARA).listen() as hers:
            assert hers.status == 200
            wait_until(lambda: one.stream.present(1) == {AMARA})
            assert len(list(folder.iterdir())) == 2
        wait_until(lambda: one.stream.present(1) == frozenset())
        assert len(list(folder.iterdir())) == 1


def test_hints_pass_through_redis(database: str, redis_server: Redis) -> None:
    with (
        two_houses(database, redis=redis_server.address) as (one, other),
        Guest(other.port, 1, JONAS).listen() as his,
    ):
        wait_until(lambda: one.stream.present(1) == {JONAS}, 5)
        Guest(one.port, 1, AMARA).post("say", {"text": "hello"})
        assert his.next(1)[0]["payload"] == {"text": "hello"}


def test_a_folder_that_cannot_hold_sockets_costs_only_time(database: str, tmp_path: Path) -> None:
    too_long = tmp_path / ("n" * 120)
    with (
        two_houses(database, neighbours=str(too_long)) as (one, other),
        Guest(other.port, 1, JONAS).listen() as his,
    ):
        assert his.status == 200
        Guest(one.port, 1, AMARA).post("say", {"text": "hello"})
        assert his.next(1)[0]["payload"] == {"text": "hello"}


@pytest.mark.parametrize("garbage", [b"{", b"[]", b'{"from":1}', b'{"from":"x","moved":7}', b"\xff"])
def test_a_garbled_hint_is_survived(database: str, tmp_path: Path, garbage: bytes) -> None:
    import socket

    folder = tmp_path / "n"
    with House(database, neighbours=str(folder)) as house:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(garbage, str(next(folder.iterdir())))
        assert Guest(house.port, 1, AMARA).post("say", {"text": "hello"})[0] == 200
