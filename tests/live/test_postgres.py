"""The same promises on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from juncture.live import Command

from .house import Guest, House
from .notebook import AMARA, JONAS


@pytest.fixture
def house(postgres_database: str) -> Iterator[House]:
    with House(postgres_database, burst=1_000, rate=1_000.0, patience=0.5) as open_house:
        yield open_house


def test_events_are_written_told_and_read_again(house: House) -> None:
    amara, jonas = Guest(house.port, 1, AMARA), Guest(house.port, 1, JONAS)

    with jonas.listen() as his:
        assert amara.post("write", {"text": "sealed \x00 'text' 🌱"})[0] == 200
        assert amara.post("reveal", key="unfold")[1]["seq"] == 3

        assert [event["kind"] for event in his.next(3)] == ["sealed", "revealed", "shown"]
    assert jonas.events()[0]["payload"] == {"text": "sealed \x00 'text' 🌱"}
    assert [event["seq"] for event in jonas.events(after=2)] == [3]
    assert jonas.events(after=10**15) == []


def test_a_repeated_key_gets_all_its_events_again(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("write", {"text": "a"})
    first = amara.post("reveal", key="un_fold")[1]

    assert amara.post("reveal", key="un_fold")[1] == {**first, "repeated": True}


def test_one_bad_command_does_not_harm_those_written_with_it(house: House) -> None:
    with psycopg.connect(house.database) as blocking:
        blocking.execute("LOCK TABLE room_event IN EXCLUSIVE MODE")
        kinds = ["say", "trip", "say", "garble", "say"]
        futures = [
            house.stream.submit(Command(1, f"key-{n}", kind, AMARA, {"text": str(n)}))
            for n, kind in enumerate(kinds)
        ]
        blocking.rollback()

    assert [future.exception(10) is None for future in futures] == [True, False, True, False, True]


def test_a_locked_log_is_answered_503_and_the_command_may_be_repeated(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("say", {"text": "before"})
    with psycopg.connect(house.database) as blocking:
        blocking.execute("LOCK TABLE room_event IN EXCLUSIVE MODE")
        assert amara.post("say", {"text": "kept"}, key="kept-key")[0] == 503
        blocking.rollback()

    assert amara.post("say", {"text": "kept"}, key="kept-key")[1]["repeated"] is False
    assert [event["payload"]["text"] for event in amara.events()] == ["before", "kept"]


def test_two_houses_keep_one_order_under_contention(postgres_database: str) -> None:
    with (
        House(postgres_database, burst=9_999) as one,
        House(postgres_database, burst=9_999) as other,
        Guest(one.port, 1, AMARA).listen() as hers,
        ThreadPoolExecutor(8) as many,
    ):
        sent = [
            many.submit(
                (one, other)[n % 2].stream.submit, Command(1, f"k{n}", "say", AMARA, {"text": str(n)})
            )
            for n in range(200)
        ]
        seqs = sorted(future.result().result(20).seq for future in sent)

        assert seqs == list(range(1, 201))
        assert [event["seq"] for event in hers.next(200)] == seqs
