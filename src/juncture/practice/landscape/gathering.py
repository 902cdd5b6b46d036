"""Decisions gather into tensions. Names stay steady, and what a host named or placed is left as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django_scopes import scope

from juncture.engine.tensions import Id, Kept, Landscape, Statement, cluster
from juncture.engine.wording import language_of
from juncture.practice.decisions.models import Decision
from juncture.practice.journal.models import Entry
from juncture.practice.journal.recording import record, recorded
from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.people.models import Community, Host

# Beyond this a new statement waits for the host's own look, so that no member waits for the machine.
MOST_AT_ONCE = 400


def gather(community: Community, *, by: Host | None = None) -> Landscape:
    """Look at all statements again. Two that look at once do so one after the other."""
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        apart = Gathering.objects.filter(tension=None).values_list("decision_id", flat=True)
        found = cluster(statements_of(community), kept=_kept(community), alone=list(apart))
        _write(community, found)
        record("landscape_gathered", by=by, noun=community, community_id=community.pk)
    return found


def statements_of(community: Community) -> tuple[Statement, ...]:
    """What the machine reads: the words and the ways, of members who are here."""
    decisions = Decision.objects.filter(community=community, member__departed_at=None).order_by("id")
    return tuple(
        Statement(
            decision.pk,
            decision.statement,
            tuple(option.text for option in decision.options.all()),
            language_of(decision.statement),
        )
        for decision in decisions.prefetch_related("options")
    )


@receiver(recorded, dispatch_uid="a stated decision finds its tension")
def _on_statement(entry: Entry, **_rest: Any) -> None:
    """A new or reworded decision is gathered at once; of many that come together, the first look sees them all."""
    if entry.verb not in ("decision_stated", "decision_revised") or entry.community_id is None:
        return
    looked = Entry.objects.filter(verb="landscape_gathered", community_id=entry.community_id, pk__gt=entry.pk)
    if looked.exists():
        return
    community = Community.objects.get(pk=entry.community_id)
    with scope(community=community):
        if Decision.objects.count() <= MOST_AT_ONCE:
            gather(community)


def _kept(community: Community) -> list[Kept]:
    tensions = Tension.objects.filter(community=community).prefetch_related("gatherings").order_by("id")
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
    had = {row.decision_id: row for row in Gathering.objects.all()}
    used = set()
    for each in found.tensions:
        tension = standing.get(each.key)
        if tension is None:
            tension = Tension.objects.create(community=community, label=each.label[:160])
        elif not tension.named_by_id and tension.label != each.label[:160]:
            tension.label = each.label[:160]
            tension.save(update_fields=["label"])
        used.add(tension.pk)
        _regather(tension, each.members, had)
    alone = [int(decision) for decision in found.singletons]
    Gathering.objects.filter(decision__in=alone, placed_by=None).delete()
    # A tension the machine found and nobody is in any more; one a moment is anchored on stays.
    emptied = Tension.objects.filter(community=community, named_by=None, gatherings=None, anchored=None)
    emptied.exclude(pk__in=used).delete()


def _regather(tension: Tension, decisions: Sequence[Id], had: Mapping[int, Gathering]) -> None:
    new = []
    for decision in map(int, decisions):
        row = had.get(decision)
        if row is None:
            new.append(Gathering(tension=tension, decision_id=decision))
        elif row.tension_id != tension.pk and not row.placed_by_id:
            row.tension = tension
            row.save(update_fields=["tension"])
    Gathering.objects.bulk_create(new)
