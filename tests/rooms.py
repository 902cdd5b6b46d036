"""A published moment with one room, its group seated and due to begin now: what every test of the room needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from juncture.practice.decisions.models import Decision
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.models import (
    Community,
    Composition,
    ContextAnswer,
    Dimension,
    DimensionValue,
    Group,
    Host,
    Member,
    Moment,
    Participation,
    Publication,
    Room,
    Round,
    RoundSlot,
    Seat,
)
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.replaying import RoomState
from juncture.practice.moments.sending import send, state_of


@dataclass(frozen=True)
class Table:
    moment: Moment
    room: Room
    members: tuple[Member, ...]

    @property
    def state(self) -> RoomState:
        return state_of(self.room)

    def all_arrive(self) -> None:
        for member in self.members:
            arrive(self.room, by=member)

    def go_to(self, step: str) -> RoomState:
        """Everybody says they are ready until the room is at the step."""
        self.all_arrive()
        for _ in self.state.steps:
            state = self.state
            if state.step and state.step.key == step:
                return state
            for member in self.members:
                send(self.room, "ready", {"from": state.number}, by=member)
            # Where somebody is still awaited, the half that is here begins.
            send(self.room, "move_on", {"from": state.number}, by=self.members[0])
        return self.state

    def write(self, member: Member, prompt: str, text: str, step: str = "write") -> None:
        send(self.room, "write", {"step": step, "prompt": prompt, "text": text}, by=member)


def set_table(
    community: Community,
    members: Sequence[Member],
    *,
    protocol: str = "contrast-round-60",
    starts_at: datetime | None = None,
    facilitator: Member | None = None,
    by: Host | None = None,
    number: int = 1,
    moment: Moment | None = None,
    title: str = "Ambassador programme: widen it or deepen it?",
) -> Table:
    starts_at = starts_at or timezone.now() - timedelta(minutes=1)
    if moment is None:
        round = Round.objects.create(community=community, size_low=3, size_high=6)
        moment = Moment.objects.create(
            community=community,
            round=round,
            title=title,
            anchor_words="Do we widen the ambassador programme, or deepen it with the few who answer?",
            protocol=protocol,
            run_of_show=shipped_protocols()[protocol].as_plain(),
            planned_by=by,
        )
        Publication.objects.create(moment=moment, by=by)
        Composition.objects.create(round=round, how=Composition.How.COMPOSED, by=by, seed=1)
    round = moment.round
    composition = round.compositions.get()
    slot, _ = RoundSlot.objects.get_or_create(round=round, starts_at=starts_at)
    group = Group.objects.create(composition=composition, number=number, slot=slot, facilitator=facilitator)
    for position, member in enumerate(members, start=1):
        Participation.objects.create(round=round, member=member)
        Seat.objects.create(composition=composition, group=group, member=member, position=position)
    room = Room.objects.create(moment=moment, group=group)
    return Table(moment, room, tuple(members))


def give_contexts(community: Community, contexts: dict[Member, Sequence[str]]) -> None:
    """Stage and structure of each member, by label."""
    for at, key in enumerate(("stage", "structure")):
        dimension = Dimension.objects.create(
            community=community,
            key=key,
            label=key.title(),
            question=f"Your {key}?",
            kind=Dimension.Kind.ORDERED if at == 0 else Dimension.Kind.ONE_OF,
            position=at,
        )
        for member, labels in contexts.items():
            value, _ = DimensionValue.objects.get_or_create(
                dimension=dimension,
                key=labels[at].lower().replace(" ", "-"),
                defaults={"label": labels[at]},
            )
            ContextAnswer.objects.create(member=member, value=value)


def bring_decision(member: Member, statement: str) -> Decision:
    return Decision.objects.create(community_id=member.community_id, member=member, statement=statement)
