"""Ways to the insight report for somebody without an account: shown once, stored as a hash, revocable."""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from juncture.practice.followup.models import ReportLink
from juncture.practice.journal.recording import record
from juncture.practice.moments.models import Moment
from juncture.practice.people.linking import hash_of, token_of
from juncture.practice.people.models import Community, Host

_KIND = "report link"


def make_report_link(
    community: Community, label: str, *, by: Host | None, moment: Moment | None = None
) -> tuple[ReportLink, str]:
    """The link and its token. Without a moment it leads to the whole season."""
    nonce = secrets.token_hex(16)
    token = token_of(nonce, of=_KIND)
    with transaction.atomic():
        link = ReportLink.objects.create(
            community=community,
            moment=moment,
            label=" ".join(label.split())[:120],
            token_hash=hash_of(token),
            nonce=nonce,
        )
        record("report_link_made", by=by, noun=link, community_id=community.pk)
    return link, token


def report_token(community: Community) -> str:
    """The token of a link to the season's report, made when there is none that holds; for the demo."""
    for link in links_of(community).filter(revoked_at=None, moment=None):
        token = token_of(link.nonce, of=_KIND)
        if hash_of(token) == link.token_hash:
            return token
    return make_report_link(community, "Report", by=None)[1]


def revoke_report_link(link: ReportLink, *, by: Host) -> None:
    with transaction.atomic():
        if ReportLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record("report_link_revoked", by=by, noun=link, community_id=link.community_id)


def links_of(community: Community) -> QuerySet[ReportLink]:
    return (
        ReportLink.objects.filter(community=community).select_related("moment").order_by("-created_at", "-id")
    )


def open_report(token: str) -> ReportLink | None:
    """What a link leads to; None for one that is wrong or revoked."""
    return (
        ReportLink.objects.select_related("community", "moment")
        .filter(token_hash=hash_of(token), revoked_at=None)
        .first()
    )
