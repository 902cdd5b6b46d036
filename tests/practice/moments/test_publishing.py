from datetime import timedelta

import pytest
from django.utils import timezone

from juncture.practice.letters.models import Letter
from juncture.practice.moments.calling_off import call_off
from juncture.practice.moments.inviting import farewell_for, invitation_for, invitation_of, seat_in
from juncture.practice.moments.models import Room
from juncture.practice.moments.planning import PlanTrouble
from juncture.practice.moments.publishing import (
    NotReady,
    changes_since,
    problems_of,
    publish,
    publish_changes,
    published_composition,
)
from juncture.practice.people.describing import block, set_free_times
from juncture.practice.rounds import changing
from juncture.practice.rounds.arranging import Arrangement, Table, arrangement_of, current, write
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.composing import compose
from juncture.practice.rounds.models import Participation
from juncture.practice.rounds.opening import set_times
from juncture.practice.rounds.releasing import release_seat
from tests.factories import make_people, plan_for


@pytest.fixture
def people(cast):
    return make_people(cast.community, 10)


@pytest.fixture
def moment(cast, people):
    """Two groups of five and two times to choose from, not yet published."""
    moment = plan_for(cast.amara, people, days=(7, 8), size_low=4, size_high=6)
    seat_at(moment, people[:5], people[5:])
    return moment


def seat_at(moment, *tables):
    write(
        company(moment.round),
        Arrangement(tuple(Table(tuple(member.pk for member in table)) for table in tables)),
        how="composed",
        by=None,
        before=None,
        seed=1,
        params={},
    )


@pytest.fixture
def published(cast, moment):
    publish(moment, by=cast.amara)
    return moment


def letters(moment, kind):
    return set(
        Letter.objects.filter(kind=kind, about_id=moment.pk, dropped_at=None).values_list(
            "member_id", flat=True
        )
    )


def table(moment, number):
    return arrangement_of(current(moment.round)).groups[number]


def problems(moment):
    return problems_of(moment, company(moment.round), current(moment.round))


def test_everybody_seated_is_invited_once_and_gets_a_room(cast, people, moment):
    publish(moment, by=cast.amara)
    publish(moment, by=cast.amara)  # a double click

    assert letters(moment, "invitation") == {member.pk for member in people}
    assert Letter.objects.count() == 10
    assert moment.rooms.count() == 2


def test_who_has_no_seat_is_told_so(cast, people):
    never = people[0]
    moment = plan_for(cast.amara, people, size_low=3, size_high=6)
    other_day = (moment.round.slots.get().starts_at.weekday() + 1) % 7
    set_free_times(never, [(other_day, "morning")], by=None)
    compose(moment.round, cast.amara, seed=1)

    publish(moment, by=cast.amara)

    assert letters(moment, "unseated") == {never.pk}
    assert never.pk not in letters(moment, "invitation")


def test_without_groups_nothing_is_published(cast, people):
    moment = plan_for(cast.amara, people)

    with pytest.raises(NotReady, match="Compose them first"):
        publish(moment, by=cast.amara)

    assert not Letter.objects.exists()


def test_a_group_without_a_time_is_named(cast, moment):
    set_times(moment.round, [timezone.now() + timedelta(days=20)])

    assert problems(moment) == [
        "Group 1 has no time yet. Choose one that everybody in it can make.",
        "Group 2 has no time yet. Choose one that everybody in it can make.",
    ]
    with pytest.raises(NotReady):
        publish(moment, by=cast.amara)


def test_a_time_that_has_passed_is_named(cast, people, time_machine_after_the_moment):
    moment, travel = time_machine_after_the_moment

    with travel:
        found = problems(moment)

    assert len(found) == 2
    assert "has passed" in found[0]


@pytest.fixture
def time_machine_after_the_moment(cast, moment):
    import time_machine

    return moment, time_machine.travel(timezone.now() + timedelta(days=30), tick=False)


def test_a_group_made_too_small_by_hand_is_named(cast, moment):
    changing.move_member(moment.round, table(moment, 1)[0], 2, by=cast.amara)
    changing.unseat(moment.round, table(moment, 1)[0], by=cast.amara)

    assert problems(moment) == [
        "Group 1 has 3 people; the plan says 4 to 6. Move somebody, or change the sizes in the plan."
    ]


def test_a_missing_facilitator_is_named_where_the_plan_asks_for_one(cast, moment):
    moment.round.facilitator_each = True
    moment.round.save()

    assert len([each for each in problems(moment) if "facilitates" in each]) == 2


def test_somebody_who_joined_after_composing_is_named(cast, moment):
    Participation.objects.create(round=moment.round, member=cast.jonas)

    assert problems(moment) == ["Jonas takes part and has not been considered yet. Compose the rest again."]


def test_somebody_who_released_the_seat_is_named(cast, people, moment):
    release_seat(moment.round, by=people[3])

    assert problems(moment)[0] == (
        "Person 3 has a seat but can't come or no longer takes part. Compose the rest again."
    )


def test_a_block_made_after_composing_stops_publishing_without_being_told(cast, people, moment):
    by_pk = {member.pk: member for member in people}
    one, other = table(moment, 1)[:2]
    block(by_pk[one], by_pk[other])

    [problem] = problems(moment)

    assert "free times" in problem
    assert "block" not in problem


def test_moving_somebody_afterwards_tells_only_them(cast, published):
    mover = table(published, 1)[0]
    changing.move_member(published.round, mover, 2, by=cast.amara)
    assert letters(published, "change") == set()  # nothing is sent before the host says so

    changes = publish_changes(published, by=cast.amara)

    assert [member.pk for member in changes.moved] == [mover]
    assert letters(published, "change") == {mover}
    published.publication.refresh_from_db()
    assert published.publication.sequence == 1
    assert published_composition(published) == current(published.round)


def test_a_new_time_for_one_group_tells_only_that_group(cast, published):
    slot = current(published.round).groups.get(number=1).slot
    other = published.round.slots.exclude(pk=slot.pk).get()
    changing.set_slot(published.round, 1, other.pk, by=cast.amara)

    publish_changes(published, by=cast.amara)

    assert letters(published, "change") == set(table(published, 1))


def test_rooms_keep_their_numbers_so_that_links_still_lead_there(cast, published):
    rooms = set(published.rooms.values_list("pk", flat=True))
    changing.move_member(published.round, table(published, 1)[0], 2, by=cast.amara)

    publish_changes(published, by=cast.amara)

    assert set(published.rooms.values_list("pk", flat=True)) == rooms


def test_a_seat_taken_away_is_called_off_and_a_new_one_is_invited(cast, published):
    gone = table(published, 1)[0]
    changing.unseat(published.round, gone, by=cast.amara)
    Participation.objects.create(round=published.round, member=cast.jonas)
    changing.move_member(published.round, cast.jonas.pk, 1, by=cast.amara)

    changes = publish_changes(published, by=cast.amara)

    assert [member.pk for member in changes.parted] == [gone]
    assert letters(published, "cancellation") == {gone}
    assert letters(published, "change") == set()
    assert cast.jonas.pk in letters(published, "invitation")


def test_a_group_opened_after_publication_gets_a_room_and_a_closed_one_loses_it(cast):
    people = make_people(cast.community, 12, prefix="Guest")
    moment = plan_for(cast.amara, people, size_low=3, size_high=6)
    seat_at(moment, people[:6], people[6:])
    publish(moment, by=cast.amara)
    for member in people[:3]:
        changing.move_member(moment.round, member.pk, 3, by=cast.amara)
    publish_changes(moment, by=cast.amara)
    assert moment.rooms.count() == 3
    for member in people[:3]:
        changing.move_member(moment.round, member.pk, 1, by=cast.amara)

    publish_changes(moment, by=cast.amara)

    assert moment.rooms.count() == 2
    assert set(moment.rooms.values_list("group", flat=True)) == set(
        current(moment.round).groups.values_list("pk", flat=True)
    )


def test_undoing_every_change_leaves_nothing_to_send(cast, published):
    from juncture.practice.rounds.undoing import undo

    changing.move_member(published.round, table(published, 1)[0], 2, by=cast.amara)
    assert changes_since(published)
    undo(published.round, by=cast.amara)

    assert not changes_since(published)
    assert not publish_changes(published, by=cast.amara)


def test_groups_of_a_moment_that_has_begun_stay(cast, published):
    published.rooms.update(opened_at=timezone.now())
    changing.move_member(published.round, table(published, 1)[0], 2, by=cast.amara)

    with pytest.raises(NotReady, match="has begun"):
        publish_changes(published, by=cast.amara)


def test_calling_off_tells_those_who_were_told_and_spares_the_others(cast, people, published):
    told, waiting = people[0], people[1]
    Letter.objects.exclude(member=waiting).update(sent_at=timezone.now())

    call_off(published, by=cast.amara, words="The venue flooded.")
    call_off(published, by=cast.amara, words="Again?")

    assert told.pk in letters(published, "cancellation")
    assert waiting.pk not in letters(published, "cancellation")
    assert waiting.pk not in letters(published, "invitation")
    assert published.cancellation.words == "The venue flooded."
    published.publication.refresh_from_db()
    assert published.publication.sequence == 1


def test_a_plan_nobody_knows_of_is_dropped_rather_than_called_off(cast, moment):
    with pytest.raises(PlanTrouble, match="Drop the plan"):
        call_off(moment, by=cast.amara)


def test_an_invitation_says_who_when_and_what_to_think_about(cast, people, published):
    invitation = invitation_for(published, people[0])

    assert invitation.title == "Depth or reach"
    assert len(invitation.people) == 5
    assert people[0].pk not in {one.member_id for one in invitation.companions}
    assert invitation.time_zone == "Europe/Lisbon"
    assert invitation.ends_at - invitation.starts_at == timedelta(minutes=61)  # five turns of 2½ minutes
    assert invitation.prompt == "What signal made you question your approach?"
    assert invitation.sequence == 0
    assert Room.objects.get(pk=invitation.room_id).group.seats.filter(member=people[0]).exists()


def test_the_calendar_entry_stays_the_same_through_a_change_and_its_number_grows(cast, people, published):
    member = next(each for each in people if each.pk == table(published, 1)[0])
    before = invitation_for(published, member)
    changing.move_member(published.round, member.pk, 2, by=cast.amara)

    publish_changes(published, by=cast.amara)

    published.refresh_from_db()
    after = invitation_of(seat_in(published, member))
    assert after.uid == before.uid
    assert after.sequence == before.sequence + 1
    assert after.room_id != before.room_id


def test_somebody_who_lost_the_seat_has_a_farewell_and_no_invitation(cast, people, published):
    member = next(each for each in people if each.pk == table(published, 1)[0])
    uid = invitation_for(published, member).uid
    changing.unseat(published.round, member.pk, by=cast.amara)
    publish_changes(published, by=cast.amara)

    published.refresh_from_db()
    farewell = farewell_for(published, member)
    assert invitation_for(published, member) is None
    assert (farewell.uid, farewell.sequence, farewell.called_off) == (uid, 1, False)


def test_before_publication_nobody_has_an_invitation(cast, people, moment):
    assert invitation_for(moment, people[0]) is None
