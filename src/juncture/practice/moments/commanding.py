"""What a member may do in a room while it runs. The stream asks this book; pages ask it too (sending.py).

Pure: a state and a command go in, events come out or a refusal with its reason. What needs a table beside the
log (opening, arriving, telling, orienting, closing) is a command of the house: a verb sends it, with the member
in its payload, in the same transaction as its row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from juncture.live.events import Command, Draft, Event, Reader, Refused
from juncture.practice.moments.asking_the_host import ask_help, help_came
from juncture.practice.moments.lifting import lift_hold
from juncture.practice.moments.moving import entering, for_all, here, joining, may_move_on
from juncture.practice.moments.refusing import is_closed, not_now, not_seated, not_yet, seated, still_open
from juncture.practice.moments.replaying import RoomState, apply
from juncture.practice.moments.stepping import (
    arrange,
    go_back,
    more_time,
    move_on,
    not_ready,
    pass_turn,
    ready,
    skip,
)
from juncture.practice.moments.taking_seats import leave_role, seats_taken, take_role
from juncture.practice.moments.writing import pair_answer, withdraw, write

NOBODY = 0  # the viewer that no member is: a host who watches

_SEEN: dict[str, Any] = {}  # one object, so that it is encoded once for everybody


class RoomBook:
    """The practice's side of `juncture.live.events.Book`."""

    def blank(self, room: int, reader: Reader) -> RoomState:
        if not reader.rows("SELECT 1 FROM room WHERE id = %s", (room,)):
            raise Refused("no_room", _("There is no such room."), 404)
        return RoomState(room)

    def apply(self, state: RoomState, event: Event) -> RoomState:
        return apply(state, event)

    def decide(
        self, state: RoomState, command: Command, present: frozenset[int], now: int
    ) -> Sequence[Draft]:
        if command.author is None:
            return _house(state, command, present, now)
        member = seated(state, command.author)
        wish = _WISHES.get(command.kind)
        if wish is None:
            raise Refused(
                "unknown", _("This page is older than the room. Load it again; your text is kept."), 400
            )
        return wish(state, member, command, _people(state, present, member), now)

    def seen_by(self, state: RoomState, event: Event, viewer: int) -> dict[str, Any] | None:
        """The stream carries no words at all: a page hears that something happened and asks for what it may see."""
        if event.kind in ("wrote", "withdrew") and event.payload.get("sealed") and event.author != viewer:
            return (
                None if not _open_now(state, event) and viewer not in event.payload.get("pair", ()) else _SEEN
            )
        if event.kind == "moved":
            return {"to": event.payload["to"]}
        return _SEEN


def _people(state: RoomState, present: frozenset[int], member: int) -> tuple[int, ...]:
    # Nobody present means that no stream runs here, so that presence is not known.
    return here(state, present, member) if present else state.arrived


def _open_now(state: RoomState, event: Event) -> bool:
    found = state.find_step(event.payload.get("step", ""))
    return found is not None and state.is_open(found[1])


# -- the house ------------------------------------------------------------------------------------------------


def _house(state: RoomState, command: Command, present: frozenset[int], now: int) -> Sequence[Draft]:
    payload = command.payload
    if command.kind == "open":
        return [] if state.show else [Draft("opened", payload)]
    if state.show is None:
        raise Refused("not_open", _("The room isn't open yet."))
    if command.kind == "seat":
        return [Draft("seated", payload)]
    if command.kind == "close" and payload.get("member") is None:
        return [] if state.closed else [Draft("closed", {})]
    if command.kind == "look_in":
        return [Draft("help_came", {})] if state.help_asked_at and not state.closed else []
    if command.kind == "lead":
        return [] if state.closed or state.led == payload["on"] else [Draft("led", {"on": payload["on"]})]
    if command.kind == "move":
        return _move_for_all(state, payload["from"])
    member = payload["member"]
    if command.kind == "arrive":
        return _arrive(state, member)
    seated(state, member)
    if command.kind == "orient":
        return [] if member in state.oriented else [Draft("oriented", {}, author=member)]
    if command.kind == "tell":
        return _tell(state, member, payload["win"])
    if command.kind == "close":
        return _close(state, member, _people(state, present, member), now)
    raise Refused("unknown", _("The room doesn't know how to do that."), 400)


def _move_for_all(state: RoomState, key: str) -> Sequence[Draft]:
    """The host moves every room that is at this step; a room that is elsewhere stays where it is."""
    if state.closed or not for_all(state) or state.step is None or state.step.key != key:
        return []
    seats_taken(state, state.number + 1)
    return [Draft("moved", entering(state, state.number + 1))]


def _arrive(state: RoomState, member: int) -> Sequence[Draft]:
    if member not in state.seats and member != state.facilitator:
        raise not_seated()
    if state.closed:
        raise is_closed()
    if member in state.arrived:
        return []
    return [Draft("arrived", joining(state, member), author=member)]


def _tell(state: RoomState, member: int, win: int) -> Sequence[Draft]:
    still_open(state)
    if not any(step.kind == "wins" for step in state.steps[: state.number + 1]):
        raise not_now()
    # Told again it is news as well: the others' pages show what changed.
    return [Draft("told", {"win": win}, author=member)]


def _close(state: RoomState, member: int, people: tuple[int, ...], now: int) -> Sequence[Draft]:
    if state.closed:
        return []
    last = state.number == len(state.steps) - 1
    if member != state.facilitator and not (last and may_move_on(state, member, people, now)):
        raise not_yet(state, people)
    return [Draft("closed", {}, author=member)]


Wish = Callable[[RoomState, int, Command, tuple[int, ...], int], Sequence[Draft]]

_WISHES: Mapping[str, Wish] = {
    "ready": ready,
    "not_ready": not_ready,
    "move_on": move_on,
    "go_back": go_back,
    "more_time": more_time,
    "write": write,
    "withdraw": withdraw,
    "pass_turn": pass_turn,
    "skip": skip,
    "arrange": arrange,
    "take_role": take_role,
    "leave_role": leave_role,
    "pair_answer": pair_answer,
    "lift_hold": lift_hold,
    "ask_help": ask_help,
    "help_came": help_came,
}
