"""What a room's log adds up to. Pure: events go in, a frozen state comes out; no table is read.

The first event, `opened`, carries the run of show and the seats, so that a room replays the same for ever,
whatever happens to the tables it was made from. Names and contexts are not in the log: they are looked up when
a page is drawn, so that erasing a member needs no change of history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from juncture.live.events import Event
from juncture.practice.library.protocols import Prompt, Protocol, Step
from juncture.practice.moments.arranging import base_key, unfold

BEFORE = -1  # the step's number while people arrive
ACROSS = Prompt(key="across", kind="synthesis", ask="What I see across these", many=True)
MINUTE = 60_000  # the log counts in milliseconds


@dataclass(frozen=True)
class Cell:
    """One person's answer to one prompt: what a difference or a question can be about."""

    member: int
    step: str
    prompt: str


@dataclass(frozen=True)
class Said:
    """One thing written in the room, as it stands now. A pair's shared answer has a pair and no author."""

    id: str
    step: str
    prompt: str
    text: str
    author: int | None
    pair: tuple[int, ...]
    about: Cell | None
    first_seq: int
    seq: int
    at: int


@dataclass(frozen=True)
class Lift:
    """Synthesis was let in early, and why."""

    at: int
    by: int | None
    reason: str


@dataclass(frozen=True)
class RoomState:
    room: int
    seq: int = 0
    show: Protocol | None = None
    steps: tuple[Step, ...] = ()  # as they are lived: blocks unfolded, in the order they were put in
    whose: Mapping[str, int] = field(default_factory=dict)  # in a block lived once for each: a step's person
    skipped: frozenset[str] = frozenset()
    roles: Mapping[str, int] = field(default_factory=dict)
    anchor: int | None = None  # whose decision the moment hangs on, where they sit here
    led: bool = False  # the host moves the steps that are for all groups together
    seats: tuple[int, ...] = ()  # member ids, in the order of their seats
    facilitator: int | None = None
    starts_at: int = 0
    opened_at: int | None = None
    closed_at: int | None = None
    number: int = BEFORE  # of the step
    since: int = 0
    extended: int = 0
    arrived: tuple[int, ...] = ()
    ready: frozenset[int] = frozenset()
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    turn: int = 0
    turn_since: int = 0  # after the silence that follows the turn before
    pairs: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()
    lift: Lift | None = None
    oriented: frozenset[int] = frozenset()
    wins: tuple[int, ...] = ()  # the first wins told, by id
    help_asked_at: int | None = None
    looked_in_at: int | None = None  # the host's answer
    spoken: Mapping[int, int] = field(default_factory=dict)  # milliseconds of turns, by whose turn it was

    @property
    def step(self) -> Step | None:
        return self.steps[self.number] if 0 <= self.number < len(self.steps) else None

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def running(self) -> bool:
        return self.step is not None and not self.closed

    @property
    def facilitated(self) -> bool:
        """Somebody leads who has come. A facilitator who stayed away leaves the group to itself."""
        return self.facilitator in self.arrived

    @property
    def held(self) -> bool:
        """Synthesis waits: until the named step has ended, or somebody lifted the hold with a reason."""
        return bool(self.show) and self.lift is None and self.number < self.hold_ends_at

    @property
    def hold_ends_at(self) -> int:
        """The number of the first step in which summing up is welcome."""
        until = self.show.hold_until_after if self.show else None
        return max(
            (n for n, step in enumerate(self.steps, start=1) if base_key(step.key) == until), default=0
        )

    def in_role(self, role: str | None, step: Step | None = None) -> int | None:
        """Who has the role; in a block lived once for each, whose pass it is."""
        step = step or self.step
        if step is not None and role is not None and step.each == role:
            return self.whose.get(step.key)
        return self.roles.get(role) if role else None

    @property
    def floor(self) -> int | None:
        """Who has the floor in this step by their role."""
        return self.in_role(self.step.speaks) if self.step else None

    @property
    def listening(self) -> frozenset[int]:
        """Those who only listen in this step."""
        roles = self.step.listens if self.step else ()
        return frozenset(who for role in roles if (who := self.in_role(role)) is not None)

    @property
    def passes_of(self) -> Mapping[str, tuple[int, ...]]:
        """Each block that has unfolded, with its people in their order."""
        found: dict[str, tuple[int, ...]] = {}
        for step in self.steps:
            person = self.whose.get(step.key)
            if step.each and person is not None and person not in found.get(step.each, ()):
                found[step.each] = (*found.get(step.each, ()), person)
        return found

    @property
    def order(self) -> tuple[int, ...]:
        return self.orders.get(self.step.key, ()) if self.step else ()

    @property
    def speaker(self) -> int | None:
        return self.order[self.turn] if self.turn < len(self.order) else None

    def silent(self, now: int) -> bool:
        """Between two turns: the next one's time hasn't begun."""
        return self.speaker is not None and now < self.turn_since

    @property
    def length(self) -> int:
        """How long the step is meant to last, in milliseconds, with what was added."""
        if self.step is None:
            return 0
        return round(self.minutes_of(self.step) * MINUTE) + self.extended

    def minutes_of(self, step: Step) -> float:
        """A step with turns is as long as the people who are here need for theirs."""
        if step.turns is None:
            return step.minutes
        silent = {self.in_role(role, step) for role in step.turns.without}
        speak = self.orders.get(step.key) or set(self.seats) & set(self.arrived) - silent
        return step.turns.minutes_for(len(speak)) if speak else step.minutes

    @property
    def expected_steps(self) -> int:
        """How many steps there will have been: what is lived once for each counts for everybody who is here."""
        people = len(set(self.seats) & set(self.arrived)) or 1
        return sum(people if step.each and step.key not in self.whose else 1 for step in self.steps)

    def left(self, now: int) -> int:
        return max(0, self.since + self.length - now)

    def pair_of(self, member: int, step: str) -> tuple[int, ...]:
        return next((pair for pair in self.pairs.get(step, ()) if member in pair), ())

    def find_step(self, key: str) -> tuple[int, Step] | None:
        return next(((number, step) for number, step in enumerate(self.steps) if step.key == key), None)

    def is_open(self, step: Step) -> bool:
        """What was written in this step may be read by all. Pairs' answers open once their step has ended."""
        return step.key in self.revealed or not (step.sealed or step.private or step.kind == "pairs")

    def readable(self, said: Said, viewer: int | None) -> bool:
        """Sealed words are their author's alone, a pair's words the pair's, until they are revealed."""
        if viewer is not None and (said.author == viewer or viewer in said.pair):
            return True
        if said.step == ACROSS.key:
            return True
        found = self.find_step(said.step)
        return found is not None and self.is_open(found[1])

    def words_of(self, author: int, step: str, prompt: str) -> Said | None:
        return self.said.get(own_id(author, step, prompt))


def own_id(author: int, step: str, prompt: str) -> str:
    """One answer by one person to one prompt: the newest version stands."""
    return f"{author}/{step}/{prompt}"


def pair_id(pair: tuple[int, ...], step: str, prompt: str) -> str:
    # By its first two, so that somebody who joins later finds what the pair has written.
    return f"{'+'.join(str(member) for member in pair[:2])}/{step}/{prompt}"


def replay(room: int, events: Iterable[Event]) -> RoomState:
    state = RoomState(room)
    for event in events:
        state = apply(state, event)
    return state


def apply(state: RoomState, event: Event) -> RoomState:
    """The state after `event`; a new value, the old one is left as it was. A kind it doesn't know changes nothing."""
    happen = _HAPPENINGS.get(event.kind)
    return replace(happen(state, event) if happen else state, seq=event.seq)


def _opened(state: RoomState, event: Event) -> RoomState:
    payload = event.payload
    show = Protocol.from_plain(payload["show"])
    return replace(
        state,
        show=show,
        steps=show.steps,
        anchor=payload.get("anchor"),
        led=payload.get("led", False),
        seats=tuple(payload["seats"]),
        facilitator=payload["facilitator"],
        starts_at=payload["starts_at"],
        opened_at=event.at,
        since=event.at,
    )


def _seated(state: RoomState, event: Event) -> RoomState:
    """The group changed after the room had opened."""
    seats = tuple(event.payload["seats"])
    facilitator = event.payload["facilitator"]
    kept = {*seats, facilitator}
    return replace(
        state,
        seats=seats,
        facilitator=facilitator,
        arrived=tuple(member for member in state.arrived if member in kept),
        ready=state.ready & kept,
        roles={role: who for role, who in state.roles.items() if who in kept},
    )


def _arrived(state: RoomState, event: Event) -> RoomState:
    who = event.author
    if who is None or who in state.arrived:
        return state
    state = _unfolded(state, event)
    return replace(
        state,
        arrived=(*state.arrived, who),
        roles=_with_anchor(state, who),
        orders={**state.orders, **_orders(event)},
        pairs={**state.pairs, **_pairs(event)},
    )


def _with_anchor(state: RoomState, who: int) -> Mapping[str, int]:
    """Whoever's decision the moment hangs on takes its seat on coming in; they can leave it again."""
    if who != state.anchor or state.show is None:
        return state.roles
    free = {role.key: who for role in state.show.roles if role.anchor and role.key not in state.roles}
    return {**state.roles, **free} if who not in state.roles.values() else state.roles


def _unfolded(state: RoomState, event: Event) -> RoomState:
    """The block that begins, once for each of its people."""
    steps, whose = state.steps, state.whose
    for block, people in event.payload.get("people", {}).items():
        steps, whose = unfold(steps, whose, block, people)
    return replace(state, steps=steps, whose=whose)


def _ready(state: RoomState, event: Event) -> RoomState:
    return state if event.author is None else replace(state, ready=state.ready | {event.author})


def _not_ready(state: RoomState, event: Event) -> RoomState:
    return state if event.author is None else replace(state, ready=state.ready - {event.author})


def _moved(state: RoomState, event: Event) -> RoomState:
    """On to a step, or back. What was revealed stays so: nobody can unread it."""
    number = event.payload["to"]
    revealed = state.revealed
    left = state.step
    state = _unfolded(state, event)
    skipped = state.skipped
    if event.payload.get("skipped") and left is not None:
        skipped |= {left.key}
    if 0 <= number < len(state.steps):
        skipped -= {state.steps[number].key}
    if left is not None and left.kind == "pairs" and number > state.number:
        revealed |= {left.key}
    if 0 <= number < len(state.steps):
        revealed |= set(state.steps[number].reveals)
    return replace(
        state,
        number=number,
        skipped=skipped,
        since=event.at,
        extended=0,
        ready=frozenset(),
        turn=0,
        turn_since=event.at,
        spoken=_spoken(state, event.at),
        revealed=revealed,
        orders={**state.orders, **_orders(event)},
        pairs={**state.pairs, **_pairs(event)},
    )


def _more_time(state: RoomState, event: Event) -> RoomState:
    return replace(state, extended=state.extended + event.payload["minutes"] * MINUTE, ready=frozenset())


def _wrote(state: RoomState, event: Event) -> RoomState:
    payload = event.payload
    before = state.said.get(payload["id"])
    about = payload.get("about")
    said = Said(
        id=payload["id"],
        step=payload["step"],
        prompt=payload["prompt"],
        text=payload["text"],
        author=None if payload.get("pair") else event.author,
        pair=tuple(payload.get("pair") or ()),
        about=Cell(*about) if about else None,
        first_seq=before.first_seq if before else event.seq,
        seq=event.seq,
        at=event.at,
    )
    return replace(state, said={**state.said, said.id: said})


def _withdrew(state: RoomState, event: Event) -> RoomState:
    return replace(state, said={key: said for key, said in state.said.items() if key != event.payload["id"]})


def _took_role(state: RoomState, event: Event) -> RoomState:
    """One seat a person: whoever takes another leaves the first."""
    role, who = event.payload["role"], event.payload["member"]
    others = {key: one for key, one in state.roles.items() if one != who and key != role}
    return replace(state, roles={**others, role: who})


def _left_role(state: RoomState, event: Event) -> RoomState:
    return replace(
        state, roles={key: who for key, who in state.roles.items() if key != event.payload["role"]}
    )


def _rearranged(state: RoomState, event: Event) -> RoomState:
    by_key = {step.key: step for step in state.steps}
    return replace(state, steps=tuple(by_key[key] for key in event.payload["keys"]))


def _led(state: RoomState, event: Event) -> RoomState:
    return replace(state, led=event.payload["on"])


def _passed(state: RoomState, event: Event) -> RoomState:
    # Logs from before there was one name no silence: there the next turn began at once.
    begins = event.at + 1000 * event.payload.get("silence", 0)
    return replace(state, turn=event.payload["turn"], turn_since=begins, spoken=_spoken(state, event.at))


def _spoken(state: RoomState, now: int) -> dict[int, int]:
    """A turn counts up to twice its time: who forgot to pass it on wasn't speaking all the while."""
    step, speaker = state.step, state.speaker
    if step is None or step.turns is None or speaker is None:
        return dict(state.spoken)
    length = min(max(0, now - state.turn_since), 2000 * step.turns.seconds_each)
    return {**state.spoken, speaker: state.spoken.get(speaker, 0) + length}


def _lifted(state: RoomState, event: Event) -> RoomState:
    return replace(state, lift=Lift(event.at, event.author, event.payload["reason"]))


def _help_asked(state: RoomState, event: Event) -> RoomState:
    return replace(state, help_asked_at=event.at, looked_in_at=None)


def _help_came(state: RoomState, event: Event) -> RoomState:
    # Nobody's event: it was the house, for the host.
    return replace(state, help_asked_at=None, looked_in_at=event.at if event.author is None else None)


def _oriented(state: RoomState, event: Event) -> RoomState:
    return state if event.author is None else replace(state, oriented=state.oriented | {event.author})


def _told(state: RoomState, event: Event) -> RoomState:
    win = event.payload["win"]
    return state if win in state.wins else replace(state, wins=(*state.wins, win))


def _closed(state: RoomState, event: Event) -> RoomState:
    pairs = {step.key for step in state.steps if step.kind == "pairs" and step.key in state.pairs}
    return replace(state, closed_at=event.at, revealed=state.revealed | pairs)


def _orders(event: Event) -> dict[str, tuple[int, ...]]:
    return {step: tuple(order) for step, order in event.payload.get("orders", {}).items()}


def _pairs(event: Event) -> dict[str, tuple[tuple[int, ...], ...]]:
    return {
        step: tuple(tuple(pair) for pair in pairs) for step, pairs in event.payload.get("pairs", {}).items()
    }


_HAPPENINGS: Mapping[str, Callable[[RoomState, Event], RoomState]] = {
    "opened": _opened,
    "seated": _seated,
    "arrived": _arrived,
    "ready": _ready,
    "not_ready": _not_ready,
    "moved": _moved,
    "more_time": _more_time,
    "wrote": _wrote,
    "withdrew": _withdrew,
    "passed": _passed,
    "took_role": _took_role,
    "left_role": _left_role,
    "rearranged": _rearranged,
    "led": _led,
    "lifted": _lifted,
    "help_asked": _help_asked,
    "help_came": _help_came,
    "oriented": _oriented,
    "told": _told,
    "closed": _closed,
}
