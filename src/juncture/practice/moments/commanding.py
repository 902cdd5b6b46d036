"""What a member may do in a room while it runs. The stream asks this book; pages ask it too (sending.py).

Pure: a state and a command go in, events come out or a refusal with its reason. What needs a table beside the
log (opening, arriving, telling, orienting, closing) is a command of the house: a verb sends it, with the member
in its payload, in the same transaction as its row.

    Refused
    └─ says what happened and what one can do; the page keeps the person's text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.live.events import Command, Draft, Event, Reader, Refused
from juncture.practice.library.protocols import Prompt, Step
from juncture.practice.moments.arranging import moved_line
from juncture.practice.moments.moving import (
    entering,
    for_all,
    here,
    joining,
    may_arrange,
    may_go_back,
    may_move_on,
    may_skip,
    moves_by_itself,
    roles_missing,
)
from juncture.practice.moments.replaying import (
    ACROSS,
    BEFORE,
    MINUTE,
    Cell,
    RoomState,
    Said,
    apply,
    own_id,
    pair_id,
)

LONGEST = 2000  # characters of one answer
LONGEST_REASON = 300
MOST_ENTRIES = 40  # by one person to one prompt; a board nobody can read helps nobody
MINUTES_MORE = 2  # each time somebody asks
MOST_MORE = 20 * MINUTE  # so that a stuck finger can't keep a room for ever
NOBODY = 0  # the viewer that no member is: a host who watches

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
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
            return _house(state, command, now)
        member = _seated(state, command.author)
        wish = _WISHES.get(command.kind)
        if wish is None:
            raise Refused(
                "unknown", _("This page is older than the room. Load it again; your text is kept."), 400
            )
        # Nobody present means that no stream runs here, so that presence is not known.
        people = here(state, present, member) if present else state.arrived
        return wish(state, member, command, people, now)

    def seen_by(self, state: RoomState, event: Event, viewer: int) -> dict[str, Any] | None:
        """The stream carries no words at all: a page hears that something happened and asks for what it may see."""
        if event.kind in ("wrote", "withdrew") and event.payload.get("sealed") and event.author != viewer:
            return (
                None if not _open_now(state, event) and viewer not in event.payload.get("pair", ()) else _SEEN
            )
        if event.kind == "moved":
            return {"to": event.payload["to"]}
        return _SEEN


def _open_now(state: RoomState, event: Event) -> bool:
    found = state.find_step(event.payload.get("step", ""))
    return found is not None and state.is_open(found[1])


# -- the house ------------------------------------------------------------------------------------------------


def _house(state: RoomState, command: Command, now: int) -> Sequence[Draft]:
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
    _seated(state, member)
    if command.kind == "orient":
        return [] if member in state.oriented else [Draft("oriented", {}, author=member)]
    if command.kind == "tell":
        return _tell(state, member, payload["win"])
    if command.kind == "close":
        return _close(state, member, now)
    raise Refused("unknown", _("The room doesn't know how to do that."), 400)


def _move_for_all(state: RoomState, key: str) -> Sequence[Draft]:
    """The host moves every room that is at this step; a room that is elsewhere stays where it is."""
    if state.closed or not for_all(state) or state.step is None or state.step.key != key:
        return []
    _seats_taken(state, state.number + 1)
    return [Draft("moved", entering(state, state.number + 1))]


def _arrive(state: RoomState, member: int) -> Sequence[Draft]:
    if member not in state.seats and member != state.facilitator:
        raise _not_seated()
    if state.closed:
        raise _is_closed()
    if member in state.arrived:
        return []
    return [Draft("arrived", joining(state, member), author=member)]


def _tell(state: RoomState, member: int, win: int) -> Sequence[Draft]:
    _still_open(state)
    if not any(step.kind == "wins" for step in state.steps[: state.number + 1]):
        raise _not_now()
    # Told again it is news as well: the others' pages show what changed.
    return [Draft("told", {"win": win}, author=member)]


def _close(state: RoomState, member: int, now: int) -> Sequence[Draft]:
    if state.closed:
        return []
    last = state.number == len(state.steps) - 1
    if member != state.facilitator and not (last and may_move_on(state, member, state.arrived, now)):
        raise _not_yet(state)
    return [Draft("closed", {}, author=member)]


# -- moving ---------------------------------------------------------------------------------------------------


def _ready(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _still_open(state)
    if _elsewhere(state, command) or member in state.ready:
        return []
    drafts = [Draft("ready", {}, author=member)]
    after = _with_ready(state, member)
    if moves_by_itself(after):
        drafts.append(Draft("moved", entering(after, after.number + 1)))
    return drafts


def _with_ready(state: RoomState, member: int) -> RoomState:
    return apply(state, Event(state.room, state.seq + 1, "", state.since, "ready", member, {}))


def _not_ready(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    if _elsewhere(state, command) or member not in state.ready:
        return []
    return [Draft("not_ready", {}, author=member)]


def _move_on(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _still_open(state)
    # Two people press at once: the second press means the step that is already over.
    if _elsewhere(state, command):
        return []
    if not may_move_on(state, member, people, now):
        raise _not_yet(state)
    if state.number >= len(state.steps) - 1:
        raise Refused("last_step", _("This is the last step. Close the room when everybody has spoken."))
    _seats_taken(state, state.number + 1)
    return [Draft("moved", entering(state, state.number + 1), author=member)]


def _go_back(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _still_open(state)
    if _elsewhere(state, command):
        return []
    if state.number <= 0:
        raise Refused("first_step", _("This is the first step; there is nothing to go back to."))
    if not may_go_back(state, member, people, now):
        raise _not_yet(state)
    return [Draft("moved", entering(state, state.number - 1), author=member)]


def _skip(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """An optional step is left out; of somebody who isn't here, all that was theirs in this block."""
    step = _running(state)
    if _elsewhere(state, command):
        return []
    if not may_skip(state, member, people):
        if state.facilitated and member != state.facilitator:
            raise _not_yet(state)
        raise Refused(
            "not_optional", _("This step isn't optional. Say that you are ready, and it ends sooner.")
        )
    to = state.number + 1
    whose = state.whose.get(step.key)
    if not step.optional:
        while to < len(state.steps) - 1 and state.whose.get(state.steps[to].key) == whose:
            to += 1
    _seats_taken(state, to)
    return [Draft("moved", entering(state, to) | {"skipped": True}, author=member)]


def _arrange(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """A coming step one place earlier or later. The page names the order it saw, so that two taps don't cross."""
    _still_open(state)
    if _elsewhere(state, command):
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


def _take_role(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """A free seat, or that of somebody who has gone. One seat a person: whoever takes another leaves the first."""
    _still_open(state)
    role = _role(state, command)
    if member not in state.seats:
        raise Refused("not_at_table", _("These seats are for those who sit at the table."), 403)
    holds = state.roles.get(role)
    if holds == member:
        return []
    if holds is not None and holds in people:
        raise Refused("role_taken", _("Somebody has taken this seat already. They can give it free."))
    return [Draft("took_role", {"role": role, "member": member}, author=member)]


def _leave_role(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _still_open(state)
    role = _role(state, command)
    holds = state.roles.get(role)
    if holds is None:
        return []
    if member not in (holds, state.facilitator):
        raise Refused("not_your_role", _("Whoever sits there gives the seat free, or the facilitator does."))
    return [Draft("left_role", {"role": role}, author=member)]


def _role(state: RoomState, command: Command) -> str:
    role = str(command.payload.get("role", ""))
    if state.show is None or state.show.role(role) is None or any(step.each == role for step in state.steps):
        raise Refused("no_role", _("There is no such seat here. Load the page again."), 400)
    return role


def _seats_taken(state: RoomState, number: int) -> None:
    """A step that somebody carries needs them; it is said which seat is free."""
    missing = roles_missing(state, number)
    if missing:
        raise Refused(
            "role_free",
            _("Before “%(step)s” somebody takes the seat: %(role)s. One tap, under “Seats”.")
            % {"step": state.steps[number].title, "role": missing[0].title},
        )


def _more_time(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _running(state)
    if _elsewhere(state, command):
        return []
    if state.extended + MINUTES_MORE * MINUTE > MOST_MORE:
        raise Refused(
            "enough_time",
            _("This step has been given as much time as a step can have. What you wrote is kept."),
        )
    return [Draft("more_time", {"minutes": MINUTES_MORE}, author=member)]


def _pass_turn(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    step = _running(state)
    if _elsewhere(state, command) or command.payload.get("turn") != state.turn:
        return []
    if step.turns is None or state.speaker is None:
        raise Refused("no_turns", _("Nobody has the floor at the moment."))
    spoken = now - state.turn_since >= step.turns.seconds_each * 1000
    away = state.speaker not in people
    if member not in (state.speaker, state.facilitator) and not spoken and not away:
        raise Refused(
            "not_your_turn", _("Somebody else is speaking. They pass the turn on when they are done.")
        )
    return [Draft("passed", {"turn": state.turn + 1}, author=member)]


def _ask_help(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """Somebody would like the host to look in. Nobody is told who."""
    _still_open(state)
    return [] if state.help_asked_at else [Draft("help_asked", {}, author=member)]


def _help_came(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    return [Draft("help_came", {}, author=member)] if state.help_asked_at else []


def _lift_hold(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _running(state)
    if member != state.facilitator:
        raise Refused(
            "facilitator_only", _("Only the facilitator can let synthesis in before its time."), 403
        )
    if not state.held:
        return []
    reason = _clean(command.payload.get("reason"))
    if not reason:
        raise Refused("no_reason", _("Say in a few words why: the group reads it."), 422)
    _fits(reason, LONGEST_REASON)
    return [Draft("lifted", {"reason": reason}, author=member)]


# -- writing --------------------------------------------------------------------------------------------------


def _write(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """The newest version of an answer stands. A step that is over still takes what was written in it: a phone
    that was away loses nothing."""
    _still_open(state)
    step, prompt = _prompt(state, command.payload)
    text = _clean(command.payload.get("text"))
    _fits(text, LONGEST)
    known = _known(state, member, step, prompt, command)
    if known is not None and known.text == text and not prompt.many:
        return []
    sealed = not _is_open(state, step)
    if not text:
        return [Draft("withdrew", _where(known, sealed), author=member)] if known else []
    if known is None and prompt.many:
        _has_room(state, member, step, prompt)
    entry = known.id if known else _new_id(member, step, prompt, command)
    payload: dict[str, Any] = {
        "id": entry,
        "step": step,
        "prompt": prompt.key,
        "text": text,
        "sealed": sealed,
    }
    about = _about(state, member, command.payload.get("about")) if known is None else known.about
    if about:
        payload["about"] = [about.member, about.step, about.prompt]
    return [Draft("wrote", payload, author=member)]


def _withdraw(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    _still_open(state)
    said = state.said.get(str(command.payload.get("entry", "")))
    # What is sealed from them is not there for them: the answer must not tell who has written.
    if said is None or not state.readable(said, member):
        return []
    if said.author != member:
        raise _no_such_entry()
    return [Draft("withdrew", _where(said, not _is_open(state, said.step)), author=member)]


def _pair_answer(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """Either of a pair edits the shared answer. Whoever saves over a version they haven't seen is told first."""
    _still_open(state)
    payload = command.payload
    found = state.find_step(str(payload.get("step", "")))
    prompt = found[1].prompt(str(payload.get("prompt", ""))) if found else None
    if found is None or prompt is None or found[1].kind != "pairs":
        raise _no_such_prompt()
    step = found[1]
    pair = state.pair_of(member, step.key)
    if not pair:
        raise _not_now()
    text = _clean(payload.get("text"))
    _fits(text, LONGEST)
    known = state.said.get(pair_id(pair, step.key, prompt.key))
    if (known.text if known else "") == text:
        return []
    base = payload.get("base")
    if known is not None and known.seq != base:
        raise Refused(
            "changed",
            _(
                "Your partner changed this answer while you were writing. "
                "Both versions are shown; save again to keep yours."
            ),
        )
    entry = pair_id(pair, step.key, prompt.key)
    sealed = not state.is_open(step)
    if not text:
        return [
            Draft(
                "withdrew",
                {"id": entry, "step": step.key, "pair": list(pair), "sealed": sealed},
                author=member,
            )
        ]
    return [
        Draft(
            "wrote",
            {
                "id": entry,
                "step": step.key,
                "prompt": prompt.key,
                "text": text,
                "pair": list(pair),
                "sealed": sealed,
            },
            author=member,
        )
    ]


def _prompt(state: RoomState, payload: Mapping[str, Any]) -> tuple[str, Prompt]:
    if payload.get("prompt") == ACROSS.key:
        if state.held:
            raise Refused("held", _("Summing up waits until the open step has ended. Your text is kept."))
        return ACROSS.key, ACROSS
    found = state.find_step(str(payload.get("step", "")))
    prompt = found[1].prompt(str(payload.get("prompt", ""))) if found else None
    if found is None or prompt is None or found[1].kind in ("pairs", "wins"):
        raise _no_such_prompt()
    if found[0] > state.number:
        raise _not_now()
    return found[1].key, prompt


def _known(state: RoomState, member: int, step: str, prompt: Prompt, command: Command) -> Said | None:
    if not prompt.many:
        return state.words_of(member, step, prompt.key)
    entry = command.payload.get("entry")
    if not entry:
        return None
    said = state.said.get(str(entry))
    if said is None or said.author != member or (said.step, said.prompt) != (step, prompt.key):
        raise _no_such_entry()
    return said


def _has_room(state: RoomState, member: int, step: str, prompt: Prompt) -> None:
    place = (member, step, prompt.key)
    if sum((said.author, said.step, said.prompt) == place for said in state.said.values()) >= MOST_ENTRIES:
        raise Refused(
            "enough_entries",
            _("You have put many of these on the board. Take one back to make room for this."),
        )


def _new_id(member: int, step: str, prompt: Prompt, command: Command) -> str:
    return (
        f"{own_id(member, step, prompt.key)}/{command.key}"
        if prompt.many
        else own_id(member, step, prompt.key)
    )


def _about(state: RoomState, member: int, about: Any) -> Cell | None:
    """The cell that a difference or a question concerns; it has to be one that its writer can read."""
    if not about:
        return None
    if not isinstance(about, list | tuple) or len(about) != 3 or not isinstance(about[0], int):
        raise _no_such_prompt()
    said = state.words_of(about[0], str(about[1]), str(about[2]))
    if said is None or not state.readable(said, member):
        raise Refused("gone", _("What this is about is no longer on the board. Your text is kept."))
    return Cell(about[0], said.step, said.prompt)


def _where(said: Said, sealed: bool) -> dict[str, Any]:
    return {"id": said.id, "step": said.step, "sealed": sealed}


def _is_open(state: RoomState, step: str) -> bool:
    found = state.find_step(step)
    return found is None or state.is_open(found[1])


def _clean(text: Any) -> str:
    """As the person typed it, without what can't be seen and could mislead."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Refused("no_text", _("This could not be read as text. Please type it again."), 400)
    tidy = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return tidy.encode("utf-8", "replace").decode().strip()


# -- refusals -------------------------------------------------------------------------------------------------


def _seated(state: RoomState, member: int) -> int:
    if state.show is None:
        raise Refused("not_open", _("The room isn't open yet."))
    if member not in state.seats and member != state.facilitator:
        raise _not_seated()
    if member not in state.arrived:
        raise Refused("not_here", _("Come in first: the room's page has a button for it."), 403)
    return member


def _still_open(state: RoomState) -> None:
    if state.closed:
        raise _is_closed()


def _running(state: RoomState) -> Step:
    _still_open(state)
    if state.step is None:
        raise Refused("not_begun", _("The moment hasn't begun yet."))
    return state.step


def _elsewhere(state: RoomState, command: Command) -> bool:
    """The page it came from showed another step: what it asks for has happened, or is over."""
    return command.payload.get("from") != state.number


def _fits(text: str, longest: int) -> None:
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


def _is_closed() -> Refused:
    return Refused("closed", _("This room has closed. What you wrote is kept on this device."))


def _not_seated() -> Refused:
    return Refused(
        "not_seated", _("You have no seat in this room any more. Your host can tell you more."), 403
    )


def _not_now() -> Refused:
    return Refused("out_of_step", _("The room isn't at this step yet. Your text is kept for when it is."))


def _no_such_prompt() -> Refused:
    return Refused("no_prompt", _("The room doesn't ask this. Load the page again; your text is kept."), 400)


def _no_such_entry() -> Refused:
    return Refused("no_entry", _("That entry isn't there any more. Your text is kept."), 404)


def _not_yet(state: RoomState) -> Refused:
    if for_all(state):
        return Refused(
            "host_moves",
            _("Your host moves all rooms on together. Say that you are ready; it helps them see."),
        )
    if state.facilitated:
        return Refused(
            "facilitator_moves", _("The facilitator moves the room on. Say that you are ready."), 403
        )
    if state.number == BEFORE:
        return Refused(
            "not_enough", _("The moment begins once its time has come and half of those here are ready.")
        )
    return Refused("not_enough", _("The room moves on when half of those here are ready."))


Wish = Callable[[RoomState, int, Command, tuple[int, ...], int], Sequence[Draft]]

_WISHES: Mapping[str, Wish] = {
    "ready": _ready,
    "not_ready": _not_ready,
    "move_on": _move_on,
    "go_back": _go_back,
    "more_time": _more_time,
    "write": _write,
    "withdraw": _withdraw,
    "pass_turn": _pass_turn,
    "skip": _skip,
    "arrange": _arrange,
    "take_role": _take_role,
    "leave_role": _leave_role,
    "pair_answer": _pair_answer,
    "lift_hold": _lift_hold,
    "ask_help": _ask_help,
    "help_came": _help_came,
}
