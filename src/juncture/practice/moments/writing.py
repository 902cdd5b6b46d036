"""What somebody writes in a room, takes back, or answers with their partner. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from juncture.live.events import Command, Draft, Refused
from juncture.practice.library.protocols import Prompt
from juncture.practice.moments.refusing import fits, no_such_entry, no_such_prompt, not_now, still_open
from juncture.practice.moments.replaying import ACROSS, Cell, RoomState, Said, own_id, pair_id

LONGEST = 2000  # characters of one answer
MOST_ENTRIES = 40  # by one person to one prompt; a board nobody can read helps nobody

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def write(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """The newest version of an answer stands. A step that is over still takes what was written in it: a phone
    that was away loses nothing."""
    still_open(state)
    step, prompt = _prompt(state, command.payload)
    text = clean(command.payload.get("text"))
    fits(text, LONGEST)
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


def withdraw(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    said = state.said.get(str(command.payload.get("entry", "")))
    # What is sealed from them is not there for them: the answer must not tell who has written.
    if said is None or not state.readable(said, member):
        return []
    if said.author != member:
        raise no_such_entry()
    return [Draft("withdrew", _where(said, not _is_open(state, said.step)), author=member)]


def pair_answer(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """Either of a pair edits the shared answer. Whoever saves over a version they haven't seen is told first."""
    still_open(state)
    payload = command.payload
    found = state.find_step(str(payload.get("step", "")))
    prompt = found[1].prompt(str(payload.get("prompt", ""))) if found else None
    if found is None or prompt is None or found[1].kind != "pairs":
        raise no_such_prompt()
    step = found[1]
    pair = state.pair_of(member, step.key)
    if not pair:
        raise not_now()
    text = clean(payload.get("text"))
    fits(text, LONGEST)
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


def clean(text: Any) -> str:
    """As the person typed it, without what can't be seen and could mislead. What shows nothing at all is nothing."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Refused("no_text", _("This could not be read as text. Please type it again."), 400)
    tidy = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    tidy = tidy.encode("utf-8", "replace").decode().strip()
    return tidy if any(sign.isprintable() and not sign.isspace() for sign in tidy) else ""


def _prompt(state: RoomState, payload: Mapping[str, Any]) -> tuple[str, Prompt]:
    if payload.get("prompt") == ACROSS.key:
        if state.held:
            raise Refused("held", _("Summing up waits until the open step has ended. Your text is kept."))
        return ACROSS.key, ACROSS
    found = state.find_step(str(payload.get("step", "")))
    prompt = found[1].prompt(str(payload.get("prompt", ""))) if found else None
    if found is None or prompt is None or found[1].kind in ("pairs", "wins"):
        raise no_such_prompt()
    if found[0] > state.number:
        raise not_now()
    return found[1].key, prompt


def _known(state: RoomState, member: int, step: str, prompt: Prompt, command: Command) -> Said | None:
    if not prompt.many:
        return state.words_of(member, step, prompt.key)
    entry = command.payload.get("entry")
    if not entry:
        return None
    said = state.said.get(str(entry))
    if said is None or said.author != member or (said.step, said.prompt) != (step, prompt.key):
        raise no_such_entry()
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
        raise no_such_prompt()
    said = state.words_of(about[0], str(about[1]), str(about[2]))
    if said is None or not state.readable(said, member):
        raise Refused("gone", _("What this is about is no longer on the board. Your text is kept."))
    return Cell(about[0], said.step, said.prompt)


def _where(said: Said, sealed: bool) -> dict[str, Any]:
    return {"id": said.id, "step": said.step, "sealed": sealed}


def _is_open(state: RoomState, step: str) -> bool:
    found = state.find_step(step)
    return found is None or state.is_open(found[1])
