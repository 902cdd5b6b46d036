"""Reading instances of the MDGP library (Gallego, Laguna, Martí, Duarte, JORS 64, 2013), plain or gzipped."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Instance:
    """A symmetric matrix and the sizes each group may have."""

    name: str
    values: NDArray[np.float64]
    ranges: tuple[tuple[int, int], ...]


def read_instance(path: Path) -> Instance:
    """Line 1: people, groups, ss or ds, then the lower and upper size of each group; then `i j value`."""
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    head, _, body = raw.partition(b"\n")
    words = head.split()
    people, groups = int(words[0]), int(words[1])
    limits = [int(word) for word in words[3:]] if not words[2].isdigit() else [int(w) for w in words[2:]]
    if len(limits) != 2 * groups:
        raise ValueError(
            f"{path}: the first line gives {len(limits)} sizes for {groups} groups; it needs two each."
        )
    triples = np.array(body.split(), dtype=np.float64).reshape(-1, 3)
    values = np.zeros((people, people))
    i, j = triples[:, 0].astype(np.intp), triples[:, 1].astype(np.intp)
    values[i, j] = triples[:, 2]
    values[j, i] = triples[:, 2]
    np.fill_diagonal(values, 0.0)
    return Instance(path.name, values, tuple(zip(limits[::2], limits[1::2], strict=True)))
