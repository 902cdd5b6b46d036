"""A running room on a real server and a real log: what isn't a wish, what comes too often, a clock that jumps, and a
house that is started anew in the midst of every step."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juncture.live import SQLITE_TABLE, Command, Settings, Stream
from juncture.live.wire import text_of
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.moments.commanding import _WISHES, RoomBook
from juncture.practice.moments.moving import roles_missing
from juncture.practice.moments.replaying import RoomState
from tests.live.house import SECRET, Guest, House

PEOPLE = (11, 12, 13, 14)
HOUR = 3_600_000_000_000  # nanoseconds
PROTOCOLS = pytest.mark.parametrize("protocol", sorted(shipped_protocols()))


def a_log(path: Path, rooms: int = 3) -> str:
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(SQLITE_TABLE)
        db.execute("CREATE TABLE room (id integer PRIMARY KEY)")
        db.executemany("INSERT INTO room VALUES (?)", [(n,) for n in range(1, rooms + 1)])
    return str(path)


class Table:
    """The people of a room, by a stream that can be stopped and started anew on the same log."""

    def __init__(self, stream: Stream, room: int = 1) -> None:
        self.stream, self.room, self.sent = stream, room, 0

    @property
    def state(self) -> RoomState:
        return self.stream.look(self.room).result(10).state

    def say(self, author: int | None, kind: str, **payload: Any) -> Any:
        self.sent += 1
        key = f"{time.monotonic_ns()}.{self.sent}"
        return self.stream.submit(Command(self.room, key, kind, author, payload)).result(10)

    def open(self, protocol: str) -> Table:
        show = json.loads(text_of(shipped_protocols()[protocol].as_plain()))
        self.say(None, "open", show=show, seats=list(PEOPLE), facilitator=None, starts_at=0)
        for member in PEOPLE:
            self.say(None, "arrive", member=member)
        return self

    def go_on(self) -> None:
        state = self.state
        for role in roles_missing(state, state.number + 1):
            self.say(PEOPLE[-1], "take_role", role=role.key)
        for member in PEOPLE:
            self.say(member, "ready", **{"from": state.number})

    def write(self) -> None:
        """Something by everybody, wherever the step asks."""
        step = self.state.step
        kind = {"pairs": "pair_answer", "wins": ""}.get(step.kind, "write") if step else ""
        for prompt in step.prompts if step and kind else ():
            for member in PEOPLE:
                said = {"step": step.key, "prompt": prompt.key, "text": f"{member} saw it."}
                if kind == "write" or member in (PEOPLE[0], PEOPLE[2]):
                    self.say(member, kind, **said)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    log = a_log(tmp_path_factory.mktemp("hostile") / "log.sqlite3")
    with House(log, RoomBook(), burst=1_000_000, rate=1_000_000) as house:
        for room, protocol in enumerate(("contrast-round-60", "troika", "clearness-committee"), start=1):
            table = Table(house.stream, room).open(protocol)
            for _ in range(2):
                table.go_on()
        yield house


names = (
    "from",
    "turn",
    "step",
    "prompt",
    "text",
    "entry",
    "about",
    "base",
    "reason",
    "role",
    "way",
    "member",
    "to",
)
known = st.sampled_from(
    [
        "write",
        "signal",
        "open",
        "across",
        "11/write/signal",
        "presenter",
        "focus",
        "earlier",
        "later",
        "mirror",
    ]
)
odd = st.sampled_from(
    [
        2**63,
        -(2**63) - 1,
        10**400,
        -1,
        True,
        1.0,
        1e308,
        "",
        " ",
        "\x00",
        "\u202e",
        "١",
        "null",
        "[]",
        "a" * 5000,
    ]
)
value = st.recursive(
    known | odd | st.none() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
kind = st.sampled_from(
    [*_WISHES, "open", "seat", "close", "lead", "move", "arrive", "tell", "orient", "look_in"]
)
body = st.fixed_dictionaries(
    {
        "kind": kind,
        "payload": st.dictionaries(st.sampled_from(names) | st.text(max_size=6), value, max_size=9),
    },
    optional={"as": st.just(11) | value, "key": value, "author": st.just(12), "room": value, "": value},
)
NO_JSON = (
    "NaN",
    "-Infinity",
    "1e999",
    "9" * 5000,
    '"\\ud800"',
    '"\\udfff\\ud800"',
    "tru",
    '"\t"',
    '{"a":1,"a":2}',
)
BRACKETS = st.integers(1, 20_000).map(lambda n: "[" * n + "]" * n)
raw = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(
        lambda kind, name, value: f'{{"kind": "{kind}", "payload": {{"{name}": {value}}}}}'.encode(),
        kind,
        st.sampled_from(names),
        BRACKETS | st.sampled_from(NO_JSON),
    ),
    st.builds(lambda one, two: f'{{"kind":"{one}","kind":"{two}","payload":{{}}}}'.encode(), kind, kind),
)  # fmt: skip
FEW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def sent(house: House, room: int, data: bytes) -> int:
    guest = Guest(house.port, room, PEOPLE[0])
    before = house.stream.look(room).result(10)
    headers = {"idempotency_key": f"k{time.monotonic_ns()}", "content_type": "application/json"}
    status, _, answer = guest.request("POST", "commands", data, **headers)
    after = house.stream.look(room).result(10)
    if status != 200:
        assert answer["message"].endswith(".")
        assert (after.seq, after.state) == (before.seq, before.state)
    else:
        assert after.seq == before.seq + len(answer["events"])
    return status


@FEW
@given(body=body, room=st.integers(1, 3))
def test_no_wish_however_odd_breaks_the_room(house, body, room):
    data = json.dumps(body).replace("Infinity", "1e999").encode()

    assert sent(house, room, data) in (200, 400, 403, 404, 409, 413, 422)

    assert Guest(house.port, room, PEOPLE[1]).post("help_came")[0] == 200


@FEW
@given(data=raw, room=st.integers(1, 3))
def test_what_is_no_wish_at_all_is_told_so_and_the_room_goes_on(house, data, room):
    assert sent(house, room, data) in (200, 400, 403, 404, 409, 413, 422)

    assert Guest(house.port, room, PEOPLE[1]).post("help_came")[0] == 200


def test_what_the_log_holds_after_all_of_it_is_what_the_room_is(house):
    with started(house.database) as again:
        for room in (1, 2, 3):
            assert again.stream.look(room).result(10).state == house.stream.look(room).result(10).state


def test_two_hundred_at_once_wait_and_nobody_else_notices(tmp_path):
    with House(a_log(tmp_path / "log.sqlite3"), RoomBook()) as house:
        for room in (1, 2):
            Table(house.stream, room).open("contrast-round-60")
        amara, jonas, lena = (Guest(house.port, *who) for who in ((1, 11), (1, 12), (2, 13)))

        answers = [amara.request("POST", "commands", "{}", idempotency_key="k") for _ in range(200)]
        statuses = [status for status, _, _ in answers]
        others = [guest.post("ready", {"from": -1})[0] for guest in (jonas, lena)]

    assert others == [200, 200]
    assert statuses[:30] == [415] * 30
    assert statuses.count(429) >= 100
    waiting = [(headers, body) for status, headers, body in answers if status == 429]
    assert all(int(headers["retry-after"]) >= 1 for headers, _ in waiting)
    assert {body["code"] for _, body in waiting} == {"too_many"}


@contextlib.contextmanager
def started(log: str) -> Iterator[Table]:
    stream = Stream(Settings(database=log, secret=SECRET), RoomBook())
    stream.start()
    try:
        yield Table(stream)
    finally:
        stream.stop()


@PROTOCOLS
def test_a_house_started_anew_in_the_midst_of_a_step_knows_the_room_as_it_was(tmp_path, protocol):
    log = a_log(tmp_path / "log.sqlite3")
    with started(log) as table:
        state = table.open(protocol).state
    seen = []

    while state.number < len(state.steps) - 1:
        with started(log) as table:
            assert table.state == state
            table.go_on()
            table.write()
            table.say(PEOPLE[1], "ready", **{"from": table.state.number})
            table.say(PEOPLE[2], "more_time", **{"from": table.state.number})
            assert table.state.number == state.number + 1
            state = table.state
            seen.append(state.step.key)

    with started(log) as table:
        table.say(None, "close")
        state = table.state
    with started(log) as table:
        assert table.state == state
        assert table.state.closed
    assert seen == [step.key for step in state.steps]


@PROTOCOLS
def test_a_step_whose_time_ended_while_the_house_was_down_is_anybodys_to_move(
    tmp_path, monkeypatch, protocol
):
    log = a_log(tmp_path / "log.sqlite3")
    with started(log) as table:
        table.open(protocol).go_on()
        assert table.state.number == 0
    later = time.time_ns() + 5 * HOUR
    monkeypatch.setattr(time, "time_ns", lambda: later)

    with started(log) as table:
        for role in roles_missing(table.state, 1):
            table.say(PEOPLE[-1], "take_role", role=role.key)
        assert table.state.left(later // 1_000_000) == 0
        table.say(PEOPLE[3], "move_on", **{"from": 0})
        assert table.state.number == 1
        assert table.state.left(later // 1_000_000) == table.state.length


@PROTOCOLS
def test_a_clock_that_jumps_back_and_forth_stops_nobody(tmp_path, monkeypatch, protocol):
    true = time.time_ns()
    jumps = [true, true - HOUR, true + 30 * HOUR, true - 40 * HOUR, true, true + HOUR // 60]
    with started(a_log(tmp_path / "log.sqlite3")) as table:
        table.open(protocol)
        while table.state.number < len(table.state.steps) - 1:
            number = table.state.number
            for jump in jumps:
                monkeypatch.setattr(time, "time_ns", lambda jump=jump: jump)
                table.say(PEOPLE[0], "ask_help")
                table.say(PEOPLE[0], "help_came")
            table.go_on()
            assert table.state.number == number + 1
            table.write()
        events = table.stream.look(1, 0).result(10).events
        times = [event.at for event in events]

    assert times == sorted(times)
    assert len(events) > 20
