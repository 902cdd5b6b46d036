"""Before the session: who is in my group, in which context, and one thing to think about."""

from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from juncture.practice.landscape.models import Tension
from juncture.practice.moments.inviting import Invitation, invitation_of
from juncture.practice.moments.opening import EARLY
from juncture.practice.people.describing import dimensions_of
from juncture.practice.people.models import Member
from juncture.practice.rounds.explaining import Words, sentences
from juncture.practice.rounds.models import Release, Seat
from juncture.practice.rounds.releasing import release_seat, take_back_release
from juncture.web.parts.who import MemberRequest, for_member

TELLABLE = frozenset({"same_tension", "shared_context", "context_spread", "context_mix", "nobody_has_met"})


@for_member
def seat(request: MemberRequest, moment_id: int) -> HttpResponse:
    found = _seat(request.member, moment_id)
    moment = found.group.room.moment
    if request.method == "POST":
        if request.POST.get("do") == "release":
            release_seat(moment.round, by=request.member, words=request.POST.get("words", ""))
        elif request.POST.get("do") == "take_back":
            take_back_release(moment.round, by=request.member)
        return redirect("seat", moment_id=moment.pk)
    invitation = invitation_of(found)
    return render(
        request,
        "room/seat.html",
        {
            "moment": moment,
            "room": found.group.room,
            "invitation": invitation,
            "reasons": _why_together(found, invitation),
            "release": Release.objects.filter(
                participation__round=moment.round, participation__member=request.member
            ).first(),
            "opens_at": invitation.starts_at - EARLY,
            "open_now": timezone.now() >= invitation.starts_at - EARLY,
            "over": found.group.room.closed_at is not None,
        },
    )


@for_member
def calendar(request: MemberRequest, moment_id: int) -> HttpResponse:
    """The seat as a calendar file; the same entry as the one in the invitation's mail."""
    invitation = invitation_of(_seat(request.member, moment_id))
    address = request.build_absolute_uri(f"/me/moments/{moment_id}/")
    response = HttpResponse(_entry(invitation, address), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moment.ics"'
    return response


def _why_together(found: Seat, invitation: Invitation) -> list[str]:
    """What the group has in common and where its contexts differ. Who leans which way stays between each of
    them and the board."""
    community = found.member.community_id
    dimensions = list(dimensions_of(community))
    words = Words(
        members={str(person.member_id): person.name for person in invitation.people},
        tensions={
            str(pk): f"“{label}”"
            for pk, label in Tension.objects.filter(community_id=community).values_list("pk", "label")
        },
        dimensions={str(dimension.pk): dimension.label for dimension in dimensions},
        values={str(value.pk): value.label for dimension in dimensions for value in dimension.values.all()},
    )
    return sentences((one for one in found.group.reasons if one.get("code") in TELLABLE), words)


def _seat(member: Member, moment_id: int) -> Seat:
    """Through the member; not published, not theirs and not there are the same."""
    found = (
        Seat.objects.filter(
            member=member,
            group__room__moment_id=moment_id,
            group__room__moment__publication__isnull=False,
        )
        .select_related(
            "member",
            "group__slot",
            "group__room__moment__round",
            "group__room__moment__community",
            "group__room__moment__publication",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def _entry(invitation: Invitation, address: str) -> bytes:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", invitation.starts_at.astimezone(UTC))
    event.add("dtend", invitation.ends_at.astimezone(UTC))
    event.add("summary", invitation.title)
    event.add("description", _("Your seat, your group and the room: %(address)s") % {"address": address})
    event.add("url", address)
    event.add("status", "CANCELLED" if invitation.called_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Juncture//Juncture//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
