"""What a room says when a wish can't be met, and the checks that wishes share.

Refused
└─ says what happened and what one can do; the page keeps the person's text
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.live.events import Command, Refused
from juncture.practice.library.protocols import Step
from juncture.practice.moments.moving import for_all, leader_is_here
from juncture.practice.moments.replaying import BEFORE, RoomState


def seated(state: RoomState, member: int) -> int:
    if state.show is None:
        raise Refused("not_open", _("The room isn't open yet."))
    if member not in state.seats and member != state.facilitator:
        raise not_seated()
    if member not in state.arrived:
        raise Refused("not_here", _("Come in first: the room's page has a button for it."), 403)
    return member


def still_open(state: RoomState) -> None:
    if state.closed:
        raise is_closed()


def running(state: RoomState) -> Step:
    still_open(state)
    if state.step is None:
        raise Refused("not_begun", _("The moment hasn't begun yet."))
    return state.step


def elsewhere(state: RoomState, command: Command) -> bool:
    """The page it came from showed another step: what it asks for has happened, or is over."""
    return command.payload.get("from") != state.number


def fits(text: str, longest: int) -> None:
    over = len(text) - longest
    if over > 0:
        raise Refused(
            "too_long",
            ngettext(
                "This is %(over)d character too long for the board. Your text is kept; shorten it and save again.",
                "This is %(over)d characters too long for the board. Your text is kept; shorten it and save again.",
                over,
            )
            % {"over": over},
            422,
        )


def is_closed() -> Refused:
    return Refused("closed", _("This room has closed. What you wrote is kept on this device."))


def not_seated() -> Refused:
    return Refused(
        "not_seated", _("You have no seat in this room any more. Your host can tell you more."), 403
    )


def not_now() -> Refused:
    return Refused("out_of_step", _("The room isn't at this step yet. Your text is kept for when it is."))


def no_such_prompt() -> Refused:
    return Refused("no_prompt", _("The room doesn't ask this. Load the page again; your text is kept."), 400)


def no_such_entry() -> Refused:
    return Refused("no_entry", _("That entry isn't there any more. Your text is kept."), 404)


def not_yet(state: RoomState, people: tuple[int, ...]) -> Refused:
    if for_all(state):
        return Refused(
            "host_moves",
            _("Your host moves all rooms on together. Say that you are ready; it helps them see."),
        )
    if leader_is_here(state, people):
        return Refused(
            "facilitator_moves", _("The facilitator moves the room on. Say that you are ready."), 403
        )
    if state.number == BEFORE:
        return Refused(
            "not_enough", _("The moment begins once its time has come and half of those here are ready.")
        )
    return Refused("not_enough", _("The room moves on when half of those here are ready."))
