"""The demo community comes to life by the same verbs people use, and holds together."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from juncture.practice.demo.reading import world
from juncture.practice.demo.seeding import seed, visitor_of
from juncture.practice.models import (
    CheckIn,
    Community,
    Decision,
    Group,
    Member,
    Room,
    RoomEvent,
    Seat,
    Unseated,
)
from juncture.practice.moments.sending import state_of


@pytest.fixture
def northlight(db: None) -> Community:
    community = seed()
    with scope(community=community):
        yield community


def test_the_season_stands_as_it_is_told(northlight: Community) -> None:
    told = world("decisions")["decision"]
    running = Room.objects.get(opened_at__isnull=False, closed_at=None)

    assert Member.objects.count() == 60
    assert Decision.objects.count() == sum(each.get("status") != "draft" for each in told)
    assert state_of(running).step.key == "rounds"
    assert not Unseated.objects.exists()  # everybody who said they can come sits somewhere
    assert _compared() == _told_to_compare()
    _the_visitor_has_something_of_everything(visitor_of(northlight))
    _most_groups_to_come_hold_people_of_both_sides()


def _the_visitor_has_something_of_everything(priya: Member) -> None:
    assert priya.decisions.exists()
    assert priya.orientations.exists()
    assert CheckIn.objects.filter(member=priya, answer=None, due_at__lte=timezone.now()).exists()
    assert Seat.objects.filter(member=priya, group__room__opened_at=None, group__room__isnull=False).exists()
    assert Seat.objects.filter(member=priya, group__room__opened_at__isnull=False).count() == 2


def _most_groups_to_come_hold_people_of_both_sides() -> None:
    groups = Group.objects.filter(room__moment__title="Three cities and one calendar")
    differing = [any(reason["code"] == "differing_leans" for reason in group.reasons) for group in groups]
    assert sum(differing) > len(differing) / 2


def _told_to_compare() -> set[frozenset[str]]:
    return {
        frozenset(pair["members"])
        for moment in world("moments")["moment"]
        for group in moment.get("group", [])
        for pair in group.get("pair", [])
    }


def _compared() -> set[frozenset[str]]:
    keys = {member["email"]: member["key"] for member in world("members")["member"]}
    names = {member.pk: keys[member.email] for member in Member.objects.all()}
    return {
        frozenset(names[member] for member in pair)
        for room in Room.objects.filter(closed_at__isnull=False)
        for pair in state_of(room).pairs.get("compare", ())
    }


def test_a_second_start_changes_nothing_and_another_day_has_a_running_room(northlight: Community) -> None:
    before = RoomEvent.objects.count(), Room.objects.count()
    assert seed() == northlight
    assert (RoomEvent.objects.count(), Room.objects.count()) == before

    tomorrow = timezone.now() + timedelta(days=1)
    seed(tomorrow)

    running = Room.objects.get(opened_at__isnull=False, closed_at=None)
    assert tomorrow - running.opened_at < timedelta(hours=1)
