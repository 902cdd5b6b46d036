import pytest

from juncture.practice.journal.models import Entry
from juncture.practice.models import CompetitorPair, Gathering, Tension
from juncture.practice.people.describing import block, set_free_times
from juncture.practice.people.joining import depart
from juncture.practice.rounds import changing, undoing
from juncture.practice.rounds.arranging import arrangement_of, current
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.composing import compose
from juncture.practice.rounds.errors import GroupsMoved, NoSeat, NotHere
from juncture.practice.rounds.opening import set_members
from tests.factories import make_decision, make_people, plan_for


@pytest.fixture
def people(cast):
    return make_people(cast.community, 12)


@pytest.fixture
def round(cast, people):
    round = plan_for(cast.amara, people, size_low=3, size_high=5).round
    compose(round, cast.amara, seed=1)
    return round


def table(round, number):
    return arrangement_of(current(round)).groups[number]


def test_moving_somebody_makes_a_new_composition_scored_anew(cast, people, round):
    tension = Tension.objects.create(community=cast.community, label="Depth or reach?")
    for member in people[:4]:
        Gathering.objects.create(tension=tension, decision=make_decision(member))
    other = Tension.objects.create(community=cast.community, label="Open or curated?")
    for member in people[4:]:
        Gathering.objects.create(tension=other, decision=make_decision(member))
    before = compose(round, cast.amara, seed=1)
    mover = table(round, 1)[0]

    after = changing.move_member(round, mover, 2, by=cast.amara)

    assert current(round) == after
    assert after.before == before
    assert after.how == "moved"
    assert after.seats.get(member=mover).group.number == 2
    assert after.score["total"] != before.score["total"]
    assert Entry.objects.filter(verb="groups_moved", noun_id=after.pk).exists()


def test_who_is_moved_by_hand_is_pinned_there(cast, round):
    mover = table(round, 1)[0]

    after = changing.move_member(round, mover, 2, by=cast.amara)

    assert after.seats.get(member=mover).pinned_at is not None
    freed = changing.unpin(round, mover, by=cast.amara)
    assert freed.seats.get(member=mover).pinned_at is None


def test_a_number_beyond_the_last_opens_a_new_group(cast, round):
    groups = current(round).groups.count()
    mover = table(round, 1)[0]

    after = changing.move_member(round, mover, 99, by=cast.amara)

    assert after.groups.count() == groups + 1
    assert after.groups.last().score == {"total": 0.0, "parts": {}}


def test_a_group_nobody_is_left_in_is_gone_and_the_rest_count_on(cast, round):
    groups = current(round).groups.count()

    for member in table(round, 1):
        changing.unseat(round, member, by=cast.amara)

    assert [group.number for group in current(round).groups.all()] == list(range(1, groups))


def test_two_people_swap_seats(cast, round):
    one, other = table(round, 1)[0], table(round, 2)[0]

    changing.swap_members(round, one, other, by=cast.amara)

    assert one in table(round, 2)
    assert other in table(round, 1)


def test_somebody_without_a_seat_swaps_into_one(cast, round):
    out, seated = table(round, 1)[0], table(round, 2)[0]
    changing.unseat(round, out, by=cast.amara)

    after = changing.swap_members(round, out, seated, by=cast.amara)

    assert out in table(round, 2)
    assert after.unseated.get().member_id == seated


def test_a_seat_is_found_where_the_whole_gains_most(cast, round):
    out = table(round, 1)[0]
    changing.unseat(round, out, by=cast.amara)
    options = changing.what_ifs(company(round), arrangement_of(current(round)), out)
    best = max(options, key=lambda one: one.gain).number

    after = changing.seat(round, out, by=cast.amara)

    assert after.seats.get(member=out).group.number == best


def test_colleagues_are_not_moved_together(cast, people, round):
    mover, other = table(round, 1)[0], table(round, 2)[0]
    employer = next(member.employer for member in people if member.pk == mover)
    type(people[0]).objects.filter(pk=other).update(employer=employer)

    with pytest.raises(NoSeat, match="works at"):
        changing.move_member(round, mover, 2, by=cast.amara)

    assert mover in table(round, 1)


def test_competitors_are_not_moved_together(cast, people, round):
    employer = {member.pk: member.employer for member in people}
    mover, other = table(round, 1)[0], table(round, 2)[0]
    one, two = sorted((employer[mover], employer[other]), key=lambda each: each.pk)
    CompetitorPair.objects.create(community=cast.community, one=one, other=two)

    with pytest.raises(NoSeat, match="compete"):
        changing.move_member(round, mover, 2, by=cast.amara)


def test_a_block_is_refused_in_the_words_of_a_missing_time(cast, people, round):
    """The host must not learn from a refusal that somebody blocked somebody."""
    by_pk = {member.pk: member for member in people}
    mover, busy = table(round, 1)[:2]
    block(by_pk[table(round, 2)[0]], by_pk[mover])
    other_day = (round.slots.get().starts_at.weekday() + 3) % 7
    set_free_times(by_pk[busy], [(other_day, "morning")], by=None)

    with pytest.raises(NoSeat) as blocked:
        changing.move_member(round, mover, 2, by=cast.amara)
    with pytest.raises(NoSeat) as untimely:
        changing.move_member(round, busy, 2, by=cast.amara)

    def bare(refusal, member):
        return str(refusal.value).replace(by_pk[member].name, "X")

    assert bare(blocked, mover) == bare(untimely, busy)


def test_eight_is_the_most_a_group_can_hold(cast):
    people = make_people(cast.community, 12, prefix="Guest")
    round = plan_for(cast.amara, people, size_low=4, size_high=8).round
    compose(round, cast.amara, seed=1)
    while len(table(round, 1)) < 8:
        changing.move_member(round, table(round, 2)[0], 1, by=cast.amara)

    with pytest.raises(NoSeat, match="eight"):
        changing.move_member(round, table(round, 2)[0], 1, by=cast.amara)


def test_a_group_only_meets_when_everybody_in_it_can(cast, people):
    round = plan_for(cast.amara, people, days=(7, 8), size_low=4, size_high=4).round
    early, late = round.slots.all()
    set_free_times(people[0], [(early.starts_at.weekday(), "afternoon")], by=None)
    composition = compose(round, cast.amara, seed=1)
    hers = composition.seats.get(member=people[0]).group.number
    other = next(number for number in (1, 2, 3) if number != hers)

    after = changing.set_slot(round, other, late.pk, by=cast.amara)
    with pytest.raises(NoSeat, match=r"Person 0 usually can't meet"):
        changing.set_slot(round, hers, late.pk, by=cast.amara)

    assert after.groups.get(number=other).slot == late


def test_only_somebody_at_the_table_facilitates_it(cast, round):
    at_table, elsewhere = table(round, 1)[1], table(round, 2)[0]

    after = changing.set_facilitator(round, 1, at_table, by=cast.amara)
    with pytest.raises(NotHere):
        changing.set_facilitator(round, 1, elsewhere, by=cast.amara)

    assert after.groups.get(number=1).facilitator_id == at_table


def test_undo_goes_back_and_redo_forward(cast, round):
    first = current(round)
    second = changing.move_member(round, table(round, 1)[0], 2, by=cast.amara)

    assert undoing.undo(round, by=cast.amara) == first
    assert undoing.redo(round, by=cast.amara) == second
    assert current(round) == second
    with pytest.raises(NotHere):
        undoing.redo(round, by=cast.amara)


def test_the_first_composition_can_not_be_undone(cast, round):
    with pytest.raises(NotHere, match="nothing to undo"):
        undoing.undo(round, by=cast.amara)


def test_a_change_after_an_undo_leaves_nothing_to_redo(cast, round):
    changing.move_member(round, table(round, 1)[0], 2, by=cast.amara)
    undoing.undo(round, by=cast.amara)
    changing.pin(round, table(round, 1)[0], by=cast.amara)

    with pytest.raises(NotHere):
        undoing.redo(round, by=cast.amara)


def test_a_change_made_while_another_host_changed_the_groups_does_nothing(cast, round):
    seen = current(round).pk
    changing.pin(round, table(round, 1)[0], by=cast.amara)

    with pytest.raises(GroupsMoved):
        changing.move_member(round, table(round, 1)[0], 2, by=cast.amara, seen=seen)
    with pytest.raises(GroupsMoved):
        undoing.undo(round, by=cast.amara, seen=seen)


def test_a_stranger_to_the_round_can_not_be_moved_into_it(cast, round):
    with pytest.raises(NotHere):
        changing.move_member(round, cast.sam.pk, 1, by=cast.amara)


def test_somebody_taken_off_the_plan_leaves_their_seat_with_the_next_change(cast, people, round):
    gone = table(round, 1)[0]
    set_members(round, [member for member in people if member.pk != gone])

    changing.pin(round, table(round, 2)[0], by=cast.amara)

    assert current(round).seats.filter(member=gone).count() == 0


def test_after_somebody_has_left_the_others_can_still_be_weighed_and_seated(cast, people, round):
    """A host who picked anybody up while a seat was held by somebody who had left got no page at all."""
    gone, stays = table(round, 1)[0], table(round, 2)[0]
    changing.unseat(round, stays, by=cast.amara)
    depart(next(member for member in people if member.pk == gone), by=cast.amara)

    options = changing.what_ifs(company(round), arrangement_of(current(round)), stays)
    seated = changing.seat(round, stays, by=cast.amara)

    assert any(option.gain is not None for option in options)
    assert seated.seats.filter(member=stays).exists()
    assert not seated.seats.filter(member=gone).exists()
