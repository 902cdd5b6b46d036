"""What was said about a tension's sides, when the tension is joined to another and when that is taken back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from juncture.engine.tensions import Sides
from juncture.practice.decisions.models import Decision
from juncture.practice.journal.models import Entry
from juncture.practice.landscape.leaning import same_words, side_today, sides_of
from juncture.practice.landscape.models import Siding, Tension

_OTHER = {"first": "second", "second": "first"}
_FIELDS = ("decision_id", "tension_id", "who", "host_id", "side", "words", "lean")


def said_in(tension: Tension) -> bool:
    """Whether somebody said a side here that would be left behind."""
    return Siding.objects.filter(tension=tension, decision__gathering__tension=tension).exists()


def carry_sides(tension: Tension, into: Tension, order: str = "") -> None:
    """Before the one goes: what was said about it becomes said about the other, where their sides answer each other."""
    had, sides = sides_of(tension), sides_of(into)
    if had is None or sides is None:
        return
    order = order or _order(had, sides)
    for siding in Siding.objects.filter(tension=tension).exclude(side=Siding.Side.ELSEWHERE):
        if not order or (tension.sides_since and siding.at < tension.sides_since):
            continue
        side = side_today(siding, had)
        siding.side = _OTHER.get(side, side) if order == "turned" else side
        siding.words, siding.tension = sides.named(siding.side), into
        siding.save(update_fields=["tension", "side", "words"])


def sides_said(tensions: Iterable[Tension]) -> list[list[Any]]:
    """As plain values, so that taking the change back can put them where they were."""
    rows = Siding.objects.filter(tension__in=list(tensions)).order_by("id")
    return [[row.pk, row.at.isoformat(), {name: getattr(row, name) for name in _FIELDS}] for row in rows]


def put_sides_back(said: Sequence[Sequence[Any]], since: datetime, hosts: Collection[int]) -> None:
    """What somebody took back since then stays taken back."""
    decisions = set(Decision.objects.values_list("pk", flat=True))
    gone = {
        (decision, actor.partition(":")[0])
        for decision, actor in Entry.objects.filter(
            verb="side_taken_back", noun="decision", at__gte=since
        ).values_list("noun_id", "actor")
    }
    for pk, at, fields in said:
        decision, host = fields["decision_id"], fields["host_id"]
        if decision in decisions and (decision, fields["who"]) not in gone:
            Siding.objects.update_or_create(
                pk=pk,
                defaults={
                    **fields,
                    "host_id": host if host in hosts else None,
                    "at": datetime.fromisoformat(at),
                },
            )


def _order(one: Sides, other: Sides) -> str:
    if same_words(one.first, other.first) and same_words(one.second, other.second):
        return "same"
    if same_words(one.first, other.second) and same_words(one.second, other.first):
        return "turned"
    return ""
