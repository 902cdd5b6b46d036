"""Any symmetric matrix, against all partitions and against its NumPy twin; crowds of vectors."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.engine.grouping import BadNumber, Crowd, ImpossibleSizes, Iterations, solve_crowd, solve_matrix
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.matrix import Block, total_of
from juncture.engine.grouping.native import kernel
from juncture.engine.grouping.sizes import even_sizes, fullest_sizes


def matrix(people: int, seed: int) -> np.ndarray:
    raw = np.random.default_rng(seed).random((people, people)) * 100
    values = (raw + raw.T) / 2
    np.fill_diagonal(values, 0)
    return values


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("ranges", [[(4, 4), (4, 4)], [(2, 5), (2, 5), (2, 4)]])
def test_eight_people_get_the_best_of_all_partitions(seed, fast, ranges):
    values = matrix(8, seed)

    found = solve_matrix(values, ranges, Iterations(100_000 if fast else 40_000), seed, fast=fast)

    sizes = np.bincount(found.labels, minlength=len(ranges))
    assert all(low <= size <= high for size, (low, high) in zip(sizes, ranges, strict=True))
    assert found.objective == pytest.approx(_best(values, ranges))


def _best(values: np.ndarray, ranges: list[tuple[int, int]]) -> float:
    people = len(values)
    choices = np.array(np.meshgrid(*[range(len(ranges))] * people)).reshape(people, -1).T
    same = choices[:, :, None] == choices[:, None, :]
    sizes = np.stack([(choices == group).sum(axis=1) for group in range(len(ranges))], axis=1)
    low, high = np.array(ranges).T
    allowed = ((sizes >= low) & (sizes <= high)).all(axis=1)
    return float((same[allowed] * values).sum(axis=(1, 2)).max() / 2)


@settings(max_examples=15, deadline=None)
@given(st.integers(6, 40), st.integers(2, 5), st.integers(0, 1000))
def test_gains_kept_by_the_moves_equal_those_counted_afresh(people, groups, seed):
    values = matrix(people, seed)
    block, fresh = Block(values, groups), Block(values, groups)
    start = np.arange(people, dtype=np.int32) % groups
    block.seat(start)
    lots = Lots(seed)

    gained = 0.0
    for _ in range(5):
        gained += block.make_rows(20, 10.0, lots)[0]
        fresh.seat(block.seats)
        np.testing.assert_allclose(block.gains[:, :people], fresh.gains[:, :people], rtol=1e-4, atol=1e-2)
        np.testing.assert_allclose(block.own[:people], fresh.own[:people], rtol=1e-4, atol=1e-2)

    before = total_of(values, start)
    assert total_of(values, block.seats) == pytest.approx(before + gained * block.scale, rel=1e-4)
    assert (np.bincount(block.seats) == np.bincount(start)).all()


@pytest.mark.skipif(kernel() is None, reason="there is no compiler here")
@settings(max_examples=5, deadline=None)
@given(st.integers(20, 70), st.integers(0, 1000))
def test_the_compiled_rows_and_their_numpy_twin_agree(people, seed):
    values, ranges = matrix(people, seed), [(2, people)] * 4

    compiled = solve_matrix(values, ranges, Iterations(5000), seed)
    plain = solve_matrix(values, ranges, Iterations(5000), seed, fast=False)

    assert compiled.labels.tolist() == plain.labels.tolist()
    assert compiled.objective == plain.objective


def test_the_order_of_people_does_not_change_what_small_matrices_reach():
    values = matrix(9, 1)
    objectives = set()
    for order in list(permutations(range(9)))[::90_000]:
        found = solve_matrix(values[np.ix_(order, order)], [(3, 3)] * 3, Iterations(60_000))
        objectives.add(round(found.objective, 6))

    assert len(objectives) == 1


def test_fullest_sizes_are_as_unequal_as_the_ranges_let_them():
    assert sorted(fullest_sizes(12, [(2, 6), (2, 6), (2, 6)])) == [2, 4, 6]
    assert fullest_sizes(9, [(3, 3)] * 3) == [3, 3, 3]
    assert even_sizes(11, 3) == [4, 4, 3]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.array([[0, 1], [2, 0]]), "mirror image"),
        (np.array([[0, np.nan], [np.nan, 0]]), "finite"),
        (np.zeros((2, 3)), "row and a column"),
    ],
)
def test_a_matrix_that_is_none_says_what_came_in(values, words):
    with pytest.raises(BadNumber, match=words):
        solve_matrix(values, [(1, 1), (1, 1)], Iterations(1))


def test_sizes_that_no_grouping_can_have_are_refused():
    with pytest.raises(ImpossibleSizes, match="5 people can't fill 2 groups that take 2 to 4"):
        solve_matrix(np.zeros((5, 5)), [(1, 2), (1, 2)], Iterations(1))


@pytest.mark.parametrize("objective", ["squared", "adjacency"])
def test_a_crowd_sits_far_better_than_by_lot_and_below_the_bound(objective):
    vectors = np.random.default_rng(1).random((1203, 3)).astype(np.float32)
    crowd = Crowd(vectors, 5, objective)

    found = solve_crowd(crowd, Iterations(20_000), seed=1)

    by_lot = crowd.mean_pair_value(np.random.default_rng(0).permutation(found.labels))
    assert set(np.bincount(found.labels)) == {5, 6}
    assert found.mean_pair_value - by_lot > 0.6 * (found.bound - by_lot)
    assert found.mean_pair_value <= found.bound
    assert (solve_crowd(crowd, Iterations(20_000), seed=1, at_once=3).labels == found.labels).all()


def test_a_crowd_that_is_interrupted_keeps_the_seats_it_had():
    crowd = Crowd(np.random.default_rng(1).random((2000, 3)).astype(np.float32), 5, "squared")

    def interrupt(progress):
        if progress.best > 0.5:
            raise KeyboardInterrupt

    found = solve_crowd(crowd, Iterations(20_000), seed=1, at_once=2, progress=interrupt)

    whole = solve_crowd(crowd, Iterations(20_000), seed=1)
    assert set(np.bincount(found.labels)) == {5}
    assert crowd.mean_by_lot() < found.mean_pair_value
    assert found.iterations < whole.iterations


def test_a_crowds_mean_is_the_mean_over_its_pairs():
    crowd = Crowd(np.array([[0.0], [1.0], [5.0], [7.0]], dtype=np.float32), 2, "squared")

    assert crowd.mean_pair_value(np.array([0, 0, 1, 1], dtype=np.int32)) == pytest.approx((1 + 4) / 2)
