"""The insight report: patterns, not people. What must be hidden is made first."""

from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from juncture.practice.decisions.stating import View, take_stance
from juncture.practice.followup.masking import masks_of
from juncture.practice.followup.reporting import make_report
from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.models import Community, Employer, FirstWin, Member, Option, Stance
from juncture.practice.moments.telling import allow, keep_to_oneself
from tests.conftest import Cast
from tests.factories import make_card, make_decision, make_held_room, make_people


def gather(community: Community, label: str, people: Sequence[Member]) -> Tension:
    tension = Tension.objects.create(community=community, label=label)
    for member in people:
        Gathering.objects.create(tension=tension, decision=make_decision(member))
    return tension


def tell(member: Member, words: str, reach: str = "") -> FirstWin:
    win = FirstWin.objects.create(community_id=member.community_id, member=member, moment=words)
    if reach:
        allow(win, reach, by=member)
    return win


def texts(value: Any) -> list[str]:
    """Every word a report holds, wherever it stands."""
    if is_dataclass(value) and not isinstance(value, type):
        return texts(asdict(value))
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


# -- what people wrestle with ---------------------------------------------------------------------------------


def test_tensions_of_five_people_or_more_are_counted_most_first(cast: Cast) -> None:
    people = make_people(cast.community, 20)
    gather(cast.community, "Depth or reach?", people[:9])
    gather(cast.community, "Open or chosen?", people[9:15])
    gather(cast.community, "Keep or rebuild?", people[15:20])

    report = make_report(cast.community)

    assert [(one.label, one.people) for one in report.tensions] == [
        ("Depth or reach?", 9),
        ("Open or chosen?", 6),
        ("Keep or rebuild?", 5),
    ]


def test_a_tension_of_four_is_absent_and_so_is_what_would_give_it_away(cast: Cast) -> None:
    people = make_people(cast.community, 19)
    gather(cast.community, "Depth or reach?", people[:9])
    gather(cast.community, "Open or chosen?", people[9:15])
    small = gather(cast.community, "Stay or leave my boss?", people[15:19])
    assert small.gatherings.count() == 4

    report = make_report(cast.community)

    assert [one.label for one in report.tensions] == ["Depth or reach?"]


def test_a_tension_within_one_employer_is_absent(cast: Cast) -> None:
    same = make_people(cast.community, 8, employers=1, prefix="Same")
    gather(cast.community, "Our reorganisation", same)
    gather(cast.community, "Depth or reach?", make_people(cast.community, 8))
    gather(cast.community, "Open or chosen?", make_people(cast.community, 6, prefix="Other"))

    labels = [one.label for one in make_report(cast.community).tensions]

    # Eight people of one employer don't hide each other, so the smallest of the others is hidden with them.
    assert labels == ["Depth or reach?"]


def test_leans_are_counts_of_eight_people_and_each_part_is_of_five(cast: Cast) -> None:
    people = make_people(cast.community, 12)
    tension = gather(cast.community, "Depth or reach?", people)
    for place in tension.gatherings.all()[:6]:
        Option.objects.create(decision=place.decision, position=0, text="Depth")
        take_stance(place.decision, Stance.Occasion.INTAKE, View(lean=0))

    (line,) = make_report(cast.community).tensions

    assert line.leans is not None
    assert (line.leans.leaning, line.leans.nowhere, line.leans.settled) == (6, 6, None)


def test_leans_of_seven_people_are_not_shown(cast: Cast) -> None:
    gather(cast.community, "Depth or reach?", make_people(cast.community, 7))

    (line,) = make_report(cast.community).tensions

    assert line.leans is None


def test_a_part_of_four_hides_the_other_part_as_well(cast: Cast) -> None:
    people = make_people(cast.community, 12)
    tension = gather(cast.community, "Depth or reach?", people)
    for place in tension.gatherings.all()[:4]:
        Option.objects.create(decision=place.decision, position=0, text="Depth")
        take_stance(place.decision, Stance.Occasion.INTAKE, View(lean=0))

    (line,) = make_report(cast.community).tensions

    assert line.people == 12
    assert line.leans is None


# -- first wins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "is_read"),
    [
        ("", False),
        ("group", False),
        ("community_unnamed", False),
        ("community_named", False),
        ("company", True),
        ("public", True),
    ],
)
def test_a_story_is_in_the_report_only_when_its_teller_let_it_leave(
    cast: Cast, reach: str, is_read: bool
) -> None:
    tell(cast.jonas, "I closed the slide.", reach)
    assert FirstWin.objects.count() == 1

    assert ["I closed the slide."] * is_read == [win.moment for win in make_report(cast.community).wins]


def test_a_story_taken_back_is_gone_at_once(cast: Cast) -> None:
    win = tell(cast.jonas, "I closed the slide.", "public")
    assert len(make_report(cast.community).wins) == 1

    keep_to_oneself(win, by=cast.jonas)

    assert make_report(cast.community).wins == []


def test_a_story_of_somebody_who_left_is_not_in_it(cast: Cast) -> None:
    tell(cast.jonas, "I closed the slide.", "public")
    Member.objects.filter(pk=cast.jonas.pk).update(departed_at=timezone.now())

    assert make_report(cast.community).wins == []


def test_names_of_people_and_employers_are_left_out_of_stories(cast: Cast) -> None:
    Employer.objects.create(community=cast.community, name="Kjelvik Data AS", key="kjelvik data as")
    Member.objects.filter(pk=cast.priya.pk).update(name="Priya Vellathur")
    Member.objects.filter(pk=cast.lena.pk).update(name="Tomasz Okoń")
    tell(cast.jonas, "Vellathur of KJELVIK DATA told Tomasz at Northlight: “Vellathur, we will.”", "company")

    (win,) = make_report(cast.community).wins

    assert win.moment == "[someone] of [a company] told [someone] at [a company]: “[someone], we will.”"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Will told me.", "[someone] told me."),
        ("We will see.", "We will see."),
        ("Willingly.", "Willingly."),
        ("Stonecrop paid, stone by stone.", "[a company] paid, stone by stone."),
        ("Ask STONECROP LTD!", "Ask [a company]!"),
        ("Anne-Marie came", "[someone] came"),
        ("said Marie", "said [someone]"),
        ("", ""),
    ],
)
def test_masks_find_names_and_leave_words(cast: Cast, text: str, read: str) -> None:
    Member.objects.filter(pk=cast.jonas.pk).update(name="Will")
    Member.objects.filter(pk=cast.priya.pk).update(name="Anne-Marie")
    Employer.objects.filter(pk=cast.jonas.employer_id).update(name="Stonecrop Ltd")

    assert masks_of(cast.community).over(text) == read


def test_a_label_the_machine_took_from_somebodys_words_holds_no_name(cast: Cast) -> None:
    Employer.objects.create(community=cast.community, name="Kjelvik", key="kjelvik")
    gather(cast.community, "Kjelvik or our own forum?", make_people(cast.community, 6))

    (line,) = make_report(cast.community).tensions

    assert line.label == "[a company] or our own forum?"


# -- the whole ------------------------------------------------------------------------------------------------


def test_nothing_private_is_anywhere_in_a_report(cast: Cast) -> None:
    people = make_people(cast.community, 8)
    room = make_held_room(cast.amara, people, days_ago=40)
    gather(cast.community, "Depth or reach?", people)
    for member in people:
        make_card(
            room, member, stand="PRIVATE stand", question="PRIVATE question", tripwire="PRIVATE tripwire"
        )
    for member in people:
        tell(member, "PRIVATE story", "group")
    words = " ".join(texts(make_report(cast.community)) + texts(make_report(cast.community, room.moment)))

    assert "Depth or reach?" in words
    assert "PRIVATE" not in words
    assert "weekly stream" not in words
    for member in people:
        assert member.name not in words
        assert member.employer is not None
        assert member.employer.name not in words


def test_a_moments_report_holds_nothing_that_subtracts_from_the_seasons(cast: Cast) -> None:
    people = make_people(cast.community, 10)
    room = make_held_room(cast.amara, people[:6], days_ago=40)
    gather(cast.community, "Depth or reach?", people)

    report = make_report(cast.community, room.moment)

    assert (report.tensions, report.shifts.lines) == ((), [])


def test_a_moment_of_four_has_no_figures_in_its_own_report(cast: Cast) -> None:
    people = make_people(cast.community, 4)
    room = make_held_room(cast.amara, people, days_ago=40)
    for member in people:
        make_card(room, member, useful=9)

    report = make_report(cast.community, room.moment)

    assert (report.two.felt_good.rate, report.two.felt_good.people) == (None, 0)


def _sure(people: Sequence[Member], held_days_ago: float) -> None:
    at = timezone.now() - timedelta(days=held_days_ago)
    for place, member in enumerate(people):
        decision = make_decision(member)
        take_stance(decision, Stance.Occasion.INTAKE, View(confidence=40), at=at - timedelta(days=9))
        take_stance(decision, Stance.Occasion.CLOSE, View(confidence=50 + place % 2), at=at)


def test_how_sure_people_were_is_a_mean_of_eight_or_more(cast: Cast) -> None:
    people = make_people(cast.community, 8)
    make_held_room(cast.amara, people, days_ago=40)
    _sure(people, 40)

    moved = make_report(cast.community).shifts.confidence

    assert moved is not None
    assert (moved.before, moved.after, moved.n) == (40, 50.5, 8)
    assert moved.low < 10.5 < moved.high


def test_seven_people_have_no_mean(cast: Cast) -> None:
    people = make_people(cast.community, 7)
    make_held_room(cast.amara, people, days_ago=40)
    _sure(people, 40)
    assert Stance.objects.count() == 14

    assert make_report(cast.community).shifts.confidence is None


def test_a_community_at_its_beginning_has_an_empty_report(cast: Cast) -> None:
    assert make_report(cast.community).empty


@pytest.mark.parametrize("times", [1, 3])
def test_a_report_takes_as_many_queries_however_much_is_in_it(
    cast: Cast, times: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(times):
        people = make_people(cast.community, 8, prefix=f"P{number}")
        make_held_room(cast.amara, people, days_ago=40 + number)
        gather(cast.community, f"Tension {number}", people)
        _sure(people, 40 + number)
        tell(people[0], "A story", "public")

    with django_assert_max_num_queries(18):
        make_report(cast.community)
