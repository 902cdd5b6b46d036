"""Keys for programs: made by a host, shown once, stored as a hash, revoked at any time."""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.people.linking import hash_of
from juncture.practice.people.models import ApiKey, Host

# Told apart at a glance from other secrets, by people and by tools that look for leaked ones.
_PREFIX = "juncture_"
_BYTES = 32


def make_api_key(label: str, *, by: Host) -> tuple[ApiKey, str]:
    """The key's row and its token, which can't be shown again: only its hash is kept."""
    token = _PREFIX + secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        key = ApiKey.objects.create(
            community_id=by.community_id,
            label=" ".join(label.split())[:120],
            token_hash=hash_of(token),
            made_by=by,
        )
        record("api_key_made", by=by, noun=key, community_id=by.community_id)
    return key, token


def revoke_api_key(key: ApiKey, *, by: Host) -> None:
    """Whoever holds it is shut out at once."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record("api_key_revoked", by=by, noun=key, community_id=key.community_id)


def keys_seen(host: Host) -> QuerySet[ApiKey]:
    """The community's keys, the newest first."""
    return ApiKey.objects.filter(community_id=host.community_id).order_by("-created_at", "-id")


def key_of(token: str) -> ApiKey | None:
    """The key a token belongs to; None for one that is wrong or revoked."""
    if not token.startswith(_PREFIX):
        return None
    return (
        ApiKey.objects.select_related("community").filter(token_hash=hash_of(token), revoked_at=None).first()
    )
