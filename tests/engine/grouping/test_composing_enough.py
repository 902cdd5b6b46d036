"""How long to search where nobody says so."""

from importlib import import_module

import pytest
from composer_worlds import community

from juncture.engine.grouping import Iterations, enough_moves, solve
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
