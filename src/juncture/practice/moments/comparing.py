"""What pairs wrote when they compared, set into the board across the columns of those who wrote it.

Nothing is merged: an answer belongs to its two (or three), and stands under both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from juncture.practice.moments.seeing import Pair, PairAnswer, Person


@dataclass(frozen=True)
class Across:
    """One cell, as wide as the people it belongs to. Without an answer it keeps somebody's place empty."""

    people: tuple[Person, ...]
    text: str

    @property
    def width(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Comparison:
    """One question that pairs were asked, with each pair's answer across its columns."""

    question: str
    cells: tuple[Across, ...]


def beside_each_other(columns: Sequence[Person], pairs: Sequence[Pair]) -> tuple[Person, ...]:
    """The columns with every pair's side by side; a board that has no answers of pairs keeps its order."""
    placed: dict[int, Person] = {}
    known = {person.id: person for person in columns}
    partners = {
        person.id: [one.id for one in pair.people]
        for pair in pairs
        if pair.answered
        for person in pair.people
    }
    for person in columns:
        for one in partners.get(person.id, [person.id]):
            if one in known:
                placed.setdefault(one, known[one])
    return tuple(placed.values())


def comparisons(columns: Sequence[Person], pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
    """A line for each question that a pair with a place on the board has answered."""
    seen = {person.id for person in columns}
    shown = [pair for pair in pairs if pair.answered and {person.id for person in pair.people} <= seen]
    asked = {
        (pair.step, answer.prompt): answer.ask for pair in shown for answer in pair.answers if answer.text
    }
    return tuple(
        Comparison(ask, _line(columns, [pair for pair in shown if pair.step == step], prompt))
        for (step, prompt), ask in asked.items()
    )


def _line(columns: Sequence[Person], pairs: Sequence[Pair], prompt: str) -> tuple[Across, ...]:
    cells: list[Across] = []
    left = list(columns)
    while left:
        pair = next((pair for pair in pairs if left[0] in pair.people), None)
        mine = [person for person in left if pair and person in pair.people] or left[:1]
        # Two steps of pairs may have paired people differently; who isn't next to their partner stands alone.
        if not pair or left[: len(mine)] != mine or len(mine) < len(pair.people):
            cells.append(Across((left[0],), ""))
            left = left[1:]
            continue
        cells.append(Across(tuple(mine), _answer(pair.answers, prompt)))
        left = left[len(mine) :]
    return tuple(cells)


def _answer(answers: Sequence[PairAnswer], prompt: str) -> str:
    return next((answer.text for answer in answers if answer.prompt == prompt), "")


def on_board(pair: Pair, comparisons: Sequence[Comparison]) -> bool:
    """Whether all that a pair wrote has found its place across the columns."""
    shown = {(cell.people, line.question, cell.text) for line in comparisons for cell in line.cells}
    found = {(frozenset(person.id for person in people), ask, text) for people, ask, text in shown}
    us = frozenset(person.id for person in pair.people)
    return all((us, answer.ask, answer.text) in found for answer in pair.answers if answer.text)
