"""What a host, and what a member, may see of people: always looked up through the person who asks."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class MemberLine:
    """A member in a list: plain values, since a long list of rows as model objects costs most of its page."""

    pk: int
    name: str
    facilitates: bool
    employer: str | None
    decisions: int
    context: tuple[str, ...]


def lines_of(members: QuerySet[Member]) -> list[MemberLine]:
    """These members in their order, in two queries."""
    found = list(
        members.annotate(decision_count=Count("decisions")).values_list(
            "pk", "name", "facilitates", "employer__name", "decision_count"
        )
    )
    context = context_words_of(pk for pk, *_ in found)
    return [MemberLine(*line, tuple(context.get(line[0], ()))) for line in found]


def member_seen(host: Host, member_id: int) -> Member | None:
    return with_context(Member.objects.filter(community_id=host.community_id, pk=member_id)).first()


def others_in_community(member: Member) -> QuerySet[Member]:
    """Whom a member can name, for example as someone they would rather not sit with."""
    return Member.objects.filter(community_id=member.community_id, departed_at=None).exclude(pk=member.pk)
