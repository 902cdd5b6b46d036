"""One line for whoever wonders: what comes next, and what moves the room on. Everybody reads their own."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.moments.moving import (
    FEWEST,
    for_all,
    leader_is_here,
    may_move_on,
    roles_missing,
    teller_moves,
)
from juncture.practice.moments.replaying import BEFORE, RoomState
from juncture.practice.moments.seeing import Person


def what_next(
    state: RoomState, member: int, people: tuple[Person, ...], here: tuple[int, ...], now: int
) -> str:
    """`here` are those whose page is open, as far as that is known."""
    if state.closed or state.show is None:
        return ""
    if state.number == BEFORE:
        return _begins(state, member, here)
    moves = _closes if state.number == len(state.steps) - 1 else _moves
    names = {person.id: person.name for person in people}
    said = (_coming(state, names), _mine(state, member), moves(state, member, names, here, now))
    return " ".join(filter(None, said))


def _begins(state: RoomState, member: int, here: tuple[int, ...]) -> str:
    if len(here) < FEWEST:
        return _("It begins once somebody else is here.")
    if leader_is_here(state, here):
        if member == state.facilitator:
            return _("You begin, when people have settled.")
        return _("Your facilitator begins when people have settled.")
    mine = _("You are ready.") if member in state.ready else ""
    how = _(
        "It begins by itself when everybody is here and ready. From its hour on, anybody can begin once half "
        "of you are ready."
    )
    return f"{mine} {how}".strip()


def _coming(state: RoomState, names: dict[int, str]) -> str:
    """The step that follows, and whose time it is where that changes."""
    if state.number >= len(state.steps) - 1:
        return ""
    step = state.steps[state.number + 1]
    minutes = max(1, round(state.minutes_of(step)))
    whose = names.get(state.whose.get(step.key, 0))
    told = {"title": step.title, "n": minutes, "name": whose}
    if whose and state.step and whose != names.get(state.whose.get(state.step.key, 0)):
        return (
            ngettext(
                "Next: “%(title)s” for %(name)s, about %(n)d min.",
                "Next: “%(title)s” for %(name)s, about %(n)d min.",
                minutes,
            )
            % told
        )
    return (
        ngettext(
            "Next: “%(title)s”, about %(n)d min.",
            "Next: “%(title)s”, about %(n)d min.",
            minutes,
        )
        % told
    )


def _mine(state: RoomState, member: int) -> str:
    return _("You are ready.") if member in state.ready and state.speaker is None else ""


def _moves(state: RoomState, member: int, names: dict[int, str], here: tuple[int, ...], now: int) -> str:
    step = state.step
    assert step is not None
    may = may_move_on(state, member, here, now)
    if for_all(state):
        if may:
            return _("Anybody can move this room on now.")
        return _("Your host moves all rooms on together. Two minutes after the time is over, anybody can.")
    led = leader_is_here(state, here)
    if led and member == state.facilitator:
        return _("You move the room on.")
    if led and not may:
        return _("Your facilitator moves the room on. Two minutes after the time is over, anybody can.")
    if roles_missing(state, state.number + 1):
        return _("The room moves on once the free seat is taken.")
    if state.speaker is not None and not may:
        return _("Whoever has spoken passes the turn on; after the last turn you all go on.")
    if teller_moves(state, member, here):
        return _("You move the room on, when you have said it.")
    if may:
        return _any_of_those_here(state, here)
    if step.kind == "tell" and (teller := names.get(state.floor or 0)):
        return _("%(name)s moves the room on. When the time is over, anybody can.") % {"name": teller}
    return _with_those_here(state, here)


def _any_of_those_here(state: RoomState, here: tuple[int, ...]) -> str:
    if away := _away(state, here):
        return away + " " + _("Anybody can move the room on now.")
    return _("Anybody can move the room on now; it also moves by itself when everybody is ready.")


def _with_those_here(state: RoomState, here: tuple[int, ...]) -> str:
    """A room doesn't move by itself while somebody is away who may come back; half of those here move it."""
    if away := _away(state, here):
        how = _("Once half of those here are ready, or the time is over, anybody can move the room on.")
        return f"{away} {how}"
    if state.step and state.step.kind == "silence":
        return _("When the time is over, anybody moves the room on; nobody needs to say anything.")
    return _(
        "The room moves on by itself when everybody is ready. Once half of you are, or the time is over, "
        "anybody can move it on."
    )


def _away(state: RoomState, here: tuple[int, ...]) -> str:
    away = len(set(state.arrived) - set(here))
    if not away:
        return ""
    said = ngettext("%(n)d of you isn't here at the moment.", "%(n)d of you aren't here at the moment.", away)
    return said % {"n": away}


def _closes(state: RoomState, member: int, names: dict[int, str], here: tuple[int, ...], now: int) -> str:
    if member == state.facilitator:
        return _("This is the last step. You close the room when all have spoken.")
    if may_move_on(state, member, here, now):
        return _(
            "This is the last step. When all are done, one of you closes the room; the board stays readable."
        )
    if leader_is_here(state, here):
        return _("This is the last step. Your facilitator closes the room.")
    return _(
        "This is the last step. Once half of you are ready, or the time is over, anybody can close the room."
    )
