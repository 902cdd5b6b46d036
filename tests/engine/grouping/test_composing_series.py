"""Several rounds: without meeting twice, with the same group, with one new voice."""

from itertools import combinations

import numpy as np
import pytest
from composer_worlds import broken, community
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.engine.grouping import (
    ImpossibleSizes,
    Iterations,
    Params,
    ProblemError,
    compose_rounds,
    schedule,
)
from juncture.engine.grouping.field import Field
from juncture.engine.grouping.golfers import Starter, Trading, Turning
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.native import kernel

SHORT = Params(batch=300)


def repeats(rounds) -> int:
    met = [frozenset(pair) for one in rounds for group in one for pair in combinations(group, 2)]
    return len(met) - len(set(met))


@pytest.mark.parametrize(
    ("groups", "size", "rounds", "way"),
    [
        (7, 7, 8, "plane"),
        (8, 4, 7, "plane"),
        (4, 4, 5, "plane"),
        (9, 3, 9, "plane"),
        (9, 3, 13, "turned"),
        (8, 4, 9, "kept"),
        (8, 4, 10, "kept"),
    ],
)
def test_constructions_repeat_no_meeting(groups, size, rounds, way):
    found = schedule(groups, size, rounds, Iterations(20_000_000), seed=1)

    assert found.repeats == repeats(found.rounds) == 0
    assert found.way == way
    assert all(sorted(sum(one, ())) == list(range(groups * size)) for one in found.rounds)


def test_schoolgirls_walk_seven_days():
    found = schedule(5, 3, 7, Iterations(60_000_000), seed=1)

    assert found.repeats == repeats(found.rounds) == 0


def test_where_repeats_cannot_be_avoided_the_fewest_are_found_and_counted():
    found = schedule(2, 3, 3, Iterations(400_000), seed=1)

    # Three of six split again: any two rounds share at least two pairs, any three at least five in all.
    assert found.repeats == repeats(found.rounds) == _fewest_repeats_of_three_rounds()


def _fewest_repeats_of_three_rounds() -> int:
    rounds = [
        (group, tuple(sorted(set(range(6)) - set(group))))
        for group in combinations(range(6), 3)
        if 0 in group
    ]
    return min(repeats(three) for three in combinations(rounds, 3))


@pytest.mark.parametrize("order", [2, 3, 4, 5, 7, 8, 9, 16])
def test_a_field_multiplies_one_to_one(order):
    field = Field.of_order(order)

    assert field is not None
    for one in range(1, order):
        assert sorted(field.multiply(one, other) for other in range(order)) == list(range(order))
        assert sorted(field.add(one, other) for other in range(order)) == list(range(order))


def test_there_is_no_field_of_six_or_one():
    assert Field.of_order(6) is None
    assert Field.of_order(1) is None


@pytest.mark.skipif(kernel() is None, reason="there is no compiler here")
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_compiled_trades_and_their_python_twin_agree(seed):
    rng = np.random.default_rng(seed)
    rounds = np.stack([rng.permutation(12) for _ in range(4)]).astype(np.int32)
    pairs = [(Trading(rounds.copy(), 3, 1, fast), Lots(seed)) for fast in (True, False)]
    starters = [(Starter(Turning(12, 5), 3, 1, fast), Lots(seed)) for fast in (True, False)]
    for starter, lots in starters:
        starter.deal(lots)

    for twins in (pairs, starters):
        taken = [one.make_moves(400, 0.6, lots) for one, lots in twins]
        assert taken[0] == taken[1]
        assert twins[0][0].cost == twins[1][0].cost
        assert twins[0][0].seat.tolist() == twins[1][0].seat.tolist()


def test_all_new_faces_lets_nobody_meet_twice_while_that_is_possible():
    problem = community(30, 1)

    rounds = compose_rounds(problem, 3, Iterations(30_000), 1, "all_new_faces", SHORT)

    assert rounds.repeats == 0
    assert repeats([list(result.tables.values()) for result in rounds.results]) == 0
    assert all(broken(problem, result) == [] for result in rounds.results)
    assert rounds.text == "Nobody meets the same person twice."


def test_when_new_faces_run_out_it_seats_everybody_and_says_so():
    problem = community(12, 1)

    rounds = compose_rounds(problem, 4, Iterations(30_000), 1, "all_new_faces", SHORT)

    assert all(len(result.seats) == 12 for result in rounds.results)
    assert rounds.repeats == repeats([list(result.tables.values()) for result in rounds.results])
    assert rounds.repeats > 0
    assert "have met before" in rounds.text


def test_the_same_group_meets_again():
    rounds = compose_rounds(community(20, 1), 3, Iterations(3000), 1, "same_group_again", SHORT)

    assert len({str(sorted(result.tables.items())) for result in rounds.results}) == 1


def test_one_new_voice_changes_one_seat_in_each_group():
    problem = community(25, 1)

    rounds = compose_rounds(problem, 2, Iterations(6000), 1, "one_new_voice", SHORT)

    first, second = (result.tables for result in rounds.results)
    kept = {number: set(first[number]) & set(second[number]) for number in first}
    missing = {number for _, number in rounds.without_new_voice}
    assert missing == set()
    assert all(len(kept[number]) == len(first[number]) - 1 for number in first)
    assert broken(problem, rounds.results[1]) == []


@pytest.mark.parametrize(("groups", "size", "rounds"), [(0, 4, 2), (3, 0, 1), (3, 3, -1)])
def test_a_schedule_for_nobody_is_refused(groups, size, rounds):
    with pytest.raises(ImpossibleSizes, match="1 or more"):
        schedule(groups, size, rounds, Iterations(1))


def test_unknown_modes_and_no_rounds_are_refused():
    with pytest.raises(ProblemError, match="use one of"):
        compose_rounds(community(8, 1), 2, Iterations(1), mode="shuffle")
    with pytest.raises(ProblemError, match="starts at 1"):
        compose_rounds(community(8, 1), 0, Iterations(1))
