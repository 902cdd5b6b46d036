"""Who is heard: one's own share for oneself alone, and at most one kind cue. Never a score, never a name.

Only what everybody can read is counted, so that nobody learns from a share how much is written under a seal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from juncture.practice.moments.replaying import MINUTE, RoomState

ENOUGH_WORDS = 40  # on the whole board; a share of less says nothing
ENOUGH_TALK = MINUTE
SETTLED = 3 * MINUTE  # into an open step, before a cue says that nobody differed

CueName = Literal["unheard", "nobody_differs", "time"]


@dataclass(frozen=True)
class Share:
    """Of the talking in turns, or of the words on the board, and among how many."""

    of: Literal["talk", "words"]
    share: float
    people: int


def own_share(state: RoomState, member: int) -> Share | None:
    """What a quiet sentence may tell somebody about themselves; None while it would say nothing."""
    if not state.running or state.step is None or member not in state.seats:
        return None
    if state.step.turns:
        return _share("talk", state.spoken, member, ENOUGH_TALK)
    if state.step.kind == "open":
        return _share("words", _words(state), member, ENOUGH_WORDS)
    return None


def cue(state: RoomState, member: int, now: int) -> CueName | None:
    """For whoever leads; for everybody where nobody does. The first that fits, so never two."""
    if not state.running or state.step is None or (state.facilitated and member != state.facilitator):
        return None
    if state.step.kind == "open":
        if now - state.since >= state.length // 2 and _unheard(state):
            return "unheard"
        if now - state.since >= SETTLED and not _differs(state):
            return "nobody_differs"
    if state.left(now) == 0 and state.step.kind in ("open", "rounds"):
        return "time"
    return None


def _share(
    of: Literal["talk", "words"], amounts: dict[int, int] | object, member: int, enough: int
) -> Share | None:
    assert isinstance(amounts, dict)
    everybody = sum(amounts.values())
    others = any(amount for one, amount in amounts.items() if one != member)
    if everybody < enough or not others:
        return None
    return Share(of, amounts.get(member, 0) / everybody, len(amounts.keys() | {member}))


def _words(state: RoomState) -> dict[int, int]:
    """Words that all can read, by who wrote them; what a pair wrote together is half of each."""
    counts: dict[int, int] = {}
    for said in state.said.values():
        if state.readable(said, None):
            authors = said.pair or ((said.author,) if said.author is not None else ())
            for author in authors:
                counts[author] = counts.get(author, 0) + len(said.text.split()) // len(authors)
    return counts


def _unheard(state: RoomState) -> bool:
    here = set(state.arrived) & set(state.seats)
    return bool(here - set(_words(state)) - set(state.spoken))


def _differs(state: RoomState) -> bool:
    assert state.step is not None
    kinds = {prompt.key for prompt in state.step.prompts if prompt.kind in ("difference", "question")}
    return not kinds or any(
        said.step == state.step.key and said.prompt in kinds for said in state.said.values()
    )
