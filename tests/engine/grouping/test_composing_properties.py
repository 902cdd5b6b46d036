"""What holds for every grouping, whoever comes."""

import math
import time

import numpy as np
import pytest
from composer_worlds import broken, community
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.engine.grouping import (
    FirstOf,
    Iterations,
    NoImprovement,
    Params,
    Problem,
    Seconds,
    rescore,
    solve,
)
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.native import kernel
from juncture.engine.grouping.opening import open_seating
from juncture.engine.grouping.scoring import weigh, worst_aware_mean
from juncture.engine.grouping.seating import Seating, make_moves, room_for, table_energy

SHORT = Params(batch=300)


@settings(max_examples=25, deadline=None)
@given(st.integers(11, 40), st.integers(0, 10_000), st.booleans())
def test_no_rule_is_ever_broken_and_nobody_sits_twice(count, seed, every_rule):
    problem = community(count, seed, every_rule=every_rule)

    result = solve(problem, Iterations(3000), seed, SHORT)

    assert broken(problem, result) == []
    assert len(result.unseated) == 0 or all(one.reasons[0].text for one in result.unseated)
    assert not result.unseated or result.clashes


@settings(max_examples=15, deadline=None)
@given(st.integers(8, 30), st.integers(0, 10_000))
def test_the_running_energy_equals_counting_afresh_after_every_move(count, seed):
    weighed = weigh(community(count, seed, every_rule=True))
    room = room_for(weighed, [1, 2, 3][: max(2, count // 6)])
    seating, lots = open_seating(room, Lots(seed)), Lots(seed)

    for _ in range(40):
        make_moves(seating, lots, 5, 0.5, fast=bool(seed % 2))
        for table, members in enumerate(seating.members):
            assert seating.energy[table] == pytest.approx(table_energy(room, table, members))
            assert weighed.rulebook.may_sit(members)
        assert Seating(room, seating.table_of).total == pytest.approx(seating.total)


@settings(max_examples=10, deadline=None)
@given(st.integers(11, 30), st.integers(0, 10_000))
def test_the_same_seed_gives_the_same_answer(count, seed):
    problem = community(count, seed, every_rule=True)

    assert solve(problem, Iterations(2000), seed, SHORT) == solve(problem, Iterations(2000), seed, SHORT)


@settings(max_examples=10, deadline=None)
@given(st.integers(6, 10), st.integers(0, 10_000), st.randoms())
def test_the_order_people_come_in_changes_nothing(count, seed, shuffled):
    problem = community(count, seed)
    people = list(problem.people)
    shuffled.shuffle(people)
    again = Problem(tuple(people), problem.dimensions, problem.slots, problem.rules, problem.preferences)

    one, other = solve(problem, Iterations(1)), solve(again, Iterations(1))

    assert other.score.total == pytest.approx(one.score.total)
    assert rescore(again, one.tables).score.total == pytest.approx(one.score.total)


@pytest.mark.skipif(kernel() is None, reason="there is no compiler here")
@settings(max_examples=10, deadline=None)
@given(st.integers(11, 30), st.integers(0, 10_000))
def test_the_compiled_moves_and_their_python_twin_agree(count, seed):
    problem = community(count, seed, every_rule=True)

    compiled = solve(problem, Iterations(1500), seed, Params(batch=300))
    plain = solve(problem, Iterations(1500), seed, Params(batch=300, fast=False))

    assert compiled == plain


def test_scores_by_part_add_up_and_lie_between_chance_and_the_bound():
    problem = community(40, 3)

    result = solve(problem, Iterations(60_000), seed=1)

    score = result.score
    weighed = weigh(problem)
    share = weighed.utility.role_share
    for group in result.groups:
        pairs = sum(weight * group.parts[name] for name, weight in weighed.utility.weights.items())
        assert group.score == pytest.approx((1 - share) * pairs + share * group.parts["role_cover"])
    assert score.total == pytest.approx(worst_aware_mean([group.score for group in result.groups]))
    assert score.against_chance > 0.05
    assert score.total < score.bound <= 1.0


def test_two_hundred_people_under_every_rule_are_all_seated_who_can_be():
    problem = community(200, 7, every_rule=True)

    result = solve(problem, Iterations(60_000), seed=1)

    assert broken(problem, result) == []
    assert len(result.unseated) == int((~weigh(problem).rulebook.seatable).sum())
    assert all(group.reasons and all(group.person_reasons.values()) for group in result.groups)


def test_thousands_are_composed_in_blocks_under_the_same_rules():
    problem = community(2100, 5, every_rule=True)

    result = solve(problem, Iterations(60_000), seed=1)

    assert broken(problem, result) == []
    assert len(result.unseated) < 40
    assert len(result.tables) == len(result.groups)


def test_a_silent_dimension_is_not_read_as_a_value():
    problem = community(12, 1)
    silent = problem.people[0]
    distance = weigh(problem).utility.distance

    unanswered = [d.key for d in problem.dimensions if d.key not in silent.context]
    for at, other in enumerate(problem.people[1:], start=1):
        shared = [d for d in problem.dimensions if d.key in silent.context and d.key in other.context]
        assert np.isnan(distance[0, at]) == (not shared)
    assert unanswered == [] or math.isfinite(weigh(problem).utility.pairs.sum())


def test_stopping_by_time_asks_only_the_clock_it_is_given():
    ticks = iter(range(1000))
    problem = community(30, 2)

    began = time.monotonic()
    result = solve(problem, Seconds(20, clock=lambda: float(next(ticks))), params=SHORT)

    assert result.iterations > 0
    assert time.monotonic() - began < 15  # twenty ticks, not twenty seconds


def test_stopping_when_nothing_improves_or_when_the_first_rule_says_so():
    problem = community(20, 2)

    quiet = solve(problem, NoImprovement(3000), params=SHORT)
    first = solve(problem, FirstOf(Iterations(900), NoImprovement(10**9)), params=SHORT)

    assert quiet.iterations >= 3000
    assert first.iterations == 900


def test_progress_is_told_and_an_interrupt_keeps_the_best_so_far():
    told = []

    def interrupt(progress):
        told.append(progress)
        if len(told) == 3:
            raise KeyboardInterrupt

    result = solve(community(30, 2), Iterations(10**9), params=SHORT, progress=interrupt)

    assert len(told) == 3
    assert len(result.seats) == 30
