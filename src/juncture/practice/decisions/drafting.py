"""What a member typed so far is kept exactly as typed, until they state it or throw it away."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from juncture.practice.decisions.models import IntakeDraft
from juncture.practice.people.models import Member

MOST_CHARACTERS = 40_000


def keep_draft(member: Member, fields: Mapping[str, Sequence[str]]) -> IntakeDraft | None:
    """None, and the last draft stays, for what is far longer than a decision can be."""
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        return None
    draft, _ = IntakeDraft.objects.update_or_create(
        member=member,
        defaults={
            "fields": {name: [_storable(value) for value in values] for name, values in fields.items()},
            "saved_at": timezone.now(),
        },
    )
    return draft


def throw_away_draft(member: Member) -> None:
    IntakeDraft.objects.filter(member=member).delete()


def _storable(value: str) -> str:
    """No database keeps a null character in JSON, and nobody means one."""
    return value.replace("\x00", "")
