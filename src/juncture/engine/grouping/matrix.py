"""Groups on any symmetric matrix: the largest sum of pair values inside groups of given sizes.

This is the maximally diverse grouping problem, on which public instances and published figures exist.
The search takes one person at a time and weighs a swap with everybody else at once (`Block.make_rows`;
`kernel.c` does the same in C).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.errors import BadNumber
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.native import kernel

Floats = NDArray[np.float32]
Labels = NDArray[np.int32]

LANES = 16  # rows are padded to whole vectors
RING = 1 << 14  # exponential lots drawn once and read from a new place for every row
LEAST = np.float32(1e-4)  # below this a gain is rounding
NEVER = np.float32(-1e30)


class _Struct(ctypes.Structure):
    _fields_ = [
        ("people", ctypes.c_int32),
        ("stride", ctypes.c_int32),
        ("groups", ctypes.c_int32),
        ("ring", ctypes.c_int32),
        *((name, ctypes.c_void_p) for name in ("values", "gains", "own", "label", "noise", "here", "lead")),
    ]


class Block:
    """People with a matrix of pair values, and the groups they are in. Changed in place by `make_rows`."""

    def __init__(self, values: NDArray[np.floating], groups: int, fast: bool = True) -> None:
        self.people, self.groups = len(values), groups
        self.stride = -(-self.people // LANES) * LANES
        self.scale = max(float(np.abs(values).max(initial=0.0)), 1e-300) / 100.0
        self.values: Floats = np.zeros((self.people, self.stride), dtype=np.float32)
        np.multiply(values, 1.0 / self.scale, out=self.values[:, : self.people], casting="same_kind")
        self.gains: Floats = np.zeros((groups, self.stride), dtype=np.float32)
        self.own: Floats = np.zeros(self.stride, dtype=np.float32)
        self.label: Labels = np.full(self.stride, groups, dtype=np.int32)
        self.noise = _noise(self.stride)
        self._here: Floats = np.zeros(groups + 1, dtype=np.float32)
        self._lead: Floats = np.zeros(self.stride, dtype=np.float32)
        self._kernel = kernel() if fast else None
        arrays = (self.values, self.gains, self.own, self.label, self.noise, self._here, self._lead)
        self._struct = _Struct(
            self.people, self.stride, groups, RING, *(array.ctypes.data for array in arrays)
        )

    def seat(self, label: Labels) -> None:
        """Put everybody where `label` says."""
        self.label[: self.people] = label
        member = np.zeros((self.groups, self.people), dtype=np.float32)
        member[label, np.arange(self.people)] = 1.0
        self.gains[:] = member @ self.values
        self.own[: self.people] = self.gains[label, np.arange(self.people)]

    @property
    def seats(self) -> Labels:
        return self.label[: self.people].copy()

    @property
    def total(self) -> float:
        """The sum over all groups, as kept up to date by the moves."""
        return float(self.own.sum(dtype=np.float64) / 2.0)

    def make_rows(self, rows: int, heat: float, lots: Lots) -> tuple[float, float]:
        """So many rows of swaps; returns the gain and the share of swaps that passed."""
        if self._kernel is None:
            gained, passed = self._rows_in_numpy(rows, np.float32(heat), lots)
        else:
            state, sum_ = ctypes.c_uint64(lots.state), ctypes.c_double(0.0)
            passed = self._kernel.block_rows(
                ctypes.byref(self._struct), rows, heat, ctypes.byref(state), ctypes.byref(sum_)
            )
            lots.state, gained = state.value, sum_.value
        return gained, passed / (rows * self.people)

    def _rows_in_numpy(self, rows: int, heat: np.float32, lots: Lots) -> tuple[float, int]:
        gained, passed_in_all = 0.0, 0
        for _ in range(rows):
            i, start, shift = lots.below(self.people), lots.below(self.people), lots.below(RING)
            a = int(self.label[i])
            here = np.append(self.gains[:, i], NEVER)
            mine = here[a]
            here[a] = NEVER
            gain = here[self.label] + self.gains[a] - np.float32(2.0) * self.values[i] - self.own - mine
            passed = np.flatnonzero(gain + heat * self.noise[shift : shift + self.stride] > LEAST)
            if passed.size == 0:
                continue
            passed_in_all += passed.size
            at = int(np.searchsorted(passed, start))
            j = int(passed[at % passed.size])
            gained += float(gain[j])
            self._swap(i, j)
        return gained, passed_in_all

    def _swap(self, i: int, j: int) -> None:
        a, c = int(self.label[i]), int(self.label[j])
        change = self.values[j] - self.values[i]
        self.gains[a] += change
        self.gains[c] -= change
        self.label[i], self.label[j] = c, a
        for group in (a, c):
            inside = self.label == group
            self.own[inside] = self.gains[group][inside]


@cache
def _noise(stride: int) -> Floats:
    """Exponential lots: −log(u) is how big a loss, in units of heat, the lot u lets pass."""
    drawn = np.random.default_rng(20260101).standard_exponential(RING, dtype=np.float32)
    return np.concatenate([drawn, drawn[np.arange(stride) % RING]])


def total_of(values: NDArray[np.floating], label: Sequence[int] | Labels) -> float:
    """The sum of pair values inside groups, counted afresh."""
    label = np.asarray(label)
    return float(
        sum(
            values[np.ix_(inside, inside)].sum(dtype=np.float64) / 2.0
            for inside in (np.flatnonzero(label == group) for group in np.unique(label))
        )
    )


def check_matrix(values: NDArray[np.floating]) -> None:
    """A square symmetric matrix of finite numbers, or an error that says what came in."""
    if values.ndim != 2 or values.shape[0] != values.shape[1]:
        raise BadNumber(f"The matrix came with shape {values.shape}; it needs a row and a column per person.")
    bad = np.argwhere(~np.isfinite(values))
    if bad.size:
        i, j = (int(at) for at in bad[0])
        raise BadNumber(f"The value of pair ({i}, {j}) came as {values[i, j]}; give a finite number.")
    uneven = np.argwhere(np.abs(values - values.T) > 1e-9 * max(1.0, float(np.abs(values).max(initial=0.0))))
    if uneven.size:
        i, j = (int(at) for at in uneven[0])
        raise BadNumber(
            f"Pair ({i}, {j}) has the value {values[i, j]} and its mirror image {values[j, i]}; "
            "give both the same."
        )
