"""The named seats of a protocol: taken and given free by a tap. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juncture.live.events import Command, Draft, Refused
from juncture.practice.moments.moving import roles_missing
from juncture.practice.moments.refusing import still_open
from juncture.practice.moments.replaying import RoomState


def take_role(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """A free seat, or that of somebody who has gone. One seat a person: whoever takes another leaves the first."""
    still_open(state)
    role = _role(state, command)
    if member not in state.seats:
        raise Refused("not_at_table", _("These seats are for those who sit at the table."), 403)
    holds = state.roles.get(role)
    if holds == member:
        return []
    if holds is not None and holds in people:
        raise Refused("role_taken", _("Somebody has taken this seat already. They can give it free."))
    return [Draft("took_role", {"role": role, "member": member}, author=member)]


def leave_role(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    role = _role(state, command)
    holds = state.roles.get(role)
    if holds is None:
        return []
    if member not in (holds, state.facilitator):
        raise Refused("not_your_role", _("Whoever sits there gives the seat free, or the facilitator does."))
    return [Draft("left_role", {"role": role}, author=member)]


def seats_taken(state: RoomState, number: int) -> None:
    """A step that somebody carries needs them; it is said which seat is free."""
    missing = roles_missing(state, number)
    if missing:
        raise Refused(
            "role_free",
            _("Before “%(step)s” somebody takes the seat: %(role)s. One tap, under “Seats”.")
            % {"step": state.steps[number].title, "role": missing[0].title},
        )


def _role(state: RoomState, command: Command) -> str:
    role = str(command.payload.get("role", ""))
    if state.show is None or state.show.role(role) is None or any(step.each == role for step in state.steps):
        raise Refused("no_role", _("There is no such seat here. Load the page again."), 400)
    return role
