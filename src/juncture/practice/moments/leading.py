"""The host leads the steps that are for all groups together: every room of a moment moves at once.

Without a host who leads, each of these steps is its own group's, like every other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from juncture.live.events import Refused
from juncture.practice.journal.recording import record
from juncture.practice.library.protocols import Protocol
from juncture.practice.moments.models import Lead, Moment, Room
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


def lead(moment: Moment, *, by: Host) -> bool:
    """From now on the host moves the common steps: in the rooms that are open and in those that open later.
    Whether that is new; twice is once."""
    with transaction.atomic():
        _alone_with(moment)
        _, new = Lead.objects.get_or_create(moment=moment, defaults={"by": by})
        if new:
            rooms = _tell_rooms(moment, True)
            record("rooms_led", by=by, noun=moment, community_id=moment.community_id, rooms=rooms)
    return new


def let_go(moment: Moment, *, by: Host) -> bool:
    """The common steps are each group's own again."""
    with transaction.atomic():
        _alone_with(moment)
        led, _ = Lead.objects.filter(moment=moment).delete()
        if led:
            rooms = _tell_rooms(moment, False)
            record("rooms_let_go", by=by, noun=moment, community_id=moment.community_id, rooms=rooms)
    return bool(led)


def is_led(moment: Moment) -> bool:
    return Lead.objects.filter(moment=moment).exists()


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


def common_steps(moment: Moment) -> tuple[str, ...]:
    """The titles of the steps a host can lead. The last is never one: who is done closes their own room."""
    steps = Protocol.from_plain(moment.run_of_show).steps[:-1]
    return tuple(step.title for step in steps if step.scope == "all")


def _tell_rooms(moment: Moment, on: bool) -> int:
    return sum(bool(send(room, "lead", {"on": on}).events) for room in _open_rooms(moment))


def _alone_with(moment: Moment) -> None:
    """A room that opens at the same time (opening.py) either sees the lead or is told of it."""
    Moment.objects.select_for_update(of=("self",)).get(pk=moment.pk)


def _open_rooms(moment: Moment) -> list[Room]:
    rooms = (
        Room.objects.filter(moment=moment, closed_at=None).exclude(opened_at=None).order_by("group__number")
    )
    return [room for room in rooms if not state_of(room).closed]
