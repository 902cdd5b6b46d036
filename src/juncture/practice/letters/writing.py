"""A letter becomes due. Call it in the transaction of what it speaks of, so that both hold or neither."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from juncture.practice.letters.models import Letter
from juncture.practice.people.models import Member


def write_letter(
    kind: str,
    member: Member,
    *,
    about: models.Model,
    due_at: datetime | None = None,
    edition: str = "",
    once: bool = True,
) -> Letter:
    """The letter of this kind about this thing to this member; the same call again gives the same letter.

    `edition` tells apart letters that are meant to repeat, such as each change of a published seat;
    `once=False` is for what a person asks for again by hand.
    """
    now = timezone.now()
    edition = edition if once else f"{now.timestamp()}"
    key = f"{kind}:{type(about).__name__.lower()}:{about.pk}:{member.pk}:{edition}"
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "community_id": member.community_id,
            "member": member,
            "kind": kind,
            "about_id": about.pk,
            "due_at": due_at or now,
        },
    )
    return letter


def drop_letters(kind: str, about: models.Model) -> int:
    """Letters not sent yet about something that is no longer so."""
    waiting = Letter.objects.filter(
        kind=kind, about_id=about.pk, sent_at=None, dropped_at=None, claimed_at=None
    )
    return waiting.update(dropped_at=timezone.now())
