"""The commands that hand text to the engine: one line in, one answer out; findings as file:line."""

import argparse
import json
from pathlib import Path

import pytest

from juncture.site.commands import lint, read, wording
from juncture.site.refusal import Refusal


def run(module: object, *words: str) -> int:
    top = argparse.ArgumentParser()
    module.add_to(top.add_subparsers(required=True))
    asked = top.parse_args(list(words))
    return asked.run(asked)


def test_advice_answers_every_line_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = tmp_path / "lines.txt"
    lines.write_text(
        "You should segment the list first.\n\nWe segmented the list and lost a month.\n", encoding="utf-8"
    )

    run(wording, "wording", "advice", str(lines), "--json")

    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["advice"] for answer in answers] == [True, False, False]
    assert answers[0]["reason"]
    assert answers[1]["score"] == 0.0


def test_decision_answers_with_elements_and_their_spans(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = tmp_path / "lines.txt"
    lines.write_text("Should I stay or go by Friday?\nHow do I write a newsletter?\n", encoding="utf-8")

    run(wording, "wording", "decision", str(lines), "--json")

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["decision"] is True
    assert {one["name"]: one["spans"] for one in first["elements"]}["stake"] == [[20, 29]]
    assert second["decision"] is False
    assert second["kind"] == "how_to"


def test_a_very_long_line_is_one_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = tmp_path / "lines.txt"
    lines.write_text("go " * 100_000 + "\nDone.\n", encoding="utf-8")

    run(wording, "wording", "advice", str(lines), "--json")

    assert len(capsys.readouterr().out.splitlines()) == 2


def test_lint_names_file_line_and_rule_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "people: [4, 5]\nsteps:\n  - key: talk\n    kind: open\n    minutes: 40\n", encoding="utf-8"
    )

    code = run(lint, "lint", str(plan))

    assert code == 1
    assert f"{plan}:3: talk-before-thought: " in capsys.readouterr().out


def test_lint_of_no_plan_says_so_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    plan = tmp_path / "plan.yaml"
    plan.write_text("steps: [", encoding="utf-8")

    assert run(lint, "lint", str(plan)) == 1
    assert capsys.readouterr().out.startswith(f"{plan}:1: unreadable: ")


def test_lint_explains_a_rule(capsys: pytest.CaptureFixture[str]):
    assert run(lint, "lint", "--explain", "too-many-voices") == 0
    assert "monologues" in capsys.readouterr().out


def test_lint_of_an_unknown_rule_is_refused():
    with pytest.raises(Refusal, match="no-such-rule"):
        run(lint, "lint", "--explain", "no-such-rule")


def test_read_prints_a_reading(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call = tmp_path / "call.vtt"
    call.write_text(
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nAmara: We noticed that replies went down in May.\n",
        encoding="utf-8",
    )

    assert run(read, "read", str(call)) == 0
    page = capsys.readouterr().out
    assert "Amara: We noticed that replies went down in May." in page
    assert "Nobody summed up." in page


def test_read_of_something_else_is_refused_in_words(tmp_path: Path):
    call = tmp_path / "call.vtt"
    call.write_bytes(b"\x89PNG\r\n\x1a\n" * 100)

    with pytest.raises(Refusal, match=r"\.vtt"):
        run(read, "read", str(call))


def test_a_file_that_is_not_there_is_refused_in_words():
    with pytest.raises(Refusal, match=r"nowhere\.vtt"):
        run(read, "read", "nowhere.vtt")
