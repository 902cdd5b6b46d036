"""What a host comes back to: each moment in one place, and no more queries for more of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from juncture.practice.followup.season import season_of
from juncture.practice.models import Moment, Round, RoundSlot
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from tests.rooms import set_table


def plan(cast, title: str, days: int) -> Moment:
    round = Round.objects.create(community=cast.community)
    RoundSlot.objects.create(round=round, starts_at=timezone.now() + timedelta(days=days))
    return Moment.objects.create(community=cast.community, round=round, title=title, anchor_words="A or B?")


def test_a_moment_is_coming_then_running_then_past(cast) -> None:
    table = set_table(cast.community, [cast.jonas, cast.priya, cast.lena])
    assert season_of(cast.amara).coming == [table.moment]

    arrive(table.room, by=cast.jonas)
    running = season_of(cast.amara)
    close_room(table.room, by=cast.amara)
    past = season_of(cast.amara)

    assert (running.coming, running.open_rooms, running.past) == ([], [table.room], [])
    assert (past.coming, past.open_rooms, past.past) == ([], [], [table.moment])


@pytest.mark.parametrize("moments", [1, 3])
def test_a_season_takes_the_same_few_queries(cast, django_assert_num_queries, moments: int) -> None:
    for number in range(moments):
        plan(cast, f"Coming {number}", days=number + 1)
        plan(cast, f"Past {number}", days=-number - 1)

    with django_assert_num_queries(6):
        season = season_of(cast.amara)

    assert (len(season.coming), len(season.past)) == (moments, moments)
