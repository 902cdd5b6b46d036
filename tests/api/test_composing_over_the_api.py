"""Groups for programs: by a key or by a host's session, with reasons, and with trouble that names its place."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from juncture.api import composing
from juncture.practice.models import ApiKey
from juncture.practice.people.founding import found_community
from juncture.practice.people.keying import key_of, make_api_key, revoke_api_key
from juncture.practice.people.models import Account
from juncture.practice.rounds.composing import compose
from tests.factories import make_people, plan_for

PEOPLE = [
    {
        "id": n,
        "tension": "pricing",
        "lean": ("raise", "hold")[n % 2],
        "context": {"stage": ("seed", "grown")[n // 2 % 2]},
    }
    for n in range(12)
]
QUESTION = {"people": PEOPLE, "rules": {"sizes": [3, 4]}, "seed": 3, "iterations": 3000}


@pytest.fixture
def program(cast) -> Client:
    """A program that holds a key of Amara's community."""
    return Client(headers={"Authorization": f"Bearer {make_api_key('calendar', by=cast.amara)[1]}"})


def ask(program: Client, name: str, question: object) -> tuple[int, dict]:
    sent = question if isinstance(question, bytes) else json.dumps(question).encode()
    response = program.post(reverse(name), sent, content_type="application/json")
    return response.status_code, json.loads(response.content, parse_constant=pytest.fail)


def test_a_program_gets_groups_with_reasons_and_scores(program):
    status, answer = ask(program, "api_compose", QUESTION | {"rounds": 2, "rules": {"sizes": [3, 3]}})

    groups = answer["rounds"][0]["groups"]
    assert status == 200
    assert sorted(person for group in groups for person in group["people"]) == sorted(
        str(n) for n in range(12)
    )
    assert all(group["reasons"][0]["text"] for group in groups)
    assert all(set(group["person_reasons"]) == set(group["people"]) for group in groups)
    assert answer["rounds"][0]["score"]["total"] > 0
    assert answer["repeats"] == 0
    assert answer["seed"] == 3
    assert answer["cut_short"] is False


def test_the_same_seed_gives_the_same_answer(program):
    assert ask(program, "api_compose", QUESTION) == ask(program, "api_compose", QUESTION)


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"verb": "move", "person": 0, "to": 2}, ["0"]),
        ({"verb": "move", "person": "0", "to": None}, ["0"]),
        ({"verb": "swap", "one": "0", "other": "4"}, ["0", "4"]),
        ({"verb": "late", "person": 11}, ["11"]),
    ],
)
def test_a_change_is_tried_without_being_made(program, change, moved):
    groups = {"1": [0, 1, 2], "2": [4, 5, 6], "3": [8, 9, 10]}

    status, answer = ask(program, "api_what_if", QUESTION | {"groups": groups, "change": change})

    assert status == 200
    assert answer["moved"] == moved
    assert isinstance(answer["gain"], float)


def test_groups_are_looked_at_and_composed_again_around_whoever_stays(program):
    groups = {"1": ["0", "1", "2"], "2": ["4", "5", "6"]}

    looked = ask(program, "api_what_if", QUESTION | {"groups": groups})[1]
    again = ask(
        program,
        "api_what_if",
        QUESTION | {"groups": groups, "change": {"verb": "again", "keep": ["0", "1", "2"]}},
    )[1]

    assert [group["people"] for group in looked["groups"]] == [["0", "1", "2"], ["4", "5", "6"]]
    assert len(looked["unseated"]) == 6
    assert {"0", "1", "2"} <= set(again["groups"][0]["people"])
    assert again["unseated"] == []


def test_what_may_not_be_is_refused_with_the_reason(program):
    question = {
        "people": [{"id": n, "employer": "Acme" if n in (0, 4) else f"E{n}"} for n in range(8)],
        "rules": {"sizes": [2, 4]},
        "groups": {"1": ["0", "1", "2"], "2": ["4", "5"]},
        "change": {"verb": "move", "person": "0", "to": 2},
    }

    status, answer = ask(program, "api_what_if", question)

    assert (status, answer["code"], answer["at"]) == (409, "cannot_move", "change")
    assert "Acme" in answer["message"]


@pytest.mark.parametrize(
    ("sent", "at", "words"),
    [
        (b"{", "", "no JSON"),
        (b"[" * 50_000, "", "nested too deep"),
        (b"\xff\xfe", "", "no JSON"),
        (b"[]", "", "write an object"),
        (b"{}", "people", "has no people"),
        (b'{"people": 3}', "people", "write a list"),
        (b'{"people": ["Jonas"]}', "people[0]", "write an object"),
        (b'{"people": [{"name": "Jonas"}]}', "people[0].id", "give this person one"),
        (
            b'{"people": [{"id": "1", "context": {"stage": [{}]}}]}',
            "people[0].context.stage[0]",
            "write a text",
        ),
        (b'{"people": [], "rounds": true}', "rounds", "whole number from 1 to 50"),
        (b'{"people": [], "rounds": 51}', "rounds", "whole number from 1 to 50"),
        (b'{"people": [], "seed": -1}', "seed", "whole number"),
        (b'{"people": [], "iterations": 99999999999}', "iterations", "from 1 to 2000000"),
        (b'{"people": [], "mode": []}', "mode", "use one of"),
        (b'{"people": [], "rules": {"sizes": [4]}}', "rules.sizes", "write them as"),
        (b'{"people": [], "rules": {"blocked": [["1"]]}}', "rules", "takes exactly two"),
        (b'{"people": [], "preferences": {"lean": Infinity}}', "preferences.lean", "give a number"),
        (b'{"people": [], "preferences": {"lean": -1}}', "preferences", "0 or more"),
        (b'{"people": [], "dimensions": [{"key": "x"}]}', "dimensions[0]", "is missing"),
        (b'{"people": [], "met": [{"people": ["1", "1"]}]}', "met[0].people", "exactly two"),
        (b'{"people": [], "met": [{"people": ["1", "2"]}]}', "", "is not among the people"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(program, sent, at, words):
    status, answer = ask(program, "api_compose", sent)

    assert status == 400
    assert answer["at"] == at
    assert words in answer["message"]
    assert sorted(answer) == ["at", "code", "message"]


def test_too_many_people_are_sent_to_the_command(program):
    status, answer = ask(program, "api_compose", {"people": [{"id": n} for n in range(2001)]})

    assert (status, answer["code"], answer["at"]) == (413, "too_large", "people")
    assert "juncture compose" in answer["message"]


def test_too_much_at_once_is_refused_before_it_is_read(program):
    status, answer = ask(program, "api_compose", b'{"people": "' + b"x" * 3_000_000 + b'"}')

    assert (status, answer["code"]) == (413, "too_large")


def test_nobody_and_one_person_get_an_answer(program):
    assert ask(program, "api_compose", {"people": []})[1]["rounds"][0]["groups"] == []
    assert ask(program, "api_compose", {"people": [{"id": 1}]})[1]["rounds"][0]["unseated"][0]["reasons"]


def test_only_one_search_runs_at_a_time(program, monkeypatch):
    monkeypatch.setattr(composing, "WAIT", 0.05)

    with composing._one_at_a_time():
        status, answer = ask(program, "api_compose", QUESTION)

    assert (status, answer["code"]) == (503, "busy")
    assert ask(program, "api_compose", QUESTION)[0] == 200


def test_a_host_asks_with_their_session_and_the_pages_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.amara.account)

    without = browser.post(reverse("api_compose"), json.dumps(QUESTION), content_type="application/json")
    browser.get(reverse("community_settings", args=[cast.community.slug]))
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    with_token = browser.post(
        reverse("api_compose"), json.dumps(QUESTION), content_type="application/json", headers=token
    )

    assert (without.status_code, without.json()["code"]) == (403, "csrf")
    assert with_token.status_code == 200


def test_strangers_and_revoked_keys_are_turned_away(cast):
    key, token = make_api_key("calendar", by=cast.amara)
    program = Client(headers={"Authorization": f"Bearer {token}"})
    assert ask(program, "api_compose", QUESTION)[0] == 200

    revoke_api_key(key, by=cast.amara)

    for stranger in (program, Client(), Client(headers={"Authorization": "Bearer juncture_wrong"})):
        response = stranger.post(reverse("api_compose"), b"{}", content_type="application/json")
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
    assert Client().get(reverse("api_compose")).json()["code"] == "method"


def test_a_key_is_kept_as_its_hash_alone(cast):
    key, token = make_api_key("calendar", by=cast.amara)

    assert token not in str(ApiKey.objects.filter(pk=key.pk).values().get())
    assert key_of(token) == key
    assert key_of(token[:-1]) is None
    assert key_of("") is None


def test_groups_of_a_moment_are_read_by_its_own_community_alone(cast, program):
    people = make_people(cast.community, 9)
    moment = plan_for(cast.amara, people)
    address = reverse("api_moment_groups", args=[moment.pk])
    assert program.get(address).json()["groups"] == []

    compose(moment.round, cast.amara, seed=1)

    answer = program.get(address).json()
    seated = [person for group in answer["groups"] for person in group["people"]]
    assert sorted(one["id"] for one in seated) == [member.pk for member in people]
    assert {one["name"] for one in seated} == {member.name for member in people}
    assert all(one["reasons"] for one in seated)
    elsewhere = found_community("Westgate", time_zone="UTC", by=Account.objects.create_user("w@example.org"))
    other = Client(headers={"Authorization": f"Bearer {make_api_key('x', by=elsewhere)[1]}"})
    assert other.get(address).status_code == 404
    assert program.get(reverse("api_moment_groups", args=[987654])).status_code == 404


def test_reading_two_groups_takes_as_many_queries_as_reading_one(cast, program):
    people = make_people(cast.community, 12)

    asked = []
    for count in (4, 12):
        moment = plan_for(cast.amara, people[:count])
        compose(moment.round, cast.amara, seed=1)
        with CaptureQueriesContext(connection) as queries:
            answer = program.get(reverse("api_moment_groups", args=[moment.pk])).json()
        asked.append((len(answer["groups"]), len(queries)))

    assert [groups for groups, _ in asked] == [1, 2]
    assert asked[0][1] == asked[1][1]


def test_a_host_makes_a_key_reads_it_once_and_revokes_it(cast, client):
    client.force_login(cast.amara.account)
    page = reverse("api_keys", args=[cast.community.slug])

    made = client.post(page, {"label": "Our calendar"}).content.decode()
    again = client.get(page).content.decode()

    token = made.split('id="key">')[1].split("<")[0]
    assert key_of(token).label == "Our calendar"
    assert token not in again
    assert "Our calendar" in again
    client.post(reverse("api_key_revoke", args=[cast.community.slug, key_of(token).pk]))
    assert key_of(token) is None
    assert "Say what it is for" in client.post(page, {"label": " "}).content.decode()
