"""Where a moment stands, told from its rows and never kept beside them."""

from __future__ import annotations

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from juncture.practice.moments.models import Cancellation, Moment, Publication, Room
from juncture.practice.people.models import Host
from juncture.practice.rounds.models import Composition


class Standing(TextChoices):
    PLANNED = "planned", _("planned")
    COMPOSED = "composed", _("groups composed")
    PUBLISHED = "published", _("published")
    UNDER_WAY = "under_way", _("under way")
    ENDED = "ended", _("ended")
    CALLED_OFF = "called_off", _("called off")


def moments_seen(host: Host) -> QuerySet[Moment]:
    """The community's moments with all that `standing` asks for, in one query."""
    rooms = Room.objects.filter(moment=OuterRef("pk"))
    return (
        Moment.objects.filter(community=host.community_id)
        .select_related("round__community", "publication", "cancellation", "community")
        .annotate(
            composed=Exists(Composition.objects.filter(round=OuterRef("round"), undone_at=None)),
            was_published=Exists(Publication.objects.filter(moment=OuterRef("pk"))),
            was_called_off=Exists(Cancellation.objects.filter(moment=OuterRef("pk"))),
            opened=Exists(rooms.exclude(opened_at=None)),
            still_open=Exists(rooms.filter(closed_at=None)),
            starts_at=Min("round__slots__starts_at"),
            people=Count(
                "round__participations",
                filter=Q(round__participations__member__departed_at=None),
                distinct=True,
            ),
        )
        .order_by("-planned_at", "-pk")
    )


def moment_seen(host: Host, moment_id: int) -> Moment | None:
    return moments_seen(host).filter(pk=moment_id).first()


def standing(moment: Moment) -> Standing:
    """For a moment that came from `moments_seen`."""
    if moment.was_called_off:  # type: ignore[attr-defined]
        return Standing.CALLED_OFF
    if moment.was_published:  # type: ignore[attr-defined]
        if not moment.opened:  # type: ignore[attr-defined]
            return Standing.PUBLISHED
        return Standing.UNDER_WAY if moment.still_open else Standing.ENDED  # type: ignore[attr-defined]
    return Standing.COMPOSED if moment.composed else Standing.PLANNED  # type: ignore[attr-defined]


def groups_may_change(moment: Moment) -> bool:
    """Until the first room opens, or the moment is called off."""
    return standing(moment) in (Standing.PLANNED, Standing.COMPOSED, Standing.PUBLISHED)
