"""Decisions gather into tensions; a host renames, merges, splits and moves, and the machine respects it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from juncture.engine.tensions import Kept, Landscape, Statement, cluster
from juncture.practice.decisions.models import Decision
from juncture.practice.journal.recording import record
from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.people.models import Community, Host, Member


def gather(community: Community, *, by: Host | None = None) -> Landscape:
    """Look at all statements again. Names stay steady; what a host named or placed is left as it is."""
    decisions = list(
        Decision.objects.filter(community=community, member__departed_at=None).prefetch_related("options")
    )
    statements = [
        Statement(decision.pk, decision.statement, tuple(option.text for option in decision.options.all()))
        for decision in decisions
    ]
    apart = Gathering.objects.filter(tension=None, decision__community=community)
    found = cluster(
        statements, kept=_kept(community), alone=list(apart.values_list("decision_id", flat=True))
    )
    with transaction.atomic():
        _write(community, found)
        record("landscape_gathered", by=by, noun=community, community_id=community.pk)
    return found


def name_tension(tension: Tension, label: str, about: str = "", *, by: Host) -> Tension:
    with transaction.atomic():
        tension.label, tension.about, tension.named_by = label.strip(), about.strip(), by
        tension.save()
        record("tension_named", by=by, noun=tension, community_id=tension.community_id)
    return tension


def new_tension(label: str, decisions: Sequence[Decision], *, by: Host, about: str = "") -> Tension:
    """A host sees a tension the machine doesn't, or splits one in two."""
    with transaction.atomic():
        tension = Tension.objects.create(
            community=by.community, label=label.strip(), about=about.strip(), named_by=by
        )
        for decision in decisions:
            place(decision, tension, by=by)
        record("tension_named", by=by, noun=tension, community_id=by.community_id)
    return tension


def place(decision: Decision, tension: Tension | None, *, by: Host) -> None:
    """Put a decision where it belongs, or (None) apart from every tension."""
    with transaction.atomic():
        Gathering.objects.update_or_create(decision=decision, defaults={"tension": tension, "placed_by": by})
        record("decision_placed", by=by, noun=decision, community_id=decision.community_id)


def merge(tension: Tension, into: Tension, *, by: Host) -> Tension:
    with transaction.atomic():
        Gathering.objects.filter(tension=tension).update(tension=into, placed_by=by)
        record("tensions_merged", by=by, noun=into, community_id=into.community_id)
        tension.delete()
    return into


def tensions_seen(host: Host) -> QuerySet[Tension]:
    """The community's tensions, most wrestled with first."""
    here = Q(gatherings__decision__member__departed_at=None)
    return (
        Tension.objects.filter(community_id=host.community_id)
        .annotate(wrestling=Count("gatherings__decision__member", filter=here, distinct=True))
        .order_by("-wrestling", "label")
    )


def others_wrestling(decision: Decision) -> int:
    """How many other members wrestle with the same tension; 0 below five, so that nobody can be told apart."""
    gathering = Gathering.objects.filter(decision=decision, tension__isnull=False).first()
    if gathering is None:
        return 0
    members = Member.objects.filter(
        departed_at=None, decisions__gathering__tension=gathering.tension
    ).exclude(pk=decision.member_id)
    count = members.distinct().count()
    return count if count + 1 >= 5 else 0


def _kept(community: Community) -> list[Kept]:
    tensions = Tension.objects.filter(community=community).prefetch_related("gatherings")
    return [
        Kept(
            key=str(tension.pk),
            label=tension.label,
            members=tuple(place.decision_id for place in tension.gatherings.all()),
            by_host=tension.named_by_id is not None,
            fixed=tuple(place.decision_id for place in tension.gatherings.all() if place.placed_by_id),
        )
        for tension in tensions
    ]


def _write(community: Community, found: Landscape) -> None:
    standing = {str(tension.pk): tension for tension in Tension.objects.filter(community=community)}
    used = set()
    for each in found.tensions:
        tension = standing.get(each.key)
        if tension is None:
            tension = Tension.objects.create(community=community, label=each.label[:160])
        elif not tension.named_by_id and tension.label != each.label[:160]:
            tension.label = each.label[:160]
            tension.save(update_fields=["label"])
        used.add(tension.pk)
        _regather(tension, [int(decision) for decision in each.members])
    alone = [int(decision) for decision in found.singletons]
    Gathering.objects.filter(decision__in=alone, placed_by=None).delete()
    Tension.objects.filter(community=community, named_by=None).exclude(pk__in=used).delete()


def _regather(tension: Tension, decision_ids: Sequence[int]) -> None:
    had = {row.decision_id: row for row in Gathering.objects.filter(decision__in=decision_ids)}
    for decision_id in decision_ids:
        row = had.get(decision_id)
        if row is None:
            Gathering.objects.create(tension=tension, decision_id=decision_id)
        elif row.tension_id != tension.pk and not row.placed_by_id:
            row.tension = tension
            row.save(update_fields=["tension"])
