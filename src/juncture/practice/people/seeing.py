"""What a host, and what a member, may see of people: always looked up through the person who asks."""

from typing import TypedDict

from django.db.models import Count, Q, QuerySet

from juncture.practice.people.describing import context_words_of, with_context
from juncture.practice.people.models import Account, Community, Host, Member


def communities_of(account: Account) -> QuerySet[Community]:
    return Community.objects.filter(hosts__account=account).order_by("name")


def hosts_beside(host: Host) -> QuerySet[Host]:
    """Everybody who hosts the same community, this one among them."""
    return (
        Host.objects.filter(community_id=host.community_id).select_related("account").order_by("since", "id")
    )


def members_seen(host: Host, *, words: str = "", gone: bool = False) -> QuerySet[Member]:
    """The community's members, those who have left apart, found by name, address or employer."""
    members = Member.objects.filter(community_id=host.community_id, departed_at__isnull=not gone)
    for word in words.split()[:8]:
        members = members.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(employer__name__icontains=word)
        )
    return members.order_by("name", "id")


class MemberLine(TypedDict):
    """A member in a list, in plain values: rows as model objects cost most of a long list's page."""

    pk: str
    name: str
    facilitates: bool
    employer: str
    """Empty for none."""
    decisions: str
    context: str
    """The labels, in the community's order; empty for none given."""


def lines_of(members: QuerySet[Member]) -> list[MemberLine]:
    """These members in their order, in two queries."""
    found = list(
        members.annotate(decision_count=Count("decisions")).values_list(
            "pk", "name", "facilitates", "employer__name", "decision_count"
        )
    )
    context = context_words_of(pk for pk, *_ in found)
    return [
        {
            "pk": str(pk),
            "name": name,
            "facilitates": facilitates,
            "employer": employer or "",
            "decisions": str(decisions),
            "context": " · ".join(context.get(pk, ())),
        }
        for pk, name, facilitates, employer, decisions in found
    ]


def member_seen(host: Host, member_id: int) -> Member | None:
    return with_context(Member.objects.filter(community_id=host.community_id, pk=member_id)).first()


def others_in_community(member: Member) -> QuerySet[Member]:
    """Whom a member can name, for example as someone they would rather not sit with."""
    return Member.objects.filter(community_id=member.community_id, departed_at=None).exclude(pk=member.pk)
