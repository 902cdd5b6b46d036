"""Whose eyes the landscape is for: the host sees it whole, everybody else only what five people or more share."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.people.models import Host, Member

# Below this nobody but the host is told, so that no one can be told apart.
FEWEST = 5

_HERE = Q(gatherings__decision__member__departed_at=None)


@dataclass(frozen=True)
class SharedTension:
    """A tension as everybody may see it."""

    label: str
    about: str
    people: int


def tensions_seen(host: Host) -> QuerySet[Tension]:
    """The community's tensions that somebody is in, most wrestled with first."""
    return _counted(host.community_id, fewest=1)


def tension_seen(host: Host, tension_id: int) -> Tension | None:
    """One of them, also when everybody has gone from it: a moment may still point here."""
    return _counted(host.community_id, fewest=0).filter(pk=tension_id).first()


def shared_tensions(community_id: int) -> list[SharedTension]:
    """For anyone but the host. Only tensions at least five people are in."""
    found = Tension.objects.filter(community_id=community_id).annotate(
        people=Count("gatherings__decision__member", filter=_HERE, distinct=True)
    )
    rows = found.filter(people__gte=FEWEST).order_by("label").values_list("label", "about", "people")
    return [SharedTension(label, about, people) for label, about, people in rows]


def others_wrestling(decision: Decision) -> int:
    """How many other members wrestle with the same tension; 0 below five, so that nobody can be told apart."""
    gathering = Gathering.objects.filter(decision=decision, tension__isnull=False).first()
    if gathering is None:
        return 0
    members = Member.objects.filter(
        departed_at=None, decisions__gathering__tension=gathering.tension
    ).exclude(pk=decision.member_id)
    count = members.distinct().count()
    return count if count + 1 >= FEWEST else 0


def _counted(community_id: int, *, fewest: int) -> QuerySet[Tension]:
    return (
        Tension.objects.filter(community_id=community_id)
        .annotate(wrestling=Count("gatherings__decision__member", filter=_HERE, distinct=True))
        .filter(wrestling__gte=fewest)
        .order_by("-wrestling", "label", "id")
    )
