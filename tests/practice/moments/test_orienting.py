"""The private card, and how its writer saw their decision when they left."""

from juncture.practice.decisions.settling import LEANING, status_of
from juncture.practice.decisions.stating import View, Way, state_decision
from juncture.practice.moments.orienting import Card, Clarity, orientations_of, write_orientation
from tests.rooms import set_table


def test_whoever_leaned_before_the_moment_still_leans_after_it(cast) -> None:
    ways = [Way("Keep it"), Way("Close it")]
    decision = state_decision(
        cast.jonas, "Keep it or close it?", options=ways, view=View(lean=1, confidence=40)
    )
    table = set_table(cast.community, [cast.jonas, cast.priya, cast.lena])
    table.all_arrive()

    write_orientation(table.room, Card(stand="Less sure"), Clarity(confidence=30), by=cast.jonas)

    close = decision.stances.last()
    assert (close.occasion, close.lean.text, close.confidence) == ("close", "Close it", 30)
    assert status_of(decision) == LEANING


def test_a_card_is_reached_through_its_writer_alone(cast) -> None:
    table = set_table(cast.community, [cast.jonas, cast.priya, cast.lena])
    table.all_arrive()

    card = write_orientation(table.room, Card(stand="Mine"), by=cast.jonas)

    assert list(orientations_of(cast.jonas)) == [card]
    assert list(orientations_of(cast.priya)) == []
