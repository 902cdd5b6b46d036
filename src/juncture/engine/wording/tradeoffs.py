"""What a text weighs: a row of meaning, and how much it speaks of each of some forty known trade-offs.

People who wrestle with the same thing often share no field and no word: thirty developers or a big conference, twelve
parents or the whole school. What they share is the trade-off. The table (tools/build_tradeoffs.py; model/tradeoffs.md
says how, from what and under which licence) was taught with phrases for either side of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording.meaning import parts_of, words_in

_COMMON = 1e-4


class TradeOffTable:
    """A row for every word it knows, kept rounded: only what a text needs is unpacked."""

    def __init__(
        self,
        words: Sequence[str],
        rows: NDArray[np.int8],
        scale: NDArray[np.float32],
        rarity: NDArray[np.uint8],
    ) -> None:
        self._at = {word: number for number, word in enumerate(words)}
        self.rows = rows
        self.scale = scale
        self.rarity = rarity

    def rows_of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """A row per text: its words' mean, where the more often a word is used the less it says."""
        out = np.zeros((len(texts), len(self.scale)))
        for number, text in enumerate(texts):
            found = [at for word in words_in(text) for at in parts_of(word, self._at)]
            if found:
                often = np.exp(self.rarity[found] / -10.0)
                weights = _COMMON / (_COMMON + often)
                out[number] = weights @ self.rows[found]
        return out * self.scale


@dataclass(frozen=True)
class TradeOffs:
    table: TradeOffTable
    sides: tuple[str, ...]
    """Two by two: what stands on the one side, what on the other."""
    middle: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def shares(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How much each text speaks of each trade-off, whichever side it takes; a row adds up to one."""
        logits = unit(unit(self.table.rows_of(texts)) - self.middle) @ self.weights.T + self.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        shares: NDArray[np.float64] = odds.reshape(len(texts), -1, 2).sum(axis=2)
        return shares

    def label(self, number: int) -> str:
        one, other = self.sides[2 * number : 2 * number + 2]
        return f"{one[:1].upper()}{one[1:]} or {other}?"


def unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[np.float64] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return found


@cache
def trade_offs() -> TradeOffs:
    with (files("juncture.engine.wording") / "model" / "tradeoffs.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        table = TradeOffTable(_lines(kept["words"]), kept["rows"], kept["scale"], kept["rarity"])
        weights, bias = kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
        return TradeOffs(table, tuple(_lines(kept["sides"])), kept["middle"], weights, bias)


def _lines(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode("utf-8").split("\n")
