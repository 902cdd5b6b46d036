"""Two sides in a tension's name, and a guess that would rather be silent than wrong."""

from pathlib import Path

import pytest

from bench.sides import demo, figure, own
from juncture.engine.tensions import Sides, guess_side, sides_in

DEPTH = Sides("Depth with a few", "reach to many")
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("label", "sides"),
    [
        ("Depth with a few or reach to many?", DEPTH),
        ("  Bezahlen   oder ehrenamtlich?", Sides("Bezahlen", "ehrenamtlich")),
        (
            "Now or later, here or where people already are?",
            Sides("Now or later, here", "where people already are"),
        ),
        ("Keep what works, or rebuild it …", Sides("Keep what works", "rebuild it")),
        ("What about the forum?", None),
        ("or or or", None),
        ("", None),
        ("? or !", None),
    ],
)
def test_a_name_holds_two_sides_or_none(label: str, sides: Sides | None) -> None:
    assert sides_in(label) == sides


def test_a_way_that_uses_a_sides_word_belongs_there_and_the_guess_says_so() -> None:
    guess = guess_side(DEPTH, ["Go into depth with six customers", "Keep the big webinar"], 0)

    assert (guess.side, guess.reason) == ("first", "It says “depth”, as “Depth with a few” does.")


def test_the_other_way_of_the_same_decision_gets_the_other_side() -> None:
    ways = ["Go into depth with six customers", "Reach every city"]

    assert [guess_side(DEPTH, ways, way).side for way in (0, 1)] == ["first", "second"]


def test_turned_round_sides_turn_the_guess_round() -> None:
    for tension, ways, _letters in (*own("tune"), *own("held"), *demo()):
        sides = sides_in(tension)
        assert sides
        for way in range(len(ways)):
            here = guess_side(sides, ways, way)
            there = guess_side(Sides(sides.second, sides.first), ways, way)
            assert here.pull == pytest.approx(-there.pull, abs=2e-3)
            if abs(abs(here.pull) - 0.3) > 2e-3:
                assert {"first": "second", "second": "first", None: None}[here.side] == there.side


@pytest.mark.parametrize(
    "ways",
    [
        ["Something else entirely", "Another thing"],
        ["Depth and reach", "Nothing"],
        ["Depth with the six", "Depth with the ten"],
        ["", ""],
        ["漢字", "かな"],
        ["x" * 5000, "y"],
        ["Only one way"],
    ],
)
def test_where_the_words_say_too_little_it_is_silent_with_a_reason(ways: list[str]) -> None:
    guess = guess_side(DEPTH, ways, 0)

    assert guess.side is None
    assert guess.reason


def test_of_three_ways_the_one_between_belongs_to_neither() -> None:
    ways = ["Depth, with six customers", "Something of everything", "Reach, in every city"]

    assert [guess_side(DEPTH, ways, way).side for way in range(3)] == ["first", None, "second"]


def test_few_of_the_guesses_are_wrong_on_ways_it_was_not_tuned_on() -> None:
    """The figures stand in docs/wording.md; all three sets are self-written."""
    right, said = map(int, figure(own("held")).split(" guesses")[0].split(" of "))

    assert said >= 6
    assert right / said >= 0.8
