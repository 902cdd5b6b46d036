"""When a room closes, everybody who came is asked three times, weeks later, what changed in their work."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.utils import timezone
from django_scopes import scope

from juncture.practice.followup.models import CheckIn
from juncture.practice.journal.models import Entry
from juncture.practice.journal.recording import record, recorded
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.moments.models import Attendance, Room
from juncture.practice.moments.orienting import decision_at_table
from juncture.practice.people.models import Community, Member

# 2 to 3 weeks, 8 to 10 weeks, half a year: the measure set of PROTOCOLS.md. Asking again after a while is itself
# part of what helps (Harkin et al. 2016, d = .40 over 138 trials).
AFTER = {
    CheckIn.Wave.FIRST: timedelta(days=18),
    CheckIn.Wave.SECOND: timedelta(days=63),
    CheckIn.Wave.THIRD: timedelta(weeks=26),
}

log = logging.getLogger("juncture.followup")


def schedule_check_ins(room: Room) -> list[CheckIn]:
    """The check-ins that were missing for this closed room, each with its letter. Twice is once."""
    if room.closed_at is None:
        return []
    with transaction.atomic():
        # The sweep and the room's close may come at once; whoever is second finds nothing missing.
        Room.objects.select_for_update().only("pk").get(pk=room.pk)
        had = set(CheckIn.objects.filter(room=room).values_list("member_id", "wave"))
        made = [
            _schedule(room, member, wave, room.closed_at + after)
            for member in Member.objects.filter(attendances__room=room, departed_at=None)
            for wave, after in AFTER.items()
            if (member.pk, wave) not in had
        ]
        if made:
            record("check_ins_scheduled", by=None, noun=room, community_id=room.moment.community_id)
    return made


def schedule_missing() -> int:
    """What a crash between a room's close and its check-ins lost; for the scheduled work of a community."""
    without = Attendance.objects.filter(room__closed_at__isnull=False, member__departed_at=None).exclude(
        Exists(CheckIn.objects.filter(room=OuterRef("room"), member=OuterRef("member")))
    )
    rooms = Room.objects.filter(pk__in=without.values("room")).select_related("moment__community")
    return sum(len(schedule_check_ins(room)) for room in rooms)


@receiver(recorded, dispatch_uid="check-ins of a closed room")
def when_a_room_closes(sender: type[Entry], entry: Entry, **_: Any) -> None:
    if entry.verb != "room_closed" or entry.community_id is None:
        return
    try:
        with scope(community=Community.objects.get(pk=entry.community_id)):
            schedule_check_ins(Room.objects.select_related("moment__community").get(pk=entry.noun_id))
    except Exception:  # the room is closed whatever happens here; `schedule_missing` makes up for it
        log.exception("room %s closed, its check-ins wait for the sweep", entry.noun_id)


def is_superseded(check_in: CheckIn, now: datetime | None = None) -> bool:
    """A later check-in of the same room is due as well: after a long silence one question is asked, not three."""
    later = CheckIn.objects.filter(room_id=check_in.room_id, member_id=check_in.member_id)
    return later.filter(wave__gt=check_in.wave, due_at__lte=now or timezone.now()).exists()


def _schedule(room: Room, member: Member, wave: CheckIn.Wave, due_at: datetime) -> CheckIn:
    check_in = CheckIn.objects.create(
        room=room, member=member, wave=wave, due_at=due_at, decision=decision_at_table(room, member)
    )
    write_letter(Letter.Kind.CHECK_IN, member, about=check_in, due_at=due_at)
    return check_in
