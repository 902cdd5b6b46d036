"""Employers that compete: their people are not seated together, since people share most when they don't compare."""

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.models import CompetitorPair, Employer, Host


def employers_seen(host: Host) -> QuerySet[Employer]:
    """Those somebody who is here works for, each with how many."""
    here = Count("members", filter=Q(members__departed_at=None))
    return (
        Employer.objects.filter(community_id=host.community_id)
        .annotate(people=here)
        .filter(people__gt=0)
        .order_by("name", "id")
    )


def competitors_seen(host: Host) -> QuerySet[CompetitorPair]:
    return (
        CompetitorPair.objects.filter(community_id=host.community_id)
        .select_related("one", "other")
        .order_by("one__name", "other__name", "id")
    )


def keep_competitors_apart(one: Employer, other: Employer, *, by: Host) -> CompetitorPair:
    """The same pair again, either way round, is the same row."""
    if one.pk == other.pk:
        raise PeopleTrouble("Choose two different employers. People of one employer are kept apart anyway.")
    first, second = sorted((one, other), key=lambda employer: employer.pk)
    with transaction.atomic():
        pair, new = CompetitorPair.objects.get_or_create(
            community_id=by.community_id, one=first, other=second
        )
        if new:
            record("competitors_named", by=by, noun=pair, community_id=by.community_id)
    return pair


def let_competitors_meet(pair: CompetitorPair, *, by: Host) -> None:
    with transaction.atomic():
        record("competitors_removed", by=by, noun=pair, community_id=by.community_id)
        pair.delete()
