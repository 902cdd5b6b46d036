"""Members come, change, go and come back."""

from django.db import transaction
from django.utils import timezone

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import TakenAddress
from juncture.practice.people.linking import revoke_links
from juncture.practice.people.models import Community, Employer, Host, Member


def add_member(
    community: Community,
    *,
    name: str,
    email: str,
    by: Host | None,
    employer: str = "",
    time_zone: str = "",
    facilitates: bool = False,
) -> Member:
    """Raises TakenAddress when a member, present or departed, has this address already."""
    email = email.strip().lower()
    with transaction.atomic():
        if Member.objects.filter(community=community, email=email).exists():
            raise TakenAddress(f"{email} belongs to a member already.")
        member = Member.objects.create(
            community=community,
            name=name.strip(),
            email=email,
            employer=employer_named(community, employer),
            time_zone=time_zone,
            facilitates=facilitates,
        )
        record("member_added", by=by, noun=member, community_id=community.pk)
    return member


def change_member(
    member: Member,
    *,
    name: str,
    email: str,
    employer: str,
    time_zone: str,
    facilitates: bool,
    by: Host | Member,
) -> Member:
    email = email.strip().lower()
    with transaction.atomic():
        others = Member.objects.filter(community_id=member.community_id, email=email).exclude(pk=member.pk)
        if others.exists():
            raise TakenAddress(f"{email} belongs to another member.")
        member.name, member.email, member.time_zone = name.strip(), email, time_zone
        member.employer = employer_named(member.community, employer)
        member.facilitates = facilitates
        member.save()
        record("member_changed", by=by, noun=member, community_id=member.community_id)
    return member


def describe_oneself(member: Member, *, time_zone: str, facilitates: bool) -> None:
    """What a member says of themselves besides their context."""
    member.time_zone, member.facilitates = time_zone, facilitates
    member.save(update_fields=["time_zone", "facilitates"])


def depart(member: Member, *, by: Host) -> None:
    """The member is in no further moment and can't sign in; what they said stays where others met it."""
    with transaction.atomic():
        member.departed_at = timezone.now()
        member.save(update_fields=["departed_at"])
        revoke_links(member, by=by)
        record("member_departed", by=by, noun=member, community_id=member.community_id)


def come_back(member: Member, *, by: Host) -> None:
    with transaction.atomic():
        member.departed_at = None
        member.save(update_fields=["departed_at"])
        record("member_came_back", by=by, noun=member, community_id=member.community_id)


def employer_named(community: Community, name: str) -> Employer | None:
    """The employer of that name, whatever its case and spacing; made when it is new; None for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    employer, _ = Employer.objects.get_or_create(
        community=community, key=employer_key(name), defaults={"name": name}
    )
    return employer


def employer_key(name: str) -> str:
    return " ".join(name.split()).casefold()
