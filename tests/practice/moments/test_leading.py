"""The host leads the steps that are for all groups: rooms that are there move at once."""

from datetime import UTC, datetime

import pytest

from juncture.live.events import Refused
from juncture.practice.journal.models import Entry
from juncture.practice.models import Member
from juncture.practice.moments.leading import common_steps, lead, let_go, move_all, together
from juncture.practice.moments.sending import send
from tests.rooms import Table, set_table


@pytest.fixture
def two(cast) -> tuple[Table, Table]:
    """Two rooms of one moment, both at the check-in of a standing circle."""
    more = [
        Member.objects.create(community=cast.community, name=name, email=f"{name}@example.org".lower())
        for name in ("Nils", "Odile", "Rana", "Tove")
    ]
    first = set_table(cast.community, [cast.jonas, cast.priya, more[0]], protocol="standing-circle")
    second = set_table(cast.community, more[1:], protocol="standing-circle", moment=first.moment, number=2)
    for table in (first, second):
        table.go_to("check_in")
    return first, second


def all_ready(table: Table) -> None:
    for member in table.members:
        send(table.room, "ready", {"from": table.state.number}, by=member)


def test_without_a_host_who_leads_a_common_step_is_its_groups_own(two):
    all_ready(two[0])

    assert two[0].state.step.key == "fundamentals"
    assert two[1].state.step.key == "check_in"


def test_a_led_step_waits_for_the_host_and_all_rooms_move_at_once(cast, two):
    assert lead(two[0].moment, by=cast.amara)
    all_ready(two[0])
    assert two[0].state.step.key == "check_in"
    with pytest.raises(Refused, match="host moves all rooms"):
        send(two[0].room, "move_on", {"from": 0}, by=cast.jonas)
    (common,) = together([table.state for table in two])
    assert (common.step, common.rooms, common.ready, common.here) == ("check_in", 2, 3, 6)

    assert move_all(two[0].moment, "check_in", by=cast.amara) == (2, [])

    assert [table.state.step.key for table in two] == ["fundamentals", "fundamentals"]
    assert Entry.objects.filter(verb="rooms_moved").count() == 1


def test_a_room_that_is_elsewhere_stays_where_it_is(cast, two):
    all_ready(two[1])
    lead(two[0].moment, by=cast.amara)

    assert move_all(two[0].moment, "check_in", by=cast.amara) == (1, [])
    assert move_all(two[0].moment, "check_in", by=cast.amara) == (0, [])

    assert [table.state.number for table in two] == [1, 1]


def test_a_step_that_is_a_groups_own_is_not_the_hosts_to_move(cast, two):
    lead(two[0].moment, by=cast.amara)
    move_all(two[0].moment, "check_in", by=cast.amara)

    assert move_all(two[0].moment, "fundamentals", by=cast.amara) == (0, [])
    all_ready(two[0])
    assert two[0].state.step.key == "notes"


def test_nobody_is_stuck_where_the_host_has_gone(cast, two):
    lead(two[0].moment, by=cast.amara)
    state = two[0].state

    late = datetime.fromtimestamp((state.since + state.length) / 1000 + 121, UTC)
    send(two[0].room, "move_on", {"from": 0}, by=cast.jonas, at=late)

    assert two[0].state.step.key == "fundamentals"


def test_let_go_each_group_moves_by_itself_again(cast, two):
    lead(two[0].moment, by=cast.amara)
    assert let_go(two[0].moment, by=cast.amara)
    assert not let_go(two[0].moment, by=cast.amara)

    all_ready(two[0])

    assert two[0].state.step.key == "fundamentals"
    assert together([table.state for table in two]) == []
    assert common_steps(two[1].moment) == ("Check in",)


def test_a_room_that_opens_later_follows_the_host_from_its_opening(cast):
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    early = set_table(cast.community, [cast.jonas], protocol="standing-circle")
    late = set_table(
        cast.community, [cast.priya, nils], protocol="standing-circle", moment=early.moment, number=2
    )
    early.all_arrive()
    assert lead(early.moment, by=cast.amara)
    assert not lead(early.moment, by=cast.amara)

    late.go_to("check_in")
    all_ready(late)

    assert (early.state.led, late.state.led) == (True, True)
    assert late.state.step.key == "check_in"
    assert move_all(early.moment, "check_in", by=cast.amara) == (1, [])
    assert Entry.objects.filter(verb="rooms_led").count() == 1


def test_the_lead_can_be_taken_before_any_room_has_opened_and_be_given_back(cast):
    table = set_table(cast.community, [cast.jonas, cast.priya], protocol="standing-circle")
    lead(table.moment, by=cast.amara)
    let_go(table.moment, by=cast.amara)

    table.go_to("check_in")

    assert not table.state.led
