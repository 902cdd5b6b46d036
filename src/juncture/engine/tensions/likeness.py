"""How far apart two statements lie: by the meaning of their words, and a little by the words themselves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording.language import language, languages
from juncture.engine.wording.meaning import meaning_rows, words_in

Distances: TypeAlias = NDArray[np.float64]
Encoder: TypeAlias = Callable[[Sequence[str]], NDArray[np.float32]]

SHARE_OF_MEANING = 0.6
_ENOUGH_TO_CENTRE = 8
_SHORTEST_WORD = 3
_STEM = 6


def distances(texts: Sequence[str], encoder: Encoder = meaning_rows) -> Distances:
    """Between 0 (the same) and 1 (nothing in common), one row and one column per text."""
    meaning = np.asarray(encoder(texts), dtype=np.float64)
    meaning = _unit(meaning)
    if len(texts) >= _ENOUGH_TO_CENTRE:
        # What all statements of a community share tells none of them apart.
        meaning = _unit(meaning - meaning.mean(axis=0))
    words = _unit(_word_rows(texts))
    near = SHARE_OF_MEANING * (meaning @ meaning.T) + (1 - SHARE_OF_MEANING) * (words @ words.T)
    far: Distances = np.clip(1 - near, 0, 1)
    np.fill_diagonal(far, 0)
    return far


def telling_words(text: str) -> list[str]:
    """The words of a text that carry its content."""
    return [word for word in words_in(text) if len(word) >= _SHORTEST_WORD and word not in _function_words()]


@cache
def _function_words() -> frozenset[str]:
    found: set[str] = set()
    for code in languages():
        words = language(code)
        if words:
            found |= words.word_set("telltale", "words") | words.word_set("telltale", "empty")
    return frozenset(found)


def _word_rows(texts: Sequence[str]) -> NDArray[np.float64]:
    bags = [Counter(word[:_STEM] for word in telling_words(text)) for text in texts]
    seen = Counter(stem for bag in bags for stem in bag)
    columns = {stem: at for at, stem in enumerate(sorted(stem for stem, times in seen.items() if times > 1))}
    rows = np.zeros((len(texts), max(1, len(columns))))
    for at, bag in enumerate(bags):
        for stem, times in bag.items():
            if stem in columns:
                rarity = math.log((1 + len(texts)) / (1 + seen[stem])) + 1
                rows[at, columns[stem]] = (1 + math.log(times)) * rarity
    return rows


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float64] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
