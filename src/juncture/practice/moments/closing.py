"""A room closes: the moment is over, the board stays readable for those who were there."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from juncture.live.events import Refused
from juncture.practice.journal.recording import record
from juncture.practice.moments.models import Room
from juncture.practice.moments.sending import send
from juncture.practice.people.models import Host, Member

LEFT_OPEN = timedelta(hours=6)  # after its opening; nobody sits in a room that long


def close_room(room: Room, *, by: Host | Member | None, at: datetime | None = None) -> Room:
    """By the facilitator, by the group at the last step, or by the host. Twice is once; raises Refused."""
    now = at or timezone.now()
    with transaction.atomic():
        room.refresh_from_db(fields=["opened_at", "closed_at"])
        if room.closed_at is not None:
            return room
        if room.opened_at is None:
            raise Refused("not_open", "The room isn't open yet.")
        send(room, "close", {"member": by.pk} if isinstance(by, Member) else {}, at=now)
        first = Room.objects.filter(pk=room.pk, closed_at=None).update(closed_at=now)
        room.refresh_from_db(fields=["closed_at"])
        if first:  # on PostgreSQL two may come as far as here at once
            record("room_closed", by=by, noun=room, community_id=room.moment.community_id)
    return room


def close_left_open(now: datetime | None = None) -> int:
    """Rooms that everybody left without closing; for the scheduled work. Returns how many it closed."""
    now = now or timezone.now()
    left = Room.objects.filter(opened_at__lt=now - LEFT_OPEN, closed_at=None).select_related("moment")
    return len([close_room(room, by=None, at=now) for room in left])
