"""Blocks on other machines: the same groups, however many of them work."""

import sys
from itertools import combinations

import numpy as np
import pytest
from composer_worlds import community

from juncture.engine.grouping import (
    ClusterTrouble,
    Crowd,
    Iterations,
    NoImprovement,
    Params,
    ProblemError,
    Seconds,
    solve,
    solve_crowd,
    solve_crowd_on_cluster,
)
from juncture.engine.grouping.stopping import Part, Progress, budget_of


@pytest.fixture
def workers():
    """So many workers in this process, at an address."""
    from distributed import LocalCluster

    started = []

    def start(count: int) -> str:
        cluster = LocalCluster(
            n_workers=count, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
        )
        started.append(cluster)
        return str(cluster.scheduler_address)

    yield start
    for cluster in started:
        cluster.close()


def test_one_worker_and_eight_make_the_same_groups(workers):
    problem = community(2100, 3)

    one, eight = (
        solve(problem, Iterations(60_000), seed=5, params=Params(scheduler=workers(count)))
        for count in (1, 8)
    )

    assert one == eight
    assert len(one.seats) + len(one.unseated) == 2100
    met = problem.rules.blocked
    assert not any(frozenset(pair) in met for group in one.groups for pair in combinations(group.people, 2))


def test_a_crowd_is_seated_alike_by_one_worker_by_eight_and_by_none(workers):
    vectors = np.random.default_rng(1).random((2003, 3), dtype=np.float32)
    crowd = Crowd(vectors, 5, "squared")

    one, eight = (solve_crowd_on_cluster(crowd, Iterations(120_000), workers(n), seed=2) for n in (1, 8))
    here = solve_crowd(crowd, Iterations(120_000), seed=2)

    assert (one.labels == eight.labels).all()
    assert (one.labels == here.labels).all()
    assert set(np.bincount(one.labels)) == {5, 6}
    assert crowd.mean_by_lot() < 0.85 * crowd.bound
    assert one.mean_pair_value > 0.99 * crowd.bound


def test_an_address_where_nobody_is_says_so():
    with pytest.raises(ClusterTrouble, match="no scheduler at"):
        solve(community(2100, 3), Iterations(1000), params=Params(scheduler="tcp://127.0.0.1:9"))


def test_without_dask_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)  # as where it isn't installed

    with pytest.raises(ClusterTrouble, match=r"juncture\[large\]"):
        solve(community(2100, 3), Iterations(1000), params=Params(scheduler="tcp://127.0.0.1:9"))


def test_few_people_need_no_scheduler():
    alone = solve(community(12, 3), Iterations(1000), seed=1)

    assert solve(community(12, 3), Iterations(1000), seed=1, params=Params(scheduler="nowhere")) == alone


def test_a_rule_is_shared_out_as_plain_numbers():
    moves, clock = Iterations(1000), Seconds(20)

    assert budget_of(moves).share(0.25).iterations == 250
    assert budget_of(clock).share(0.25, at_once=2).seconds == pytest.approx(10)
    assert budget_of(Part(moves, 0.5)).iterations == 500
    assert budget_of(NoImprovement(10)) is None
    assert budget_of(moves).begin()(Progress(1000, 0.0, 0))
    assert not budget_of(moves).begin()(Progress(999, 0.0, 0))


def test_a_rule_that_cannot_be_shared_out_is_refused(workers):
    with pytest.raises(ProblemError, match="Seconds or by Iterations"):
        solve(community(2100, 3), NoImprovement(10), params=Params(scheduler=workers(1)))
