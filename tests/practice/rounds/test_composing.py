from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from juncture.engine import grouping
from juncture.practice.landscape.rearranging import new_tension
from juncture.practice.landscape.siding import say_side
from juncture.practice.models import (
    CompetitorPair,
    ContextAnswer,
    Dimension,
    DimensionValue,
    Gathering,
    Option,
    Stance,
    Tension,
)
from juncture.practice.people.describing import block, set_free_times
from juncture.practice.rounds.arranging import arrangement_of, current
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.changing import pin, unseat
from juncture.practice.rounds.composing import compose, compose_rest
from juncture.practice.rounds.explaining import sentences, words_for
from juncture.practice.rounds.releasing import release_seat, take_back_release
from tests.factories import make_decision, make_held_room, make_people, plan_for


def groups_of(composition):
    return [set(table.people) for table in arrangement_of(composition).tables]


def test_everybody_is_seated_once_in_groups_of_the_sizes_asked_for(cast):
    people = make_people(cast.community, 17)
    moment = plan_for(cast.amara, people, size_low=4, size_high=5)

    composition = compose(moment.round, cast.amara, seed=1)

    groups = groups_of(composition)
    assert sorted(len(group) for group in groups) == [4, 4, 4, 5]
    assert sorted(one for group in groups for one in group) == [member.pk for member in people]
    assert all(group.slot == moment.round.slots.get() for group in composition.groups.all())


def test_the_same_seed_gives_the_same_groups(cast):
    moment = plan_for(cast.amara, make_people(cast.community, 16))

    first = compose(moment.round, cast.amara, seed=7)
    again = compose(moment.round, cast.amara, seed=7)

    assert groups_of(first) == groups_of(again)
    assert first.seed == 7


def test_colleagues_and_competitors_never_share_a_group(cast):
    people = make_people(cast.community, 16, employers=8)
    one, other = people[0].employer, people[1].employer
    CompetitorPair.objects.create(community=cast.community, one=one, other=other)
    moment = plan_for(cast.amara, people)

    composition = compose(moment.round, cast.amara, seed=1)

    employer = {member.pk: member.employer_id for member in people}
    for group in groups_of(composition):
        assert len({employer[member] for member in group}) == len(group)
        assert not {one.pk, other.pk} <= {employer[member] for member in group}


def test_somebody_who_blocked_somebody_never_sits_with_them_and_nothing_says_so(cast):
    people = make_people(cast.community, 8)
    for other in people[1:5]:
        block(people[0], other)
    moment = plan_for(cast.amara, people, size_low=4, size_high=4)

    composition = compose(moment.round, cast.amara, seed=1)

    blocked = {member.pk for member in people[1:5]}
    [table] = [group for group in groups_of(composition) if people[0].pk in group] or [set()]
    assert not table & blocked
    words = words_for(company(moment.round))
    said = [sentences(one.reasons, words) for one in (*composition.seats.all(), *composition.unseated.all())]
    said += [sentences(group.reasons, words) for group in composition.groups.all()]
    told = " ".join(text for texts in said for text in texts).casefold()
    assert told
    assert not any(word in told for word in ("block", "apart", "can't sit", "may sit", "together there"))


def test_the_reason_for_no_seat_is_the_same_for_a_block_as_for_an_employer(cast):
    """Otherwise the sentence would tell the host which of the two it was."""
    blocker, *others = make_people(cast.community, 5)
    for other in others:
        block(blocker, other)
    moment = plan_for(cast.amara, [blocker, *others], size_low=3, size_high=5)
    colleagues = make_people(cast.community, 5, employers=4, prefix="Colleague")
    twin = plan_for(cast.amara, colleagues, size_low=3, size_high=5)

    def why(planned):
        composition = compose(planned.round, cast.amara, seed=1)
        [left] = composition.unseated.all()
        [sentence] = sentences(left.reasons, words_for(company(planned.round)))
        return sentence.replace(left.member.name, "X")

    assert why(moment) == why(twin)


def test_nobody_is_seated_at_a_time_they_cannot_make(cast):
    people = make_people(cast.community, 10)
    moment = plan_for(cast.amara, people, days=(7, 8))
    early, late = moment.round.slots.all()
    for member in people[:5]:  # Lisbon: three in the afternoon, give or take summer time
        set_free_times(member, [(early.starts_at.weekday(), "afternoon")], by=member)
    for member in people[5:]:
        set_free_times(member, [(late.starts_at.weekday(), "afternoon")], by=member)

    composition = compose(moment.round, cast.amara, seed=1)

    seats = {seat.member_id: seat.group.slot for seat in composition.seats.select_related("group__slot")}
    assert [seats[member.pk] for member in people] == [early] * 5 + [late] * 5


def test_somebody_without_a_seat_is_named_with_the_reason(cast):
    people = make_people(cast.community, 6)
    moment = plan_for(cast.amara, people)
    never = (moment.round.slots.get().starts_at.weekday() + 1) % 7
    set_free_times(people[0], [(never, "evening")], by=people[0])

    composition = compose(moment.round, cast.amara, seed=1)

    [left] = composition.unseated.all()
    assert left.member == people[0]
    assert sentences(left.reasons, words_for(company(moment.round))) == [
        "None of the times lies where Person 0 can usually meet."
    ]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_people_make_no_group_and_no_error(cast, count):
    moment = plan_for(cast.amara, make_people(cast.community, count))

    composition = compose(moment.round, cast.amara, seed=1)

    assert composition.groups.count() == 0
    assert composition.unseated.count() == count


def test_who_released_the_seat_is_left_out_until_they_take_it_back(cast):
    people = make_people(cast.community, 9)
    moment = plan_for(cast.amara, people)
    release_seat(moment.round, by=people[0])
    release_seat(moment.round, by=people[0])  # twice is once

    without = compose(moment.round, cast.amara, seed=1)
    take_back_release(moment.round, by=people[0])
    with_them = compose(moment.round, cast.amara, seed=1)

    assert not without.seats.filter(member=people[0]).exists()
    assert with_them.seats.filter(member=people[0]).exists()


def test_people_who_met_before_are_kept_apart_where_that_is_possible(cast):
    people = make_people(cast.community, 8)
    make_held_room(cast.amara, people[:4])
    make_held_room(cast.amara, people[4:])
    moment = plan_for(cast.amara, people, size_low=4, size_high=4)

    composition = compose(moment.round, cast.amara, seed=1)

    met = company(moment.round).met
    assert len(met) == 12
    again = [
        pair for group in groups_of(composition) for pair in combinations(group, 2) if frozenset(pair) in met
    ]
    assert len(again) == 4  # two tables of four: two of each old table must meet again


def test_pins_stay_and_hands_stay_out_when_the_rest_is_composed_again(cast):
    people = make_people(cast.community, 15)
    moment = plan_for(cast.amara, people)
    first = compose(moment.round, cast.amara, seed=1)
    pinned = first.seats.filter(group__number=2).first().member_id
    out = first.seats.filter(group__number=1).first().member_id
    pin(moment.round, pinned, by=cast.amara)
    unseat(moment.round, out, by=cast.amara)

    rest = compose_rest(moment.round, cast.amara, seed=5)

    assert rest.seats.get(member=pinned).group.number == 2
    assert rest.seats.get(member=pinned).pinned_at is not None
    assert not rest.seats.filter(member=out).exists()
    assert current(moment.round) == rest


def test_a_side_nobody_elses_can_be_compared_with_is_left_out_of_the_score(cast):
    people = make_people(cast.community, 8)
    decisions = [make_decision(member) for member in people]
    new_tension("Depth with a few or reach to many?", decisions, by=cast.amara)
    moment = plan_for(cast.amara, people)
    say_side(decisions[0], "first", by=people[0])
    say_side(decisions[1], "neither", by=people[1])
    say_side(decisions[2], "between", by=cast.amara)

    alone = compose(moment.round, cast.amara, seed=1)
    say_side(decisions[3], "second", by=cast.amara)
    two = compose(moment.round, cast.amara, seed=1)

    assert "lean" not in alone.score["parts"]
    assert "lean" in two.score["parts"]


def test_people_of_differing_sides_sit_together_and_are_told_so_in_words(cast):
    people = make_people(cast.community, 8)
    decisions = [make_decision(member) for member in people]
    new_tension("Depth with a few or reach to many?", decisions, by=cast.amara)
    for number, (member, decision) in enumerate(zip(people, decisions, strict=True)):
        say_side(decision, "first" if number < 4 else "second", by=member)
    moment = plan_for(cast.amara, people, size_low=4, size_high=4)

    composition = compose(moment.round, cast.amara, seed=1)

    for group in groups_of(composition):
        assert len({people[at].pk for at in range(4)} & set(group)) == 2
    here = company(moment.round)
    said = " ".join(sentences(composition.seats.get(member=people[0]).reasons, words_for(here)))
    assert "Person 0 leans to “Depth with a few”, " in said
    assert " here to “reach to many”." in said


def test_who_says_it_is_not_about_that_brings_no_tension(cast):
    people = make_people(cast.community, 4)
    decisions = [make_decision(member) for member in people]
    new_tension("Depth with a few or reach to many?", decisions, by=cast.amara)
    say_side(decisions[0], "elsewhere", by=people[0])

    problem = company(plan_for(cast.amara, people).round).problem()

    assert [person.tension is None for person in problem.people] == [True, False, False, False]


def sixty(cast):
    people = make_people(cast.community, 60, employers=40)
    dimensions = [
        ("stage", "ordered", ["Idea", "Seed", "Series A", "Series B", "Growth"]),
        ("structure", "one_of", ["Startup", "Scale-up", "Enterprise"]),
        ("constraints", "several_of", ["Team of one", "No budget", "Regulated"]),
    ]
    for place, (key, kind, labels) in enumerate(dimensions):
        dimension = Dimension.objects.create(
            community=cast.community, key=key, label=key.title(), question="?", kind=kind, position=place
        )
        values = [
            DimensionValue.objects.create(dimension=dimension, key=f"v{at}", label=label, position=at)
            for at, label in enumerate(labels)
        ]
        ContextAnswer.objects.bulk_create(
            ContextAnswer(member=member, value=values[(at * (place + 2)) % len(values)])
            for at, member in enumerate(people)
        )
    tensions = [
        Tension.objects.create(community=cast.community, label=label)
        for label in ("Depth with a few or reach to many?", "Open door or chosen membership?")
    ]
    for at, member in enumerate(people):
        decision = make_decision(member)
        tension = tensions[at % 2]
        Gathering.objects.create(tension=tension, decision=decision)
        sides = [
            Option.objects.create(decision=decision, position=place, text=words)
            for place, words in enumerate(tension.label.split(" or "))
        ]
        Stance.objects.create(decision=decision, occasion="intake", lean=sides[at % 3 % 2])
    return people


def test_sixty_people_are_composed_better_than_by_chance(cast):
    moment = plan_for(cast.amara, sixty(cast), days=(7, 8))

    composition = compose(moment.round, cast.amara, seed=1)

    assert composition.seats.count() == 60
    assert composition.score["against_chance"] > 0.05


def test_a_longer_search_would_hardly_find_better_groups(cast):
    problem = company(plan_for(cast.amara, sixty(cast), days=(7, 8)).round).problem()

    enough = grouping.enough_moves(len(problem.people))
    found = grouping.solve(problem, grouping.Iterations(enough), seed=1)
    longer = grouping.solve(problem, grouping.Iterations(5 * enough), seed=1)

    assert longer.score.total - found.score.total < 0.01


def test_composing_asks_the_database_as_often_for_sixty_as_for_six(cast):
    people = sixty(cast)
    small, large = plan_for(cast.amara, people[:6]), plan_for(cast.amara, people)

    with CaptureQueriesContext(connection) as few:
        compose(small.round, cast.amara, seed=1)
    with CaptureQueriesContext(connection) as many:
        compose(large.round, cast.amara, seed=1)

    assert len(many) == len(few)
