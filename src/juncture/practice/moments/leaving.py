"""Somebody leaves the community, comes back, or has their link revoked while a room of theirs runs: the room learns
of it at once.

Without this a page that is still open could go on writing, or leading, until its ticket runs out.
"""

import logging
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django_scopes import scope

from juncture.practice.journal.models import Entry
from juncture.practice.journal.recording import recorded
from juncture.practice.moments.models import Room
from juncture.practice.moments.opening import follow_seats, send_to_the_door
from juncture.practice.people.models import Community

log = logging.getLogger("juncture.practice")


@receiver(recorded, dispatch_uid="a running room's seats")
def when_somebody_leaves_or_comes_back(sender: type[Entry], entry: Entry, **_: Any) -> None:
    if entry.verb not in ("member_departed", "member_came_back", "links_revoked") or not entry.community_id:
        return
    try:
        with scope(community=Community.objects.get(pk=entry.community_id)):
            theirs = Q(group__seats__member=entry.noun_id) | Q(group__facilitator=entry.noun_id)
            rooms = Room.objects.filter(theirs, opened_at__isnull=False, closed_at=None).distinct()
            for room in rooms.select_related("moment", "group__slot"):
                if entry.verb == "links_revoked":
                    send_to_the_door(room, entry.noun_id)
                else:
                    follow_seats(room)
    except (
        Exception
    ):  # the pages shut them out in any case; the next one who comes in brings the seats up to date
        log.exception("the seats of a running room could not follow member %s", entry.noun_id)
