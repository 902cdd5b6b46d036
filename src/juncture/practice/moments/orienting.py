"""The private card a member leaves with. Nobody else ever reads it: it is looked up through its member alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.live.events import Refused
from juncture.practice.decisions.models import Decision, Stance
from juncture.practice.journal.recording import record
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.moments.models import Orientation, Room
from juncture.practice.moments.sending import send, state_of
from juncture.practice.people.models import Member

MAILED_AFTER = timedelta(minutes=30)  # what is changed until then is in the mail


@dataclass(frozen=True)
class Card:
    stand: str = ""
    test: str = ""
    assumption: str = ""
    question: str = ""
    tripwire: str = ""
    useful: int | None = None  # for my decision, 0 to 10


@dataclass(frozen=True)
class Clarity:
    """The questions of the intake, asked again; None where no answer was given."""

    confidence: int | None = None
    certain: int | None = None
    informed: int | None = None
    clear_tradeoff: int | None = None
    supported: int | None = None


_NOTHING = Clarity()


def write_orientation(
    room: Room, card: Card, clarity: Clarity = _NOTHING, *, by: Member, at: datetime | None = None
) -> Orientation:
    """The member's card for this room, the stance it was left with, and a mail of it to its owner.

    Written once and then revised: the same call again changes the card. Raises Refused for whoever wasn't there.
    """
    now = at or timezone.now()
    with transaction.atomic():
        if by.pk not in state_of(room).arrived:
            raise Refused("not_here", _("A card belongs to a moment one was in. You haven't come in."), 403)
        orientation, new = Orientation.objects.get_or_create(
            room=room, member=by, defaults={**vars(card), "written_at": now}
        )
        if not new:
            revise_orientation(orientation, card, by=by, at=now)
        _take_stance(room, by, clarity, now)
        if new:
            write_letter(Letter.Kind.ORIENTATION, by, about=orientation, due_at=now + MAILED_AFTER)
            record("orientation_written", by=by, noun=orientation, community_id=by.community_id)
            if not state_of(room).closed:
                send(room, "orient", {"member": by.pk}, at=now)
    return orientation


def revise_orientation(
    orientation: Orientation, card: Card, *, by: Member, at: datetime | None = None
) -> Orientation:
    changed = [name for name, value in vars(card).items() if getattr(orientation, name) != value]
    if not changed:
        return orientation
    for name in changed:
        setattr(orientation, name, getattr(card, name))
    orientation.revised_at = at or timezone.now()
    with transaction.atomic():
        orientation.save(update_fields=[*changed, "revised_at"])
        record("orientation_revised", by=by, noun=orientation, community_id=by.community_id)
    return orientation


def orientations_of(member: Member) -> QuerySet[Orientation]:
    """The only way to a card: through the one who wrote it."""
    return Orientation.objects.filter(member=member).select_related("room__moment").order_by("-written_at")


def decision_at_table(room: Room, member: Member) -> Decision | None:
    """The decision the member brought: the moment's anchor if it is theirs, else the newest they had stated."""
    anchor = room.moment.anchor_decision_id
    decisions = Decision.objects.filter(member=member).order_by("-stated_at", "-id")
    return (decisions.filter(pk=anchor).first() if anchor else None) or decisions.first()


def closing_stance(room: Room, member: Member) -> Stance | None:
    """How the member left the room, once they have said so."""
    decision = decision_at_table(room, member)
    if decision is None or room.opened_at is None:
        return None
    return (
        Stance.objects.filter(decision=decision, occasion=Stance.Occasion.CLOSE, at__gte=room.opened_at)
        .order_by("-at", "-id")
        .first()
    )


def _take_stance(room: Room, member: Member, clarity: Clarity, now: datetime) -> None:
    decision = decision_at_table(room, member)
    if decision is None or clarity == _NOTHING:
        return
    known = closing_stance(room, member)
    if known is None:
        # The close asks how sure one is, not which way one leans: the lean stays as it was last said.
        last = Stance.objects.filter(decision=decision).order_by("at", "id").last()
        Stance.objects.create(
            decision=decision,
            occasion=Stance.Occasion.CLOSE,
            at=now,
            lean=last.lean if last else None,
            **vars(clarity),
        )
    else:
        Stance.objects.filter(pk=known.pk).update(**vars(clarity))
