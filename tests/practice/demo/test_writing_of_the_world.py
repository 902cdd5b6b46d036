"""The demo's sentences: they fit their forms, nobody repeats another, and nobody speaks like a brochure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.practice.demo.world import WORLD, WRITTEN, community, decisions, members, moments, seats


def every_sentence_of_a_person() -> Iterator[str]:
    for row in decisions().values():
        yield row["statement"]
        yield row.get("assumption", "")
        for option in row["options"]:
            yield option["cost"]
    for moment in moments().values():
        yield moment["intention"]
        for seat in seats(moment):
            yield from (seat[part] for part in (*WRITTEN["contrast-round-60"], "leaving") if part in seat)
            yield from seat.get("orientation", {}).values()
            yield from (text for part, text in seat.get("first_win", {}).items() if part != "consent")
            for check_in in seat.get("checkin", []):
                yield check_in.get("different", "")
                yield check_in.get("peer", "")
        for group in moment.get("group", []):
            for kind in ("difference", "question", "otherwise"):
                yield from (row["text"] for row in group.get(kind, []))
            for pair in group.get("pair", []):
                yield pair["same"]
                yield from pair["other_path"].values()


def test_every_text_fits_into_the_form_it_is_written_in() -> None:
    """The forms' own limits: 300 for an option, 500 for its cost, 1000 for an assumption or an intention, else 2000."""
    for row in decisions().values():
        assert len(row["statement"]) <= 2000
        assert len(row.get("assumption", "")) <= 1000
        assert all(len(option["text"]) <= 300 and len(option["cost"]) <= 500 for option in row["options"])
    for moment in moments().values():
        assert len(moment["title"]) <= 160
        assert len(moment["intention"]) <= 1000
    assert max(len(text) for text in every_sentence_of_a_person()) <= 2000


def test_nobody_says_what_somebody_else_has_said() -> None:
    said = Counter(text.strip().casefold() for text in every_sentence_of_a_person() if text.strip())

    assert said.total() > 500
    assert [text for text, times in said.items() if times > 1] == []


def test_nobody_speaks_like_a_brochure() -> None:
    avoided = re.compile(
        r"lorem|best practice|\bshould\b|action item|engagement|\bwinner|synerg|leverag|todo", re.I
    )

    assert [text for text in every_sentence_of_a_person() if avoided.search(text)] == []


def test_the_story_names_the_host_the_visitor_and_the_stakeholder() -> None:
    story = (WORLD / "story.md").read_text(encoding="utf-8")

    for name in (
        members()[community()["host"]["member"]]["name"],
        members()[community()["visitor"]["member"]]["name"],
        community()["stakeholder"]["name"],
    ):
        assert name in story
