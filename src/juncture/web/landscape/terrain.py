"""Contour lines around dots, as on a walker's map: where many stand close, the ground rises."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

_STEP = 7.0
# Which edges of a cell a line crosses, by which corners are high: left-top, right-top, right-bottom, left-bottom.
# Edges: 0 top, 1 right, 2 bottom, 3 left. The two saddles are cut apart.
_CROSSINGS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 0), (1, 2)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((0, 1), (2, 3)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


def contours(
    points: Sequence[Point], width: float, height: float, *, levels: Sequence[float], spread: float
) -> list[str]:
    """One SVG path a level, of closed smooth lines. A level is a height; a lone dot is 1 high."""
    if not points:
        return ["" for _ in levels]
    field = _field(points, width, height, spread)
    return [" ".join(_smooth(loop) for loop in _loops(field, level)) for level in levels]


def _field(points: Sequence[Point], width: float, height: float, spread: float) -> NDArray[np.float64]:
    """With a flat margin all around, so that every line closes."""
    across = np.arange(-3, math.ceil(width / _STEP) + 4) * _STEP
    down = np.arange(-3, math.ceil(height / _STEP) + 4) * _STEP
    field = np.zeros((len(down), len(across)))
    for x, y in points:
        field += np.outer(np.exp(-(((down - y) / spread) ** 2)), np.exp(-(((across - x) / spread) ** 2)))
    field[[0, -1], :] = field[:, [0, -1]] = 0
    return field


def _loops(field: NDArray[np.float64], level: float) -> list[list[Point]]:
    high = field > level
    cells = high[:-1, :-1] * 1 + high[:-1, 1:] * 2 + high[1:, 1:] * 4 + high[1:, :-1] * 8
    # Each line is walked with the high ground on its right, so every crossing has one next.
    onward: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in zip(*np.nonzero((cells > 0) & (cells < 15)), strict=True):
        for start, end in _CROSSINGS[int(cells[row, column])]:
            onward[_edge(int(row), int(column), start)] = _edge(int(row), int(column), end)
    loops = []
    while onward:
        first, here = next(iter(onward.items()))
        del onward[first]
        loop = [_crossing(field, level, first)]
        while here != first and here in onward:
            loop.append(_crossing(field, level, here))
            here = onward.pop(here)
        if len(loop) > 3:
            loops.append(loop)
    return loops


def _edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """The same edge has the same name from both of its cells: 0 lies across, 1 goes down."""
    return {
        0: (row, column, 0),
        1: (row, column + 1, 1),
        2: (row + 1, column, 0),
        3: (row, column, 1),
    }[side]


def _crossing(field: NDArray[np.float64], level: float, edge: tuple[int, int, int]) -> Point:
    row, column, down = edge
    here = float(field[row, column])
    there = float(field[row + 1, column] if down else field[row, column + 1])
    share = (level - here) / (there - here)
    x, y = column - 3 + (0 if down else share), row - 3 + (share if down else 0)
    return x * _STEP, y * _STEP


def _smooth(loop: Sequence[Point]) -> str:
    """Every second crossing steers a curve that runs through the middles between them."""
    loop = loop[::2] if len(loop) > 12 else loop
    middles = [
        ((x + next_x) / 2, (y + next_y) / 2)
        for (x, y), (next_x, next_y) in zip(loop, [*loop[1:], loop[0]], strict=True)
    ]
    start = middles[-1]
    curves = [
        f"Q{x:.0f} {y:.0f} {to_x:.0f} {to_y:.0f}" for (x, y), (to_x, to_y) in zip(loop, middles, strict=True)
    ]
    return f"M{start[0]:.0f} {start[1]:.0f}{''.join(curves)}Z"
