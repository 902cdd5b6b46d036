"""A host names, joins, splits and moves; each change can be taken back, the newest first.

What people said about a tension's sides stays with that tension: a decision that moves away, or is split off, leaves it
behind and finds it again when it comes back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from juncture.engine.tensions import Sides, sides_in
from juncture.practice.decisions.models import Decision
from juncture.practice.journal.recording import record
from juncture.practice.landscape.carrying import carry_sides, put_sides_back, sides_said
from juncture.practice.landscape.errors import LandscapeTrouble
from juncture.practice.landscape.leaning import sides_of
from juncture.practice.landscape.models import Gathering, Rearrangement, Tension
from juncture.practice.people.models import Host

_KEPT = 50  # steps back, a community


def name_tension(
    tension: Tension,
    label: str,
    about: str = "",
    *,
    by: Host,
    sides: Sides | None = None,
    other_sides: bool = False,
) -> Tension:
    """`sides` in the host's own words; empty, they are read from the label. The ones it has already stay as they came.

    Reworded sides keep who stands on them, unless they are others (`other_sides`): then everybody is asked anew.
    """
    with transaction.atomic():
        _remember(Rearrangement.What.NAMED, tension.label, by=by, tensions=[tension])
        if sides and sides != sides_of(tension):
            tension.first_side, tension.second_side = _own_words(sides, label)
        tension.label, tension.about, tension.named_by = _one_line(label), about.strip(), by
        if other_sides:
            tension.sides_since = timezone.now()
        tension.save()
        record("tension_named", by=by, noun=tension, community_id=tension.community_id)
    return tension


def new_tension(
    label: str, decisions: Sequence[Decision], *, by: Host, about: str = "", sides: Sides | None = None
) -> Tension:
    """A host sees a tension the machine doesn't, or splits one in two: these decisions go there and stay."""
    first, second = _own_words(sides, label) if sides else ("", "")
    with transaction.atomic():
        tension = Tension.objects.create(
            community=by.community,
            label=_one_line(label),
            about=about.strip(),
            named_by=by,
            first_side=first,
            second_side=second,
        )
        _remember(Rearrangement.What.SPLIT, tension.label, by=by, decisions=decisions, made=tension)
        for decision in decisions:
            _put(decision, tension, by)
        record("tension_named", by=by, noun=tension, community_id=by.community_id)
    return tension


def split_tension(tension: Tension, label: str, decisions: Sequence[Decision], *, by: Host) -> Tension:
    """The chosen decisions go to a tension of their own. Raises LandscapeTrouble when none, or all, would go."""
    here = set(Gathering.objects.filter(tension=tension).values_list("decision_id", flat=True))
    going = [decision for decision in decisions if decision.pk in here]
    if not going:
        raise LandscapeTrouble("Tick the decisions that go first.")
    if len(going) == len(here):
        raise LandscapeTrouble("All of them would go. Leave at least one, or give the tension another name.")
    return new_tension(label, going, by=by)


def place(decision: Decision, tension: Tension | None, *, by: Host) -> None:
    """Put a decision where it belongs, or (None) apart from every tension."""
    with transaction.atomic():
        label = tension.label if tension else ""
        _remember(Rearrangement.What.PLACED, label, by=by, decisions=[decision])
        _put(decision, tension, by)
        record("decision_placed", by=by, noun=decision, community_id=decision.community_id)


def merge(tension: Tension, into: Tension, *, by: Host, order: str = "") -> Tension:
    """All decisions of the one go to the other, and so do the moments that were anchored there.

    What was said about its sides goes along where the host says how they answer to the other's (`order`: "same" or
    "turned"), or where both have the same two; otherwise people are asked anew.
    """
    with transaction.atomic():
        moved = list(Decision.objects.filter(gathering__tension=tension))
        _remember(Rearrangement.What.MERGED, tension.label, by=by, tensions=[tension], decisions=moved)
        carry_sides(tension, into, order)
        Gathering.objects.filter(tension=tension).update(tension=into, placed_by=by)
        tension.anchored.update(anchor_tension=into)
        record("tensions_merged", by=by, noun=into, community_id=into.community_id)
        tension.delete()
    return into


def last_rearrangement(host: Host) -> Rearrangement | None:
    return Rearrangement.objects.filter(community_id=host.community_id).last()


def undo_rearrangement(rearrangement_id: int, *, by: Host) -> Rearrangement:
    """Put back what was before the newest change. Raises LandscapeTrouble when it isn't the newest any more."""
    with transaction.atomic():
        newest = Rearrangement.objects.select_for_update().filter(community_id=by.community_id).last()
        if newest is None or newest.pk != rearrangement_id:
            raise LandscapeTrouble("That was taken back already, or something was changed since.")
        _put_back(newest, by)
        record("landscape_undone", by=by, noun=newest, community_id=by.community_id)
        newest.delete()
    return newest


def _put(decision: Decision, tension: Tension | None, by: Host) -> None:
    Gathering.objects.update_or_create(decision=decision, defaults={"tension": tension, "placed_by": by})


def _remember(
    what: str,
    label: str,
    *,
    by: Host,
    tensions: Iterable[Tension] = (),
    decisions: Iterable[Decision] = (),
    made: Tension | None = None,
) -> None:
    """Every tension named here, and every one the decisions lie in: the machine may remove it in between."""
    ids = [decision.pk for decision in decisions]
    places = {
        row.decision_id: row
        for row in Gathering.objects.filter(decision__in=ids).select_related("tension").order_by()
    }
    touched = {tension.pk: tension for tension in tensions}
    touched |= {row.tension.pk: row.tension for row in places.values() if row.tension}
    before: dict[str, Any] = {
        "tensions": [
            [
                tension.pk,
                tension.label,
                tension.about,
                tension.named_by_id,
                tension.first_side,
                tension.second_side,
                tension.sides_since.isoformat() if tension.sides_since else None,
            ]
            for tension in touched.values()
        ],
        "said": sides_said(touched.values()) if what == Rearrangement.What.MERGED else [],
        "places": [
            [pk, places[pk].tension_id, places[pk].placed_by_id] if pk in places else [pk] for pk in ids
        ],
        "made": made.pk if made else None,
    }
    Rearrangement.objects.create(community=by.community, by=by, what=what, label=label, before=before)
    kept = Rearrangement.objects.filter(community=by.community).order_by("-id").values_list("pk", flat=True)
    oldest = list(kept[_KEPT : _KEPT + 1])
    if oldest:
        Rearrangement.objects.filter(community=by.community, pk__lte=oldest[0]).delete()


def _put_back(change: Rearrangement, by: Host) -> None:
    hosts = set(Host.objects.filter(community_id=change.community_id).values_list("pk", flat=True))
    for pk, label, about, named_by, *sides in change.before["tensions"]:
        first, second, since = sides or ("", "", None)
        Tension.objects.update_or_create(
            pk=pk,
            defaults={
                "community": by.community,
                "label": label,
                "about": about,
                "named_by_id": named_by if named_by in hosts else None,
                "first_side": first,
                "second_side": second,
                "sides_since": datetime.fromisoformat(since) if since else None,
            },
        )
    put_sides_back(change.before.get("said", []), change.at, hosts)
    standing = set(Decision.objects.values_list("pk", flat=True))
    for decision, *place in change.before["places"]:
        if decision not in standing:
            continue
        if not place:
            Gathering.objects.filter(decision=decision).delete()
            continue
        tension, placed_by = place
        Gathering.objects.update_or_create(
            decision_id=decision,
            defaults={"tension_id": tension, "placed_by_id": placed_by if placed_by in hosts else None},
        )
    # What others put there in between stays, and so does its tension.
    Tension.objects.filter(pk=change.before["made"], gatherings=None).delete()


def _own_words(sides: Sides, label: str) -> tuple[str, str]:
    """Kept only where they are others than the label's, so that those follow a later name."""
    if sides == sides_in(label):
        return "", ""
    return _one_line(sides.first)[:100], _one_line(sides.second)[:100]


def _one_line(label: str) -> str:
    return " ".join(label.split())[:160]
