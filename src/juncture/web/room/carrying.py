"""Who carries the step at hand, which seats are free, and how the coming steps stand: as plain values for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from juncture.practice.library.protocols import Role, Step
from juncture.practice.moments.arranging import may_move
from juncture.practice.moments.asking import to_turn_round
from juncture.practice.moments.moving import for_all, may_arrange, may_skip, roles_missing
from juncture.practice.moments.replaying import BEFORE, RoomState
from juncture.practice.moments.seeing import Person


@dataclass(frozen=True)
class Stage:
    """One line of the run of show."""

    number: int
    key: str
    title: str
    minutes: float
    past: bool
    now: bool
    optional: bool = False
    skipped: bool = False
    per_person: bool = False  # a block that has not unfolded yet
    whose: Person | None = None
    earlier: bool = False
    later: bool = False


@dataclass(frozen=True)
class NamedSeat:
    """A role, and who has it."""

    role: Role
    person: Person | None
    mine: bool
    may_take: bool
    may_free: bool
    needed: bool  # for the step that comes next


@dataclass(frozen=True)
class Carrier:
    """Who is meant where the step speaks of its presenter, its client, its teller."""

    role: str
    person: Person | None  # nobody has taken the seat yet
    pass_number: int = 0  # where it is lived once for each
    passes: int = 0


@dataclass(frozen=True)
class Note:
    """What was asked for nobody else to read, and what one has written there."""

    ask: str
    text: str


def carrying(
    state: RoomState, member: int, people: tuple[Person, ...], here: tuple[int, ...]
) -> dict[str, Any]:
    by_id = {person.id: person for person in people}
    step = state.step
    floor = by_id.get(state.floor or 0)
    whose = by_id.get(state.whose.get(step.key, 0)) if step else None
    seats = _seats(state, member, by_id, here)
    stages = _stages(state, member, by_id)
    return {
        "stages": stages,
        "may_arrange": any(stage.earlier or stage.later for stage in stages),
        "may_skip": may_skip(state, member, here),
        "whose_away": whose is not None and whose.id not in here,
        "for_all": for_all(state),
        "named_seats": seats,
        "seats_needed": tuple(seat for seat in seats if seat.needed),
        "floor": floor,
        "my_floor": floor is not None and floor.id == member,
        "listeners": tuple(by_id[one] for one in state.seats if one in state.listening and one in by_id),
        "i_listen": member in state.listening,
        "whose": whose,
        "carriers": _carriers(state, step, member, by_id),
        "turning": to_turn_round(state, member),
        "my_notes": _my_notes(state, member),
        **_retelling(state, step, member, by_id),
    }


def _carriers(
    state: RoomState, step: Step | None, member: int, by_id: Mapping[int, Person]
) -> tuple[Carrier, ...]:
    """Whoever the step needs or speaks of, and the reader's own seat."""
    if step is None or state.show is None:
        return ()
    needed = {step.each, step.speaks, *step.listens}
    found = []
    for role in state.show.roles:
        holds = state.in_role(role.key)
        spoken_of = role.key in needed or role.title.lower() in f"{step.title} {step.say}".lower()
        if not spoken_of and holds != member:
            continue
        passes = state.passes_of.get(role.key, ()) if role.key == step.each else ()
        number = passes.index(holds) + 1 if holds in passes else 0
        found.append(Carrier(role.title, by_id.get(holds or 0), number, len(passes)))
    return tuple(found)


def carry_key(state: RoomState) -> str:
    """Changes when somebody else carries the step."""
    return f"{state.floor or 0}-{'.'.join(map(str, sorted(state.listening)))}"


def _stages(state: RoomState, member: int, by_id: Mapping[int, Person]) -> tuple[Stage, ...]:
    arranging = may_arrange(state, member)
    hold = state.show.hold_until_after if state.show else None
    stages, blocks = [], set()
    for number, step in enumerate(state.steps):
        # A block moves as one, by its first step.
        first = step.each is None or step.each not in blocks
        earlier, later = (
            may_move(state.steps, state.number, step.key, hold)
            if arranging and first and number > state.number
            else (False, False)
        )
        if step.each:
            blocks.add(step.each)
        stages.append(
            Stage(
                number=number,
                key=step.key,
                title=step.title,
                minutes=state.minutes_of(step),
                past=number < state.number,
                now=number == state.number,
                optional=step.optional,
                skipped=step.key in state.skipped,
                per_person=step.each is not None and step.key not in state.whose,
                whose=by_id.get(state.whose.get(step.key, 0)),
                earlier=earlier,
                later=later,
            )
        )
    return tuple(stages)


def _seats(
    state: RoomState, member: int, by_id: Mapping[int, Person], here: tuple[int, ...]
) -> tuple[NamedSeat, ...]:
    if state.show is None or state.closed:
        return ()
    turning = {step.each for step in state.steps}
    following = 0 if state.number == BEFORE else state.number + 1
    needed = {role.key for number in (state.number, following) for role in roles_missing(state, number)}
    at_table = member in state.seats and member in state.arrived
    return tuple(
        NamedSeat(
            role=role,
            person=by_id.get(holds or 0),
            mine=holds == member,
            may_take=at_table and holds != member and (holds is None or holds not in here),
            may_free=holds is not None and member in (holds, state.facilitator),
            needed=role.key in needed,
        )
        for role in state.show.roles
        if role.key not in turning
        for holds in [state.roles.get(role.key)]
    )


def _my_notes(state: RoomState, member: int) -> tuple[Note, ...]:
    """The writing step before, where it was for oneself: what it asked is spoken of now, from notes or without."""
    step = next((one for one in reversed(state.steps[: max(0, state.number)]) if one.kind == "write"), None)
    if step is None or not step.private or not state.running:
        return ()
    words = ((prompt.ask, state.words_of(member, step.key, prompt.key)) for prompt in step.prompts)
    return tuple(Note(ask, said.text if said else "") for ask, said in words)


def _retelling(
    state: RoomState, step: Step | None, member: int, by_id: Mapping[int, Person]
) -> dict[str, Person | None]:
    if step is None or step.retell is None:
        return {"retold": None, "i_retell": None}
    return {
        "retold": by_id.get(partner_of(state, step.retell, state.speaker)),
        "i_retell": by_id.get(partner_of(state, step.retell, member)),
    }


def partner_of(state: RoomState, pairs: str, member: int | None) -> int:
    """Whose story somebody tells: their partner's; of three, the next one's. 0 for whoever had no partner."""
    if member is None:
        return 0
    pair = state.pair_of(member, pairs)
    return pair[(pair.index(member) + 1) % len(pair)] if len(pair) > 1 else 0
