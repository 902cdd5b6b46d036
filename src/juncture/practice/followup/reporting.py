"""The insight report: what a stakeholder may read. Patterns, not people.

No name, no employer, no group, nothing about fewer than five people of at least three employers, and no words
that their writer did not allow to leave the community.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone

from juncture.engine.change import DISTRIBUTION, Person, Shift, enough, shift, shown
from juncture.practice.decisions.models import Decision, Settlement, Stance
from juncture.practice.decisions.settling import LEANING, status_of
from juncture.practice.followup.figures import (
    RULE,
    SETTLES_AFTER,
    Season,
    Two,
    attended,
    no_figures,
    settled_figures,
)
from juncture.practice.followup.masking import Masks, masks_of
from juncture.practice.followup.models import ReportLink
from juncture.practice.followup.seeing import stories_for_report
from juncture.practice.landscape.models import Tension
from juncture.practice.moments.models import FirstWin, Moment
from juncture.practice.people.models import Community


@dataclass(frozen=True)
class Leans:
    """How those who wrestle with a tension stand to it, as counts; what is None is not shown."""

    leaning: int | None
    nowhere: int | None
    settled: int | None


@dataclass(frozen=True)
class Wrestled:
    label: str
    about: str
    people: int
    leans: Leans | None


@dataclass(frozen=True)
class Carried:
    """A first win without names, as its teller allowed."""

    before: str
    moment: str
    unlocked: str


@dataclass(frozen=True)
class ShiftLine:
    name: str
    shift: Shift
    places: int  # how many decimals mean something


@dataclass(frozen=True)
class Shifts:
    """Confidence in per cent, and each clarity item from 1 to 5, before the moment and at its close."""

    confidence: Shift | None
    clarity: Mapping[str, Shift]

    @property
    def lines(self) -> list[ShiftLine]:
        confidence = [ShiftLine("confidence", self.confidence, 0)] if self.confidence else []
        return confidence + [ShiftLine(name, moved, 1) for name, moved in self.clarity.items()]


@dataclass(frozen=True)
class Report:
    community: Community
    moment: Moment | None
    as_of: datetime
    tensions: Sequence[Wrestled]
    wins: Sequence[Carried]
    two: Two
    moments: int  # how many moments the figures stand on
    shifts: Shifts

    @property
    def empty(self) -> bool:
        figures = (self.two.felt_good.rate, self.two.moved_work.rate)
        return not (self.tensions or self.wins or any(figures))


def report_for(link: ReportLink, now: datetime | None = None) -> Report:
    return make_report(link.community, link.moment, now)


def make_report(community: Community, moment: Moment | None = None, now: datetime | None = None) -> Report:
    """Of a whole season, or of one moment. A moment's has neither tensions nor shifts: beside the season's they
    would subtract to a few people."""
    now = now or timezone.now()
    masks = masks_of(community)
    season = settled_figures(community, now)
    return Report(
        community=community,
        moment=moment,
        as_of=now,
        tensions=() if moment else _tensions(community, masks),
        wins=_wins(community, moment, masks),
        two=_figures_of(season, moment),
        moments=1 if moment else len(season.moments),
        shifts=Shifts(None, {}) if moment else _shifts(community, now),
    )


def as_read_outside(win: FirstWin, masks: Masks) -> Carried:
    """How a story is read in a report: the names it mentions are left out. Shown to its teller, too."""
    return Carried(masks.over(win.before), masks.over(win.moment), masks.over(win.unlocked))


def _figures_of(season: Season, moment: Moment | None) -> Two:
    if moment is None:
        return season.two
    found = (each.two for each in season.moments if each.moment.pk == moment.pk)
    return next(found, no_figures("few_people"))


# -- what people are deciding ---------------------------------------------------------------------------------


def _tensions(community: Community, masks: Masks) -> list[Wrestled]:
    """Those enough people wrestle with, most first; the rest of the community's decisions is enough people, too."""
    by_tension = _decisions_by_tension(community)
    cells = {key: _owners(own) for key, own in by_tension.items() if key is not None}
    seen = shown(cells, RULE, unlisted=_owners(by_tension.get(None, [])))
    tensions = Tension.objects.filter(pk__in=seen).in_bulk()
    lines = [
        Wrestled(
            # A label the machine took from somebody's statement may hold a name.
            label=masks.over(tensions[key].label),
            about=masks.over(tensions[key].about),
            people=len(cells[key]),
            leans=_leans(by_tension[key]),
        )
        for key in seen
    ]
    return sorted(lines, key=lambda line: (-line.people, line.label))


def _decisions_by_tension(community: Community) -> dict[int | None, list[Decision]]:
    decisions = (
        Decision.objects.filter(community=community, member__departed_at=None)
        .select_related("member", "gathering")
        .prefetch_related(
            Prefetch("stances", Stance.objects.order_by("at", "id")),
            Prefetch("settlements", Settlement.objects.order_by("at", "id")),
        )
    )
    by_tension: dict[int | None, list[Decision]] = {}
    for decision in decisions:
        gathering = getattr(decision, "gathering", None)
        by_tension.setdefault(gathering.tension_id if gathering else None, []).append(decision)
    return by_tension


def _leans(decisions: Sequence[Decision]) -> Leans | None:
    """Counts alone, of eight people or more; each part of it enough people, and so is what is left out."""
    if not enough(_owners(decisions), DISTRIBUTION):
        return None
    parts: dict[str, list[Decision]] = {"leaning": [], "nowhere": [], "settled": []}
    for decision in decisions:
        parts[_standing(decision)].append(decision)
    cells = {name: _owners(own) for name, own in parts.items() if own}
    seen = shown(cells, RULE)
    counts = {name: len(cells[name]) if name in seen else None for name in parts}
    return Leans(**counts) if seen else None


def _standing(decision: Decision) -> str:
    status = status_of(decision)
    if status in (Settlement.Outcome.DECIDED, Settlement.Outcome.DISSOLVED):
        return "settled"
    stances = list(decision.stances.all())
    return "leaning" if status == LEANING or (stances and stances[-1].lean_id) else "nowhere"


def _owners(decisions: Sequence[Decision]) -> frozenset[Person]:
    return frozenset(Person(one.member_id, one.member.employer_id or 0) for one in decisions)


# -- first wins -----------------------------------------------------------------------------------------------


def _wins(community: Community, moment: Moment | None, masks: Masks) -> list[Carried]:
    return [as_read_outside(win, masks) for win in stories_for_report(community, moment)]


# -- how people's view of their decision moved ----------------------------------------------------------------

CLARITY = ("certain", "informed", "clear_tradeoff", "supported")


def _shifts(community: Community, now: datetime) -> Shifts:
    """Of those who came: what they said of their decision when they stated it, beside what they said at the close."""
    pairs = _before_and_after(community, now)
    found = {
        name: moved for name in ("confidence", *CLARITY) if (moved := _one_shift(name, pairs)) is not None
    }
    return Shifts(found.pop("confidence", None), found)


def _before_and_after(community: Community, now: datetime) -> list[tuple[Person, Stance, Stance]]:
    large = (own for own in attended(community).values() if enough(own, RULE))
    people = frozenset[Person]().union(*large)
    stances = (
        Stance.objects.filter(
            decision__community=community, decision__member__in=[person.id for person in people]
        )
        .filter(occasion__in=(Stance.Occasion.INTAKE, Stance.Occasion.CLOSE), at__lte=now - SETTLES_AFTER)
        .select_related("decision__member")
        .order_by("at", "id")
    )
    first: dict[int, Stance] = {}
    last: dict[int, Stance] = {}
    for stance in stances:
        side = first if stance.occasion == Stance.Occasion.INTAKE else last
        side[stance.decision_id] = stance
    return [
        (Person(after.decision.member_id, after.decision.member.employer_id or 0), first[key], after)
        for key, after in last.items()
        if key in first
    ]


def _one_shift(name: str, pairs: Sequence[tuple[Person, Stance, Stance]]) -> Shift | None:
    both = [
        (person, getattr(before, name), getattr(after, name))
        for person, before, after in pairs
        if getattr(before, name) is not None and getattr(after, name) is not None
    ]
    if not enough((person for person, _, _ in both), DISTRIBUTION):
        return None
    return shift([(float(before), float(after)) for _, before, after in both])
