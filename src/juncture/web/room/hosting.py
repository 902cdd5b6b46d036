"""The host looks at running rooms: where each one is, and whether it needs somebody. Never what is sealed."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.live.events import Refused
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.leading import common_steps, is_led, lead, let_go, move_all, together
from juncture.practice.moments.looking_in import look_in
from juncture.practice.moments.models import Moment, Room
from juncture.practice.moments.moving import FEWEST, asked_if_ready, here
from juncture.practice.moments.opening import opens_at
from juncture.practice.moments.replaying import BEFORE, MINUTE, RoomState
from juncture.practice.moments.seeing import board_for, moment_hosted, people_at, rooms_hosted
from juncture.practice.moments.sending import present_in, state_of, states_of
from juncture.practice.people.models import Host
from juncture.web.parts.who import HostRequest, for_host
from juncture.web.room.showing import hold_words, left_words

LATE = 10 * MINUTE  # after its time; then a room that isn't running may need its host


@dataclass(frozen=True)
class RoomLine:
    room: Room
    number: int
    where: str
    time: str
    ready: str
    here: str
    need: str


@for_host
def moment_live(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = moment_hosted(request.host, moment_id)
    if moment is None:
        raise Http404
    if request.method == "POST":
        _lead(request, moment)
        return redirect("moment_live", slug=request.community.slug, moment_id=moment.pk)
    now = time.time_ns() // 1_000_000
    rooms = rooms_hosted(request.host).filter(moment=moment).annotate(seat_count=Count("group__seats"))
    states = states_of(rooms)
    lines = [_line(room, states[room.pk], now) for room in rooms]
    titles = common_steps(moment)
    template = "room/_lines.html" if request.headers.get("HX-Request") else "room/moment_live.html"
    return render(
        request,
        template,
        {
            "section": "moments",
            "moment": moment,
            "lines": lines,
            "running": sum(1 for state in states.values() if state.running),
            "gathering": sum(
                1 for state in states.values() if state.show and state.number == BEFORE and not state.closed
            ),
            "closed": sum(1 for state in states.values() if state.closed),
            "needs": sum(1 for line in lines if line.need),
            "together": together(states.values()),
            "led": is_led(moment),
            "common": bool(titles) and not all(state.closed for state in states.values()),
            "common_titles": get_text_list([f"“{title}”" for title in titles], _("and")),
        },
    )


@for_host
def room_seen(request: HostRequest, room_id: int) -> HttpResponse:
    """The board as everybody at that table can read it. Stories told to the group alone stay there."""
    room = hosted_room(request.host, room_id)
    if request.method == "POST":
        _attend(request, room)
        return redirect("room_seen", slug=request.community.slug, room_id=room.pk)
    state = state_of(room)
    people = people_at(room, state, None)
    now = time.time_ns() // 1_000_000
    connected = here(state, present_in(room))
    return render(
        request,
        "room/room_seen.html",
        {
            "time": _time(room, state, now),
            "ready": _ready(state, connected),
            "seated": [
                (person, _whereabouts(state, person.id, connected)) for person in people if person.place
            ],
            "section": "moments",
            "room": room,
            "moment": room.moment,
            "state": state,
            "people": people,
            "board": board_for(state, people, None),
            "where": _where(state),
            "hold_words": hold_words(state),
            "may_close": state.show is not None and not state.closed,
        },
    )


def hosted_room(host: Host, room_id: int) -> Room:
    room = rooms_hosted(host).filter(pk=room_id).first()
    if room is None:
        raise Http404
    return room


def _lead(request: HostRequest, moment: Moment) -> None:
    """The steps for all groups together: taken into the host's hand, given back, moved on."""
    act = request.POST.get("do")
    if act == "lead" and lead(moment, by=request.host):
        messages.success(request, _("The steps for all groups wait for you now."))
    elif act == "let_go" and let_go(moment, by=request.host):
        messages.success(request, _("Each group moves on by itself again."))
    elif act == "move":
        moved, reasons = move_all(moment, request.POST.get("step", ""), by=request.host)
        if moved:
            said = ngettext("%(n)d room has moved on.", "%(n)d rooms have moved on.", moved)
            messages.success(request, said % {"n": moved})
        elif not reasons:
            messages.warning(request, _("No room is at that step any more."))
        for reason in dict.fromkeys(reasons):
            messages.warning(request, reason)


def _attend(request: HostRequest, room: Room) -> None:
    """A host may look in and may close a room that was left open; everything else is the group's."""
    try:
        if request.POST.get("do") == "look_in" and look_in(room, by=request.host):
            messages.success(request, _("The group reads that you have seen it."))
        elif request.POST.get("do") == "close":
            close_room(room, by=request.host)
            messages.success(
                request, _("The room is closed. What was said there stays readable for its group.")
            )
    except Refused as refused:
        messages.warning(request, refused.message)


def _line(room: Room, state: RoomState, now: int) -> RoomLine:
    people = here(state, present_in(room))
    seats = len(state.seats) or room.seat_count  # type: ignore[attr-defined]
    return RoomLine(
        room=room,
        number=room.group.number,
        where=_where(state, late=state.show is None and _is_due(room, now)),
        time=_time(room, state, now),
        ready=_ready(state, people),
        here=_here(state, people, seats),
        need=_need(room, state, len(people), now),
    )


def _time(room: Room, state: RoomState, now: int) -> str:
    """How long it still takes, or when it opens and begins: in the host's own time."""
    if state.closed:
        return ""
    starts, opens = room.group.slot.starts_at if room.group.slot else None, opens_at(room)
    if state.show is None and not _is_due(room, now):
        return _("opens %(time)s") % {"time": _clock(opens)} if opens else ""
    if not state.running:
        return _("begins %(time)s") % {"time": _clock(starts)} if starts else ""
    added = state.extended // MINUTE
    left = left_words(state, now)
    if not added:
        return left
    # Who asked for it is nobody's but theirs.
    return _("%(left)s, %(n)d min added") % {"left": left, "n": added}


def _is_due(room: Room, now: int) -> bool:
    """It is open to whoever comes first."""
    opens = opens_at(room)
    return opens is not None and now >= opens.timestamp() * 1000


def _clock(when: datetime) -> str:
    return date_format(localtime(when), "j M, H:i")


def _ready(state: RoomState, people: tuple[int, ...]) -> str:
    """How many wait for the others; never who."""
    if state.closed or state.show is None or not people or state.speaker is not None:
        return ""
    asked = asked_if_ready(state, people)
    return _("%(ready)d of %(here)d ready") % {"ready": len(state.ready & set(asked)), "here": len(asked)}


def _here(state: RoomState, people: tuple[int, ...], seats: int) -> str:
    """Who is there now; who came and isn't any more; who is still expected."""
    if state.closed:
        came = len(state.arrived)
        return ngettext("%(n)d came", "%(n)d came", came) % {"n": came}
    words = [_("%(here)d of %(seats)d") % {"here": len(people), "seats": seats}]
    if away := len(state.arrived) - len(people):
        words.append(ngettext("%(n)d has gone", "%(n)d have gone", away) % {"n": away})
    return ", ".join(words)


def _whereabouts(state: RoomState, member: int, people: tuple[int, ...]) -> str:
    if member not in state.arrived:
        return _("didn't come") if state.closed else _("not here yet")
    if state.closed:
        return _("came")
    return _("here") if member in people else _("came, and has gone for the moment")


def _where(state: RoomState, *, late: bool = False) -> str:
    if state.closed:
        return _("closed")
    if state.show is None:
        return _("nobody has come yet") if late else _("not open yet")
    if state.number == BEFORE or state.step is None:
        return _("gathering")
    return _("step %(number)d of %(count)d: %(title)s") % {
        "number": state.number + 1,
        "count": state.expected_steps,
        "title": state.step.title,
    }


def _need(room: Room, state: RoomState, people: int, now: int) -> str:
    """Why somebody might look in, in words; empty when all is well."""
    if state.closed:
        return ""
    if state.help_asked_at:
        return _("somebody asked for you")
    starts = room.group.slot.starts_at.timestamp() * 1000 if room.group.slot else 0
    late = bool(starts) and now > starts + LATE
    if state.show is None or state.number == BEFORE:
        return _("hasn't begun yet") if late else ""
    if people < FEWEST:
        return _("only one person is there")
    over = now - state.since - state.length
    return _("well over the step's time") if over > LATE else ""
