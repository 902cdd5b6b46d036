"""A member's personal link: reusable, revocable, stored only as a hash, swapped for a cookie when followed."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.people.models import Host, Member, MemberVisit, PersonalLink

# 192 bits, url-safe.
_TOKEN_BYTES = 24


def personal_token(member: Member) -> str:
    """The token of the member's link, made anew when there is none that holds.

    The database alone can't give it: it takes the row's nonce and the server's secret together. After a
    change of the secret, links already mailed still work (their hash is stored), and this makes a new one.
    """
    link = member.links.filter(revoked_at=None).order_by("-id").first()
    if link:
        token = _token(link.nonce)
        if hmac.compare_digest(_hash(token), link.token_hash):
            return token
    nonce = secrets.token_hex(16)
    token = _token(nonce)
    PersonalLink.objects.create(member=member, nonce=nonce, token_hash=_hash(token))
    return token


def revoke_links(member: Member, *, by: Host | Member) -> None:
    """Every link and every browser that came by one is shut out, at once."""
    with transaction.atomic():
        member.links.filter(revoked_at=None).update(revoked_at=timezone.now())
        MemberVisit.objects.filter(link__member=member, ended_at=None).update(ended_at=timezone.now())
        record("links_revoked", by=by, noun=member, community_id=member.community_id)


def follow(token: str) -> str | None:
    """Swap a link's token for a new visit's cookie; None for a link that is wrong, revoked or of someone gone."""
    link = (
        PersonalLink.objects.filter(token_hash=_hash(token), revoked_at=None, member__departed_at=None)
        .only("id")
        .first()
    )
    if link is None:
        return None
    cookie = secrets.token_urlsafe(_TOKEN_BYTES)
    MemberVisit.objects.create(link=link, token_hash=_hash(cookie))
    return cookie


def visitor(cookie: str) -> Member | None:
    """Whose browser this is."""
    visit = (
        MemberVisit.objects.select_related("link__member__community")
        .filter(
            token_hash=_hash(cookie),
            ended_at=None,
            link__revoked_at=None,
            link__member__departed_at=None,
        )
        .first()
    )
    return visit.link.member if visit else None


def leave(cookie: str) -> None:
    """Sign this one browser out; the link keeps working."""
    MemberVisit.objects.filter(token_hash=_hash(cookie), ended_at=None).update(ended_at=timezone.now())


def _token(nonce: str) -> str:
    key = settings.SECRET_KEY.encode()
    digest = hmac.new(key, f"juncture personal link {nonce}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
