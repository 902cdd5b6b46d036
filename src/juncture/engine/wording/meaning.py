"""Words as rows of numbers in which near means alike, across languages.

The table is our own, made once from an open sentence encoder (tools/build_words.py; model/words.md says how, from what
and under which licence). It is small enough to ship and needs nothing but NumPy to read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SHORTEST_PART = 4
_LONGEST = 24


class WordTable:
    """A row for every word it knows; a word it doesn't know is read as the known parts it is made of."""

    def __init__(self, words: Sequence[str], rows: Rows, rarity: NDArray[np.float32]) -> None:
        self._at = {word: number for number, word in enumerate(words)}
        self.rows = rows
        self.rarity = rarity
        self.width = rows.shape[1]

    def __len__(self) -> int:
        return len(self._at)

    def find(self, word: str) -> tuple[int, ...]:
        """Numbers of the rows that stand for a word; empty where nothing is known."""
        found = self._at.get(word)
        return (found,) if found is not None else _parts(self, word[:_LONGEST])

    def knows(self, word: str) -> bool:
        return word in self._at


def words_in(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def meaning_rows(texts: Sequence[str], common: float = 1e-4) -> Rows:
    """A row per text: its words' mean, where the more often a word is used the less it says.

    The weights are those of Arora, Liang, Ma (2017), "A simple but tough-to-beat baseline for sentence embeddings".
    """
    table = word_table()
    rows = np.zeros((len(texts), table.width), dtype=np.float32)
    for number, text in enumerate(texts):
        found = [at for word in words_in(text) for at in table.find(word)]
        if found:
            weights = common / (common + np.exp(-table.rarity[found]))
            rows[number] = weights @ table.rows[found]
    return rows


@cache
def word_table() -> WordTable:
    with (files("juncture.engine.wording") / "model" / "words.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        words = kept["words"].tobytes().decode("utf-8").split("\n")
        rows = kept["rows"].astype(np.float32) * kept["scale"]
        rarity = kept["rarity"].astype(np.float32) / 10
    return WordTable(words, rows, rarity)


@lru_cache(maxsize=50_000)
def _parts(table: WordTable, word: str) -> tuple[int, ...]:
    return parts_of(word, table._at)


def parts_of(word: str, known: Mapping[str, int]) -> tuple[int, ...]:
    """The word's own number, or those of the known parts it is made of, longest beginning first.

    Late compounds ("Ehrenamtstag") fall into parts that say most of it.
    """
    if word in known:
        return (known[word],)
    word = word[:_LONGEST]
    found: list[int] = []
    start = 0
    while len(word) - start >= _SHORTEST_PART:
        for end in range(len(word), start + _SHORTEST_PART - 1, -1):
            if (at := known.get(word[start:end])) is not None:
                found.append(at)
                start = end
                break
        else:
            start += 1
    return tuple(found)


def nearness(rows: Rows) -> NDArray[np.float64]:
    """Cosine of every row with every row."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0).astype(np.float64)
    product: NDArray[np.float64] = unit @ unit.T
    return product
