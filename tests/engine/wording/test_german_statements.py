"""The coach and the advice rules in German, on sentences of our own (tools/data/german.md says what they can show)."""

from pathlib import Path

import pytest

from juncture.engine.wording import read_line, read_statement
from juncture.engine.wording.reading import ELEMENTS

DATA = Path(__file__).parents[3] / "tools" / "data"


def lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and line[0] not in "#="]


def test_there_are_enough_of_them():
    assert len(lines("german_statements.txt")) >= 60
    assert len(lines("german_talk.txt")) >= 60


@pytest.mark.parametrize("element", ELEMENTS)
def test_what_the_coach_says_is_there_in_german_mostly_is(element: str):
    place = ELEMENTS.index(element)
    read = [
        (line, read_statement(line[6:], language="de").element(element))
        for line in lines("german_statements.txt")
    ]
    said = [line[place] != "-" for line, seen in read if seen is not None and seen.present]

    assert len(said) >= 8
    assert sum(said) / len(said) >= 0.85


def test_open_choices_of_ones_own_are_decisions_in_german():
    read = [
        (line[2:4] == "pm", read_statement(line[6:], language="de").decision)
        for line in lines("german_statements.txt")
    ]
    both = sum(told and said for told, said in read)

    assert 2 * both / (sum(told for told, _ in read) + sum(said for _, said in read)) >= 0.8


def test_german_experience_is_not_taken_for_advice():
    read = [(line[0], read_line(line[4:], "de")) for line in lines("german_talk.txt")]
    said = [label == "A" for label, reading in read if reading is not None and reading.advice]

    assert len(said) >= 20
    assert sum(said) / len(said) >= 0.9
