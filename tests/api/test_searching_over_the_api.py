"""A program composes a moment's groups: at once, or it is told where to ask how far the search is."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from juncture.post.composer import carry_on_searches
from juncture.practice.models import Room
from juncture.practice.moments.publishing import publish
from juncture.practice.people.keying import make_api_key
from juncture.practice.rounds import asking, searching
from juncture.practice.rounds.arranging import current
from tests.factories import make_people, plan_for


@pytest.fixture
def moment(cast):
    return plan_for(cast.amara, make_people(cast.community, 12))


@pytest.fixture
def ask(cast, moment):
    program = Client(headers={"Authorization": f"Bearer {make_api_key('calendar', by=cast.amara)[1]}"})

    def asked(name, said=None, *, look=False):
        address = reverse(name, args=(moment.pk,))
        answer = (
            program.get(address)
            if look
            else program.post(address, json.dumps(said or {}), content_type="application/json")
        )
        return answer, answer.json()

    return asked


def test_few_people_have_their_groups_at_once(ask, moment):
    answer, groups = ask("api_compose_moment")

    assert answer.status_code == 200
    assert groups["composition"] == current(moment.round).pk
    assert sum(len(group["people"]) for group in groups["groups"]) == 12


def test_many_people_are_searched_for_and_the_program_asks_how_far_it_is(ask, moment, monkeypatch):
    monkeypatch.setattr(asking, "AT_ONCE", 11)
    assert ask("api_search", look=True)[1] == {"moment": moment.pk, "search": None}

    answer, begun = ask("api_compose_moment", {"what": "anew"})
    assert answer.status_code == 202
    assert answer["Location"] == reverse("api_search", args=(moment.pk,))
    begun = begun["search"]
    assert (begun["share"], begun["best"], begun["ended"]) == (0.0, None, None)
    again, trouble = ask("api_compose_moment")
    assert (again.status_code, trouble["code"]) == (409, "searching")
    assert ask("api_search", {"end": "take"})[1]["code"] == "nothing_yet"

    carry_on_searches()

    done = ask("api_search", look=True)[1]["search"]
    assert (done["ended"], done["composition"]) == ("done", current(moment.round).pk)
    assert ask("api_search", {"end": "stop"})[1]["code"] == "ended"


def test_a_search_is_stopped_and_nonsense_is_named(ask, moment, monkeypatch):
    monkeypatch.setattr(asking, "AT_ONCE", 11)
    assert ask("api_compose_moment", {"what": "everything"})[1]["at"] == "what"
    ask("api_compose_moment")
    assert ask("api_search", {"end": "soon"})[1]["at"] == "end"

    assert ask("api_search", {"end": "stop"})[1]["search"]["ended"] == "stopped"

    assert searching.claim() is None
    assert current(moment.round) is None


def test_once_the_moment_has_begun_its_groups_stay(cast, ask, moment):
    ask("api_compose_moment")
    publish(moment, by=cast.amara)
    Room.objects.filter(moment=moment).update(opened_at=moment.planned_at)

    answer, trouble = ask("api_compose_moment")

    assert (answer.status_code, trouble["code"]) == (409, "fixed")
