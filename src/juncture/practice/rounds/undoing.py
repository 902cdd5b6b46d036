"""One step back, and forward again, through a round's compositions."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.practice.journal.recording import record
from juncture.practice.people.models import Host
from juncture.practice.rounds.arranging import hold
from juncture.practice.rounds.errors import GroupsMoved, NotHere
from juncture.practice.rounds.models import Composition, Round


def undo(round: Round, *, by: Host, seen: int | None = None) -> Composition:
    """Back to the groups before the last change."""
    with transaction.atomic():
        here = hold(round)
        _demand_seen(here, seen)
        if here is None or here.before_id is None:
            raise NotHere(_("There is nothing to undo."))
        here.undone_at = timezone.now()
        here.save(update_fields=["undone_at"])
        record("groups_undone", by=by, noun=here, community_id=round.community_id)
        return round.compositions.get(pk=here.before_id)


def redo(round: Round, *, by: Host, seen: int | None = None) -> Composition:
    """Forward to what was stepped back over last."""
    with transaction.atomic():
        here = hold(round)
        _demand_seen(here, seen)
        there = undone_after(here)
        if there is None:
            raise NotHere(_("There is nothing to bring back."))
        there.undone_at = None
        there.save(update_fields=["undone_at"])
        record("groups_redone", by=by, noun=there, community_id=round.community_id)
        return there


def undone_after(here: Composition | None) -> Composition | None:
    """The step that redo would take from here."""
    if here is None:
        return None
    return here.after.exclude(undone_at=None).order_by("-pk").first()


def _demand_seen(here: Composition | None, seen: int | None) -> None:
    if here is not None and seen is not None and here.pk != seen:
        raise GroupsMoved(
            _("The groups were changed meanwhile, so nothing was undone. Here they are as they stand.")
        )
