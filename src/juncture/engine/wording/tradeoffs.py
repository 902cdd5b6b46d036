"""What a text weighs: a row of meaning, and how much it speaks of each of some forty known trade-offs.

People who wrestle with the same thing often share no field and no word: thirty developers or a big conference, twelve
parents or the whole school. What they share is the trade-off. The table (tools/build_tradeoffs.py; model/tradeoffs.md
says how, from what and under which licence) was taught with phrases for either side of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.meaning import parts_of, words_in

_COMMON = 1e-4
_TEXTS_KEPT = 2_000
_WORDS_KEPT = 10_000
READ_IN = ("en", "de")


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
        # The same statements are gathered again with each that is new, and say the same words.
        self._row = lru_cache(maxsize=_TEXTS_KEPT)(self._read)
        self._parts = lru_cache(maxsize=_WORDS_KEPT)(self._find)

    def rows_of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """A row per text: its words' mean, where the more often a word is used the less it says."""
        rows = [self._row(text) for text in texts]
        return np.array(rows) * self.scale if rows else np.zeros((0, len(self.scale)))

    def _read(self, text: str) -> NDArray[np.float64]:
        found = [at for word in words_in(text) for at in self._parts(word)]
        if not found:
            return np.zeros(len(self.scale))
        weights = _COMMON / (_COMMON + np.exp(self.rarity[found] / -10.0))
        row: NDArray[np.float64] = weights @ self.rows[found]
        return row

    def _find(self, word: str) -> tuple[int, ...]:
        return tuple(parts_of(word, self._at))


@dataclass(frozen=True)
class Reader:
    """What tells the sides apart in one language, and what they are called in it."""

    sides: tuple[str, ...]
    """Two by two: what stands on the one side, what on the other."""
    middle: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True)
class TradeOffs:
    """The same trade-offs, in the same order, in every language."""

    table: TradeOffTable
    readers: Mapping[str, Reader]

    def shares(self, texts: Sequence[str], language: str = "en") -> NDArray[np.float64]:
        """How much each text speaks of each trade-off, whichever side it takes; a row adds up to one."""
        reader = self._reader(language)
        logits = unit(unit(self.table.rows_of(texts)) - reader.middle) @ reader.weights.T + reader.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        shares: NDArray[np.float64] = odds.reshape(len(texts), -1, 2).sum(axis=2)
        return shares

    def label(self, number: int, language: str = "en") -> str:
        one, other = self._reader(language).sides[2 * number : 2 * number + 2]
        return framed(one, other, language)

    def _reader(self, language: str) -> Reader:
        return self.readers.get(language, self.readers["en"])


def framed(one: str, other: str, code: str) -> str:
    """ "X or Y?", in the language of the ways."""
    words = find_language(code) or find_language("en")
    assert words is not None
    return f"{one[:1].upper()}{one[1:]} {words.texts('restate')['or']} {other}?"


def unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[np.float64] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return found


@cache
def trade_offs() -> TradeOffs:
    with (files("juncture.engine.wording") / "model" / "tradeoffs.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        table = TradeOffTable(_lines(kept["words"]), kept["rows"], kept["scale"], kept["rarity"])
        return TradeOffs(table, {code: _reader(kept, code) for code in READ_IN})


def _reader(kept: Mapping[str, NDArray[Any]], code: str) -> Reader:
    return Reader(
        tuple(_lines(kept[f"sides_{code}"])),
        kept[f"middle_{code}"],
        kept[f"weights_{code}"].astype(np.float32),
        kept[f"bias_{code}"].astype(np.float32),
    )


def _lines(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode("utf-8").split("\n")
