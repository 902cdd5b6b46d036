from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from juncture.practice.decisions.models import Settlement
from juncture.practice.journal.models import Entry
from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.models import Composition, Host, Letter, Moment, Round
from juncture.practice.moments.planning import (
    Plan,
    PlanTrouble,
    anchor_on_decision,
    anchor_on_tension,
    anchor_on_words,
    change_plan,
    change_times,
    drop_plan,
    members_in_tension,
    members_with_open_decision,
    plan_moment,
)
from juncture.practice.moments.publishing import publish
from juncture.practice.moments.standing import Standing, moment_seen, standing
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.composing import compose
from juncture.practice.rounds.opening import Rules
from tests.factories import make_decision, make_people, plan_for


def a_plan(members, **given):
    told = {
        "anchor": anchor_on_words("Deep or wide?"),
        "protocol": shipped_protocols()["contrast-round-60"],
        "times": (timezone.now() + timedelta(days=7),),
        "members": tuple(members),
    }
    return Plan(**told | given)


def test_a_plan_keeps_the_anchors_words_even_when_the_decision_is_erased(cast):
    decision = make_decision(cast.jonas, "Do I keep the stream, or give the day to six engineers?")

    moment = plan_moment(
        cast.community, a_plan([cast.jonas], anchor=anchor_on_decision(decision)), by=cast.amara
    )
    decision.delete()

    moment.refresh_from_db()
    assert moment.anchor_words == "Do I keep the stream, or give the day to six engineers?"
    assert moment.anchor_decision is None


def test_a_moment_without_a_title_takes_the_anchors_words(cast):
    tension = Tension.objects.create(community=cast.community, label="Depth or reach?")

    moment = plan_moment(
        cast.community, a_plan([cast.jonas], anchor=anchor_on_tension(tension)), by=cast.amara
    )

    assert moment.title == "Depth or reach?"
    assert Entry.objects.filter(verb="moment_planned", noun_id=moment.pk).exists()


def test_the_run_of_show_is_a_copy_of_the_protocol(cast):
    moment = plan_for(cast.amara, [cast.jonas])

    assert moment.run_of_show["id"] == "contrast-round-60"
    assert len(moment.run_of_show["steps"]) == 9


def test_a_changed_plan_leaves_a_group_whose_time_is_gone_without_one(cast):
    people = make_people(cast.community, 5)
    moment = plan_for(cast.amara, people)
    compose(moment.round, cast.amara, seed=1)
    later = timezone.now() + timedelta(days=9)

    change_plan(moment, a_plan(people, times=(later,), rules=Rules(3, 5)), by=cast.amara)

    assert list(moment.round.slots.values_list("starts_at", flat=True)) == [later]
    assert [group.slot for group in current(moment.round).groups.all()] == [None]
    assert (moment.round.size_low, moment.round.size_high) == (3, 5)


def test_a_dropped_plan_is_gone_with_its_groups(cast):
    moment = plan_for(cast.amara, make_people(cast.community, 5))
    compose(moment.round, cast.amara, seed=1)

    drop_plan(moment, by=cast.amara)

    assert not Moment.objects.exists()
    assert not Round.objects.exists()
    assert not Composition.objects.exists()
    assert Entry.objects.filter(verb="moment_dropped").count() == 1


def test_once_people_know_a_plan_is_neither_changed_nor_dropped(cast):
    people = make_people(cast.community, 5)
    moment = plan_for(cast.amara, people)
    compose(moment.round, cast.amara, seed=1)
    publish(moment, by=cast.amara)

    with pytest.raises(PlanTrouble):
        change_plan(moment, a_plan(people), by=cast.amara)
    with pytest.raises(PlanTrouble):
        drop_plan(moment, by=cast.amara)

    assert Letter.objects.count() == 5


def test_a_time_people_know_of_stays_and_others_may_be_added(cast):
    people = make_people(cast.community, 5)
    moment = plan_for(cast.amara, people)
    compose(moment.round, cast.amara, seed=1)
    publish(moment, by=cast.amara)
    known = moment.round.slots.get().starts_at
    later = known + timedelta(days=2)

    change_times(moment, (known, later), by=cast.amara)
    with pytest.raises(PlanTrouble, match="Add the new time first"):
        change_times(moment, (later,), by=cast.amara)

    assert list(moment.round.slots.values_list("starts_at", flat=True)) == [known, later]


def test_the_times_of_a_moment_that_has_begun_stay(cast):
    people = make_people(cast.community, 5)
    moment = plan_for(cast.amara, people)
    compose(moment.round, cast.amara, seed=1)
    publish(moment, by=cast.amara)
    moment.rooms.update(opened_at=timezone.now())

    with pytest.raises(PlanTrouble, match="has begun"):
        change_times(moment, (timezone.now() + timedelta(days=3),), by=cast.amara)


def test_only_members_with_something_open_are_asked(cast):
    make_decision(cast.jonas)
    settled = make_decision(cast.priya)
    Settlement.objects.create(decision=settled, outcome=Settlement.Outcome.DECIDED)
    taken_up = make_decision(cast.lena)
    Settlement.objects.create(
        decision=taken_up, outcome=Settlement.Outcome.DECIDED, at=timezone.now() - timedelta(days=9)
    )
    Settlement.objects.create(decision=taken_up, outcome=Settlement.Outcome.REVISITED)

    assert set(members_with_open_decision(cast.community)) == {cast.jonas, cast.lena}


def test_a_tensions_people_are_those_whose_open_decision_lies_in_it(cast):
    tension = Tension.objects.create(community=cast.community, label="Depth or reach?")
    Gathering.objects.create(tension=tension, decision=make_decision(cast.jonas))
    make_decision(cast.priya)
    gone = make_decision(cast.lena)
    Gathering.objects.create(tension=tension, decision=gone)
    type(cast.lena).objects.filter(pk=cast.lena.pk).update(departed_at=timezone.now())

    assert list(members_in_tension(tension)) == [cast.jonas]


def test_where_a_moment_stands_follows_its_rows(cast):
    moment = plan_for(cast.amara, make_people(cast.community, 5))

    def stands():
        return standing(moment_seen(cast.amara, moment.pk))

    assert stands() == Standing.PLANNED
    compose(moment.round, cast.amara, seed=1)
    assert stands() == Standing.COMPOSED
    publish(moment, by=cast.amara)
    assert stands() == Standing.PUBLISHED
    moment.rooms.update(opened_at=timezone.now())
    assert stands() == Standing.UNDER_WAY
    moment.rooms.update(closed_at=timezone.now())
    assert stands() == Standing.ENDED


def test_a_host_does_not_see_another_communitys_moment(cast):
    moment = plan_for(cast.amara, [cast.jonas])
    stranger = Host(community=cast.elsewhere)

    with scope(community=cast.elsewhere):
        assert moment_seen(stranger, moment.pk) is None
    assert moment_seen(cast.amara, moment.pk) == moment
