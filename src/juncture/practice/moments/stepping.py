"""From step to step: ready, on, back, left out, more time; the next turn; the order of what comes. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juncture.live.events import Command, Draft, Event, Refused
from juncture.practice.moments.arranging import moved_line
from juncture.practice.moments.moving import (
    entering,
    leader_is_here,
    may_arrange,
    may_go_back,
    may_move_on,
    may_pass,
    may_skip,
    moves_by_itself,
)
from juncture.practice.moments.refusing import elsewhere, not_yet, running, still_open
from juncture.practice.moments.replaying import MINUTE, RoomState, apply
from juncture.practice.moments.taking_seats import seats_taken

MINUTES_MORE = 2  # each time somebody asks
MOST_MORE = 20 * MINUTE  # so that a stuck finger can't keep a room for ever


def ready(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    if elsewhere(state, command) or member in state.ready:
        return []
    drafts = [Draft("ready", {}, author=member)]
    after = _with_ready(state, member)
    if moves_by_itself(after):
        drafts.append(Draft("moved", entering(after, after.number + 1)))
    return drafts


def not_ready(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    if elsewhere(state, command) or member not in state.ready:
        return []
    return [Draft("not_ready", {}, author=member)]


def move_on(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    # Two people press at once: the second press means the step that is already over.
    if elsewhere(state, command):
        return []
    if not may_move_on(state, member, people, now):
        raise not_yet(state, people)
    if state.number >= len(state.steps) - 1:
        raise Refused("last_step", _("This is the last step. Close the room when everybody has spoken."))
    seats_taken(state, state.number + 1)
    return [Draft("moved", entering(state, state.number + 1), author=member)]


def go_back(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    if elsewhere(state, command):
        return []
    if state.number <= 0:
        raise Refused("first_step", _("This is the first step; there is nothing to go back to."))
    if not may_go_back(state, member, people, now):
        raise not_yet(state, people)
    return [Draft("moved", entering(state, state.number - 1), author=member)]


def skip(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """An optional step is left out; of somebody who isn't here, all that was theirs in this block."""
    step = running(state)
    if elsewhere(state, command):
        return []
    if not may_skip(state, member, people):
        if leader_is_here(state, people) and member != state.facilitator:
            raise not_yet(state, people)
        raise Refused(
            "not_optional", _("This step isn't optional. Say that you are ready, and it ends sooner.")
        )
    to = state.number + 1
    whose = state.whose.get(step.key)
    if not step.optional:
        while to < len(state.steps) - 1 and state.whose.get(state.steps[to].key) == whose:
            to += 1
    seats_taken(state, to)
    return [Draft("moved", entering(state, to) | {"skipped": True}, author=member)]


def more_time(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    running(state)
    if elsewhere(state, command):
        return []
    if state.extended + MINUTES_MORE * MINUTE > MOST_MORE:
        raise Refused(
            "enough_time",
            _("This step has been given as much time as a step can have. What you wrote is kept."),
        )
    return [Draft("more_time", {"minutes": MINUTES_MORE}, author=member)]


def pass_turn(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    step = running(state)
    if elsewhere(state, command) or command.payload.get("turn") != state.turn:
        return []
    if step.turns is None or state.speaker is None:
        raise Refused("no_turns", _("Nobody has the floor at the moment."))
    if not may_pass(state, member, people, now):
        raise Refused(
            "not_your_turn", _("Somebody else is speaking. They pass the turn on when they are done.")
        )
    # What somebody leaves out who never began needs no silence after it.
    began = now >= state.turn_since and state.speaker in people
    silence = {"silence": step.turns.pause_seconds} if step.turns.pause_seconds and began else {}
    return [Draft("passed", {"turn": state.turn + 1, **silence}, author=member)]


def arrange(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """A coming step one place earlier or later. The page names the order it saw, so that two taps don't cross."""
    still_open(state)
    if elsewhere(state, command):
        return []
    if not may_arrange(state, member):
        raise Refused("facilitator_arranges", _("The facilitator changes the order of the steps."), 403)
    by = {"earlier": -1, "later": 1}.get(str(command.payload.get("way", "")))
    hold = state.show.hold_until_after if state.show else None
    line = (
        moved_line(state.steps, state.number, str(command.payload.get("step", "")), by, hold) if by else None
    )
    if line is None:
        raise Refused(
            "order_holds",
            _(
                "This step can't stand there: it builds on the one before it, it has begun, "
                "or summing up would come before the differences."
            ),
        )
    return [Draft("rearranged", {"keys": [step.key for step in line]}, author=member)]


def _with_ready(state: RoomState, member: int) -> RoomState:
    return apply(state, Event(state.room, state.seq + 1, "", state.since, "ready", member, {}))
