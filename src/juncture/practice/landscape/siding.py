"""A member, or a host, says to which side of its tension a decision leans; and may take it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.practice.decisions.models import Decision
from juncture.practice.journal.recording import record
from juncture.practice.landscape.errors import LandscapeTrouble
from juncture.practice.landscape.leaning import (
    asks_members,
    latest,
    lean_of,
    sides_of,
    standing,
    tension_of,
)
from juncture.practice.landscape.models import Siding
from juncture.practice.people.models import Host, Member

MEMBERS_WORDS = (Siding.Side.FIRST, Siding.Side.SECOND, Siding.Side.NEITHER, Siding.Side.ELSEWHERE)
HOSTS_WORDS = (Siding.Side.FIRST, Siding.Side.SECOND, Siding.Side.BETWEEN)


def say_side(decision: Decision, side: str, *, by: Member | Host, at: datetime | None = None) -> Siding:
    """The newest word of each counts, a member's before a host's. Said twice is said once.

    Raises LandscapeTrouble where there are no two sides to choose from.
    """
    who = _who(by)
    with transaction.atomic():
        # Two taps at once: the second sees what the first said.
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        tension = tension_of(decision)
        sides = sides_of(tension) if tension else None
        if tension is None or sides is None or (isinstance(by, Member) and not asks_members(tension)):
            raise LandscapeTrouble(_("There are no two sides here to choose from any more."))
        if side not in (MEMBERS_WORDS if isinstance(by, Member) else HOSTS_WORDS):
            raise LandscapeTrouble(_("Choose one of those shown."))
        words = sides.named(side)
        before = standing(decision, who)
        if before and (before.side, before.words) == (side, words):
            return before
        siding = Siding.objects.create(
            tension=tension,
            decision=decision,
            at=at or timezone.now(),
            who=who,
            host=by if isinstance(by, Host) else None,
            side=side,
            words=words,
            lean=lean_of(decision),
        )
        record("side_said", by=by, noun=decision, community_id=decision.community_id)
    return siding


def take_side_back(decision: Decision, *, by: Member | Host) -> None:
    """What one said about this tension goes, whole: an earlier word doesn't come back in its place."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        tension = tension_of(decision)
        if latest(decision, _who(by)):
            Siding.objects.filter(decision=decision, tension=tension, who=_who(by)).delete()
            record("side_taken_back", by=by, noun=decision, community_id=decision.community_id)


def _who(by: Member | Host) -> str:
    return Siding.Who.MEMBER if isinstance(by, Member) else Siding.Who.HOST
