"""The coach's elements on seventy-two labelled statements (tools/data/statements.md says what they can show)."""

from pathlib import Path

import pytest

from juncture.engine.wording import read_statement
from juncture.engine.wording.reading import ELEMENTS

STATEMENTS = Path(__file__).parents[3] / "tools" / "data" / "statements.txt"


def labelled() -> list[tuple[str, str]]:
    lines = STATEMENTS.read_text(encoding="utf-8").splitlines()
    return [(line[:5], line[6:]) for line in lines if line and line[0] not in "#="]


def test_there_are_enough_of_them_and_each_is_labelled_in_full():
    lines = labelled()

    assert len(lines) == 72
    assert all(
        mark in ("-", letter) for labels, _ in lines for mark, letter in zip(labels, "ocpms", strict=True)
    )


@pytest.mark.parametrize("element", ELEMENTS)
def test_what_the_coach_says_is_there_mostly_is(element):
    place = ELEMENTS.index(element)
    found = [(labels, read_statement(text).element(element)) for labels, text in labelled()]
    said = [labels[place] != "-" for labels, seen in found if seen is not None and seen.present]

    assert len(said) >= 15
    assert sum(said) / len(said) >= 0.85


def test_a_board_or_a_budget_alone_is_no_stake():
    assert not read_statement("The board never listens to what the volunteers say.").element("stake").present
    assert (
        read_statement("Do I tell the board now or in March? The contract hangs on it.")
        .element("stake")
        .present
    )


def test_a_day_long_gone_is_no_stake():
    assert not read_statement("With a snapshot of March 11 the build needs 5 GB.").element("stake").present
    assert not read_statement("I got a $5,000 raise in June and I love my job.").element("stake").present


def test_a_worry_without_a_choice_costs_nothing_on_two_ways():
    text = "I lost two weeks over this and I'm worried: the build is slower, but nobody answers."

    assert not read_statement(text).element("costs").present


def test_one_price_on_each_side_is_a_cost_on_each_side():
    text = "Do I go deep or wide? Deep costs us reach, wide costs me the evenings I have."

    assert read_statement(text).element("costs").present


def test_what_somebody_else_has_to_choose_is_not_mine():
    text = "My sister has to choose between the job in Leeds and the one in Cardiff."

    assert not read_statement(text).element("mine").present
