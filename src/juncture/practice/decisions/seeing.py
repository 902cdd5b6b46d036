"""Whose eyes a decision is for: its member's, the hosts', and those it was taken to a moment with."""

from django.db.models import Prefetch, QuerySet

from juncture.practice.decisions.models import Decision, Option, Settlement, Stance
from juncture.practice.people.models import ContextAnswer, Host, Member


def decisions_of(member: Member) -> QuerySet[Decision]:
    return _whole(Decision.objects.filter(member=member))


def decisions_seen(host: Host) -> QuerySet[Decision]:
    """The community's decisions of members who are here, with what a list shows, in a fixed number of queries."""
    return _whole(
        Decision.objects.filter(community_id=host.community_id, member__departed_at=None)
    ).select_related("member__employer", "gathering__tension")


def _whole(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    return decisions.prefetch_related(
        Prefetch("options", Option.objects.order_by("position")),
        Prefetch("stances", Stance.objects.select_related("lean").order_by("at", "id")),
        Prefetch("settlements", Settlement.objects.order_by("at", "id")),
    )


def with_members_context(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    return decisions.prefetch_related(
        Prefetch(
            "member__context",
            ContextAnswer.objects.select_related("value__dimension").order_by(
                "value__dimension__position", "value__position"
            ),
        )
    )
