"""A round: which times there are, who takes part, and under which rules they are seated."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from juncture.practice.people.models import Community, Member
from juncture.practice.rounds.models import Group, Participation, Round, RoundSlot


@dataclass(frozen=True)
class Rules:
    size_low: int = 4
    size_high: int = 6
    employers_apart: bool = True
    facilitator_each: bool = False


def open_round(
    community: Community, *, rules: Rules, times: Collection[datetime], members: Collection[Member]
) -> Round:
    """A new round. Called by whoever plans the occasion, which is what gets recorded."""
    with transaction.atomic():
        made = Round.objects.create(community=community, **vars(rules))
        set_times(made, times)
        set_members(made, members)
    return made


def set_rules(round: Round, rules: Rules) -> None:
    for name, value in vars(rules).items():
        setattr(round, name, value)
    round.save(update_fields=list(vars(rules)))


def set_times(round: Round, times: Collection[datetime]) -> None:
    """Times that stay keep their rows; groups that were to meet at one that goes are left without a time."""
    wanted = set(times)
    with transaction.atomic():
        gone = [slot for slot in round.slots.all() if slot.starts_at not in wanted]
        Group.objects.filter(slot__in=gone).update(slot=None)
        RoundSlot.objects.filter(pk__in=[slot.pk for slot in gone]).delete()
        there = set(round.slots.values_list("starts_at", flat=True))
        RoundSlot.objects.bulk_create(
            RoundSlot(round=round, starts_at=time) for time in sorted(wanted - there)
        )


def set_members(round: Round, members: Collection[Member]) -> None:
    """Exactly these take part. Who stays keeps their row, and with it what they said about it."""
    wanted = {member.pk for member in members}
    with transaction.atomic():
        round.participations.exclude(member__in=wanted).delete()
        there = set(round.participations.values_list("member_id", flat=True))
        Participation.objects.bulk_create(
            Participation(round=round, member_id=member_id) for member_id in sorted(wanted - there)
        )
