"""*Felt good* and *moved work*: two figures, never one score, and nothing about fewer than five people.

Felt good   share of everybody who came that found the moment useful for their decision, 7 of 10 or more
            ("useful?", not "did you like it?": usefulness goes with transfer, Alliger et al. 1997)
Moved work  share of everybody who came, not of those who answered, that at a check-in reports working
            differently, with an example, and credits the moment, wholly or in part

Whoever doesn't answer counts as somebody in whose work nothing is known to have moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from juncture.engine.change import Person, Rate, Rule, enough, rate, shown
from juncture.practice.followup.models import CheckIn, CheckInAnswer
from juncture.practice.moments.models import Attendance, Moment, Orientation
from juncture.practice.people.models import Community

USEFUL = 7  # of 10
RULE = Rule(people=5, employers=3)
# A report counts a question once, so long after it was asked, and doesn't add what comes later: two versions of
# a report that differ by one answer would tell what that one answered.
SETTLES_AFTER = timedelta(days=10)

CREDITED = (CheckInAnswer.Credit.YES, CheckInAnswer.Credit.PARTLY)


@dataclass(frozen=True)
class Figure:
    """A share of `people`, of whom `answered` said something; `rate` is None where it isn't shown, and why."""

    people: int
    answered: int
    rate: Rate | None
    hidden: str = ""  # not_asked, no_answers, few_people, few_employers, tells_on_others

    @property
    def response(self) -> Rate | None:
        return rate(self.answered, self.people) if self.rate else None


@dataclass(frozen=True)
class Two:
    felt_good: Figure
    moved_work: Figure
    waves: Mapping[int, Figure]  # moved work, by check-in

    @property
    def rows(self) -> list[tuple[CheckIn.Wave, Figure]]:
        return [(wave, self.waves[wave]) for wave in CheckIn.Wave]


@dataclass(frozen=True)
class MomentFigures:
    moment: Moment
    held_at: datetime
    two: Two


@dataclass(frozen=True)
class Season:
    two: Two
    moments: Sequence[MomentFigures]  # newest first

    @property
    def empty(self) -> bool:
        return not self.moments


@dataclass
class Coming:
    """One member's having come to one moment, with what they said of it."""

    moment: int
    person: Person
    held_at: datetime
    rated_at: datetime | None = None
    useful: int | None = None
    asked: dict[int, datetime] = field(default_factory=dict)  # by wave, since when
    answers: dict[int, tuple[datetime, bool]] = field(
        default_factory=dict
    )  # by wave: when, and whether it moved


def season_figures(community: Community, now: datetime | None = None) -> Season:
    """As things stand now, for a host: the season and each moment in it."""
    comings = _comings(community, now or timezone.now())
    return _season(community, comings, hide_rest=True)


def moment_figures(moment: Moment, now: datetime | None = None) -> Two:
    """One moment's, hidden where it would tell on the others of its season."""
    for each in season_figures(moment.community, now).moments:
        if each.moment.pk == moment.pk:
            return each.two
    return no_figures("not_asked")


def settled_figures(community: Community, now: datetime | None = None) -> Season:
    """For a report: what had been answered ten days after each question, of moments that are large enough.

    Moments that aren't are in no figure at all, so that no difference of two figures, and none of two versions of
    the report, is about fewer than five people. One thing escapes this: an answer that is revised after it was
    counted counts as revised, since what it said before isn't kept.
    """
    now = now or timezone.now()
    comings = [_settled(coming, now) for coming in _comings(community, now)]
    by_moment = _by_moment([coming for coming in comings if coming.held_at <= now - SETTLES_AFTER])
    large = [coming for own in by_moment.values() if enough(_people(own), RULE) for coming in own]
    return _season(community, large, hide_rest=False)


def no_figures(why: str) -> Two:
    nothing = Figure(0, 0, None, why)
    return Two(nothing, nothing, {int(wave): nothing for wave in CheckIn.Wave})


def attended(community: Community) -> Mapping[int, frozenset[Person]]:
    """Who came to each moment that is over."""
    return {moment: _people(own) for moment, own in _by_moment(_comings(community, timezone.now())).items()}


# -- what happened --------------------------------------------------------------------------------------------


def _comings(community: Community, now: datetime) -> list[Coming]:
    """Four queries, however many moments there are."""
    rows = Attendance.objects.filter(
        room__moment__community=community, room__closed_at__lte=now, room__moment__cancellation=None
    ).values_list("room__moment_id", "member_id", "member__employer_id", "room__closed_at")
    found = {
        (moment, member): Coming(moment, Person(member, employer or 0), closed_at)
        for moment, member, employer, closed_at in rows
        if closed_at
    }
    _add_ratings(found, community)
    _add_answers(found, community, now)
    return list(found.values())


def _add_ratings(found: Mapping[tuple[int, int], Coming], community: Community) -> None:
    # The rating alone: no figure reads the card it stands on.
    rated = Orientation.objects.filter(room__moment__community=community, useful__isnull=False)
    for moment, member, useful, at in rated.values_list(
        "room__moment_id", "member_id", "useful", "written_at"
    ):
        coming = found.get((moment, member))
        if coming:
            coming.useful, coming.rated_at = useful, at


def _add_answers(found: Mapping[tuple[int, int], Coming], community: Community, now: datetime) -> None:
    """A moment's question counts as asked once it has come to everybody; then for all who came, asked or not."""
    moved = Q(answer__changed=True, answer__credit__in=CREDITED) & ~Q(answer__example="")
    check_ins = CheckIn.objects.filter(room__moment__community=community).annotate(moved=moved)
    asked: dict[tuple[int, int], datetime] = {}
    for moment, member, wave, due_at, answered_at, did_move in check_ins.values_list(
        "room__moment_id", "member_id", "wave", "due_at", "answer__at", "moved"
    ):
        asked[moment, wave] = max(due_at, asked.get((moment, wave), due_at))
        coming = found.get((moment, member))
        if coming and answered_at:
            coming.answers[wave] = (answered_at, bool(did_move))
    for (moment, wave), due_at in asked.items():
        for coming in found.values():
            if coming.moment == moment and due_at <= now:
                coming.asked[wave] = due_at
    for coming in found.values():
        coming.answers = {wave: said for wave, said in coming.answers.items() if wave in coming.asked}


def _settled(coming: Coming, now: datetime) -> Coming:
    """As it stood ten days after each question; questions asked less long ago are not in it."""
    asked = {wave: due_at for wave, due_at in coming.asked.items() if due_at + SETTLES_AFTER <= now}
    in_time = {
        wave: answer
        for wave, answer in coming.answers.items()
        if wave in asked and answer[0] <= asked[wave] + SETTLES_AFTER
    }
    rated = coming.rated_at is not None and coming.rated_at <= coming.held_at + SETTLES_AFTER
    return Coming(
        coming.moment,
        coming.person,
        coming.held_at,
        coming.rated_at if rated else None,
        coming.useful if rated else None,
        asked,
        in_time,
    )


# -- counting and hiding --------------------------------------------------------------------------------------


def _season(community: Community, comings: Sequence[Coming], *, hide_rest: bool) -> Season:
    by_moment = _by_moment(comings)
    asked = {wave: [coming for coming in comings if wave in coming.asked] for wave in CheckIn.Wave}
    any_asked = [coming for coming in comings if coming.asked]
    reasons = {
        "felt": _reasons(comings, hide_rest),
        "moved": _reasons(any_asked, hide_rest),
        **{str(int(wave)): _reasons(asked[wave], hide_rest) for wave in CheckIn.Wave},
    }

    def two(key: int | None, own: Sequence[Coming]) -> Two:
        return _two(own, lambda what: reasons[what].get(key, "not_asked"))

    moments = Moment.objects.filter(pk__in=by_moment).in_bulk()
    lines = [
        MomentFigures(moments[key], max(coming.held_at for coming in own), two(key, own))
        for key, own in by_moment.items()
    ]
    return Season(two(None, comings), sorted(lines, key=lambda line: line.held_at, reverse=True))


def _reasons(comings: Sequence[Coming], hide_rest: bool) -> dict[int | None, str]:
    """For each moment, and for the season (None), why the figure on these comings is hidden."""
    cells = {moment: _people(own) for moment, own in _by_moment(comings).items()}
    seen = shown(cells, RULE) if hide_rest else frozenset(cells)
    reasons: dict[int | None, str] = {
        key: _too_few(people) or ("" if key in seen else "tells_on_others") for key, people in cells.items()
    }
    if comings:
        reasons[None] = _too_few(_people(comings))
    return reasons


def _too_few(people: frozenset[Person]) -> str:
    if len(people) < RULE.people:
        return "few_people"
    return "" if enough(people, RULE) else "few_employers"


def _two(comings: Sequence[Coming], hidden: Callable[[str], str]) -> Two:
    asked = [coming for coming in comings if coming.asked]
    return Two(
        felt_good=_figure(
            comings,
            lambda coming: None if coming.useful is None else coming.useful >= USEFUL,
            hidden("felt"),
        ),
        moved_work=_figure(asked, _moved, hidden("moved")),
        waves={
            int(wave): _figure(
                [coming for coming in comings if wave in coming.asked],
                lambda coming, wave=wave: _moved_at(coming, wave),  # type: ignore[misc]
                hidden(str(int(wave))),
            )
            for wave in CheckIn.Wave
        },
    )


def _figure(comings: Sequence[Coming], said: Callable[[Coming], bool | None], hidden: str) -> Figure:
    says = [said(coming) for coming in comings]
    answered = sum(1 for one in says if one is not None)
    if not comings:
        return Figure(0, 0, None, "not_asked")
    if hidden:
        return Figure(len(comings), 0, None, hidden)
    if not answered:
        return Figure(len(comings), 0, None, "no_answers")
    return Figure(len(comings), answered, rate(sum(1 for one in says if one), len(comings)))


def _moved(coming: Coming) -> bool | None:
    """At any check-in so far."""
    return any(moved for _, moved in coming.answers.values()) if coming.answers else None


def _moved_at(coming: Coming, wave: int) -> bool | None:
    answer = coming.answers.get(wave)
    return answer[1] if answer else None


def _by_moment(comings: Iterable[Coming]) -> dict[int, list[Coming]]:
    by_moment: dict[int, list[Coming]] = defaultdict(list)
    for coming in comings:
        by_moment[coming.moment].append(coming)
    return dict(by_moment)


def _people(comings: Iterable[Coming]) -> frozenset[Person]:
    return frozenset(coming.person for coming in comings)
