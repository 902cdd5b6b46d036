"""Synthesis is let in before its time: by whoever facilitates, with a reason that the group reads. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juncture.live.events import Command, Draft, Refused
from juncture.practice.moments.refusing import fits, running
from juncture.practice.moments.replaying import RoomState
from juncture.practice.moments.writing import clean

LONGEST_REASON = 300


def lift_hold(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    running(state)
    if member != state.facilitator:
        raise Refused(
            "facilitator_only", _("Only the facilitator can let synthesis in before its time."), 403
        )
    if not state.held:
        return []
    reason = clean(command.payload.get("reason"))
    if not reason:
        raise Refused("no_reason", _("Say in a few words why: the group reads it."), 422)
    fits(reason, LONGEST_REASON)
    return [Draft("lifted", {"reason": reason}, author=member)]
