"""Several rounds: without meeting twice, with the same group, with one new voice."""

from dataclasses import replace
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
    Problem,
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


@pytest.mark.parametrize(("people", "size", "rounds"), [(16, 4, 5), (20, 4, 5), (15, 3, 7), (24, 4, 5)])
def test_a_tight_series_is_planned_as_a_whole_and_repeats_nothing(people, size, rounds):
    problem = of_sizes(community(people, 2), (size, size))

    found = compose_rounds(problem, rounds, Iterations(rounds * 100_000), 1)

    assert found.repeats == 0
    assert all(len(result.seats) == people for result in found.results)
    assert all(set(map(len, result.tables.values())) == {size} for result in found.results)
    assert compose_rounds(problem, rounds, Iterations(rounds * 100_000), 1) == found


def test_where_people_do_not_divide_tables_with_an_empty_seat_are_spread_over_the_rounds():
    problem = of_sizes(community(22, 2), (3, 4))

    found = compose_rounds(problem, 5, Iterations(500_000), 1)

    assert found.repeats == 0
    assert all(sorted(map(len, result.tables.values())) == [3, 3, 4, 4, 4, 4] for result in found.results)


def test_a_tight_series_counts_whom_people_have_met_before():
    problem = of_sizes(community(16, 2), (4, 4))
    before = compose_rounds(problem, 2, Iterations(200_000), 1)

    after = compose_rounds(replace(problem, met=before.met), 3, Iterations(300_000), 1)

    assert before.repeats == 0
    assert after.repeats == sum(times > 1 for times in after.met.values()) < 5


@pytest.mark.parametrize("seed", range(3))
def test_a_tight_series_keeps_every_rule(seed):
    problem = community(24, seed, every_rule=True)
    unpinned = replace(problem, rules=replace(problem.rules, pins={}, facilitators={}))

    for asked in (problem, unpinned):
        found = compose_rounds(asked, 3, Iterations(60_000), seed, params=SHORT)

        assert all(broken(asked, result) == [] for result in found.results)


def of_sizes(problem: Problem, sizes: tuple[int, int]) -> Problem:
    return replace(problem, rules=replace(problem.rules, sizes=sizes))


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
