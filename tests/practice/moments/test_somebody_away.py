"""Whoever leads or speaks may lose their connection: those who are here go on by half of them."""

from __future__ import annotations

import pytest

from juncture.live.events import Command, Refused
from juncture.practice.moments.moving import may_move_on, may_skip
from tests.practice.moments.test_replaying import BOOK, PEOPLE, ROOM, Log, do

LEADS, *OTHERS = PEOPLE
WITHOUT_THE_LEADER = frozenset(OTHERS)


def led_room() -> Log:
    log = Log("contrast-round-60", facilitator=LEADS).open()
    for one in PEOPLE:
        do(log, ("arrive", one))
    log.say(LEADS, "move_on", {"from": -1})
    return log


def decide(log: Log, kind: str, by: int, present: frozenset[int]):
    command = Command(ROOM, "k", kind, by, {"from": log.state.number})
    return BOOK.decide(log.state, command, present, log.now)


def test_where_the_facilitator_has_gone_half_of_those_here_move_the_room_on():
    log = led_room()
    for one in OTHERS[:2]:
        log.say(one, "ready", {"from": 0})

    with pytest.raises(Refused, match="facilitator moves the room on"):
        decide(log, "move_on", OTHERS[0], frozenset(PEOPLE))
    (moved,) = decide(log, "move_on", OTHERS[0], WITHOUT_THE_LEADER)

    assert (moved.kind, moved.payload["to"]) == ("moved", 1)


def test_less_than_half_of_those_here_are_told_how_many_it_takes():
    log = led_room()
    log.say(OTHERS[0], "ready", {"from": 0})

    with pytest.raises(Refused, match="half of those here are ready"):
        decide(log, "move_on", OTHERS[0], WITHOUT_THE_LEADER)


def test_a_facilitator_who_is_back_leads_again():
    log = led_room()
    for one in OTHERS:
        log.say(one, "ready", {"from": 0})

    assert may_move_on(log.state, OTHERS[0], tuple(OTHERS), log.now)
    assert not may_move_on(log.state, OTHERS[0], PEOPLE, log.now)
    assert may_move_on(log.state, LEADS, PEOPLE, log.now)
    assert not may_skip(log.state, OTHERS[0], PEOPLE)


def test_at_the_last_step_half_of_those_here_close_the_room():
    log = led_room()
    while log.state.number < len(log.state.steps) - 1:
        log.say(LEADS, "move_on", {"from": log.state.number})
    for one in OTHERS[:2]:
        log.say(one, "ready", {"from": log.state.number})
    command = Command(ROOM, "k", "close", None, {"member": OTHERS[0]})

    with pytest.raises(Refused):
        BOOK.decide(log.state, command, frozenset(PEOPLE), log.now)
    (closed,) = BOOK.decide(log.state, command, WITHOUT_THE_LEADER, log.now)

    assert closed.kind == "closed"
