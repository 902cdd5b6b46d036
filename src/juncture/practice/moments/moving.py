"""Who may move a room on, and what a step needs when it begins: pairs, and the order in which people speak."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from juncture.practice.library.protocols import Role, Step
from juncture.practice.moments.arranging import unfold
from juncture.practice.moments.replaying import BEFORE, MINUTE, RoomState

FEWEST = 2  # a moment needs somebody to differ with
STUCK_AFTER = 2 * MINUTE  # over the time, anybody may move the room on, whoever leads it
UNDO_WITHIN = MINUTE  # a step left too early can be gone back to by anyone


def here(state: RoomState, present: frozenset[int], me: int | None = None) -> tuple[int, ...]:
    """Who counts: those who came and, where a stream knows it, whose page is open. `me` is there in any case."""
    connected = {member for member in state.arrived if member in present}
    if not connected - {me}:
        return state.arrived  # nobody else's page is known of: perhaps the stream runs in another process
    return tuple(member for member in state.arrived if member in connected or member == me)


def half(people: int) -> int:
    return (people + 1) // 2


def may_move_on(state: RoomState, member: int, people: tuple[int, ...], now: int) -> bool:
    """The facilitator; without one, anybody once half are ready or the time is over, and who has the floor before
    that. Nobody is ever stuck."""
    if state.closed or state.show is None or member not in state.arrived:
        return False
    if state.number == BEFORE:
        return _may_begin(state, member, people, now)
    over = now - state.since - state.length
    if for_all(state):
        return over >= STUCK_AFTER
    if leader_is_here(state, people):
        return member == state.facilitator or over >= STUCK_AFTER
    return over >= 0 or _half_ready(state, people) or teller_moves(state, member, people)


def leader_is_here(state: RoomState, people: tuple[int, ...]) -> bool:
    """A facilitator whose page is gone leads nobody: until they are back the group moves itself."""
    return state.facilitated and state.facilitator in people


def asked_if_ready(state: RoomState, people: tuple[int, ...]) -> tuple[int, ...]:
    """Whoever leads moves the room on and isn't waited for."""
    return tuple(member for member in people if not (state.facilitated and member == state.facilitator))


def teller_moves(state: RoomState, member: int, people: tuple[int, ...]) -> bool:
    """Whoever was given the floor goes on when they have said it, where nobody leads."""
    tells = state.step is not None and state.step.kind == "tell" and state.floor == member
    return tells and not leader_is_here(state, people)


def for_all(state: RoomState) -> bool:
    """The host moves this step on, for every room at once. Without a host who leads it is the group's own."""
    last = state.number == len(state.steps) - 1
    return state.led and state.step is not None and state.step.scope == "all" and not last


def may_skip(state: RoomState, member: int, people: tuple[int, ...]) -> bool:
    """An optional step, or one of a person who isn't here. Whoever leads; else anyone, who can go back as well."""
    step = state.step
    if (
        step is None
        or not state.running
        or state.number >= len(state.steps) - 1
        or member not in state.arrived
    ):
        return False
    if leader_is_here(state, people) and member != state.facilitator:
        return False
    return step.optional or state.whose.get(step.key, member) not in people


def may_pass(state: RoomState, member: int, people: tuple[int, ...], now: int) -> bool:
    """Whose turn it is and whoever leads; anybody once its time is over, or where its speaker has gone."""
    if not state.running or state.step is None or state.step.turns is None or state.speaker is None:
        return False
    if member in (state.speaker, state.facilitator) or state.speaker not in people:
        return True
    return now - state.turn_since >= state.step.turns.seconds_each * 1000


def may_arrange(state: RoomState, member: int) -> bool:
    """Coming steps change places by whoever leads; without a facilitator by anyone who is there."""
    if state.closed or state.show is None or member not in state.arrived:
        return False
    return member == state.facilitator or not state.facilitated


def roles_missing(state: RoomState, number: int) -> tuple[Role, ...]:
    """The seats that a step can't do without and nobody who is seated has taken."""
    if state.show is None or not 0 <= number < len(state.steps):
        return ()
    step = state.steps[number]
    needed = {*([step.speaks] if step.speaks else []), *step.listens} - {step.each}
    return tuple(role for role in state.show.roles if role.key in needed and role.key not in state.roles)


def may_go_back(state: RoomState, member: int, people: tuple[int, ...], now: int) -> bool:
    if not state.running or state.number == 0 or member not in state.arrived:
        return False
    if leader_is_here(state, people):
        return member == state.facilitator
    return now - state.since <= UNDO_WITHIN or _half_ready(state, people)


def moves_by_itself(state: RoomState) -> bool:
    """Without a facilitator a room moves on when everybody who came has said they are ready: also somebody whose
    page no stream knows of, who may be writing. Where one of them has gone, the half that is here moves it by hand.
    """
    if state.facilitated or state.closed or len(state.arrived) < FEWEST:
        return False
    if not set(state.arrived) <= state.ready:
        return False
    if for_all(state) or roles_missing(state, state.number + 1):
        return False
    if state.number == BEFORE:
        return set(state.seats) <= set(state.arrived)
    return state.number < len(state.steps) - 1


def entering(state: RoomState, number: int) -> dict[str, Any]:
    """What the event that begins a step says: where to, who speaks in which order, who compares with whom."""
    step = state.steps[number]
    people = [member for member in state.seats if member in state.arrived]
    told: dict[str, Any] = {"to": number}
    if step.each and not people:
        people = list(state.arrived)
    if step.each and not set(people) <= set(state.passes_of.get(step.each, ())):
        # Who begins changes from room to room here as well.
        first = state.room % len(people)
        told["people"] = {step.each: people[first:] + people[:first]}
        steps, whose = unfold(state.steps, state.whose, step.each, told["people"][step.each])
        step = steps[number]
        state = replace(state, steps=steps, whose=whose)
    if step.turns:
        told["orders"] = {step.key: _order(state, number, people)}
    if step.kind == "pairs":
        told["pairs"] = {step.key: _pairs(state.pairs.get(step.key, ()), people)}
    return told


def joining(state: RoomState, member: int) -> dict[str, Any]:
    """A late comer speaks last and sits down with the smallest pair; nobody else is moved."""
    step = state.step
    told: dict[str, Any] = {}
    if step is None or member not in state.seats:
        return told
    if step.each:
        told["people"] = {step.each: [member]}
    if step.turns and member not in state.order and member in _in_turns(state, step, [member]):
        told["orders"] = {step.key: [*state.order, member]}
    if step.kind == "pairs" and not state.pair_of(member, step.key):
        told["pairs"] = {step.key: _pairs(state.pairs.get(step.key, ()), [member])}
    return told


def _may_begin(state: RoomState, member: int, people: tuple[int, ...], now: int) -> bool:
    if len(people) < FEWEST:
        return False
    if leader_is_here(state, people):
        return member == state.facilitator
    everybody = set(state.seats) <= set(state.arrived)
    if now < state.starts_at and (state.facilitator is not None or not everybody):
        return False
    return _half_ready(state, people)


def _half_ready(state: RoomState, people: tuple[int, ...]) -> bool:
    return len(state.ready) >= max(1, half(len(people)))


def _order(state: RoomState, number: int, people: list[int]) -> list[int]:
    """Who begins changes from round to round and from room to room; a round gone back to keeps its order."""
    step = state.steps[number]
    people = _in_turns(state, step, people)
    known = [member for member in state.orders.get(step.key, ()) if member in people]
    if known or not people:
        return [*known, *(member for member in people if member not in known)]
    if step.turns is None or not step.turns.rotate:
        return people
    earlier = sum(1 for before in state.steps[:number] if before.turns)
    first = (state.room + earlier) % len(people)
    return people[first:] + people[:first]


def _in_turns(state: RoomState, step: Step, people: list[int]) -> list[int]:
    """Everybody but those whose role takes no turn; where that leaves nobody, everybody after all."""
    silent = {state.in_role(role, step) for role in (step.turns.without if step.turns else ())}
    return [member for member in people if member not in silent] or people


def _pairs(known: tuple[tuple[int, ...], ...], people: list[int]) -> list[list[int]]:
    """Pairs in seat order; an odd number makes one group of three. Pairs that have begun stay together."""
    pairs = [list(pair) for pair in known]
    waiting = [member for member in people if all(member not in pair for pair in pairs)]
    while len(waiting) > 1:
        pairs.append([waiting.pop(0), waiting.pop(0)])
    for member in waiting:
        if pairs:
            min(pairs, key=len).append(member)
        else:
            pairs.append([member])
    return pairs
