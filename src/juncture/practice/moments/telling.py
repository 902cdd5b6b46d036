"""A first win is told in the room, and travels only as far as its teller lets it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.moments.models import FirstWin, Room, StoryConsent
from juncture.practice.moments.sending import send
from juncture.practice.people.models import Member

Reach = StoryConsent.Reach


@dataclass(frozen=True)
class Story:
    moment: str
    before: str = ""
    unlocked: str = ""


def tell_first_win(
    room: Room, story: Story, *, by: Member, reach: str = Reach.GROUP, at: datetime | None = None
) -> FirstWin:
    """One story a member a room: told again, it is told better. Raises Refused where it can't be told now."""
    now = at or timezone.now()
    with transaction.atomic():
        win, new = FirstWin.objects.get_or_create(
            room=room, member=by, defaults={"community_id": by.community_id, "told_at": now, **vars(story)}
        )
        if not new:
            FirstWin.objects.filter(pk=win.pk).update(**vars(story))
            win.refresh_from_db()
        allow(win, reach, by=by, at=now)
        send(room, "tell", {"member": by.pk, "win": win.pk}, at=now)
        if new:
            record("first_win_told", by=by, noun=win, community_id=by.community_id)
    return win


def allow(win: FirstWin, reach: str, *, by: Member, at: datetime | None = None) -> StoryConsent:
    """From now on the story travels this far; what held before is kept as withdrawn."""
    now = at or timezone.now()
    with transaction.atomic():
        holding = win.consents.filter(withdrawn_at=None).first()
        if holding and holding.reach == reach:
            return holding
        win.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
        consent = StoryConsent.objects.create(first_win=win, reach=reach, at=now)
        record("story_reach_set", by=by, noun=win, community_id=win.community_id, reach=reach)
    return consent


def keep_to_oneself(win: FirstWin, *, by: Member, at: datetime | None = None) -> None:
    """The consent is taken back: the story is its teller's alone again, in the room as well."""
    with transaction.atomic():
        if win.consents.filter(withdrawn_at=None).update(withdrawn_at=at or timezone.now()):
            record("story_withdrawn", by=by, noun=win, community_id=win.community_id)


def wins_in(room: Room, viewer: Member) -> QuerySet[FirstWin]:
    """The stories told at this table that hold; one's own even where nobody else may read it."""
    held = StoryConsent.objects.filter(withdrawn_at=None)
    told = FirstWin.objects.filter(room=room).filter(consents__in=held) | FirstWin.objects.filter(
        room=room, member=viewer
    )
    return (
        told.distinct()
        .select_related("member")
        .prefetch_related(Prefetch("consents", held, to_attr="holding"))
        .order_by("told_at", "id")
    )
