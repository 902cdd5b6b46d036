"""How long to search where nobody says so."""

from importlib import import_module

import pytest
from composer_worlds import community

from juncture.engine.grouping import (
    Iterations,
    Landing,
    Params,
    Progress,
    compose_again,
    enough_moves,
    plenty_of_moves,
    solve,
)
from juncture.engine.grouping.native import kernel


@pytest.mark.parametrize("people", [60, 200, pytest.param(500, marks=pytest.mark.slow)])
@pytest.mark.skipif(kernel() is None, reason="no compiler here: the kernel can't be built")
def test_five_times_as_many_moves_bring_hardly_more(people):
    problem = community(people, 3, every_rule=True)

    enough, longer = (
        solve(problem, Iterations(times * enough_moves(people)), seed=1).score.total for times in (1, 5)
    )

    assert longer - enough < 0.01


def test_without_the_kernel_fewer_are_tried(monkeypatch):
    assert enough_moves(1000) == (80_000 if kernel() is None else 5_000_000)

    monkeypatch.setattr(import_module("juncture.engine.grouping.solve"), "kernel", lambda: None)

    assert enough_moves(1000) == 80_000


def test_a_search_told_to_land_gets_more_than_one_broken_off_at_the_same_time():
    problem, moves = community(60, 3), 400_000

    class Asked(Landing):
        def __call__(self, progress: Progress) -> bool:
            if progress.iterations >= moves // 4:
                self.land()
            return super().__call__(progress)

    class BrokenOff(Iterations):
        def __call__(self, progress: Progress) -> bool:
            return progress.iterations >= moves // 4

    landed = solve(problem, Asked(Iterations(moves), 40 * 1024), seed=1, params=Params(batch=1024))
    broken_off = solve(problem, BrokenOff(moves), seed=1, params=Params(batch=1024))

    assert landed.score.total > broken_off.score.total + 0.02
    assert landed.iterations <= moves // 4 + 42 * 1024


def test_where_nobody_waits_more_are_tried(monkeypatch):
    assert plenty_of_moves(1000) == (1_000_000 if kernel() is None else 20_000_000)

    monkeypatch.setattr(import_module("juncture.engine.grouping.solve"), "kernel", lambda: None)

    assert plenty_of_moves(1000) == 1_000_000
    assert plenty_of_moves(10) == 80_000


def test_what_is_heard_of_composing_again_is_the_contrast_without_the_price_of_seats():
    problem = community(24, 3)
    before = solve(problem, Iterations(2_000), seed=1)
    heard: list[float] = []

    class Listening(Iterations):
        def __call__(self, progress: Progress) -> bool:
            heard.append(progress.best)
            return super().__call__(progress)

    after = compose_again(problem, before.tables, Listening(60_000), seed=2, reluctance=0.001).result

    assert heard[-1] == pytest.approx(after.score.total)
    assert after.tables != before.tables
