"""The host leads the steps that are for all groups together: every room of a moment moves at once.

Without a host who leads, each of these steps is its own group's, like every other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from juncture.live.events import Refused
from juncture.practice.journal.recording import record
from juncture.practice.moments.models import Moment, Room
from juncture.practice.moments.moving import for_all
from juncture.practice.moments.replaying import RoomState
from juncture.practice.moments.sending import send, state_of
from juncture.practice.people.models import Host


@dataclass(frozen=True)
class Together:
    """A step for all groups, and how many rooms have come to it."""

    step: str
    title: str
    rooms: int
    ready: int
    here: int


def lead(moment: Moment, *, by: Host) -> int:
    """From now on the host moves the common steps. Says in how many rooms; a room that opens later isn't led."""
    return _tell_rooms(moment, True, by)


def let_go(moment: Moment, *, by: Host) -> int:
    """The common steps are each group's own again."""
    return _tell_rooms(moment, False, by)


def move_all(moment: Moment, step: str, *, by: Host) -> tuple[int, list[str]]:
    """Every led room that is at the step goes on. Says how many did, and why others couldn't."""
    moved, reasons = 0, []
    with transaction.atomic():
        for room in _open_rooms(moment):
            try:
                moved += bool(send(room, "move", {"from": step}).events)
            except Refused as refused:
                reasons.append(refused.message)
        if moved:
            record("rooms_moved", by=by, noun=moment, community_id=moment.community_id, rooms=moved)
    return moved, reasons


def together(states: Iterable[RoomState]) -> list[Together]:
    """The common steps at which led rooms stand now, in the order of the run of show."""
    at: dict[str, list[RoomState]] = {}
    for state in sorted(states, key=lambda one: one.number):
        if state.step is not None and not state.closed and for_all(state):
            at.setdefault(state.step.key, []).append(state)
    return [
        Together(
            step=key,
            title=rooms[0].step.title if rooms[0].step else "",
            rooms=len(rooms),
            ready=sum(len(state.ready) for state in rooms),
            here=sum(len(state.arrived) for state in rooms),
        )
        for key, rooms in at.items()
    ]


def has_common_steps(states: Iterable[RoomState]) -> bool:
    return any(step.scope == "all" for state in states if not state.closed for step in state.steps[:-1])


def _tell_rooms(moment: Moment, on: bool, by: Host) -> int:
    with transaction.atomic():
        told = sum(bool(send(room, "lead", {"on": on}).events) for room in _open_rooms(moment))
        if told:
            verb = "rooms_led" if on else "rooms_let_go"
            record(verb, by=by, noun=moment, community_id=moment.community_id, rooms=told)
    return told


def _open_rooms(moment: Moment) -> list[Room]:
    rooms = (
        Room.objects.filter(moment=moment, closed_at=None).exclude(opened_at=None).order_by("group__number")
    )
    return [room for room in rooms if not state_of(room).closed]
