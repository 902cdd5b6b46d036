"""Token buckets in the database, so that they hold across processes and restarts.

A bucket is full until somebody takes from it; each token comes back after its time. Kept as the date at which it is
full again (the "generic cell rate" form of the same thing), which needs one row and no clock of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from juncture.practice.limits.models import Bucket


@dataclass(frozen=True)
class Limit:
    """`burst` at once, then one every so often."""

    name: str
    burst: int
    every: timedelta

    @property
    def whole(self) -> timedelta:
        return self.every * self.burst


ROOM_POSTS = Limit("room", 40, timedelta(seconds=2))
CODES_TO_ADDRESS = Limit("code-address", 3, timedelta(minutes=5))
CODES_FROM_PLACE = Limit("code-place", 20, timedelta(seconds=30))
TRIES_FROM_PLACE = Limit("try-place", 20, timedelta(seconds=15))
WRONG_LINKS = Limit("link-place", 30, timedelta(seconds=10))
LINKS_MAILED = Limit("link-mailed", 3, timedelta(minutes=10))  # to one mailbox


def take(limit: Limit, who: str, *, at: datetime | None = None) -> int:
    """0 when a token was taken, otherwise the whole seconds until there is one. Who waits costs no write."""
    now = at or timezone.now()
    key = _key(limit, who)
    if wait := _wait(limit, Bucket.objects.filter(pk=key).values_list("full_at", flat=True).first(), now):
        return wait
    with transaction.atomic():
        bucket, new = Bucket.objects.select_for_update().get_or_create(pk=key, defaults={"full_at": now})
        if wait := _wait(limit, bucket.full_at, now):
            return wait
        bucket.full_at = max(min(bucket.full_at, now + limit.whole), now) + limit.every
        bucket.save(update_fields=["full_at"])
        if new:
            Bucket.objects.filter(full_at__lt=now).delete()
    return 0


def _wait(limit: Limit, full_at: datetime | None, now: datetime) -> int:
    if full_at is None:
        return 0
    # A clock that was set back makes nobody wait longer than an empty bucket would.
    missing = min(full_at - now, limit.whole)
    short = missing - (limit.whole - limit.every)
    return max(0, math.ceil(short.total_seconds()))


def _key(limit: Limit, who: str) -> str:
    told = f"{limit.name}:{who}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()
