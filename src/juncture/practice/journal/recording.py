"""Say what happened: one row in the same transaction, one signal after it is committed."""

from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone

from juncture.practice.journal.models import Entry

recorded = Signal()


def record(
    verb: str, *, by: object, noun: models.Model, community_id: int | None, **facts: str | int | bool | None
) -> Entry:
    """Record that `by` did `verb` to `noun`. Upper folders and the post listen to `recorded`, after commit."""
    entry = Entry.objects.create(
        community_id=community_id,
        at=timezone.now(),
        verb=verb,
        actor=name_of(by),
        noun=type(noun).__name__.lower(),
        noun_id=noun.pk,
        facts=facts,
    )
    transaction.on_commit(lambda: recorded.send(sender=Entry, entry=entry))
    return entry


def name_of(actor: object) -> str:
    """`member:12`, `host:3`, or `system` where nobody in particular acted."""
    if actor is None:
        return "system"
    return f"{type(actor).__name__.lower()}:{getattr(actor, 'pk', '?')}"
