"""The demo's decisions and tensions hold together, each over its own history."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.practice.demo.world import CLARITY, DECISION_STATES, Row, decisions, members, read, tensions


def test_there_are_about_fifty_eight_decisions_and_one_is_a_draft() -> None:
    rows = read("decisions.toml")["decision"]

    assert 56 <= len(rows) <= 60
    assert len(decisions()) == len(rows)
    assert [row["key"] for row in rows if row["status"] == "draft"] == ["liam-hours"]


def test_decisions_belong_to_members_and_pull_at_tensions_that_exist() -> None:
    for row in decisions().values():
        assert row["member"] in members(), row["key"]
        assert row.get("tension") is None or row["tension"] in tensions(), row["key"]


def test_every_tension_asks_this_or_that_and_gathers_at_least_five() -> None:
    carried = Counter(row.get("tension") for row in decisions().values())

    assert 8 <= len(tensions()) <= 9
    for key, row in tensions().items():
        assert " or " in row["label"]
        assert row["label"].endswith("?")
        assert carried[key] >= 5, key


def test_sides_are_said_in_ones_own_words_after_the_tension_had_a_name() -> None:
    words = {
        "member": {"first", "second", "neither", "elsewhere"},
        "host": {"first", "second", "between"},
    }
    for key, row in decisions().items():
        for said in row.get("sides", []):
            assert row.get("tension"), key
            assert said["side"] in words[said["by"]], key
            assert said["days"] < min(row["stated"], 94), key


@pytest.mark.parametrize("key", sorted(decisions()))
def test_a_decision_holds_together(key: str) -> None:
    row = decisions()[key]

    assert 2 <= len(row["options"]) <= 3
    assert len({option["text"] for option in row["options"]}) == len(row["options"])
    assert row.get("lean", 0) in range(len(row["options"]))
    assert 0 <= row["confidence"] <= 100
    assert row["stated"] <= members()[row["member"]]["joined"]
    if row["status"] == "draft":
        return
    assert set(row["clarity"]) == CLARITY
    assert all(1 <= score <= 5 for score in row["clarity"].values())
    assert row["assumption"].endswith(".")
    assert all(option["text"].strip() and option["cost"].strip() for option in row["options"])
    assert isinstance(row["by_when"], int)


@pytest.mark.parametrize("key", sorted(decisions()))
def test_its_history_begins_when_it_was_stated_and_ends_at_its_status(key: str) -> None:
    row = decisions()[key]
    days = [step["days"] for step in row["history"]]

    assert row["status"] in DECISION_STATES
    assert {step["status"] for step in row["history"]} <= DECISION_STATES
    assert days[0] == row["stated"]
    assert days == sorted(set(days), reverse=True)
    assert row["history"][-1]["status"] == row["status"]


def test_what_is_leaning_leans_somewhere() -> None:
    passed_leaning = [
        row for row in decisions().values() if "leaning" in {s["status"] for s in row["history"]}
    ]

    assert passed_leaning
    assert [row["key"] for row in passed_leaning if "lean" not in row] == []


def test_what_was_decided_says_for_which_option_and_nothing_else_does() -> None:
    for row in decisions().values():
        was_decided = "decided" in {step["status"] for step in row["history"]}
        assert ("chose" in row) == was_decided, row["key"]
        assert row.get("chose", 0) in range(len(row["options"])), row["key"]


def test_what_is_still_open_is_due_in_the_future() -> None:
    late = [
        row["key"]
        for row in decisions().values()
        if row["status"] in {"open", "leaning"} and row["by_when"] <= 0
    ]

    assert late == []


def test_most_are_decisions_and_a_few_are_not() -> None:
    kinds = Counter(row["reads_as"] for row in decisions().values())

    assert set(kinds) == {"decision", "challenge", "how-to", "proposal", "complaint"}
    assert kinds["decision"] >= 0.9 * kinds.total()


def test_whoever_has_two_decisions_closed_the_first_before_stating_the_second() -> None:
    of_one: dict[str, list[Row]] = {}
    for row in decisions().values():
        of_one.setdefault(row["member"], []).append(row)
    doubles = [sorted(rows, key=lambda r: -r["stated"]) for rows in of_one.values() if len(rows) > 1]

    assert doubles
    for first, second in doubles:
        assert first["status"] == "decided"
        assert first["history"][-1]["days"] >= second["stated"]
