"""Rows that several folders' tests need. Each makes what its name says, by hand where a verb would ask for a whole
evening."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.models import (
    Attendance,
    CheckIn,
    CheckInAnswer,
    Community,
    Composition,
    Decision,
    Employer,
    Group,
    Host,
    Member,
    Moment,
    Orientation,
    Publication,
    Room,
    Round,
    RoundSlot,
    Seat,
)
from juncture.practice.moments.planning import Plan, anchor_on_words, plan_moment
from juncture.practice.rounds.arranging import Arrangement, Table, current, write
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.opening import Rules


def make_people(
    community: Community, count: int, *, employers: int = 0, prefix: str = "Person"
) -> list[Member]:
    """`count` members of as many employers, or of so many; each employer's name is its own word."""
    firms = employers or count
    houses = [
        Employer.objects.get_or_create(
            community=community,
            key=f"{prefix} house {n}".casefold(),
            defaults={"name": f"{prefix} House {n}"},
        )[0]
        for n in range(firms)
    ]
    return [
        Member.objects.create(
            community=community,
            name=f"{prefix} {n}",
            email=f"{prefix.lower()}{n}@example.org",
            employer=houses[n % firms],
            time_zone="Europe/Lisbon",
        )
        for n in range(count)
    ]


def make_room(
    host: Host,
    members: Sequence[Member],
    *,
    starts_at: datetime | None = None,
    title: str = "Depth or reach",
    moment: Moment | None = None,
) -> Room:
    """A published moment with one group of these members (or another group of a moment that stands)."""
    starts_at = starts_at or timezone.now() + timedelta(days=3)
    community = host.community
    if moment is None:
        round = Round.objects.create(community=community, size_low=3, size_high=8)
        moment = Moment.objects.create(
            community=community,
            round=round,
            title=title,
            anchor_words="Do I go deep with a few or wide with many?",
            protocol="contrast-round-60",
            run_of_show=shipped_protocols()["contrast-round-60"].as_plain(),
            planned_by=host,
            planned_at=starts_at - timedelta(days=20),
        )
        Publication.objects.create(moment=moment, by=host, at=starts_at - timedelta(days=10))
        composition = Composition.objects.create(round=round, how=Composition.How.COMPOSED, seed=1)
    else:
        composition = moment.round.compositions.get()
    slot, _ = RoundSlot.objects.get_or_create(round=moment.round, starts_at=starts_at)
    group = Group.objects.create(composition=composition, number=composition.groups.count() + 1, slot=slot)
    for place, member in enumerate(members):
        Seat.objects.create(composition=composition, group=group, member=member, position=place)
    return Room.objects.create(moment=moment, group=group)


def make_held_room(
    host: Host,
    members: Sequence[Member],
    *,
    days_ago: float = 0.1,
    title: str = "Depth or reach",
    moment: Moment | None = None,
) -> Room:
    """The same, over, with everybody having come."""
    started = timezone.now() - timedelta(days=days_ago)
    room = make_room(host, members, starts_at=started, title=title, moment=moment)
    room.opened_at, room.closed_at = started, started + timedelta(hours=1)
    room.save()
    for member in members:
        Attendance.objects.create(room=room, member=member, arrived_at=started)
    return room


def make_decision(member: Member, words: str = "Do I keep the weekly stream?") -> Decision:
    return Decision.objects.create(
        community_id=member.community_id,
        member=member,
        statement=words,
        stated_at=timezone.now() - timedelta(days=120),
    )


def make_card(room: Room, member: Member, useful: int | None = 8, **words: str) -> Orientation:
    at = room.closed_at or timezone.now()
    return Orientation.objects.create(room=room, member=member, useful=useful, written_at=at, **words)


def make_answer(
    room: Room,
    member: Member,
    *,
    wave: int = 1,
    changed: bool = True,
    credit: str = "yes",
    example: str = "…",
) -> CheckInAnswer:
    """What the member said a day after they were asked; the check-in stands already."""
    check_in = CheckIn.objects.get(room=room, member=member, wave=wave)
    return CheckInAnswer.objects.create(
        check_in=check_in,
        at=check_in.due_at + timedelta(days=1),
        changed=changed,
        credit=credit if changed else "",
        example=example if changed else "",
    )


def plan_for(
    host: Host,
    members: Sequence[Member],
    *,
    days: Sequence[float] = (7,),
    title: str = "Depth or reach",
    **rules: Any,
) -> Moment:
    """A moment planned by the verb, at three in the afternoon (UTC) so many days from now."""
    noon = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0)
    plan = Plan(
        anchor=anchor_on_words("Do I go deep with a few or wide with many?"),
        protocol=shipped_protocols()["contrast-round-60"],
        times=tuple(noon + timedelta(days=each) for each in days),
        members=tuple(members),
        title=title,
        rules=Rules(**rules),
    )
    return plan_moment(host.community, plan, by=host)


def seat_at(moment: Moment, *tables: Sequence[Member]) -> Composition:
    """A composition with exactly these tables, as if it had been composed."""
    return write(
        company(moment.round),
        Arrangement(tuple(Table(tuple(member.pk for member in table)) for table in tables)),
        how="composed",
        by=None,
        before=current(moment.round),
        seed=1,
        params={},
    )
