"""The collector is told to look away (live/collector.py), so whatever is opened must go by itself."""

from __future__ import annotations

import gc
import weakref

import pytest

from bench import _room_house
from bench._room_load import Crowd
from juncture.live import hub

from .house import Guest, House, answers, free_port, wait_until
from .notebook import AMARA


def test_a_closed_stream_is_freed_without_the_collector(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[weakref.ref[hub.Listener]] = []

    class Watched(hub.Listener):
        __slots__ = ("__weakref__",)

        def __init__(self, *args: object) -> None:
            super().__init__(*args)  # type: ignore[arg-type]
            kept.append(weakref.ref(self))

    monkeypatch.setattr("juncture.live.app.Listener", Watched)
    gc.disable()
    try:
        amara = Guest(house.port, 1, AMARA)
        for n in range(5):
            with amara.listen() as stream:
                amara.post("say", {"text": str(n)})
                stream.next(n + 1)
        wait_until(lambda: house.stream.hub.streams() == 0)

        assert len(kept) == 5
        wait_until(lambda: all(reference() is None for reference in kept), 3)
    finally:
        gc.enable()


@pytest.mark.slow
def test_crowds_that_come_and_go_leave_no_memory_behind(tmp_path: object) -> None:
    database, port = f"{tmp_path}/rooms.sqlite3", free_port()
    _room_house.create_table(database)
    process = _room_house.start(database, port)
    try:
        wait_until(lambda: answers(port))
        after_each = []
        for n in range(8):
            # Rooms of their own: history grows, and what is on its way to a newcomer with it.
            crowd = Crowd(port, rooms=100, streams=1_000, first=1 + n * 100)
            crowd.flat_out(2)
            crowd.close()
            after_each.append(_room_house.memory_kb(process.pid))

        # The first rounds fill pools and caches that stay (a ticket is kept for its hour). A crowd holds 34 MB:
        grown = after_each[-1] - after_each[3]
        # a tenth of it staying behind each time would be 13 MB after four.
        assert grown < 10_000, f"grew by {grown} KB over four crowds of 1,000: {after_each}"
    finally:
        _room_house.stop(process)
