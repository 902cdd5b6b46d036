"""Somebody comes to a round whose groups are made already."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from juncture.practice.journal.recording import record
from juncture.practice.people.models import Host, Member
from juncture.practice.rounds.changing import seat
from juncture.practice.rounds.errors import NotHere
from juncture.practice.rounds.models import Composition, Participation, Round


def join_late(round: Round, member_id: int, *, by: Host, seen: int | None = None) -> Composition:
    """They take part, and get the seat where the whole gains most. Where no group has one they take part all
    the same, which stays so when the seat is undone; NoSeat says it."""
    with transaction.atomic():
        member = Member.objects.filter(
            community_id=round.community_id, departed_at=None, pk=member_id
        ).first()
        if member is None:
            raise NotHere(_("This person is not a member here any more."))
        _made, new = Participation.objects.get_or_create(round=round, member=member)
        if new:
            record("joined_late", by=by, noun=round, community_id=round.community_id)
    return seat(round, member_id, by=by, seen=seen)


def others_to_join(round: Round) -> list[tuple[int, str]]:
    """Members who don't take part yet, by name."""
    taking_part = round.participations.values("member")
    members = Member.objects.filter(community_id=round.community_id, departed_at=None).exclude(
        pk__in=taking_part
    )
    return list(members.order_by("name", "pk").values_list("pk", "name"))
