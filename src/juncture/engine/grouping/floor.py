"""All tables seen at once: who could sit where, and what each person would gain there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.scoring import Weighed


@dataclass(frozen=True)
class Floor:
    """One grouping's tables, by number."""

    weighed: Weighed
    tables: Mapping[int, Sequence[int]]

    @cached_property
    def numbers(self) -> list[int]:
        return list(self.tables)

    @cached_property
    def inside(self) -> NDArray[np.float32]:
        """Tables by people: 1 where somebody sits."""
        inside = np.zeros((len(self.tables), self.weighed.rulebook.count), dtype=np.float32)
        for row, table in enumerate(self.tables.values()):
            inside[row, list(table)] = 1.0
        return inside

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        return np.array([len(table) for table in self.tables.values()], dtype=np.int64)

    @cached_property
    def suits(self) -> NDArray[np.bool_]:
        """Tables by people: whether they could take a further seat there, leaving size aside."""
        rulebook = self.weighed.rulebook
        foes = self.inside @ rulebook.apart.astype(np.float32) > 0
        shared = np.zeros_like(foes)
        common = np.array(
            [np.bitwise_and.reduce(rulebook.masks[list(table)], axis=0) for table in self.tables.values()]
        )
        for word in range(rulebook.words):
            shared |= (common[:, word][:, None] & rulebook.masks[:, word][None, :]) != 0
        pinned = np.array([max(rulebook.pins[list(table)], default=0) for table in self.tables.values()])
        numbers = np.array(self.numbers)
        pins = rulebook.pins[None, :]
        agrees = (pins == 0) | (pins == np.where(pinned > 0, pinned, numbers)[:, None])
        return np.asarray(~foes & shared & agrees)

    @cached_property
    def worth(self) -> NDArray[np.float64]:
        """Tables by people: the mean value of the pairs they would make with those who sit there."""
        sums = self.inside @ self.weighed.utility.pairs.astype(np.float32)
        others = self.sizes[:, None] - self.inside
        return np.asarray(sums / np.maximum(others, 1.0), dtype=np.float64)
