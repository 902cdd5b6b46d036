"""A seat in a moment as a calendar entry: RFC 5545 and 5546."""

from __future__ import annotations

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar as Entries
from icalendar import Event, vCalAddress, vText

from juncture.post.mail import Calendar, one_line
from juncture.practice.moments.inviting import Farewell, Invitation
from juncture.practice.people.models import Member


def request_for(invitation: Invitation, member: Member, *, text: str, link: str) -> Calendar:
    """The entry, or its change: the same UID with a higher SEQUENCE moves what is in the calendar already."""
    event = _event(invitation, member)
    event.add("description", text)
    event.add("location", link)
    event.add("url", link)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    return _calendar("REQUEST", event)


def cancel_for(farewell: Farewell, member: Member) -> Calendar:
    event = _event(farewell, member)
    event.add("status", "CANCELLED")
    return _calendar("CANCEL", event)


def _event(seat: Invitation | Farewell, member: Member) -> Event:
    event = Event()
    event.add("uid", seat.uid)
    event.add("sequence", seat.sequence)
    event.add("dtstamp", timezone.now())
    # In UTC: every calendar shows it in its reader's zone, and no time zone has to be described.
    event.add("dtstart", seat.starts_at.astimezone(UTC))
    event.add("dtend", seat.ends_at.astimezone(UTC))
    event.add("summary", one_line(seat.title))
    event.add("organizer", _organizer())
    event.add("attendee", _attendee(member))
    return event


def _organizer() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(_unquoted(name or address))
    return organizer


def _attendee(member: Member) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{member.email}")
    attendee.params["CN"] = vText(_unquoted(member.name))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    # The seat is released on its own page; a reply by calendar would reach nobody.
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def _unquoted(name: str) -> str:
    """A parameter can't hold a double quote (RFC 5545, 3.2)."""
    return one_line(name).replace('"', "'")


def _calendar(method: str, event: Event) -> Calendar:
    entries = Entries()
    entries.add("prodid", "-//Juncture//EN")
    entries.add("version", "2.0")
    entries.add("calscale", "GREGORIAN")
    entries.add("method", method)
    entries.add_component(event)
    return Calendar(method, entries.to_ical())
