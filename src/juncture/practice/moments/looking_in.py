"""The host answers a room that asked for somebody: the group reads that it was heard."""

from django.db import transaction

from juncture.practice.journal.recording import record
from juncture.practice.moments.models import Room
from juncture.practice.moments.sending import send
from juncture.practice.people.models import Host


def look_in(room: Room, *, by: Host) -> bool:
    """Whether somebody was waiting; twice is once. Nobody learns who asked."""
    with transaction.atomic():
        answer = send(room, "look_in")
        if answer.events:
            record("room_looked_in", by=by, noun=room, community_id=room.moment.community_id)
    return bool(answer.events)
