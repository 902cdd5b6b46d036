"""Felt good and moved work: of everybody who came, and nothing about few."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from juncture.practice.followup.figures import (
    SETTLES_AFTER,
    moment_figures,
    season_figures,
    settled_figures,
)
from juncture.practice.followup.models import CheckInAnswer
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.models import Cancellation, Member, Orientation, Room
from tests.conftest import Cast
from tests.factories import make_answer, make_card, make_held_room, make_people


def hold(
    cast: Cast, people: list[Member], *, good: int, moved: int, days_ago: float = 40, title: str = "M"
) -> Room:
    """A moment in which the first `good` rated 8 and the others 4, and the first `moved` report a change."""
    room = make_held_room(cast.amara, people, days_ago=days_ago, title=title)
    schedule_check_ins(room)
    for place, member in enumerate(people):
        make_card(room, member, useful=8 if place < good else 4)
    if days_ago > 20:
        for member in people[:moved]:
            make_answer(room, member)
    return room


def test_both_are_shares_of_everybody_who_came(cast: Cast) -> None:
    people = make_people(cast.community, 10)
    room = hold(cast, people, good=6, moved=3)
    Orientation.objects.filter(member__in=people[8:]).delete()

    two = season_figures(cast.community).two

    assert (two.felt_good.people, two.felt_good.answered) == (10, 8)
    assert two.felt_good.rate is not None
    assert two.felt_good.rate.share == 0.6
    assert (two.moved_work.people, two.moved_work.answered) == (10, 3)
    assert two.moved_work.rate is not None
    assert two.moved_work.rate.share == 0.3
    assert round(two.moved_work.rate.low, 3) == 0.108
    assert round(two.moved_work.rate.high, 3) == 0.603
    assert two == moment_figures(room.moment)


@pytest.mark.parametrize("rating", [6, 7])
def test_seven_of_ten_is_good_and_six_is_not(cast: Cast, rating: int) -> None:
    people = make_people(cast.community, 5)
    room = make_held_room(cast.amara, people)
    for member in people:
        make_card(room, member, useful=rating)

    felt_good = season_figures(cast.community).two.felt_good

    assert felt_good.rate is not None
    assert felt_good.rate.share == (1.0 if rating >= 7 else 0.0)


def test_a_change_counts_with_an_example_and_credit_and_not_otherwise(cast: Cast) -> None:
    people = make_people(cast.community, 8)
    room = make_held_room(cast.amara, people, days_ago=30)
    schedule_check_ins(room)
    make_answer(room, people[0], credit="yes")
    make_answer(room, people[1], credit="partly")
    make_answer(room, people[2], credit="no")
    make_answer(room, people[3], credit="")
    make_answer(room, people[4], credit="yes", example="")
    make_answer(room, people[5], changed=False)

    moved = season_figures(cast.community).two.moved_work

    assert (moved.people, moved.answered) == (8, 6)
    assert moved.rate is not None
    assert moved.rate.share == 2 / 8


def test_somebody_who_moved_later_counts_in_the_later_wave_and_over_all(cast: Cast) -> None:
    people = make_people(cast.community, 5)
    room = make_held_room(cast.amara, people, days_ago=70)
    schedule_check_ins(room)
    make_answer(room, people[0], wave=1, changed=False)
    make_answer(room, people[0], wave=2)

    two = season_figures(cast.community).two

    shares = [two.waves[wave].rate for wave in (1, 2)]
    assert [one and one.share for one in shares] == [0.0, 0.2]
    assert two.waves[3].hidden == "not_asked"
    assert two.moved_work.rate is not None
    assert two.moved_work.rate.share == 0.2


def test_whoever_did_not_come_is_in_neither_figure(cast: Cast) -> None:
    people = make_people(cast.community, 7)
    room = hold(cast, people, good=7, moved=0)
    room.attendances.filter(member__in=people[:2]).delete()

    assert season_figures(cast.community).two.felt_good.people == 5


def test_a_wave_waits_until_everybody_in_the_moment_has_been_asked(cast: Cast) -> None:
    people = make_people(cast.community, 10)
    early = make_held_room(cast.amara, people[:5], days_ago=20)
    late = make_held_room(cast.amara, people[5:], days_ago=15, moment=early.moment)
    schedule_check_ins(early)
    schedule_check_ins(late)
    make_answer(early, people[0])

    assert season_figures(cast.community).two.moved_work.hidden == "not_asked"


def test_a_moment_called_off_is_not_counted(cast: Cast) -> None:
    room = hold(cast, make_people(cast.community, 6), good=6, moved=6)
    Cancellation.objects.create(moment=room.moment)

    assert season_figures(cast.community).empty


# -- what is not shown ----------------------------------------------------------------------------------------


def test_four_people_give_no_figure_though_all_answered(cast: Cast) -> None:
    hold(cast, make_people(cast.community, 4), good=4, moved=4)
    assert CheckInAnswer.objects.count() == 4

    two = season_figures(cast.community).two

    assert (two.felt_good.rate, two.felt_good.hidden) == (None, "few_people")
    assert (two.moved_work.rate, two.moved_work.hidden) == (None, "few_people")
    assert (two.moved_work.answered, two.moved_work.response) == (0, None)


def test_people_of_two_employers_give_no_figure(cast: Cast) -> None:
    hold(cast, make_people(cast.community, 8, employers=2), good=8, moved=8)

    two = season_figures(cast.community).two

    assert (two.felt_good.rate, two.felt_good.hidden) == (None, "few_employers")


def test_a_small_moment_takes_another_along_so_that_subtracting_tells_nothing(cast: Cast) -> None:
    people = make_people(cast.community, 18)
    hold(cast, people[:8], good=8, moved=4, title="Large")
    hold(cast, people[8:14], good=3, moved=3, title="Middle")
    hold(cast, people[14:], good=4, moved=4, title="Small")

    season = season_figures(cast.community)

    why = {each.moment.title: each.two.moved_work.hidden for each in season.moments}
    assert why == {"Large": "", "Middle": "tells_on_others", "Small": "few_people"}
    assert season.two.moved_work.people == 18


def test_a_report_leaves_small_moments_out_of_every_figure(cast: Cast) -> None:
    people = make_people(cast.community, 12)
    hold(cast, people[:8], good=8, moved=4, title="Large")
    hold(cast, people[8:], good=4, moved=4, title="Small")
    assert len(season_figures(cast.community).moments) == 2

    season = settled_figures(cast.community)

    assert [each.moment.title for each in season.moments] == ["Large"]
    assert season.two.moved_work.people == 8


def test_a_report_counts_a_question_once_ten_days_after_it_was_asked(cast: Cast) -> None:
    people = make_people(cast.community, 8)
    room = make_held_room(cast.amara, people, days_ago=30)
    first, *_ = schedule_check_ins(room)
    for member in people[:3]:
        make_answer(room, member)
    counted_at = first.due_at + SETTLES_AFTER
    CheckInAnswer.objects.filter(check_in__member=people[2]).update(at=counted_at + timedelta(hours=1))

    before = settled_figures(cast.community, counted_at - timedelta(minutes=1))
    after = settled_figures(cast.community, counted_at + timedelta(days=1))
    much_later = settled_figures(cast.community, counted_at + timedelta(days=9))

    assert before.two.moved_work.hidden == "not_asked"
    assert after.two.moved_work.answered == 2
    assert much_later.two.moved_work == after.two.moved_work


def test_another_community_has_its_own_season(cast: Cast) -> None:
    hold(cast, make_people(cast.community, 6), good=6, moved=6)

    with scope(community=cast.elsewhere):
        assert season_figures(cast.elsewhere).empty


@pytest.mark.parametrize("moments", [1, 3])
def test_a_season_takes_four_queries_however_long_it_is(
    cast: Cast, moments: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(moments):
        hold(cast, make_people(cast.community, 6, prefix=f"P{number}"), good=3, moved=2)

    with django_assert_num_queries(4):
        season_figures(cast.community, timezone.now())
