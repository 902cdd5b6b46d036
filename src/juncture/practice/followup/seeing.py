"""Who may see which check-in, story and report link; each looked up through the person who asks."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from juncture.practice.followup.linking import links_of
from juncture.practice.followup.models import CheckIn, ReportLink
from juncture.practice.moments.models import FirstWin, Moment, StoryConsent
from juncture.practice.people.models import Community, Host, Member

Reach = StoryConsent.Reach

# How far a story has to be allowed to travel to be read there. A name goes along with COMMUNITY_NAMED alone.
READ_IN_COMMUNITY = (Reach.COMMUNITY_UNNAMED, Reach.COMMUNITY_NAMED, Reach.COMPANY, Reach.PUBLIC)
READ_IN_REPORT = (Reach.COMPANY, Reach.PUBLIC)


def check_ins_of(member: Member) -> QuerySet[CheckIn]:
    """The questions that have come to this member by now, answered or not."""
    return CheckIn.objects.filter(member=member, due_at__lte=timezone.now()).select_related(
        "room__moment", "decision", "answer"
    )


def stories_of(member: Member) -> QuerySet[Any]:
    """A member's own stories with how far each may travel (`reach`; None: nobody else reads it)."""
    return with_reach(FirstWin.objects.filter(member=member)).select_related("room__moment")


def stories_seen(host: Host, words: str = "") -> QuerySet[Any]:
    """The stories their tellers let the community read. Others are absent, not blank.

    What somebody told who has left stays with them: they have no way any more to take it back.
    """
    stories = FirstWin.objects.filter(
        community_id=host.community_id, member__departed_at=None, pk__in=_allowed(*READ_IN_COMMUNITY)
    )
    for word in words.split()[:8]:
        found = Q(before__icontains=word) | Q(moment__icontains=word) | Q(unlocked__icontains=word)
        # By a teller's name only where the name may be read, or searching would tell it.
        named = Q(member__name__icontains=word, pk__in=_allowed(Reach.COMMUNITY_NAMED))
        stories = stories.filter(found | named)
    return with_reach(stories).select_related("member", "room__moment")


def stories_for_report(community: Community, moment: Moment | None = None) -> QuerySet[FirstWin]:
    """The stories that may leave the community without a name."""
    stories = FirstWin.objects.filter(
        community=community, member__departed_at=None, pk__in=_allowed(*READ_IN_REPORT)
    )
    return stories.filter(room__moment=moment) if moment else stories


def with_reach(stories: QuerySet[FirstWin]) -> QuerySet[Any]:
    holding = StoryConsent.objects.filter(first_win=OuterRef("pk"), withdrawn_at=None)
    return stories.annotate(reach=Subquery(holding.values("reach")[:1]))


def _allowed(*reaches: str) -> QuerySet[StoryConsent, int]:
    consents = StoryConsent.objects.filter(withdrawn_at=None, reach__in=reaches)
    return consents.values_list("first_win_id", flat=True)


def report_links_seen(host: Host) -> QuerySet[ReportLink]:
    return links_of(host.community)
