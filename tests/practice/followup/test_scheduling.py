"""A closed room asks everybody who came three times; nobody twice, and nobody is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from juncture.practice.followup.models import CheckIn
from juncture.practice.followup.scheduling import is_superseded, schedule_check_ins, schedule_missing
from juncture.practice.letters.models import Letter
from juncture.practice.models import Attendance, Room
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.opening import open_room
from tests.conftest import Cast
from tests.factories import make_decision, make_held_room, make_people, make_room


def test_each_who_came_is_asked_after_eighteen_days_nine_weeks_and_half_a_year(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.jonas, cast.priya])
    Attendance.objects.filter(member=cast.priya).delete()

    schedule_check_ins(room)

    assert room.closed_at is not None
    due = list(CheckIn.objects.filter(member=cast.jonas).order_by("wave").values_list("wave", "due_at"))
    assert due == [
        (1, room.closed_at + timedelta(days=18)),
        (2, room.closed_at + timedelta(days=63)),
        (3, room.closed_at + timedelta(days=182)),
    ]
    assert not CheckIn.objects.filter(member=cast.priya).exists()


def test_every_check_in_has_a_letter_due_at_its_time(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.jonas])

    made = schedule_check_ins(room)

    letters = Letter.objects.filter(kind=Letter.Kind.CHECK_IN, member=cast.jonas)
    assert {(one.about_id, one.due_at) for one in letters} == {(one.pk, one.due_at) for one in made}


def test_the_decision_they_brought_goes_along(cast: Cast) -> None:
    decision = make_decision(cast.jonas)
    room = make_held_room(cast.amara, [cast.jonas, cast.priya])

    schedule_check_ins(room)

    assert {one.decision for one in CheckIn.objects.filter(member=cast.jonas)} == {decision}
    assert {one.decision for one in CheckIn.objects.filter(member=cast.priya)} == {None}


def test_scheduling_twice_changes_nothing(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.jonas])
    schedule_check_ins(room)
    before = set(CheckIn.objects.values_list("pk", flat=True))

    assert schedule_check_ins(room) == []
    assert schedule_missing() == 0
    assert set(CheckIn.objects.values_list("pk", flat=True)) == before
    assert Letter.objects.count() == 3


def test_an_open_room_asks_nothing_yet(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.jonas])
    room.closed_at = None
    room.save()

    assert schedule_check_ins(room) == []
    assert schedule_missing() == 0


@pytest.mark.django_db(transaction=True)
def test_closing_a_room_schedules_by_itself(cast: Cast) -> None:
    members = [cast.jonas, cast.priya, cast.lena]
    room = make_room(cast.amara, members, starts_at=timezone.now())
    open_room(room, by=cast.amara)
    Attendance.objects.create(room=room, member=cast.jonas)

    close_room(room, by=cast.amara)

    assert sorted(CheckIn.objects.values_list("member__name", "wave")) == [
        ("Jonas", 1),
        ("Jonas", 2),
        ("Jonas", 3),
    ]


def test_the_sweep_finds_what_a_crash_lost(cast: Cast) -> None:
    rooms = [
        make_held_room(cast.amara, make_people(cast.community, 3, prefix=prefix)) for prefix in ("Ash", "Oak")
    ]
    schedule_check_ins(rooms[0])

    assert schedule_missing() == 9
    assert CheckIn.objects.filter(room=rooms[1]).count() == 9


def test_the_sweep_stays_in_its_community(cast: Cast) -> None:
    make_held_room(cast.amara, [cast.jonas])

    with scope(community=cast.elsewhere):
        assert schedule_missing() == 0

    assert schedule_missing() == 3


def test_somebody_who_left_is_not_asked_and_the_sweep_is_done_with_them(cast: Cast) -> None:
    make_held_room(cast.amara, [cast.jonas])
    cast.jonas.departed_at = timezone.now()
    cast.jonas.save()

    assert schedule_missing() == 0
    assert not CheckIn.objects.exists()


def test_after_a_long_silence_only_the_latest_question_stands(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.jonas], days_ago=70)
    first, second, third = schedule_check_ins(Room.objects.get(pk=room.pk))

    assert is_superseded(first)
    assert not is_superseded(second)
    assert not is_superseded(third)
