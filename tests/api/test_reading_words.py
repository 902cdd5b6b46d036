"""Words for programs: what the command says of a line, the API says too."""

import argparse
import json

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.people.keying import make_api_key
from juncture.site.commands import wording

ADVICE = "You should just hire a moderator."
STORY = "We hired a moderator last spring and the newcomers stayed."
DECISION = "Do I keep the weekly stream or drop it? Dropping it costs us reach, keeping it costs my evenings."


@pytest.fixture
def program(cast) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_key('reader', by=cast.amara)[1]}"})


def ask(client: Client, name: str, question: object) -> tuple[int, dict]:
    sent = question if isinstance(question, bytes) else json.dumps(question).encode()
    response = client.post(reverse(name), sent, content_type="application/json")
    return response.status_code, json.loads(response.content)


def test_each_sentence_is_answered_in_order(program):
    status, answer = ask(program, "api_wording_advice", {"lines": [ADVICE, "", STORY]})

    assert status == 200
    assert [one["advice"] for one in answer["answers"]] == [True, False, False]
    assert answer["answers"][0]["way_back"]


def test_a_statement_is_read_for_its_elements(program):
    _, answer = ask(program, "api_wording_decision", {"lines": [DECISION]})

    (reading,) = answer["answers"]
    assert reading["decision"] is True
    assert {one["name"] for one in reading["elements"]} == {"options", "costs", "open", "mine", "stake"}


@pytest.mark.parametrize(
    ("name", "verb"), [("api_wording_advice", "advice"), ("api_wording_decision", "decision")]
)
def test_the_command_says_the_same(program, name, verb, tmp_path, capsys):
    lines = tmp_path / "lines.txt"
    lines.write_text(DECISION, encoding="utf-8")
    _, answer = ask(program, name, {"lines": [DECISION]})

    top = argparse.ArgumentParser()
    wording.add_to(top.add_subparsers())
    asked = top.parse_args(["wording", verb, str(lines), "--json"])
    asked.run(asked)

    assert json.loads(capsys.readouterr().out) == answer["answers"][0]


def test_a_host_may_ask_with_their_session(cast):
    client = Client()
    client.force_login(cast.amara.account)

    assert ask(client, "api_wording_advice", {"lines": [ADVICE]})[0] == 200


def test_nobody_else_may(db):
    assert ask(Client(), "api_wording_advice", {"lines": [ADVICE]})[0] == 401


def test_an_unknown_language_gives_no_nudge(program):
    _, answer = ask(program, "api_wording_advice", {"lines": [ADVICE], "language": "xx"})

    assert answer["answers"][0]["advice"] is False


@pytest.mark.parametrize(
    ("sent", "status", "at"),
    [
        (b"{", 400, ""),
        ([], 422, "lines"),
        ({"lines": "one"}, 422, "lines"),
        ({"lines": [1]}, 422, "lines[0]"),
        ({"lines": ["x" * 6001]}, 413, "lines[0]"),
        ({"lines": ["x"] * 501}, 413, "lines"),
        ({"lines": [], "language": 3}, 422, "language"),
        ({"lines": [], "model": "big"}, 422, "model"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(program, sent, status, at):
    got, answer = ask(program, "api_wording_advice", sent)

    assert (got, answer["at"]) == (status, at)
    assert answer["message"]


@pytest.mark.parametrize("line", ["", " ", "\x00\x07", "🙂" * 900, "<script>alert(1)</script>", "да " * 900])
def test_strange_lines_are_answered_and_break_nothing(program, line):
    assert ask(program, "api_wording_decision", {"lines": [line]})[0] == 200
