"""Where people stand in a picture of their contexts: the nearer, the more alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.problem import Dimension, Person
from juncture.engine.grouping.utility import context_distance

Matrix = NDArray[np.float64]

LIKE_NONE = 1e-9  # a direction along which nobody differs


def places(people: Sequence[Person], dimensions: Sequence[Dimension]) -> Matrix:
    """A place for each person, both sides from 0 to 1, the wider side first.

    Classical scaling (Torgerson, Psychometrika 17, 1952): of all flat pictures the one whose distances come
    nearest to those between contexts, in the sense of its squares. Pairs with nothing in common to compare
    get the mean distance. Which way up it lies means nothing, so it is fixed by the one farthest out.
    """
    apart = context_distance(people, dimensions)
    known = apart[~np.isnan(apart)]
    if known.size == 0:
        return np.full((len(people), 2), 0.5)
    apart = np.where(np.isnan(apart), known.mean(), apart)
    np.fill_diagonal(apart, 0.0)
    square = apart**2
    inner = -0.5 * (square - square.mean(axis=0) - square.mean(axis=1)[:, None] + square.mean())
    values, directions = np.linalg.eigh(inner)
    flat = directions[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    return _framed(np.column_stack([_fixed_way_up(flat[:, 0]), _fixed_way_up(flat[:, 1])]))


def _fixed_way_up(along: Matrix) -> Matrix:
    reach = np.abs(along)
    farthest = along[reach >= reach.max() - LIKE_NONE]
    return along if farthest.max() > 0 else -along


def _framed(flat: Matrix) -> Matrix:
    """Both sides by one measure, so that distances keep their proportions; the middle of the frame is .5."""
    low, high = flat.min(axis=0), flat.max(axis=0)
    widest = float((high - low).max())
    if widest < LIKE_NONE:
        return np.full(flat.shape, 0.5)
    return np.asarray((flat - (low + high) / 2) / widest + 0.5)
