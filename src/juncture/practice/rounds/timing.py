"""Who can make which time, from the half-days people gave in their own time zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from juncture.practice.people.models import FreeTime, Member

HalfDay = tuple[int, str]

# Hours of the local day; the half-day in which a meeting begins is the one that counts.
_BEGINS: Sequence[tuple[int, int, str]] = (
    (8, 12, FreeTime.Part.MORNING),
    (12, 14, FreeTime.Part.MIDDAY),
    (14, 18, FreeTime.Part.AFTERNOON),
    (18, 22, FreeTime.Part.EVENING),
)


@dataclass(frozen=True)
class Reach:
    """How many of some people can make one time. `unasked` gave no free times and count as able."""

    starts_at: datetime
    able: int
    unasked: int
    of: int


def reach(members: Collection[Member], times: Iterable[datetime], zone: str) -> list[Reach]:
    """For each time, how many of these members can make it; `zone` is the community's, for those without one."""
    free = free_times([member.pk for member in members])
    unasked = sum(member.pk not in free for member in members)
    return [
        Reach(
            starts_at=time,
            able=sum(can_make(time, member.time_zone or zone, free.get(member.pk, ())) for member in members),
            unasked=unasked,
            of=len(members),
        )
        for time in times
    ]


def free_times(member_ids: Collection[int]) -> Mapping[int, frozenset[HalfDay]]:
    """The half-days of everybody who gave any."""
    given: dict[int, set[HalfDay]] = defaultdict(set)
    rows = FreeTime.objects.filter(member__in=member_ids).values_list("member_id", "weekday", "part")
    for member_id, weekday, part in rows:
        given[member_id].add((weekday, part))
    return {member_id: frozenset(halves) for member_id, halves in given.items()}


def can_make(starts_at: datetime, zone: str, free: Collection[HalfDay]) -> bool:
    """Whether a time lies in one of somebody's half-days. Who gave none has not been asked, and can."""
    if not free:
        return True
    local = starts_at.astimezone(_zone(zone))
    part = next((part for begins, ends, part in _BEGINS if begins <= local.hour < ends), None)
    return part is not None and (local.weekday(), part) in free


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
