"""What a host, and what a member, may see of people: always looked up through the person who asks."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from juncture.practice.people.describing import with_context
from juncture.practice.people.models import Account, Community, ContextAnswer, Host, Member


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
    return (
        with_context(members)
        .annotate(
            decision_count=Count("decisions", distinct=True),
            gave_context=Exists(ContextAnswer.objects.filter(member=OuterRef("pk"))),
        )
        .order_by("name", "id")
    )


def member_seen(host: Host, member_id: int) -> Member | None:
    return with_context(Member.objects.filter(community_id=host.community_id, pk=member_id)).first()


def others_in_community(member: Member) -> QuerySet[Member]:
    """Whom a member can name, for example as someone they would rather not sit with."""
    return Member.objects.filter(community_id=member.community_id, departed_at=None).exclude(pk=member.pk)
