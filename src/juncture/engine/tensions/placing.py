"""A place for each statement on a map, so that near means alike: classical scaling (Torgerson 1952)."""

from __future__ import annotations

import numpy as np

from juncture.engine.tensions.likeness import Distances


def place(distances: Distances) -> list[tuple[float, float]]:
    """Both figures lie between 0 and 1. The same distances always give the same map."""
    size = len(distances)
    if size < 3:
        return [((number + 1) / (size + 1), 0.5) for number in range(size)]
    squared = distances**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean())
    strengths, directions = np.linalg.eigh(centred)
    spread = directions[:, ::-1][:, :2] * np.sqrt(np.maximum(strengths[::-1][:2], 0))
    # Which way an axis points is left open by the mathematics; it is fixed here so that the map does not flip.
    spread *= np.where(spread[np.abs(spread).argmax(axis=0), [0, 1]] < 0, -1, 1)
    low, high = spread.min(axis=0), spread.max(axis=0)
    scaled = np.divide(spread - low, high - low, out=np.full_like(spread, 0.5), where=high > low)
    return [(round(float(x), 4), round(float(y), 4)) for x, y in scaled]
