import pytest

from juncture.practice.rounds.arranging import BY_HAND
from juncture.practice.rounds.explaining import Words, say

WORDS = Words(
    members={"1": "Jonas", "2": "Priya"},
    tensions={"7": "“Depth or reach?”"},
    dimensions={"3": "Stage"},
    values={"30": "Seed", "31": "Series B"},
)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            {"code": "same_tension", "values": {"people": ["1", "2"], "tension": "7"}},
            "Jonas and Priya are wrestling with “Depth or reach?”.",
        ),
        (
            {"code": "context_spread", "values": {"dimension": "3", "first": "30", "last": "31"}},
            "On Stage they reach from “Seed” to “Series B”.",
        ),
        (
            {"code": BY_HAND, "values": {"person": "1"}},
            "Jonas was taken out by hand, and stays out when the rest is composed again.",
        ),
        # The page shows the time in the group's heading.
        ({"code": "slot", "values": {"slot": "9"}}, ""),
        # Kept by another version of the engine.
        ({"code": "no_such_code", "values": {}}, ""),
        ({"code": "same_tension", "values": {}}, ""),
        ({}, ""),
    ],
)
def test_a_kept_reason_is_read_with_todays_names(reason, sentence):
    assert say(reason, WORDS) == sentence


def test_somebody_who_was_erased_is_no_longer_named():
    reason = {"code": "new_faces", "values": {"person": "99"}}

    assert say(reason, WORDS) == "Someone who has left has not sat with anyone here before."


@pytest.mark.parametrize("code", ["groups_closed", "kept_apart_from_all"])
def test_two_causes_of_having_no_seat_share_one_sentence(code):
    reason = {"code": code, "values": {"person": "1", "low": 4}}

    assert say(reason, WORDS) == (
        "No group has a seat for Jonas that goes with everybody's times and the rules of seating."
    )
