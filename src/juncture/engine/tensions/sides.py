"""A tension's two sides, and to which of them a way belongs: guessed from its words, silent where they say too little.

A word pulls to the side that has a word nearer to it in meaning; a way's pull is its words' mean. What counts is how
much farther it pulls than the other ways of the same decision, since all of them speak of the same things. Of three
ways or more, one between the others belongs to neither side. The thresholds were chosen on ways of our own
(tools/data/sides.md), for few wrong guesses rather than for many guesses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from juncture.engine.tensions.likeness import telling_words
from juncture.engine.wording.meaning import word_table, words_in

SideName = Literal["first", "second"]

SURE_ENOUGH = 0.3
SHARED_WORD = 0.2  # what a word of one side's own adds to a way that uses it
_STEM = 5
_COMMON = 1e-3
_OR = re.compile(r"\s+(?:or|oder|ou|o)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Sides:
    """The two ways of "X or Y?", in its words."""

    first: str
    second: str

    def named(self, side: str) -> str:
        """Empty for whatever is neither of the two."""
        return {"first": self.first, "second": self.second}.get(side, "")


@dataclass(frozen=True)
class Guess:
    """`side` is None where the words don't tell. `pull` is above 0 towards the first side, below towards the second."""

    side: SideName | None
    reason: str
    pull: float = 0.0


@dataclass(frozen=True)
class _Pull:
    value: float
    shared: str = ""  # a word it has in common with the side
    near: tuple[str, str] = ("", "")  # its word that pulls most, and the side's word that is nearest


def sides_in(label: str) -> Sides | None:
    """None where a label doesn't name two. Of several "or" the one nearest the middle parts the sides."""
    plain = " ".join(label.split()).rstrip("?… ").strip()
    places = [found.span() for found in _OR.finditer(plain)]
    if not places:
        return None
    start, end = min(places, key=lambda place: abs(sum(place) / 2 - len(plain) / 2))
    first, second = plain[:start].strip(" ,;:–—"), plain[end:].strip(" ,;:–—")
    two = words_in(first) and words_in(second) and first.casefold() != second.casefold()
    return Sides(first, second) if two else None


def guess_side(sides: Sides, ways: Sequence[str], leaning: int) -> Guess:
    """To which side the way at `leaning` belongs, beside the decision's other ways."""
    return _guess(sides, tuple(ways), leaning)


@lru_cache(maxsize=20_000)
def _guess(sides: Sides, ways: tuple[str, ...], leaning: int) -> Guess:
    pulls = [_pull(sides, way) for way in ways]
    mine = pulls[leaning].value
    others = [pull.value for number, pull in enumerate(pulls) if number != leaning]
    if len(others) > 1 and min(others) <= mine <= max(others):
        return Guess(None, "It lies between the other ways of this decision.")
    pull = mine - (sum(others) / len(others) if others else 0.0)
    if abs(pull) < SURE_ENOUGH:
        return Guess(None, "Its words are about as near to one side as to the other.", round(pull, 3))
    side: SideName = "first" if pull > 0 else "second"
    return Guess(side, _reason(sides.named(side), pulls[leaning], pull), round(pull, 3))


def _reason(side: str, mine: _Pull, pull: float) -> str:
    if mine.value * pull <= 0:
        return f"The other ways of this decision are farther from “{side}”."
    if mine.shared:
        return f"It says “{mine.shared}”, as “{side}” does."
    word, near = mine.near
    return f"Its “{word}” is near “{near}” in “{side}”."


def _pull(sides: Sides, way: str) -> _Pull:
    own = _only_here(sides.first, sides.second), _only_here(sides.second, sides.first)
    shared = _shared(own, way)
    first, second = (_weighted(side) for side in own)
    spoken = _weighted(words_in(way))
    if not first or not second or not spoken:
        return _Pull(SHARED_WORD * shared[0], shared[1])
    whole = sum(weight for _, _, weight in spoken)
    pulled = []
    for word, row, weight in spoken:
        (up, near_up), (down, near_down) = _nearest(row, first), _nearest(row, second)
        pulled.append((weight * (up - down) / whole, word, near_up if up > down else near_down))
    value = sum(pull for pull, _, _ in pulled)
    most = max(pulled, key=lambda one: one[0] if value > 0 else -one[0])
    return _Pull(value + SHARED_WORD * shared[0], shared[1], (most[1], most[2]))


def _only_here(side: str, other: str) -> tuple[str, ...]:
    """The words that tell this side from the other."""
    there = {word[:_STEM] for word in words_in(other)}
    return tuple(word for word in words_in(side) if word[:_STEM] not in there)


def _shared(own: tuple[tuple[str, ...], tuple[str, ...]], way: str) -> tuple[int, str]:
    """1 where a way uses more of the first side's own words, -1 the second's; with the first such word."""
    spoken = {word[:_STEM]: word for word in reversed(telling_words(way))}
    first, second = (
        [spoken[word[:_STEM]] for word in telling_words(" ".join(side)) if word[:_STEM] in spoken]
        for side in own
    )
    if len(first) == len(second):
        return 0, ""
    return (1, first[0]) if len(first) > len(second) else (-1, second[0])


def _weighted(words: Sequence[str]) -> list[tuple[str, NDArray[np.float32], float]]:
    """Each known word with its direction, and how much it says: the rarer, the more."""
    found = ((word, _direction(word)) for word in words)
    return [(word, *known) for word, known in found if known]


@lru_cache(maxsize=20_000)
def _direction(word: str) -> tuple[NDArray[np.float32], float] | None:
    table = word_table()
    rows = list(table.find(word))
    if not rows:
        return None
    mean = table.rows[rows].mean(axis=0)
    weight = float((_COMMON / (_COMMON + np.exp(-table.rarity[rows]))).mean())
    return mean / max(float(np.linalg.norm(mean)), 1e-9), weight


def _nearest(
    row: NDArray[np.float32], words: Sequence[tuple[str, NDArray[np.float32], float]]
) -> tuple[float, str]:
    return max((float(row @ other) * weight, word) for word, other, weight in words)
