"""The room's page for one viewer, as plain values: the template decides nothing about the practice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.library.protocols import Prompt, Protocol, Step
from juncture.practice.moments.models import FirstWin, Orientation, Room
from juncture.practice.moments.moving import asked_if_ready, here, may_go_back, may_move_on
from juncture.practice.moments.opening import opens_at
from juncture.practice.moments.orienting import closing_stance, decision_at_table
from juncture.practice.moments.replaying import ACROSS, BEFORE, MINUTE, RoomState
from juncture.practice.moments.seeing import Board, Pair, Person, board_for, people_at, voices
from juncture.practice.moments.sending import present_in, state_of
from juncture.practice.moments.telling import wins_in
from juncture.practice.moments.writing import LONGEST
from juncture.practice.people.models import Member
from juncture.web.room.carrying import carry_key, carrying
from juncture.web.room.forms import REACHES, OrientationForm, StoryForm
from juncture.web.room.hearing import quiet_line
from juncture.web.room.taking_turns import taking_turns
from juncture.web.room.what_next import what_next


@dataclass(frozen=True)
class Field:
    """One place to write, with what its writer has there already."""

    step: str
    prompt: str
    ask: str
    help: str
    text: str
    base: int

    @property
    def id(self) -> str:
        return f"{self.step}-{self.prompt}"


def page_of(
    room: Room,
    member: Member,
    *,
    kept: QueryDict | None = None,
    form: OrientationForm | StoryForm | None = None,
    about: str = "",
) -> dict[str, Any]:
    """Everything the templates of a room need; `kept` is what somebody sent that could not be taken."""
    state = state_of(room)
    now = time.time_ns() // 1_000_000
    people = people_at(room, state, member.pk)
    board = board_for(state, people, member.pk)
    everyone = here(state, present_in(room), member.pk)
    context: dict[str, Any] = {
        "room": room,
        "moment": room.moment,
        "state": state,
        "people": people,
        "me": next((person for person in people if person.me), None),
        "board": board,
        "arrived": member.pk in state.arrived,
        "opens_at": opens_at(room),
        "starts_at": room.group.slot.starts_at if room.group.slot else None,
        "key": secrets.token_urlsafe(12),
        "longest": LONGEST,
        "kept": kept or QueryDict(),
        "template": _template(state, member),
        **_whole(room, state, people),
        "view_key": f"{state.number}-{state.since}-{'closed' if state.closed else 'open'}-{carry_key(state)}",
    }
    context |= carrying(state, member.pk, people, everyone)
    context |= _moving(state, member.pk, everyone, now)
    context |= _step(room, state, member, people, board, kept, form, about)
    context |= taking_turns(state, member.pk, {person.id: person for person in people}, everyone, now)
    context["what_next"] = what_next(state, member.pk, people, everyone, now)
    return context


def _whole(room: Room, state: RoomState, people: tuple[Person, ...]) -> dict[str, Any]:
    """What somebody at the door or in a room that hasn't begun wants to know of the whole."""
    show = state.show or Protocol.from_plain(room.moment.run_of_show)
    seats = sum(1 for person in people if person.place)
    return {
        "whole_minutes": show.minutes_for(max(1, seats)),
        "first_step": show.steps[0],
        "seals": any(step.sealed for step in show.steps),
    }


def _template(state: RoomState, member: Member) -> str:
    if state.closed:
        return "room/now/_end.html"
    if state.number == BEFORE or state.step is None:
        return "room/now/_gathering.html"
    return f"room/now/_{state.step.kind}.html"


def _moving(state: RoomState, member: int, people: tuple[int, ...], now: int) -> dict[str, Any]:
    last = state.number == len(state.steps) - 1
    may_move = may_move_on(state, member, people, now)
    leads = member == state.facilitator
    asked = asked_if_ready(state, people)
    following = None if last or not state.show else state.steps[state.number + 1]
    return {
        "last": last,
        "step_number": state.number + 1,
        "step_count": state.expected_steps,
        "until": datetime.fromtimestamp((state.since + state.length) / 1000, UTC),
        "left_words": left_words(state, now),
        "minutes_added": state.extended // MINUTE,
        "hold_words": hold_words(state),
        "ready_count": len(state.ready & set(asked)),
        "asked_count": len(asked),
        "here_count": len(people),
        "i_am_ready": member in state.ready,
        "may_move": may_move and not last,
        "may_close": not state.closed and (leads or (last and may_move)) and state.number != BEFORE,
        "may_go_back": may_go_back(state, member, people, now),
        "next_title": following.title if following else "",
        "leads": leads,
        "facilitated": state.facilitated,
        "voices": voices(state) if leads else None,
        "quiet_line": quiet_line(state, member, now),
    }


def _step(
    room: Room,
    state: RoomState,
    member: Member,
    people: tuple[Person, ...],
    board: Board,
    kept: QueryDict | None,
    form: OrientationForm | StoryForm | None,
    about: str,
) -> dict[str, Any]:
    """What the step at hand asks for."""
    step = state.step
    seated = member.pk in state.seats
    context: dict[str, Any] = {
        "step": step,
        "seated": seated,
        "late_fields": _late_fields(state, member, kept) if seated else (),
        "entries": _entries(state),
        "about": _typed(kept, "about", about),
        "wins": list(wins_in(room, member)) if _wins_open(state) else [],
    }
    if step is None or step.kind == "settle" or (step.kind == "tell" and state.floor == member.pk):
        context["decision"] = decision_at_table(room, member)
        context["round_the_table"] = [person for person in people if person.place and person.here]
    if state.closed:
        context["orientation"] = Orientation.objects.filter(room=room, member=member).first()
    if step is None:
        return context
    if step.kind not in ("pairs", "wins", "orient"):
        context["fields"] = _fields(state, step, member, kept)
        context["publish"] = state.is_open(step)
    if step.kind == "pairs":
        mine = next((pair for pair in board.pairs if pair.mine and pair.step == step.key), None)
        context["pair"] = mine
        context["pair_board"] = board.of(person.id for person in mine.people) if mine else None
        context["pair_fields"] = _pair_fields(step, mine, kept) if mine else ()
    if step.kind == "wins":
        context["story_form"] = _story_form(room, step, member, form)
        context["travels"] = _travels(context["wins"], member)
    if step.kind == "orient" or state.closed:
        context |= _orienting(room, member, form)
    return context


def _fields(state: RoomState, step: Step, member: Member, kept: QueryDict | None) -> tuple[Field, ...]:
    return tuple(_field(state, step, prompt, member, kept) for prompt in step.prompts if not prompt.many)


def _field(state: RoomState, step: Step, prompt: Prompt, member: Member, kept: QueryDict | None) -> Field:
    said = state.words_of(member.pk, step.key, prompt.key)
    text = _typed_in(step, kept, prompt.key, said.text if said else "")
    return Field(step.key, prompt.key, prompt.ask, prompt.help, text, said.seq if said else 0)


def _pair_fields(step: Step, pair: Pair, kept: QueryDict | None) -> tuple[Field, ...]:
    return tuple(
        Field(
            step.key,
            answer.prompt,
            answer.ask,
            "",
            _typed_in(step, kept, answer.prompt, answer.text),
            answer.seq,
        )
        for answer in pair.answers
    )


def _late_fields(state: RoomState, member: Member, kept: QueryDict | None) -> tuple[Field, ...]:
    """What somebody who came late, or wasn't done, can still put on the board."""
    if not state.running or (state.step and state.step.kind == "write"):
        return ()
    return tuple(
        field
        for number, step in enumerate(state.steps[: state.number])
        if step.kind == "write"
        and number < state.number
        and not step.private
        and step.key not in state.skipped
        for field in _fields(state, step, member, kept)
        if not state.words_of(member.pk, step.key, field.prompt)
    )


def _entries(state: RoomState) -> list[tuple[str, Prompt]]:
    """The prompts that take several entries now, newest step first; and the summing up, once it isn't held. What
    the step at hand asks for itself stands alone."""
    found = [
        (f"{step.key}.{prompt.key}", prompt)
        for step in reversed(state.steps[: state.number + 1])
        if step.kind in ("open", "ask") and step.key not in state.skipped and not _is_over(state, step)
        for prompt in step.prompts
        if prompt.many
    ]
    own = [(key, prompt) for key, prompt in found if state.step and key.startswith(f"{state.step.key}.")]
    found = own or found
    if state.running and not state.held and state.number >= 0:
        found.append((f"{ACROSS.key}.{ACROSS.key}", ACROSS))
    return found if state.running else []


def _is_over(state: RoomState, step: Step) -> bool:
    """Of a block lived once for each: somebody else's time has begun, or everybody has had theirs."""
    now = state.step
    mine = state.whose.get(now.key) if now and now.each == step.each else None
    return step.each is not None and state.whose.get(step.key) != mine


def _wins_open(state: RoomState) -> bool:
    return any(step.kind == "wins" for step in state.steps[: state.number + 1])


def _story_form(
    room: Room, step: Step, member: Member, form: OrientationForm | StoryForm | None
) -> StoryForm:
    asks = {prompt.key: prompt.ask for prompt in step.prompts}
    if isinstance(form, StoryForm):
        filled = StoryForm(form.data, asks=asks)
        filled.is_valid()
        return filled
    win = FirstWin.objects.filter(room=room, member=member).first()
    consent = win.consents.filter(withdrawn_at=None).first() if win else None
    return StoryForm(initial=StoryForm.known(win, consent.reach if consent else ""), asks=asks)


def _travels(wins: Iterable[FirstWin], member: Member) -> str:
    """How far one's own story may travel, once it is told; empty while it isn't, or is kept to oneself."""
    mine = next((win for win in wins if win.member_id == member.pk), None)
    holding = getattr(mine, "holding", None)
    return str(dict(REACHES).get(holding[0].reach, holding[0].get_reach_display())) if holding else ""


def _orienting(room: Room, member: Member, form: OrientationForm | StoryForm | None) -> dict[str, Any]:
    orientation = Orientation.objects.filter(room=room, member=member).first()
    if isinstance(form, OrientationForm):
        return {"orientation": orientation, "orientation_form": form}
    known = OrientationForm.known(orientation, closing_stance(room, member))
    return {"orientation": orientation, "orientation_form": OrientationForm(initial=known)}


def _typed_in(step: Step, kept: QueryDict | None, prompt: str, otherwise: str) -> str:
    """Two steps may ask by the same key: what was typed for the one isn't put into the other's field."""
    here = kept if kept and kept.get("step") == step.key else None
    return _typed(here, f"text.{prompt}", otherwise)


def _typed(kept: QueryDict | None, name: str, otherwise: str) -> str:
    """What somebody sent that could not be taken, rather than what the room has."""
    return str(kept.get(name, otherwise)) if kept else otherwise


def left_words(state: RoomState, now: int) -> str:
    if not state.running:
        return ""
    minutes = -(-state.left(now) // MINUTE)
    if minutes <= 0:
        return _("time is up")
    return ngettext("about %(n)d min left", "about %(n)d min left", minutes) % {"n": minutes}


def hold_words(state: RoomState) -> str:
    """A fact about the step, not a lock: until when nothing is summed up."""
    if state.show is None or state.closed or not state.show.hold_until_after:
        return ""
    if state.lift is not None and state.number < state.hold_ends_at:
        return _("summing up let in early")
    if not state.held:
        return _("summing up is welcome")
    step = state.show.step(state.show.hold_until_after)
    return _("no summing up until “%(step)s” ends") % {"step": step.title}
