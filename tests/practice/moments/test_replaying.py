"""Snapshot and tail: a state that missed something and follows the log ends where a fresh replay ends."""

import json
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.live.events import Command, Event, Refused
from juncture.live.wire import text_of
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.moments.arranging import base_key
from juncture.practice.moments.commanding import RoomBook
from juncture.practice.moments.moving import may_pass, roles_missing
from juncture.practice.moments.replaying import BEFORE, RoomState, apply, replay

ROOM = 7
PEOPLE = (11, 12, 13, 14, 15)
BOOK = RoomBook()


@dataclass
class Log:
    """A room in memory, written as the stream writes it: decided, drafted, through JSON and back."""

    protocol: str
    facilitator: int | None = None
    events: list[Event] = field(default_factory=list)
    state: RoomState = field(default_factory=lambda: RoomState(ROOM))
    now: int = 1_000_000
    refusals: list[str] = field(default_factory=list)

    def open(self, seats=PEOPLE) -> "Log":
        show = json.loads(text_of(shipped_protocols()[self.protocol].as_plain()))
        frame = {"show": show, "seats": list(seats), "facilitator": self.facilitator, "starts_at": 0}
        self.say(None, "open", frame)
        return self

    def say(self, author, kind, payload) -> bool:
        self.now += 1_000
        command = Command(ROOM, f"k{len(self.events)}.{self.now}", kind, author, payload)
        try:
            drafts = BOOK.decide(self.state, command, frozenset(), self.now)
        except Refused as refused:
            self.refusals.append(refused.message)
            return False
        for draft in drafts:
            payload = json.loads(text_of(draft.payload))
            event = Event(ROOM, len(self.events) + 1, "k", self.now, draft.kind, draft.author, payload)
            self.events.append(event)
            self.state = BOOK.apply(self.state, event)
        return True


member = st.sampled_from([*PEOPLE, 99])
text = st.sampled_from(["", " ", "We stopped.", "x" * 2001, "á\x00b", "<script>alert(1)</script>"])
number = st.integers(-2, 10)
where = st.sampled_from(["settle", "write", "compare", "open", "wins", "close", "across", "nowhere"])
asked = st.sampled_from(
    ["signal", "choice", "same", "otherwise", "difference", "question", "leaving", "across", "no"]
)
role = st.sampled_from(["presenter", "giver", "client", "timekeeper", "focus", "nobody"])
about = st.one_of(
    st.none(), st.just([11, "write", "signal"]), st.just([99, "x", "y"]), st.just("12.write.signal")
)

wish = st.one_of(
    st.tuples(st.just("arrive"), member),
    st.tuples(
        st.sampled_from(["ready", "not_ready", "move_on", "go_back", "more_time", "ask_help", "help_came"]),
        member,
    ),
    st.tuples(st.just("ready_all"), st.none()),
    st.tuples(st.just("write"), member, where, asked, text, about),
    st.tuples(st.just("pair_answer"), member, where, asked, text),
    st.tuples(st.just("pass_turn"), member),
    st.tuples(st.just("withdraw"), member),
    st.tuples(st.just("lift_hold"), member, text),
    st.tuples(st.just("seat"), st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1)),
    st.tuples(st.just("close"), member),
    st.tuples(st.just("orient"), member),
    st.tuples(st.just("tell"), member, number),
    st.tuples(st.just("wait"), st.integers(1, 900)),
    st.tuples(st.just("skip"), member),
    st.tuples(st.sampled_from(["take_role", "leave_role"]), member, role),
    st.tuples(st.just("arrange"), member, st.integers(0, 30), st.sampled_from(["earlier", "later", "away"])),
    st.tuples(st.just("lead"), st.booleans()),
    st.tuples(st.just("move"), st.none()),
    st.tuples(st.just("go_on"), st.none()),
)


def do(log: Log, wish) -> None:
    kind, *rest = wish
    here = {"from": log.state.number}
    if kind == "wait":
        log.now += rest[0] * 1000
    elif kind == "arrive":
        log.say(None, "arrive", {"member": rest[0]})
    elif kind == "ready_all":
        for one in PEOPLE:
            log.say(one, "ready", {"from": log.state.number})
    elif kind == "seat":
        log.say(None, "seat", {"seats": rest[0], "facilitator": log.facilitator})
    elif kind in ("close", "orient"):
        log.say(None, kind, {"member": rest[0]})
    elif kind == "tell":
        log.say(None, kind, {"member": rest[0], "win": rest[1]})
    elif kind == "write":
        who, step, prompt, words, cell = rest
        log.say(who, "write", {"step": step, "prompt": prompt, "text": words, "about": cell})
    elif kind == "pair_answer":
        who, step, prompt, words = rest
        log.say(who, kind, {"step": step, "prompt": prompt, "text": words, "base": None})
    elif kind == "pass_turn":
        log.say(rest[0], kind, here | {"turn": log.state.turn})
    elif kind == "withdraw":
        entry = next(iter(log.state.said), "none")
        log.say(rest[0], kind, {"entry": entry})
    elif kind in ("take_role", "leave_role"):
        log.say(rest[0], kind, here | {"role": rest[1]})
    elif kind == "arrange":
        keys = [step.key for step in log.state.steps]
        log.say(rest[0], kind, here | {"step": keys[rest[1] % len(keys)], "way": rest[2]})
    elif kind == "lead":
        log.say(None, kind, {"on": rest[0]})
    elif kind == "move":
        log.say(None, kind, {"from": log.state.step.key if log.state.step else ""})
    elif kind == "go_on":
        for missing in roles_missing(log.state, log.state.number + 1):
            log.say(12, "take_role", here | {"role": missing.key})
        for one in log.state.arrived:
            log.say(one, "ready", here)
    elif kind == "lift_hold":
        log.say(rest[0], kind, here | {"reason": rest[1]})
    else:
        log.say(rest[0], kind, here)


@settings(max_examples=150, deadline=None)
@given(
    protocol=st.sampled_from(sorted(shipped_protocols())),
    facilitator=st.sampled_from([None, 11, 99]),
    wishes=st.lists(wish, max_size=60),
    cut=st.integers(0, 200),
    begun=st.sampled_from([0, 3, 5]),
)
def test_a_stale_state_that_follows_the_log_ends_where_a_fresh_replay_ends(
    protocol, facilitator, wishes, cut, begun
):
    log = Log(protocol, facilitator).open()
    for one in PEOPLE[:begun]:
        do(log, ("arrive", one))
    for one in wishes:
        do(log, one)

    stale = replay(ROOM, log.events[:cut])
    for event in log.events[cut:]:
        stale = apply(stale, event)

    assert stale == log.state == replay(ROOM, log.events)
    holds(log.state)
    assert all(log.refusals)


def holds(state: RoomState) -> None:
    """What is true of every room, whatever people press."""
    assert state.ready <= set(state.arrived)
    assert BEFORE <= state.number < len(state.steps)
    for said in state.said.values():
        assert said.text
        assert len(said.text) <= 2000
        assert "\x00" not in said.text
    for pairs in state.pairs.values():
        seated = [one for pair in pairs for one in pair]
        assert len(seated) == len(set(seated))
    for order in state.orders.values():
        assert len(order) == len(set(order))
    assert set(state.roles.values()) <= {*state.seats}
    assert len(set(state.roles.values())) == len(state.roles)
    keys = [step.key for step in state.steps]
    assert len(keys) == len(set(keys))
    assert set(state.whose) <= set(keys)
    for number, step in enumerate(state.steps):
        assert set(step.reveals) <= set(keys[:number])
    if state.show is not None:
        lived = {base_key(key) for key in keys}
        assert lived == {step.key for step in state.show.steps}


def test_a_state_is_left_as_it_was_when_an_event_is_applied():
    log = Log("contrast-round-60").open()
    before = log.state

    log.say(None, "arrive", {"member": 11})

    assert before.arrived == ()
    assert log.state.arrived == (11,)


def test_an_event_of_a_kind_not_known_yet_changes_nothing_but_its_place():
    log = Log("contrast-round-60").open()

    after = apply(log.state, Event(ROOM, 2, "k", 5, "applauded", 11, {}))

    assert after.seq == 2
    assert (after.arrived, after.said) == (log.state.arrived, log.state.said)


@pytest.mark.parametrize(
    ("people", "sizes"), [(3, [3]), (4, [2, 2]), (5, [2, 3]), (6, [2, 2, 2]), (8, [2, 2, 2, 2])]
)
def test_pairs_of_every_size_of_group(people, sizes):
    seats = tuple(range(1, people + 1))
    log = Log("contrast-round-60").open(seats)
    for one in seats:
        log.say(None, "arrive", {"member": one})
    while not (log.state.step and log.state.step.key == "compare"):
        for one in seats:
            log.say(one, "ready", {"from": log.state.number})

    pairs = log.state.pairs["compare"]

    assert sorted(len(pair) for pair in pairs) == sizes
    assert sorted(one for pair in pairs for one in pair) == list(seats)


def test_rounds_are_as_long_as_their_turns():
    log = Log("contrast-round-60").open()
    for one in PEOPLE:
        log.say(None, "arrive", {"member": one})
    while not (log.state.step and log.state.step.key == "rounds"):
        for one in PEOPLE:
            log.say(one, "ready", {"from": log.state.number})

    assert log.state.length == 5 * (120 + 30) * 1000


@pytest.mark.parametrize(
    "kind", ["open", "seat", "arrive", "orient", "tell", "close", "opened", "moved", "wrote"]
)
def test_what_the_house_does_is_not_for_a_member_to_say(kind):
    log = Log("contrast-round-60").open()
    log.say(None, "arrive", {"member": 11})
    before = log.state

    assert not log.say(11, kind, {"member": 12, "win": 1, "seats": [], "facilitator": 11, "to": 8})
    assert log.state == before


def test_a_member_alone_hears_what_they_sent_and_others_only_that_something_happened():
    log = Log("contrast-round-25").open()
    for one in PEOPLE:
        log.say(None, "arrive", {"member": one})
    for one in PEOPLE:
        log.say(one, "ready", {"from": -1})
    log.say(11, "write", {"step": "write", "prompt": "choice", "text": "We stopped."})
    event = log.events[-1]

    assert BOOK.seen_by(log.state, event, 11) == {}
    assert BOOK.seen_by(log.state, event, 12) is None
    assert BOOK.seen_by(log.state, event, 0) is None


def at_rounds() -> Log:
    log = Log("contrast-round-60").open()
    for one in PEOPLE:
        do(log, ("arrive", one))
    while not (log.state.step and log.state.step.key == "rounds"):
        do(log, ("go_on", None))
    return log


def test_the_next_turn_begins_after_the_silence_and_nobody_s_talk_counts_it():
    log = at_rounds()
    first, second = log.state.order[:2]
    turn = log.state.step.turns
    log.now += 40_000

    assert log.say(first, "pass_turn", {"from": log.state.number, "turn": 0})
    state, passed = log.state, log.now
    assert state.turn_since == passed + 1000 * turn.pause_seconds
    assert state.silent(passed)
    assert not state.silent(state.turn_since)
    # Another may pass the turn on when its own two minutes are over, not when two minutes have gone by.
    others = [one for one in PEOPLE if one != second]
    assert not may_pass(state, others[0], PEOPLE, passed + 1000 * turn.seconds_each)
    assert may_pass(state, others[0], PEOPLE, state.turn_since + 1000 * turn.seconds_each)

    log.now = state.turn_since + 30_000 - 1_000
    assert log.say(second, "pass_turn", {"from": log.state.number, "turn": 1})
    assert log.state.spoken[second] == 30_000


def test_a_turn_that_was_left_out_is_followed_by_no_second_silence():
    log = at_rounds()
    first, second = log.state.order[:2]
    log.say(first, "pass_turn", {"from": log.state.number, "turn": 0})

    log.say(second, "pass_turn", {"from": log.state.number, "turn": 1})

    assert log.state.turn_since == log.now


def test_a_log_from_before_the_silence_was_written_down_gives_the_state_it_gave():
    log = at_rounds()
    log.say(log.state.speaker, "pass_turn", {"from": log.state.number, "turn": 0})
    *before, passed = log.events
    assert passed.payload == {"turn": 1, "silence": 30}

    old = apply(replay(ROOM, before), replace(passed, payload={"turn": 1}))

    assert (old.turn, old.turn_since) == (1, passed.at)
    assert not old.silent(passed.at)
