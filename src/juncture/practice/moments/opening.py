"""A room opens by its time, for whoever arrives."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.live.events import Refused
from juncture.practice.journal.recording import record
from juncture.practice.library.protocols import Protocol
from juncture.practice.moments.models import Cancellation, Lead, Moment, Publication, Room
from juncture.practice.moments.sending import send, state_of
from juncture.practice.people.models import Host, Member

EARLY = timedelta(minutes=15)  # time to find a chair before it begins


def open_room(room: Room, *, by: Host | Member | None, at: datetime | None = None) -> Room:
    """The room takes its run of show and its seats as they are now. Twice is once; raises Refused."""
    now = at or timezone.now()
    with transaction.atomic():
        if room.opened_at is not None:
            return room
        _check(room, now)
        # A host who takes the lead at the same time (leading.py) is seen here, or tells this room.
        Moment.objects.select_for_update(of=("self",)).get(pk=room.moment_id)
        send(room, "open", _frame(room), at=now)
        first = Room.objects.filter(pk=room.pk, opened_at=None).update(opened_at=now)
        room.refresh_from_db(fields=["opened_at"])
        if first:  # on PostgreSQL two may come as far as here at once
            record("room_opened", by=by, noun=room, community_id=room.moment.community_id)
    return room


def open_moment(moment: Moment, *, by: Host | None, at: datetime | None = None) -> list[Room]:
    """Every room of the moment at once."""
    rooms = Room.objects.filter(moment=moment).select_related("moment", "group__slot")
    return [open_room(room, by=by, at=at) for room in rooms]


def opens_at(room: Room) -> datetime | None:
    """From when on people can come in; None for a room without a time, which opens whenever they come."""
    slot = room.group.slot
    return slot.starts_at - EARLY if slot else None


def follow_seats(room: Room) -> None:
    """Whoever was seated or moved after the room had opened is known in it from now on."""
    state = state_of(room)
    if state.show is None or state.closed:
        return
    seats, facilitator = _seats(room), _facilitator(room)
    if (list(state.seats), state.facilitator) != (seats, facilitator):
        send(room, "seat", {"seats": seats, "facilitator": facilitator})


def send_to_the_door(room: Room, member_id: int) -> None:
    """They keep their seat and come in anew, by a page that knows them: a ticket of before does nothing any more."""
    state = state_of(room)
    if state.show is None or state.closed or member_id not in state.arrived:
        return
    others = [one for one in state.seats if one != member_id]
    leads = None if state.facilitator == member_id else state.facilitator
    with transaction.atomic():
        send(room, "seat", {"seats": others, "facilitator": leads})
        follow_seats(room)


def _check(room: Room, now: datetime) -> None:
    if not Publication.objects.filter(moment=room.moment_id).exists():
        raise Refused("not_published", _("The groups of this moment haven't been published yet."))
    if Cancellation.objects.filter(moment=room.moment_id).exists():
        raise Refused("cancelled", _("This moment has been called off."))
    opens = opens_at(room)
    if opens and now < opens:
        raise Refused("too_early", _("The room opens a quarter of an hour before it begins."))


def _frame(room: Room) -> dict[str, Any]:
    """Read and checked before it is written: a room whose run of show can't be read never opens."""
    show = replace(Protocol.from_plain(room.moment.run_of_show), silenced=())  # the host's notes stay outside
    slot = room.group.slot
    starts = slot.starts_at if slot else None
    return {
        "show": show.as_plain(),
        "seats": _seats(room),
        "facilitator": _facilitator(room),
        "anchor": _anchor(room),
        "led": Lead.objects.filter(moment=room.moment_id).exists(),
        "starts_at": round(starts.timestamp() * 1000) if starts else 0,
    }


def _anchor(room: Room) -> int | None:
    """Whose decision the moment hangs on, where they sit at this table."""
    decision = room.moment.anchor_decision
    return decision.member_id if decision and decision.member_id in _seats(room) else None


def _seats(room: Room) -> list[int]:
    here = room.group.seats.filter(member__departed_at=None)
    return list(here.order_by("position").values_list("member_id", flat=True))


def _facilitator(room: Room) -> int | None:
    facilitator = room.group.facilitator_id
    gone = facilitator and Member.objects.filter(pk=facilitator).exclude(departed_at=None).exists()
    return None if gone else facilitator
