"""What a member is told about their seat, as a plain value: for the mail, its calendar entry and the seat's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from juncture.practice.library.protocols import Protocol
from juncture.practice.moments.models import Moment
from juncture.practice.people.describing import context_words, with_context
from juncture.practice.people.models import Member
from juncture.practice.rounds.models import Seat


@dataclass(frozen=True)
class Companion:
    """Somebody in the group, as the others get to know them beforehand."""

    member_id: int
    name: str
    context: tuple[str, ...]
    position: int
    facilitates: bool


@dataclass(frozen=True)
class Invitation:
    """One member's seat in a published moment.

    `uid` stays the same through every change of room and time, `sequence` grows with each, as a calendar
    wants it. `people` includes the member; nothing in here is about anybody's decision.
    """

    moment_id: int
    room_id: int
    member_id: int
    title: str
    anchor: str
    intention: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    people: tuple[Companion, ...]
    prompt: str
    uid: str
    sequence: int
    called_off: bool
    words: str  # the host's, where it was called off

    @property
    def companions(self) -> tuple[Companion, ...]:
        """Everybody in the group but the member."""
        return tuple(one for one in self.people if one.member_id != self.member_id)


@dataclass(frozen=True)
class Farewell:
    """What a calendar needs to take a seat out again, for somebody who no longer has one."""

    moment_id: int
    member_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    uid: str
    sequence: int
    called_off: bool
    words: str


def seat_in(moment: Moment, member: Member) -> Seat | None:
    """The member's seat in the published groups; none before publication, or for somebody without one."""
    return (
        Seat.objects.filter(member=member, group__room__moment=moment)
        .select_related("group__room", "group__slot")
        .first()
    )


def invitation_for(moment: Moment, member: Member) -> Invitation | None:
    seat = seat_in(moment, member)
    return invitation_of(seat) if seat else None


def invitation_of(seat: Seat) -> Invitation:
    """The invitation for a published seat, from what is true now."""
    group, room = seat.group, seat.group.room
    moment: Moment = room.moment
    starts_at = group.slot.starts_at if group.slot else moment.planned_at
    cancellation = getattr(moment, "cancellation", None)
    return Invitation(
        moment_id=moment.pk,
        room_id=room.pk,
        member_id=seat.member_id,
        title=moment.title,
        anchor=moment.anchor_words,
        intention=moment.intention,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes_of(moment, group.seats.count())),
        time_zone=seat.member.time_zone or moment.community.time_zone,
        people=_people(seat),
        prompt=prompt_of(moment),
        uid=uid_of(moment, seat.member_id),
        sequence=moment.publication.sequence,
        called_off=cancellation is not None,
        words=cancellation.words if cancellation else "",
    )


def farewell_for(moment: Moment, member: Member) -> Farewell | None:
    """For the letter that takes a seat back, whether the whole moment was called off or only this seat is gone."""
    last = (
        Seat.objects.filter(member=member, composition__round=moment.round_id)
        .exclude(group__slot=None)
        .select_related("group__slot", "composition")
        .order_by("-composition_id")
        .first()
    )
    if last is None or last.group.slot is None:
        return None
    cancellation = getattr(moment, "cancellation", None)
    starts_at = last.group.slot.starts_at
    return Farewell(
        moment_id=moment.pk,
        member_id=member.pk,
        title=moment.title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes_of(moment, moment.round.size_high)),
        time_zone=member.time_zone or moment.community.time_zone,
        uid=uid_of(moment, member.pk),
        sequence=moment.publication.sequence,
        called_off=cancellation is not None,
        words=cancellation.words if cancellation else "",
    )


def uid_of(moment: Moment, member_id: int) -> str:
    """One calendar entry for a member in a moment, whatever room or time they are moved to."""
    return f"moment-{moment.pk}-{member_id}-{moment.planned_at:%Y%m%dT%H%M%S}@juncture"


def minutes_of(moment: Moment, people: int) -> int:
    """How long the run of show takes with so many people: rounds of turns grow with the group."""
    return int(-(-Protocol.from_plain(moment.run_of_show).minutes_for(people) // 1))


def prompt_of(moment: Moment) -> str:
    """One thing to think about beforehand: the first question of the silent writing."""
    steps = Protocol.from_plain(moment.run_of_show).steps
    return next((prompt.ask for step in steps if step.sealed for prompt in step.prompts), "")


def _people(seat: Seat) -> tuple[Companion, ...]:
    seats = {one.member_id: one.position for one in seat.group.seats.all()}
    members = with_context(Member.objects.filter(pk__in=seats))
    people = (
        Companion(
            member_id=member.pk,
            name=member.name,
            context=tuple(context_words(member)),
            position=seats[member.pk],
            facilitates=member.pk == seat.group.facilitator_id,
        )
        for member in members
    )
    return tuple(sorted(people, key=lambda one: one.position))
