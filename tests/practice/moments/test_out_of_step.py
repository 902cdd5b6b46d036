"""Every wish at every step of every protocol: where it isn't its time it is refused in words, and nothing is written.

What is expected is read off the protocol's file, not asked of the code that decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from juncture.live.events import Command, Refused
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.moments.arranging import base_key
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.commanding import _WISHES, RoomBook
from juncture.practice.moments.replaying import RoomState
from juncture.practice.moments.sending import send
from tests.practice.moments.test_replaying import PEOPLE, Log, do
from tests.rooms import set_table

BOOK = RoomBook()
DONE, NOTHING, REFUSED = "done", "nothing", "refused"
PROTOCOLS = pytest.mark.parametrize("protocol", sorted(shipped_protocols()))


@dataclass(frozen=True)
class Wish:
    kind: str
    payload: dict[str, Any]
    by: int | None
    expected: str


def every_wish(log: Log) -> Iterator[Wish]:
    """At a step that has just begun, nobody ready, no facilitator: what becomes of each wish."""
    state = log.state
    step, last = state.step, len(state.steps) - 1
    here, me = {"from": state.number}, PEOPLE[0]
    taken = state.roles.values()

    def by(kind: str, expected: str, who: int | None = me, **payload: Any) -> Wish:
        return Wish(kind, here | payload, who, expected)

    yield by("ready", DONE)
    yield by("not_ready", NOTHING)
    has_the_floor = step is not None and step.kind == "tell" and state.floor == me
    yield by("move_on", DONE if has_the_floor else REFUSED)
    yield by("go_back", DONE if state.number > 0 else REFUSED)
    yield by("skip", DONE if step and step.optional and state.number < last else REFUSED)
    yield by("more_time", DONE if step else REFUSED)
    speaker = state.speaker or me
    yield by("pass_turn", DONE if step and step.turns else REFUSED, speaker, turn=state.turn)
    yield by("withdraw", NOTHING, entry="no/such/entry")
    yield by("lift_hold", REFUSED, reason="It is time.")
    yield by("ask_help", DONE)
    yield by("help_came", NOTHING)
    yield by("arrange", REFUSED, step=state.steps[max(0, state.number)].key, way="sideways")
    for role in state.show.roles:
        if any(one.each == role.key for one in state.steps):
            yield by("take_role", REFUSED, role=role.key)
        elif role.key not in state.roles and me not in taken:
            yield by("take_role", DONE, role=role.key)
            yield by("leave_role", NOTHING, role=role.key)
    for kind in ("take_role", "leave_role"):
        yield by(kind, REFUSED, role="nobody")
    for number, one in enumerate(state.steps):
        begun = number <= state.number
        for prompt in one.prompts:
            words = {"step": one.key, "prompt": prompt.key, "text": "We stopped."}
            yield by("write", DONE if begun and one.kind not in ("pairs", "wins") else REFUSED, **words)
            paired = begun and one.kind == "pairs"
            yield by("pair_answer", DONE if paired else REFUSED, base=None, **words)
    hold = [n for n, one in enumerate(state.steps) if base_key(one.key) == state.show.hold_until_after]
    over = not hold or state.number > max(hold)
    yield by("write", DONE if over else REFUSED, step="across", prompt="across", text="We all stopped.")
    yield by("close", REFUSED, None, member=me)
    told = any(one.kind == "wins" for one in state.steps[: state.number + 1])
    yield by("tell", DONE if told else REFUSED, None, member=me, win=1)
    for kind in ("seat", "open", "look_in", "lead", "moved", "wrote", "revealed"):
        yield by(kind, REFUSED)


def answer_to(log: Log, wish: Wish) -> str:
    command = Command(log.state.room, "key", wish.kind, wish.by, wish.payload)
    refusal = None
    try:
        drafts = BOOK.decide(log.state, command, frozenset(), log.now)
    except Refused as refused:
        refusal = refused
    if refusal is None:
        return DONE if drafts else NOTHING
    assert refusal.status in (400, 403, 404, 409, 422)
    assert refusal.message.endswith(".")
    assert len(refusal.message) > 20
    return REFUSED


def every_step(protocol: str) -> Iterator[Log]:
    """The room while it gathers, and then at the beginning of each of its steps."""
    log = Log(protocol).open()
    for member in PEOPLE:
        log.say(None, "arrive", {"member": member})
    yield log
    for _ in range(200):
        if log.state.number == len(log.state.steps) - 1:
            return
        do(log, ("go_on", None))
        yield log
    raise AssertionError("the room never came to its end")


@PROTOCOLS
def test_what_is_wished_out_of_step_is_refused_in_words_and_changes_nothing(protocol):
    asked = set()
    for log in every_step(protocol):
        before = log.state
        for wish in every_wish(log):
            asked.add(wish.kind)
            assert (wish, answer_to(log, wish)) == (wish, wish.expected), f"at {before.number}"
        assert log.state == before

    assert set(_WISHES) <= asked


@PROTOCOLS
def test_whoever_has_no_seat_or_has_not_come_in_is_refused_at_every_step(protocol):
    for log in every_step(protocol):
        strangers = [(99, log), (0, log), (-1, log)]
        gone = replace(log.state, arrived=tuple(m for m in log.state.arrived if m != PEOPLE[0]))
        away = Log(protocol, state=gone, now=log.now)
        for who, room in (*strangers, (PEOPLE[0], away)):
            for wish in every_wish(log):
                if wish.by is not None:
                    assert answer_to(room, replace(wish, by=who)) == REFUSED


@PROTOCOLS
def test_a_page_drawn_at_another_step_moves_nothing(protocol):
    """A second tap, or a page that lay there for a while: what it asks for has happened, or is over."""
    for log in every_step(protocol):
        for kind in ("ready", "not_ready", "move_on", "go_back", "skip", "more_time", "pass_turn", "arrange"):
            for away in (-1, 1, 2, True, None, "0", [log.state.number], 10**30):
                stale = log.state.number + away if type(away) is int else away
                wish = Wish(kind, {"from": stale, "turn": log.state.turn}, PEOPLE[0], NOTHING)
                if stale == log.state.number:
                    continue  # True is 1 in Python
                assert answer_to(log, wish) in (NOTHING, REFUSED)


@PROTOCOLS
@pytest.mark.parametrize("facilitator", [None, PEOPLE[0], 99])
def test_a_closed_room_takes_nothing_more(protocol, facilitator):
    log = next(every_step(protocol))
    do(log, ("go_on", None))
    log.say(PEOPLE[1], "ready", {"from": log.state.number})
    log.say(PEOPLE[1], "ask_help", {})
    log.say(None, "close", {})
    log.state = replace(log.state, facilitator=facilitator)
    assert log.state.closed
    assert log.state.help_asked_at

    for wish in every_wish(log):
        # What a repeated tap asks for has happened; anything else is told that the room has closed.
        settled = (wish.kind, wish.by) in (("close", None), ("withdraw", PEOPLE[0]))
        answer = answer_to(log, replace(wish, by=PEOPLE[1] if wish.by else None))
        assert answer == REFUSED or (settled and answer == NOTHING), wish


def test_two_who_go_on_at_once_go_one_step(cast):
    """By one key each, by the house and by a member: the second means the step that is already over."""
    table = set_table(cast.community, [cast.jonas, cast.priya], protocol="standing-circle", by=cast.amara)
    table.all_arrive()
    send(table.room, "lead", {"on": True})
    for member in table.members:
        send(table.room, "ready", {"from": -1}, by=member)
    state: RoomState = table.state
    assert (state.number, state.step.scope) == (0, "all")

    for _ in range(2):
        send(table.room, "move", {"from": state.step.key})
    send(table.room, "move_on", {"from": 0}, by=cast.jonas)

    assert table.state.number == 1


@pytest.mark.parametrize("key", ["close", "open", "close.1", "arrive"])
def test_no_key_of_a_members_stands_in_the_way_of_the_house(cast, key):
    """The house closed a room under the key “close”. A member who had used that key got the row of the room closed
    and its log not: the group went on in a room that nobody could close any more."""
    table = set_table(cast.community, [cast.jonas, cast.priya, cast.lena], by=cast.amara)
    table.go_to("write")
    send(table.room, "more_time", {"from": table.state.number}, by=cast.jonas, key=key)

    close_room(table.room, by=cast.amara)

    table.room.refresh_from_db()
    assert table.room.closed_at is not None
    assert table.state.closed
