"""Personal links go out by mail: to everybody who has none yet, or once more to somebody who asks."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.people.models import Host, Member, MemberVisit
from juncture.practice.people.seeing import members_seen


class Counted(NamedTuple):
    present: int
    without_link: int


def members_without_link(host: Host) -> QuerySet[Member]:
    """Members no link was mailed to and who never came by one that was handed over."""
    return members_seen(host).filter(_without_link())


def members_counted(host: Host) -> Counted:
    """Both in one query: each costs Django more to put together than it costs the database to answer."""
    found = members_seen(host).aggregate(
        present=Count("pk"), without_link=Count("pk", filter=_without_link())
    )
    return Counted(**found)


def _without_link() -> Q:
    mailed = Letter.objects.filter(member=OuterRef("pk"), kind=Letter.Kind.LINK, dropped_at=None)
    came = MemberVisit.objects.filter(link__member=OuterRef("pk"))
    return Q(~Exists(mailed), ~Exists(came))


def mail_links(*, by: Host) -> int:
    """How many letters were written. Two hosts who press at once write each letter once."""
    now = timezone.now()
    with transaction.atomic():
        waiting = list(members_without_link(by).order_by("id"))
        letters = [
            Letter(
                community_id=by.community_id,
                member=member,
                kind=Letter.Kind.LINK,
                about_id=member.pk,
                key=f"{Letter.Kind.LINK}:first:{member.pk}",
                due_at=now,
            )
            for member in waiting
        ]
        Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=500)
        record("links_mailed", by=by, noun=by, community_id=by.community_id, members=len(letters))
    return len(letters)


def mail_link(member: Member, *, by: Host) -> Letter:
    """Once more, whoever has one already; while a letter still waits to be sent, it is that one."""
    with transaction.atomic():
        waiting = Letter.objects.filter(
            member=member, kind=Letter.Kind.LINK, sent_at=None, dropped_at=None, claimed_at=None
        ).first()
        letter = waiting or write_letter(Letter.Kind.LINK, member, about=member, once=False)
        record("link_mailed", by=by, noun=member, community_id=member.community_id)
    return letter
