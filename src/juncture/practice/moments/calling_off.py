"""A published moment does not take place, and everybody who was invited is told."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from juncture.practice.journal.recording import record
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import drop_letters, write_letter
from juncture.practice.moments.models import Cancellation, Moment, Publication
from juncture.practice.moments.planning import PlanTrouble
from juncture.practice.people.models import Host, Member


def call_off(moment: Moment, *, by: Host, words: str = "") -> Cancellation:
    """Letters still waiting are dropped, and whoever was to get the first of them hears nothing at all."""
    with transaction.atomic():
        before = Cancellation.objects.filter(moment=moment).first()
        if before:
            return before
        if not Publication.objects.filter(moment=moment).exists():
            raise PlanTrouble(_("Nobody knows of this moment yet. Drop the plan instead."))
        if moment.rooms.exclude(opened_at=None).exists():
            raise PlanTrouble(_("The moment has begun, so it can't be called off any more."))
        told_in = {"by": by, "words": words.strip()[:500]}
        made, new = Cancellation.objects.get_or_create(moment=moment, defaults=told_in)
        if not new:
            return made  # another host was quicker, this very moment
        Publication.objects.filter(moment=moment).update(sequence=F("sequence") + 1)
        told = _who_was_told(moment)
        for kind in (Letter.Kind.INVITATION, Letter.Kind.CHANGE, Letter.Kind.UNSEATED):
            drop_letters(kind, moment)
        for member in told:
            write_letter(Letter.Kind.CANCELLATION, member, about=moment, edition="off")
        record("moment_called_off", by=by, noun=moment, community_id=moment.community_id)
    return made


def _who_was_told(moment: Moment) -> list[Member]:
    """Everybody seated whose invitation has left, or is just leaving."""
    waiting = Letter.objects.filter(
        kind=Letter.Kind.INVITATION, about_id=moment.pk, sent_at=None, dropped_at=None, claimed_at=None
    )
    seated = Member.objects.filter(seats__group__room__moment=moment, departed_at=None).distinct()
    return list(seated.exclude(pk__in=waiting.values("member")))
