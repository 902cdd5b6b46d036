"""What a viewer may see of a room. Sealed words are absent here, not blanked in a template.

Rooms are looked up through the person: not there and not yours look the same. Everything a page shows of what
was written comes through `board_for`, which takes the viewer; a host is nobody in particular and sees only
what is revealed to all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from juncture.practice.library.protocols import Prompt, Step
from juncture.practice.moments.comparing import Comparison, beside_each_other, comparisons, on_board
from juncture.practice.moments.models import Attendance, Moment, Room
from juncture.practice.moments.replaying import ACROSS, Cell, RoomState, Said
from juncture.practice.people.describing import context_words, with_context
from juncture.practice.people.models import Dimension, Host, Member


@dataclass(frozen=True)
class Person:
    """Somebody at the table, as the others see them. `place` is the seat's colour; 0 has none."""

    id: int
    name: str
    context: str
    limits: tuple[str, ...]
    place: int
    here: bool
    me: bool
    leads: bool


@dataclass(frozen=True)
class Note:
    """Something written that isn't a cell of its own: a difference, a question, what is seen across."""

    id: str
    by: Person
    kind: str
    ask: str
    text: str
    mine: bool
    step: str
    prompt: str


@dataclass(frozen=True)
class BoardCell:
    person: Person
    id: str
    words: str | None  # None while they are still writing
    mine: bool
    notes: tuple[Note, ...]
    about: str  # how a form names this cell

    # The shared board part asks a cell for these.
    @property
    def name(self) -> str:
        return self.person.name

    @property
    def context(self) -> str:
        return self.person.context


@dataclass(frozen=True)
class BoardRow:
    step: str
    prompt: str
    question: str
    cells: tuple[BoardCell, ...]

    @property
    def alone(self) -> Person | None:
        """The only one who has said something here: easy to lose, so it is pointed out."""
        said = [cell.person for cell in self.cells if cell.words]
        return said[0] if len(said) == 1 and len(self.cells) > 1 else None


@dataclass(frozen=True)
class PairAnswer:
    ask: str
    prompt: str
    text: str
    seq: int


@dataclass(frozen=True)
class Pair:
    people: tuple[Person, ...]
    answers: tuple[PairAnswer, ...]
    step: str
    mine: bool

    @property
    def answered(self) -> bool:
        return any(answer.text for answer in self.answers)


@dataclass(frozen=True)
class Board:
    people: tuple[Person, ...]
    rows: tuple[BoardRow, ...]
    pairs: tuple[Pair, ...]
    notes: tuple[Note, ...]  # those about the board as a whole
    leaving: tuple[Note, ...]  # the questions people leave with
    across: tuple[Note, ...]
    compared: tuple[Comparison, ...] = ()  # what pairs wrote, across their columns

    @property
    def loose_pairs(self) -> tuple[Pair, ...]:
        """Pairs that have no place across the columns: somebody of them isn't on the board."""
        return tuple(pair for pair in self.pairs if pair.answered and not on_board(pair, self.compared))

    @property
    def empty(self) -> bool:
        return not (
            self.rows
            or self.notes
            or self.leaving
            or self.across
            or any(pair.answered for pair in self.pairs)
        )

    def of(self, members: Iterable[int]) -> Board:
        """The same rows, of these people only: what a pair sets side by side."""
        kept = set(members)
        rows = tuple(
            BoardRow(row.step, row.prompt, row.question, tuple(c for c in row.cells if c.person.id in kept))
            for row in self.rows
        )
        return Board(tuple(p for p in self.people if p.id in kept), rows, (), (), (), ())


# -- who may see which room -----------------------------------------------------------------------------------


def rooms_seen(member: Member) -> QuerySet[Room]:
    """Rooms the member sits in or facilitates, in moments that are published and not called off."""
    return (
        Room.objects.filter(Q(group__seats__member=member) | Q(group__facilitator=member))
        .filter(moment__publication__isnull=False, moment__cancellation=None)
        .select_related("moment__community", "moment__round", "group__slot")
        .distinct()
    )


def room_at(moment_id: int, member: Member) -> Room | None:
    """The member's room in a moment. Somebody who only facilitates has one as well."""
    return rooms_seen(member).filter(moment_id=moment_id).order_by("id").first()


def rooms_hosted(host: Host) -> QuerySet[Room]:
    return (
        Room.objects.filter(moment__community_id=host.community_id, moment__publication__isnull=False)
        .select_related("moment", "group__slot", "group__facilitator")
        .order_by("group__number")
    )


def moment_hosted(host: Host, moment_id: int) -> Moment | None:
    return Moment.objects.filter(
        community_id=host.community_id, pk=moment_id, publication__isnull=False
    ).first()


def came(rooms: Iterable[Room]) -> Mapping[int, int]:
    """How many came into each room."""
    counts: dict[int, int] = {}
    for room_id in Attendance.objects.filter(room__in=list(rooms)).values_list("room_id", flat=True):
        counts[room_id] = counts.get(room_id, 0) + 1
    return counts


# -- who sits there -------------------------------------------------------------------------------------------


def people_at(room: Room, state: RoomState, viewer: int | None) -> tuple[Person, ...]:
    """Everybody at the table in seat order; then whoever wrote and has no seat any more."""
    if state.show is None:
        seats = list(room.group.seats.order_by("position").values_list("member_id", flat=True))
        facilitator = room.group.facilitator_id
    else:
        seats, facilitator = list(state.seats), state.facilitator
    wrote = {said.author for said in state.said.values() if said.author is not None}
    leads = {facilitator} if facilitator else set()
    paired = {member for said in state.said.values() for member in said.pair}
    others = sorted((leads | wrote | paired) - set(seats))
    known = {member.pk: member for member in with_context(Member.objects.filter(pk__in=[*seats, *others]))}
    places = {member: place for place, member in enumerate(seats, start=1)}
    return tuple(
        _person(known[member], places.get(member, 0), state, viewer, facilitator)
        for member in (*seats, *others)
        if member in known
    )


def _person(
    member: Member, place: int, state: RoomState, viewer: int | None, facilitator: int | None
) -> Person:
    answers = list(member.context.all())
    several = Dimension.Kind.SEVERAL_OF
    return Person(
        id=member.pk,
        name=member.name,
        context=", ".join(answer.value.label for answer in answers if answer.value.dimension.kind != several)
        or ", ".join(context_words(member)[:2]),
        limits=tuple(answer.value.label for answer in answers if answer.value.dimension.kind == several),
        place=place,
        here=member.pk in state.arrived,
        me=member.pk == viewer,
        leads=member.pk == facilitator,
    )


# -- what stands on the board ---------------------------------------------------------------------------------


def board_for(state: RoomState, people: Sequence[Person], viewer: int | None) -> Board:
    """The board as `viewer` may see it; None sees what everybody at the table may see."""
    readable = [said for said in state.said.values() if state.readable(said, viewer)]
    readable.sort(key=lambda said: said.first_seq)
    by_id = {person.id: person for person in people}
    notes = [note for said in readable if (note := _note(state, said, by_id, viewer))]
    about = {said.id: said.about for said in readable}
    pairs = _pairs(state, by_id, viewer)
    # A pair's answer is the pair's own until its step has ended; then it stands on the board.
    open_pairs = [pair for pair in pairs if (found := state.find_step(pair.step)) and state.is_open(found[1])]
    columns = beside_each_other(_columns(state, people, readable), open_pairs)
    rows = tuple(
        _row(state, step, prompt, columns, viewer, notes, about)
        for step in _asked(state)
        for prompt in step.prompts
        if not prompt.many
    )
    closing = {step.key for step in state.steps if step.kind == "close"}
    loose = tuple(note for note in notes if about[note.id] is None and note.prompt != ACROSS.key)
    return Board(
        people=columns if rows else (),
        rows=rows,
        pairs=pairs,
        compared=comparisons(columns, open_pairs) if rows else (),
        notes=tuple(note for note in loose if note.step not in closing),
        leaving=tuple(note for note in loose if note.step in closing),
        across=tuple(note for note in notes if note.prompt == ACROSS.key),
    )


def _asked(state: RoomState) -> list[Step]:
    """The writing steps that are open to all by now."""
    return [
        step
        for number, step in enumerate(state.steps)
        if step.kind == "write" and number <= state.number and state.is_open(step)
    ]


def _columns(state: RoomState, people: Sequence[Person], readable: Sequence[Said]) -> tuple[Person, ...]:
    """A place for everybody who came; somebody without a seat any more only where they wrote."""
    steps = {step.key for step in _asked(state)}
    wrote = {said.author for said in readable if said.step in steps}
    return tuple(person for person in people if (person.place and person.here) or person.id in wrote)


def _row(
    state: RoomState,
    step: Step,
    prompt: Prompt,
    people: Sequence[Person],
    viewer: int | None,
    notes: Sequence[Note],
    about: Mapping[str, Cell | None],
) -> BoardRow:
    cells = []
    for person in people:
        said = state.words_of(person.id, step.key, prompt.key)
        cell = Cell(person.id, step.key, prompt.key)
        cells.append(
            BoardCell(
                person=person,
                id=said.id if said else "",
                words=said.text if said and state.readable(said, viewer) else None,
                mine=person.id == viewer,
                notes=tuple(note for note in notes if about[note.id] == cell),
                about=f"{person.id}.{step.key}.{prompt.key}",
            )
        )
    return BoardRow(step.key, prompt.key, prompt.ask, tuple(cells))


def _note(state: RoomState, said: Said, people: Mapping[int, Person], viewer: int | None) -> Note | None:
    """A contribution that stands beside the cells, by somebody who is still known."""
    if said.author is None or said.author not in people:
        return None
    found = state.find_step(said.step)
    prompt = ACROSS if said.prompt == ACROSS.key else found[1].prompt(said.prompt) if found else None
    if prompt is None or (found and found[1].kind == "write" and not prompt.many):
        return None
    return Note(
        id=said.id,
        by=people[said.author],
        kind=prompt.kind,
        ask=prompt.ask,
        text=said.text,
        mine=said.author == viewer,
        step=said.step,
        prompt=said.prompt,
    )


def _pairs(state: RoomState, people: Mapping[int, Person], viewer: int | None) -> tuple[Pair, ...]:
    return tuple(
        _pair(state, step, members, people, viewer)
        for step in state.steps
        if step.kind == "pairs"
        for members in state.pairs.get(step.key, ())
    )


def _pair(
    state: RoomState, step: Step, members: tuple[int, ...], people: Mapping[int, Person], viewer: int | None
) -> Pair:
    answers = []
    for prompt in step.prompts:
        said = next(
            (
                said
                for said in state.said.values()
                if said.pair[:2] == members[:2] and (said.step, said.prompt) == (step.key, prompt.key)
            ),
            None,
        )
        readable = said is not None and state.readable(said, viewer)
        # Somebody who joined the pair late reads what it wrote before they came.
        readable = readable or (said is not None and viewer in members)
        answers.append(
            PairAnswer(
                ask=prompt.ask,
                prompt=prompt.key,
                text=said.text if said and readable else "",
                seq=said.seq if said and readable else 0,
            )
        )
    return Pair(
        people=tuple(people[member] for member in members if member in people),
        answers=tuple(answers),
        step=step.key,
        mine=viewer in members,
    )


# -- who has been heard, in aggregate -------------------------------------------------------------------------


@dataclass(frozen=True)
class Voices:
    """For whoever leads: how many have not been heard yet. Never who, never how much."""

    here: int
    written: int
    spoken: int


def voices(state: RoomState) -> Voices:
    here = set(state.arrived) & set(state.seats)
    wrote = {said.author for said in state.said.values()} | {
        member for said in state.said.values() for member in said.pair
    }
    spoke = {
        member
        for step, order in state.orders.items()
        for turn, member in enumerate(order)
        if not (state.step and state.step.key == step) or turn < state.turn
    }
    return Voices(here=len(here), written=len(here & wrote), spoken=len(here & spoke))
