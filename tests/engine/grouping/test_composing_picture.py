"""The picture of contexts: like people stand together, unlike ones apart, and nothing is no number."""

import numpy as np
import pytest

from juncture.engine.grouping import Dimension, Person, places

STAGE = Dimension("stage", "ordered", ("idea", "seed", "growth", "mature"))
KIND = Dimension("kind", "one_of", ("firm", "fund"))


def at(stage: str | None = None, kind: str | None = None) -> Person:
    said = {"stage": stage, "kind": kind}
    return Person(f"{stage}{kind}", {key: (value,) for key, value in said.items() if value})


def apart(found, one, other):
    return float(np.linalg.norm(found[one] - found[other]))


def test_people_along_one_line_stand_along_it_in_order_and_in_proportion():
    found = places([at("idea"), at("seed"), at("growth"), at("mature")], [STAGE])

    assert sorted(found[:, 0].round(6)) == pytest.approx([0, 1 / 3, 2 / 3, 1], abs=1e-5)
    assert apart(found, 0, 3) == pytest.approx(3 * apart(found, 0, 1))


def test_four_corners_make_a_square():
    corners = [at(stage, kind) for stage in ("idea", "mature") for kind in ("firm", "fund")]

    found = places(corners, [STAGE, KIND])

    sides = [apart(found, 0, 1), apart(found, 0, 2), apart(found, 3, 1), apart(found, 3, 2)]
    assert max(sides) - min(sides) < 1e-6
    assert apart(found, 0, 3) > max(sides)


def test_the_same_contexts_stand_in_one_place():
    found = places([at("seed"), at("seed"), at("mature")], [STAGE])

    assert apart(found, 0, 1) < 1e-6


@pytest.mark.parametrize(
    ("people", "dimensions"),
    [
        ([], [STAGE]),
        ([at("seed")], [STAGE]),
        ([at(), at()], [STAGE]),
        ([at("seed"), at("seed")], []),
        ([at("seed"), at()], [STAGE]),
    ],
)
@pytest.mark.filterwarnings("error")
def test_without_anything_to_compare_everybody_stands_in_the_middle(people, dimensions):
    assert places(people, dimensions).tolist() == [[0.5, 0.5]] * len(people)


def test_everybody_stays_inside_the_frame_and_order_changes_nothing():
    rng = np.random.default_rng(3)
    people = [
        Person(str(n), {"stage": (str(rng.choice(STAGE.values)),), "kind": (str(rng.choice(KIND.values)),)})
        for n in range(40)
    ]
    order = rng.permutation(40)

    found, shuffled = places(people, [STAGE, KIND]), places([people[n] for n in order], [STAGE, KIND])

    assert found.min() >= 0
    assert found.max() <= 1
    first = [[apart(found, a, b) for b in order] for a in order]
    again = [[apart(shuffled, a, b) for b in range(40)] for a in range(40)]
    assert np.allclose(first, again, atol=1e-6)
