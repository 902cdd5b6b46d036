"""Long searches for groups: each is carried on by one, and what a host did meanwhile is never overwritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from juncture.engine import grouping
from juncture.practice.models import Entry, Publication, Search
from juncture.practice.moments.publishing import publish
from juncture.practice.moments.staying import why_groups_stay
from juncture.practice.people.describing import block
from juncture.practice.rounds import asking, searching
from juncture.practice.rounds.arranging import arrangement_of, as_groups, current, look_at
from juncture.practice.rounds.asking import AT_ONCE, ask_for_groups, begin_search, stop_search, take_best
from juncture.practice.rounds.changing import move_member, pin
from juncture.practice.rounds.composing import compose
from juncture.practice.rounds.errors import NotHere, StillSearching
from juncture.practice.rounds.releasing import release_seat
from juncture.practice.rounds.searching import FORGOTTEN_AFTER, MOST_TRIES, Word, claim, finish, report
from juncture.practice.rounds.undoing import undo
from tests.factories import make_people, plan_for


@pytest.fixture
def people(cast):
    return make_people(cast.community, 12)


@pytest.fixture
def moment(cast, people):
    return plan_for(cast.amara, people)


@pytest.fixture
def ask(cast, moment):
    """A search among a few people, which takes no time; how many they are decides only whether one is asked for."""
    return lambda what="anew", seed=5: begin_search(moment.round, what, 12, by=cast.amara, seed=seed)


def found(search, before_the_end=lambda: None):
    """What whoever carries a search on does, without a process of its own; something may happen in the middle."""
    ground = searching.begin(search, why_groups_stay)
    if ground is None:
        return None
    stop = grouping.Iterations(20_000)
    if rest := ground.rest:
        result = grouping.compose_again(rest.problem, rest.groups, stop, search.seed, rest.keep).result
    else:
        result = grouping.solve(ground.here.problem(), stop, search.seed)
    arrangement = ground.arrangement(result)
    looked = grouping.rescore(ground.here.open_problem, as_groups(arrangement))
    before_the_end()
    return finish(search, ground, arrangement, result, looked, why_groups_stay)


def ended(search):
    search.refresh_from_db()
    return search.ended, search.message


def test_few_people_are_composed_at_once_and_many_are_searched_for(cast, moment, monkeypatch):
    assert ask_for_groups(moment.round, "anew", by=cast.amara) == current(moment.round)

    monkeypatch.setattr(asking, "AT_ONCE", 11)
    search = ask_for_groups(moment.round, "anew", by=cast.amara)

    assert isinstance(search, Search)
    assert (search.people, search.before) == (12, current(moment.round))
    assert AT_ONCE >= 200


def test_what_was_found_is_the_newest_composition_scored_and_undone_like_any_other(cast, moment, ask):
    first = compose(moment.round, cast.amara, seed=1)
    search = ask()

    made = found(claim())

    assert (made, made.before, made.by, made.seed) == (current(moment.round), first, cast.amara, 5)
    assert made.score["total"] == look_at(searching.company(moment.round), arrangement_of(made)).score.total
    assert ended(search) == ("done", "")
    assert search.composition == made
    assert undo(moment.round, by=cast.amara) == first


def test_it_is_carried_on_by_one_of_several(ask):
    ask()

    assert claim() is not None
    assert claim() is None


def test_a_round_has_one_search_at_a_time(cast, moment, ask):
    search = ask()

    with pytest.raises(StillSearching):
        ask_for_groups(moment.round, "rest", by=cast.amara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Search.objects.create(round=moment.round, what="anew", people=1, seed=1, moves=1)

    stop_search(search, by=cast.amara)
    assert ask() != search


def test_after_a_crash_another_takes_it_up_from_its_beginning(ask):
    ask()
    crashed = claim()
    assert report(crashed, 0.5, 0.7, why_groups_stay) is Word.GO_ON
    later = timezone.now() + FORGOTTEN_AFTER + timedelta(seconds=1)

    again = claim(later)

    assert (again.pk, again.tries) == (crashed.pk, 2)
    # Whoever was only slow, and not dead, finds that it is another's.
    assert report(crashed, 0.6, 0.7, why_groups_stay) is Word.LEAVE
    assert found(crashed) is None
    assert found(again) is not None


def test_what_breaks_off_time_and_again_is_given_up_with_a_reason(ask):
    search, now = ask(), timezone.now()
    for times in range(MOST_TRIES):
        assert claim(now + times * timedelta(minutes=1)) is not None

    assert claim(now + timedelta(hours=1)) is None
    assert ended(search)[0] == "failed"
    assert "too little memory" in search.message


def test_who_is_told_to_stop_gives_it_back_and_it_counts_for_nothing(ask):
    ask()
    searching.give_back(claim(), counted=False)

    assert claim().tries == 1


def test_a_stopped_search_changes_nothing_even_at_its_very_end(cast, moment, ask):
    first = compose(moment.round, cast.amara, seed=1)
    search = ask()

    assert found(claim(), lambda: stop_search(search, by=cast.amara)) is None

    assert current(moment.round) == first
    assert ended(search) == ("stopped", "")
    assert not stop_search(search, by=cast.amara)


def test_the_best_so_far_is_taken_once_there_is_one(cast, ask):
    search = ask()
    with pytest.raises(NotHere, match="no groups to take yet"):
        take_best(search, by=cast.amara)
    carried = claim()
    report(carried, 0.1, 0.6, why_groups_stay)
    search.refresh_from_db()

    take_best(search, by=cast.amara)
    take_best(search, by=cast.amara)

    assert report(carried, 0.2, 0.6, why_groups_stay) is Word.LAND
    assert Entry.objects.filter(verb="search_taken").count() == 1


def test_a_change_by_hand_overtakes_it_and_stands(cast, moment, people, ask):
    compose(moment.round, cast.amara, seed=1)
    search, carried = ask(), claim()
    table = arrangement_of(current(moment.round)).table_of(people[0].pk)
    hand = move_member(moment.round, people[0].pk, 3 if table != 3 else 2, by=cast.amara)

    assert report(carried, 0.5, 0.7, why_groups_stay) is Word.LEAVE

    assert current(moment.round) == hand
    assert ended(search)[0] == "overtaken"
    assert "changed since it began" in search.message


def test_a_change_by_hand_in_its_last_moment_overtakes_it_too(cast, moment, people, ask):
    compose(moment.round, cast.amara, seed=1)
    search = ask()

    assert found(claim(), lambda: pin(moment.round, people[0].pk, by=cast.amara)) is None

    assert current(moment.round).how == "moved"
    assert ended(search)[0] == "overtaken"


def test_people_and_rules_that_changed_meanwhile_overtake_it(cast, moment, people, ask):
    def sizes():
        type(moment.round).objects.filter(pk=moment.round.pk).update(size_high=5)

    for change in (
        lambda: release_seat(moment.round, by=people[0]),
        lambda: block(people[1], people[2]),
        sizes,
    ):
        search = ask()
        assert found(claim(), change) is None
        assert ended(search)[0] == "overtaken"
        # One sentence for every cause, so that it can't be told from it that somebody blocked somebody.
        assert "or another rule has changed" in search.message
    assert current(moment.round) is None


def test_what_bears_on_no_rule_does_not_cost_the_search(moment, people, ask):
    search = ask()

    made = found(claim(), lambda: type(people[0]).objects.filter(pk=people[0].pk).update(name="Other"))

    assert made is not None
    assert ended(search)[0] == "done"


def test_published_meanwhile_the_groups_stay_as_members_know_them(cast, moment, ask):
    first = compose(moment.round, cast.amara, seed=1)
    search = ask()

    assert found(claim(), lambda: publish(moment, by=cast.amara)) is None

    assert current(moment.round) == first
    assert "published" in ended(search)[1]
    assert Publication.objects.get(moment=moment)


def test_the_rest_keeps_who_is_pinned(cast, moment, people, ask):
    compose(moment.round, cast.amara, seed=1)
    pin(moment.round, people[0].pk, by=cast.amara)
    table = arrangement_of(current(moment.round)).table_of(people[0].pk)
    ask("rest")

    made = found(claim())

    assert made.how == "rest"
    assert arrangement_of(made).table_of(people[0].pk) == table
    assert people[0].pk in arrangement_of(made).pinned
