"""A season at a glance: what a host, and what a member, comes back to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from juncture.practice.decisions.models import Decision, IntakeDraft
from juncture.practice.decisions.seeing import decisions_of
from juncture.practice.decisions.settling import is_settled
from juncture.practice.followup.models import CheckIn
from juncture.practice.landscape.asking import SideQuestion, side_question
from juncture.practice.landscape.leaning import with_leanings
from juncture.practice.moments.importing_calls import calls_waiting_for
from juncture.practice.moments.models import CallImport, FirstWin, Moment, Orientation, Room
from juncture.practice.people.models import Host, Member
from juncture.practice.rounds.models import Seat

# How long after its time a room still counts as "now" when nobody closed it.
_STILL_ON = timedelta(hours=3)


@dataclass(frozen=True)
class HostSeason:
    member_count: int
    with_decision: int
    with_context: int
    open_rooms: Sequence[Room]
    coming: Sequence[Moment]  # published or planned, not over
    past: Sequence[Moment]
    check_ins_due: int
    check_ins_answered: int


@dataclass(frozen=True)
class MemberSeason:
    decisions: Sequence[Decision]
    has_draft: bool
    gave_context: bool
    live: Sequence[Room]
    seats: Sequence[Seat]  # in published moments still to come
    check_ins: Sequence[CheckIn]  # due and not answered
    orientations: Sequence[Orientation]
    first_wins: Sequence[FirstWin]
    asked: Sequence[SideQuestion]  # which side an open decision of theirs leans to, where they haven't said
    calls: Sequence[CallImport]  # words of theirs from a call, waiting for their yes or no


def season_of(host: Host) -> HostSeason:
    now = timezone.now()
    people = host.community.members.filter(departed_at=None).aggregate(
        all=Count("pk", distinct=True),
        decided=Count("pk", filter=Q(decisions__isnull=False), distinct=True),
        described=Count("pk", filter=Q(context__isnull=False), distinct=True),
    )
    moments = (
        Moment.objects.filter(community_id=host.community_id, cancellation=None)
        .select_related("publication")
        .annotate(first_slot=Min("round__slots__starts_at"))
        .order_by("first_slot", "id")
    )
    begun = Exists(Room.objects.filter(moment=OuterRef("pk"), opened_at__isnull=False))
    running = Exists(Room.objects.filter(moment=OuterRef("pk"), opened_at__isnull=False, closed_at=None))
    over = Q(first_slot__lt=now - _STILL_ON) | begun
    check_ins = CheckIn.objects.filter(room__moment__community_id=host.community_id, due_at__lte=now)
    return HostSeason(
        member_count=people["all"],
        with_decision=people["decided"],
        with_context=people["described"],
        open_rooms=list(
            Room.objects.filter(
                moment__community_id=host.community_id, opened_at__isnull=False, closed_at=None
            ).select_related("moment", "group")
        ),
        coming=list(moments.exclude(over)[:6]),
        past=list(moments.filter(over).exclude(running).order_by("-first_slot")[:4]),
        check_ins_due=check_ins.filter(answer=None).count(),
        check_ins_answered=check_ins.exclude(answer=None).count(),
    )


def member_season(member: Member) -> MemberSeason:
    now = timezone.now()
    decisions = list(with_leanings(decisions_of(member))[:20])
    return MemberSeason(
        decisions=decisions,
        has_draft=IntakeDraft.objects.filter(member=member).exists(),
        gave_context=member.context.exists(),
        live=_live_rooms(member),
        seats=list(
            Seat.objects.filter(
                member=member,
                group__room__isnull=False,
                group__room__opened_at=None,
                group__room__closed_at=None,
                group__room__moment__cancellation=None,
                group__slot__starts_at__gt=now - _STILL_ON,
            )
            .select_related("group__slot", "group__room__moment")
            .order_by("group__slot__starts_at")
        ),
        check_ins=list(
            CheckIn.objects.filter(member=member, due_at__lte=now, answer=None).select_related("room__moment")
        ),
        orientations=list(
            Orientation.objects.filter(member=member)
            .select_related("room__moment")
            .order_by("-written_at")[:20]
        ),
        first_wins=list(member.first_wins.all()[:20]),
        asked=_asked(decisions)[:2],
        calls=list(calls_waiting_for(member)[:5]),
    )


def _asked(decisions: Sequence[Decision]) -> list[SideQuestion]:
    questions = [side_question(decision) for decision in decisions if not is_settled(decision)]
    return [question for question in questions if question and not question.said]


def _live_rooms(member: Member) -> Sequence[Room]:
    return list(
        Room.objects.filter(
            group__seats__member=member,
            opened_at__isnull=False,
            closed_at=None,
            moment__cancellation=None,
        ).select_related("moment")
    )
