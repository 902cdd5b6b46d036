"""A letter as a value, and the message it becomes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from juncture.practice.letters.models import Letter
from juncture.practice.people.linking import personal_token
from juncture.practice.people.models import Member

# What could end a header, and what turns the reading direction of everything after it.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True)
class Calendar:
    """An iCalendar object; `method` stands in it and in the header beside it, or programmes ignore it."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What a letter says: `template` names post/<template>.txt and .html."""

    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    calendar: Calendar | None = None


def message_for(letter: Letter, mail: Mail) -> EmailMultiAlternatives:
    """The message, in text and HTML, with times in the member's own zone."""
    member = letter.member
    context = {
        **mail.context,
        "subject": one_line(mail.subject),
        "member": member,
        "community": letter.community,
        "zone": zone_of(member).key,
        "home": link_for(member, reverse("me")),
    }
    text = render_to_string(f"post/{mail.template}.txt", context)
    html = render_to_string(f"post/{mail.template}.html", context)
    message = EmailMultiAlternatives(
        subject=one_line(mail.subject),
        body=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        to=[address_of(member)],
        headers={
            # The same letter keeps its name, so that a mailbox that gets it twice can tell.
            "Message-ID": message_id(letter),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        },
    )
    message.attach_alternative(_inliner.inline(html), "text/html")
    if mail.calendar:
        content = mail.calendar.content.decode()
        message.attach_alternative(content, f"text/calendar; method={mail.calendar.method}")
    return message


@contextmanager
def as_read_by(member: Member) -> Iterator[None]:
    """The member's zone and the language of the house, while a letter is written."""
    with timezone.override(zone_of(member)), translation.override(settings.LANGUAGE_CODE):
        yield


def zone_of(member: Member) -> ZoneInfo:
    for name in (member.time_zone, member.community.time_zone):
        try:
            if name:
                return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # not a zone, or not one this machine knows
            continue
    return ZoneInfo("UTC")


def link_for(member: Member, path: str) -> str:
    """An address that lets this member in and leads on to `path`."""
    way_in = settings.BASE_URL + reverse("personal_link", args=[personal_token(member)])
    return f"{way_in}?next={quote(path, safe='/')}"


def address_of(member: Member) -> str:
    """`"Name" <address>`: the name quoted, whatever is in it; the address alone where there is no name."""
    name = one_line(member.name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{member.email}>' if name else member.email


def one_line(words: str) -> str:
    """For a header: no line ends, no signs that turn the direction of what follows."""
    return " ".join(_UNSAFE.sub(" ", words).split())


def message_id(letter: Letter) -> str:
    host = urlsplit(settings.BASE_URL).hostname or "juncture.invalid"
    name = hashlib.sha256(f"{settings.SECRET_KEY}{letter.key}".encode()).hexdigest()[:32]
    return f"<{name}@{host}>"


_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
