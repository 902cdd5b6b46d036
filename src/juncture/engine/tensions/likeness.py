"""How far apart two statements lie: by what is traded off, by what they are about, and a little by their words.

The trade-off counts most: it is what a tension is named by, and people in different fields share it without sharing
a word. Meaning and words still tell apart what the known trade-offs don't.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from juncture.engine.tensions.landscape import Statement
from juncture.engine.wording import name_roads
from juncture.engine.wording.language import language, languages
from juncture.engine.wording.meaning import words_in
from juncture.engine.wording.sentences import sentence_spans
from juncture.engine.wording.tradeoffs import trade_offs, unit

Distances: TypeAlias = NDArray[np.float64]
Shares: TypeAlias = NDArray[np.float64]
Encoder: TypeAlias = Callable[[Sequence[str]], NDArray[np.float32]]

SHARE_OF_TRADE_OFF = 0.6
SHARE_OF_MEANING = 0.3
_ENOUGH_TO_CENTRE = 8
_MOST_ROADS = 4
_FEWEST_WORDS = 3
_SHORTEST_WORD = 3
_STEM = 6


def distances(statements: Sequence[Statement], shares: Shares, encoder: Encoder | None = None) -> Distances:
    """Between 0 (the same) and 1 (nothing in common), one row and one column per statement.

    `shares` are those of `weighed`; `encoder` may be a larger model's, for what statements are about.
    """
    texts = [said(statement) for statement in statements]
    rows = trade_offs().table.rows_of if encoder is None else encoder
    meaning = unit(np.asarray(rows(texts), dtype=np.float64))
    unknown = ~meaning.any(axis=1)
    meaning = _centred(meaning)
    traded = _centred(unit(np.sqrt(shares)))
    words = unit(_word_rows(texts))
    rest = 1 - SHARE_OF_TRADE_OFF - SHARE_OF_MEANING
    near = (
        SHARE_OF_TRADE_OFF * (traded @ traded.T)
        + SHARE_OF_MEANING * (meaning @ meaning.T)
        + rest * (words @ words.T)
    )
    # Of a language the table doesn't know there are the words alone.
    near[unknown], near[:, unknown] = (words @ words.T)[unknown], (words @ words.T)[:, unknown]
    far: Distances = np.clip(1 - near, 0, 1)
    np.fill_diagonal(far, 0)
    return far


def weighed(statements: Sequence[Statement]) -> Shares:
    """How much each statement speaks of each known trade-off: half by its roads, half by what is told around them,
    sentence by sentence and in one.

    Without a known word it speaks of none.
    """
    known = trade_offs()
    shares = (
        _mean_shares(
            statements, [_roads(one.text, one.options, one.language) or (one.text,) for one in statements]
        )
        + _mean_shares(statements, [_sentences(one.text) for one in statements]) / 2
        + _mean_shares(statements, [(one.text,) for one in statements]) / 2
    ) / 2
    shares[~known.table.rows_of([said(statement) for statement in statements]).any(axis=1)] = 0
    return shares


def _mean_shares(statements: Sequence[Statement], parts: Sequence[Sequence[str]]) -> Shares:
    """Of each statement the mean of its parts, each read in the statement's own language; one language at a time,
    since many are read as fast as one."""
    known = trade_offs()
    texts = [(one.language, text) for one, its in zip(statements, parts, strict=True) for text in its]
    read = {
        code: iter(known.shares([text for its, text in texts if its == code], code))
        for code in {its for its, _ in texts}
    }
    rows = np.array([next(read[code]) for code, _ in texts])
    begins = np.cumsum([0, *(len(its) for its in parts)])
    return np.array([rows[begin:end].mean(axis=0) for begin, end in pairwise(begins)])


@lru_cache(maxsize=2_000)
def _sentences(text: str) -> tuple[str, ...]:
    told = tuple(text[start:end] for start, end in sentence_spans(text))
    return tuple(one for one in told if len(one.split()) >= _FEWEST_WORDS) or (text,)


def said(statement: Statement) -> str:
    return " ".join((statement.text, *statement.options))


@lru_cache(maxsize=2_000)
def _roads(text: str, options: tuple[str, ...], language: str) -> tuple[str, ...]:
    return name_roads(text, options, language)[:_MOST_ROADS]


def _centred(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """What all statements of a community share tells none of them apart."""
    spoken = rows.any(axis=1)
    if spoken.sum() < _ENOUGH_TO_CENTRE:
        return rows
    centred = np.zeros_like(rows)
    centred[spoken] = rows[spoken] - rows[spoken].mean(axis=0)
    return unit(centred)


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
