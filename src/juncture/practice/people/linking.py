"""A member's personal link: reusable, revocable, stored only as a hash, swapped for a cookie when followed."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import LinkIsTheirs
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
        token = token_of(link.nonce)
        if hmac.compare_digest(hash_of(token), link.token_hash):
            return token
    nonce = secrets.token_hex(16)
    token = token_of(nonce)
    PersonalLink.objects.create(member=member, nonce=nonce, token_hash=hash_of(token))
    return token


def show_link(member: Member, *, by: Host) -> str:
    """The token, for a host to hand over. Raises LinkIsTheirs once the member has come: behind the link lie their
    cards and their drafts by then, and it travels by mail alone. That it was shown is recorded."""
    if has_come(member):
        raise LinkIsTheirs("They have come by their link, so it is mailed to them and shown to nobody else.")
    with transaction.atomic():
        token = personal_token(member)
        record("link_shown", by=by, noun=member, community_id=member.community_id)
    return token


def has_come(member: Member) -> bool:
    return MemberVisit.objects.filter(link__member=member).exists()


def revoke_links(member: Member, *, by: Host | Member) -> None:
    """Every link and every browser that came by one is shut out, at once."""
    with transaction.atomic():
        member.links.filter(revoked_at=None).update(revoked_at=timezone.now())
        MemberVisit.objects.filter(link__member=member, ended_at=None).update(ended_at=timezone.now())
        record("links_revoked", by=by, noun=member, community_id=member.community_id)


def follow(token: str) -> str | None:
    """Swap a link's token for a new visit's cookie; None for a link that is wrong, revoked or of someone gone."""
    link = (
        PersonalLink.objects.filter(token_hash=hash_of(token), revoked_at=None, member__departed_at=None)
        .only("id")
        .first()
    )
    if link is None:
        return None
    cookie = secrets.token_urlsafe(_TOKEN_BYTES)
    MemberVisit.objects.create(link=link, token_hash=hash_of(cookie))
    return cookie


def visitor(cookie: str) -> Member | None:
    """Whose browser this is."""
    visit = (
        MemberVisit.objects.select_related("link__member__community")
        .filter(
            token_hash=hash_of(cookie),
            ended_at=None,
            link__revoked_at=None,
            link__member__departed_at=None,
        )
        .first()
    )
    return visit.link.member if visit else None


def leave(cookie: str) -> None:
    """Sign this one browser out; the link keeps working."""
    MemberVisit.objects.filter(token_hash=hash_of(cookie), ended_at=None).update(ended_at=timezone.now())


def token_of(nonce: str, *, of: str = "personal link") -> str:
    """What a link of this kind with this nonce carries; other kinds of links are made the same way."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.new(key, f"juncture {of} {nonce}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
