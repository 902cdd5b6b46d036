"""A search for groups on the compose page: begun, watched, left, taken, stopped, overtaken."""

import pytest

from juncture.post.composer import carry_on_searches
from juncture.practice.models import Search
from juncture.practice.moments.staying import why_groups_stay
from juncture.practice.rounds import asking, searching
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.changing import unseat
from juncture.practice.rounds.composing import compose

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """Ten people are many, here."""
    monkeypatch.setattr(asking, "AT_ONCE", 9)


@pytest.fixture
def search(cast, moment):
    compose(moment.round, cast.amara, seed=1)
    return asking.ask_for_groups(moment.round, "anew", by=cast.amara)


@pytest.fixture
def say(host, url, moment, search):
    return lambda what, pk=None: text(
        host.post(url("search", moment), {"search": pk or search.pk, "what": what}, follow=True)
    )


def text(response):
    return response.content.decode()


def test_composing_many_begins_a_search_and_the_page_does_not_wait(host, url, moment):
    page = text(host.post(url("compose", moment), {"what": "anew"}, follow=True))

    assert "The search for groups has begun." in page
    assert "Searching for good groups: 10 people" in page
    assert "You can leave this page" in page
    assert "Compose the groups" not in page
    assert current(moment.round) is None


def test_asked_twice_there_is_one_search(host, url, moment, search):
    page = text(host.post(url("compose", moment), {"what": "rest"}, follow=True))

    assert "A search for these groups goes on already." in page
    assert Search.objects.count() == 1


def test_the_page_asks_how_far_it_is_and_a_listener_is_told_at_each_quarter(host, url, moment, search):
    claimed = searching.claim()
    searching.report(claimed, 0.3, 0.61, why_groups_stay)

    first = text(host.get(url("search", moment), {"told": "0"}, **HTMX))
    again = text(host.get(url("search", moment), {"told": "25"}, **HTMX))

    assert "30 % of the way. Contrast so far: 61 of 100" in first
    assert '<progress id="search-share" max="100" value="30">' in first
    assert 'hx-swap-oob="innerHTML"' in first
    assert 'hx-swap-oob="innerHTML"' not in again
    assert host.get(url("search", moment)).url == url("compose", moment)  # by hand, without htmx


def test_the_groups_are_there_on_return_and_undo_brings_back_the_ones_before(host, url, moment, search):
    before = current(moment.round)

    carry_on_searches()
    part = text(host.get(url("search", moment), **HTMX))
    page = text(host.get(url("compose", moment)))

    assert 'hx-trigger="load"' in part
    assert "These groups were found by the search" in page
    assert current(moment.round).before == before
    host.post(url("compose", moment), {"what": "undo", "seen": current(moment.round).pk})
    assert current(moment.round) == before
    assert "found by the search" not in text(host.get(url("compose", moment)))


def test_stopping_leaves_the_groups_as_they_were(moment, search, say):
    before = current(moment.round)

    assert "The search was stopped. The groups are as they were." in say("stop")
    assert "had ended already" in say("stop")
    assert current(moment.round) == before


def test_the_best_so_far_can_be_taken_once_there_is_one(search, say):
    assert "no groups to take yet" in say("take")
    searching.report(searching.claim(), 0.3, 0.61, why_groups_stay)

    page = say("take")

    assert "Coming to its end with the best so far." in page
    assert "Take the best so far" not in page


def test_changed_by_hand_meanwhile_the_page_says_so_until_it_is_put_away(
    cast, host, url, moment, people, search, say
):
    unseat(moment.round, people[0].pk, by=cast.amara, seen=None)
    searching.report(searching.claim(), 0.3, 0.6, why_groups_stay)

    page = text(host.get(url("compose", moment)))
    assert "ended without new ones" in page
    assert "Search again" in page

    assert "Search again" not in say("put_away")


def test_after_a_break_the_page_says_that_it_begins_again(host, url, moment, search):
    claimed = searching.claim()
    Search.objects.filter(pk=claimed.pk).update(heard_at=claimed.heard_at - 2 * searching.FORGOTTEN_AFTER)

    assert "begins again by itself" in text(host.get(url("compose", moment)))


def test_an_answer_to_an_older_search_and_nonsense_change_nothing(host, url, moment, search, say):
    say("stop", pk=search.pk + 1)
    say("shout")
    host.post(url("search", moment), {"search": "9" * 30, "what": "stop"})

    search.refresh_from_db()
    assert search.ended_at is None
