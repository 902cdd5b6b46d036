"""A member comes in: at the start, or late."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.moments.models import Attendance, Room
from juncture.practice.moments.opening import follow_seats, open_room
from juncture.practice.moments.sending import send
from juncture.practice.people.models import Member
from juncture.practice.rounds.models import Release


def arrive(room: Room, *, by: Member, at: datetime | None = None) -> Attendance:
    """The first to come opens the room. Somebody who had released their seat and comes has taken it back.

    Raises Refused before the room's time, after its close, and for somebody who has no seat in it.
    """
    now = at or timezone.now()
    with transaction.atomic():
        open_room(room, by=by, at=now)
        follow_seats(room)
        send(room, "arrive", {"member": by.pk}, at=now)
        attendance, new = Attendance.objects.get_or_create(room=room, member=by, defaults={"arrived_at": now})
        if new:
            Release.objects.filter(
                participation__round=room.moment.round_id, participation__member=by
            ).delete()
            record("member_arrived", by=by, noun=room, community_id=by.community_id)
    return attendance
