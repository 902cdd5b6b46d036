"""How much two people would gain from each other's contrast: five named parts, blended into one matrix.

An unanswered question is not an answer: where a part can't be known for a pair, the pair gets what the pairs
that are known get on average, so that silence neither helps nor hurts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.problem import Dimension, Person, Problem

Matrix = NDArray[np.float64]

NARROWEST_BAND = 0.1  # a community of near equals would otherwise get a band nobody fits into


@dataclass(frozen=True)
class Utility:
    """One problem's pair values by part and blended; diagonals are 0 and mean nothing."""

    problem: Problem

    @cached_property
    def distance(self) -> Matrix:
        """How far two contexts lie apart, 0–1; NaN where two people answered nothing in common."""
        return context_distance(self.problem.people, self.problem.dimensions)

    @cached_property
    def band(self) -> tuple[float, float]:
        """Centre and width of the distance wished for."""
        wish = self.problem.preferences
        known = self.distance[np.triu_indices(len(self.problem.people), 1)]
        known = known[~np.isnan(known)]
        if known.size == 0:
            return wish.band_centre or 0.5, wish.band_width or 0.25
        low, middle, high = (float(q) for q in np.quantile(known, (0.25, 0.5, 0.75)))
        centre = middle if wish.band_centre is None else wish.band_centre
        width = max(NARROWEST_BAND, (high - low) / 2) if wish.band_width is None else wish.band_width
        return centre, width

    @cached_property
    def parts(self) -> Mapping[str, Matrix]:
        """Every part that has a weight and about which anything is known."""
        wish = self.problem.preferences
        makers = {
            "adjacency": self._adjacency,
            "affinity": self._affinity,
            "lean": self._lean,
            "novelty": self._novelty,
        }
        made = {name: maker() for name, maker in makers.items() if getattr(wish, name) > 0}
        return {name: matrix for name, matrix in made.items() if matrix is not None}

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The parts' shares of a pair's value; they add up to 1."""
        wish = self.problem.preferences
        raw = {name: float(getattr(wish, name)) for name in self.parts}
        whole = sum(raw.values())
        return {name: weight / whole for name, weight in raw.items()}

    @cached_property
    def pairs(self) -> Matrix:
        """The blended value of every pair, 0–1."""
        count = len(self.problem.people)
        blended = np.zeros((count, count))
        for name, weight in self.weights.items():
            blended += weight * self.parts[name]
        return np.ascontiguousarray(blended)

    @cached_property
    def roles(self) -> Mapping[str, NDArray[np.bool_]]:
        """The roles a group is better for having, each with who could fill it."""
        if self.problem.preferences.role_cover == 0:
            return {}
        people = self.problem.people
        fills = {
            "facilitator": np.array([person.facilitator for person in people], dtype=np.bool_),
            "further_along": np.array([person.further_along for person in people], dtype=np.bool_),
        }
        return {role: who for role, who in fills.items() if who.any()}

    @cached_property
    def role_share(self) -> float:
        """The share of a group's score that comes from covered roles."""
        if not self.roles:
            return 0.0
        wish = self.problem.preferences
        pairs = sum(float(getattr(wish, name)) for name in self.parts)
        return wish.role_cover / (wish.role_cover + pairs)

    def _adjacency(self) -> Matrix | None:
        if np.isnan(self.distance).all():
            return None
        centre, width = self.band
        return _filled(np.exp(-((self.distance - centre) ** 2) / (2 * width * width)))

    def _affinity(self) -> Matrix | None:
        tension = _codes([person.tension for person in self.problem.people])
        known = (tension[:, None] >= 0) & (tension[None, :] >= 0)
        value = np.where(known, (tension[:, None] == tension[None, :]).astype(np.float64), np.nan)
        for pair, closeness in self.problem.similarity.items():
            one, other = (self.problem.index[person] for person in pair)
            known_value = value[one, other]
            best = closeness if np.isnan(known_value) else max(closeness, float(known_value))
            value[one, other] = value[other, one] = best
        return _filled(value)

    def _lean(self) -> Matrix | None:
        people = self.problem.people
        tension = _codes([person.tension for person in people])
        lean = _codes([person.lean for person in people])
        if (lean < 0).all() or (tension < 0).all():
            return None
        elsewhere = (tension[:, None] != tension[None, :]) & (tension[:, None] >= 0) & (tension[None, :] >= 0)
        same = (tension[:, None] == tension[None, :]) & (tension[:, None] >= 0)
        known = same & (lean[:, None] >= 0) & (lean[None, :] >= 0)
        value = np.full(same.shape, np.nan)
        value[elsewhere] = 0.0
        value[known] = (lean[:, None] != lean[None, :])[known]
        return _filled(value)

    def _novelty(self) -> Matrix | None:
        if not self.problem.met:
            return None
        count = len(self.problem.people)
        value = np.ones((count, count))
        for pair, times in self.problem.met.items():
            one, other = (self.problem.index[person] for person in pair)
            value[one, other] = value[other, one] = 1.0 / (1.0 + times)
        return _filled(value)


def context_distance(people: Sequence[Person], dimensions: Sequence[Dimension]) -> Matrix:
    """Weighted mean over the dimensions both people answered; NaN where there is none."""
    count = len(people)
    total = np.zeros((count, count))
    weight = np.zeros((count, count))
    for dimension in dimensions:
        if dimension.weight == 0:
            continue
        apart, answered = _distance_on(people, dimension)
        both = answered[:, None] & answered[None, :]
        total += np.where(both, dimension.weight * apart, 0.0)
        weight += np.where(both, dimension.weight, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        distance: Matrix = total / weight
    np.fill_diagonal(distance, np.nan)
    return distance


def _distance_on(people: Sequence[Person], dimension: Dimension) -> tuple[Matrix, NDArray[np.bool_]]:
    place = {value: at for at, value in enumerate(dimension.values)}
    answers = [[place[value] for value in person.context.get(dimension.key, ())] for person in people]
    answered = np.array([bool(answer) for answer in answers], dtype=np.bool_)
    if dimension.kind == "several_of":
        return _overlap_distance(answers, len(dimension.values)), answered
    rank = np.array([answer[0] if answer else 0 for answer in answers], dtype=np.float64)
    gap = np.abs(rank[:, None] - rank[None, :])
    if dimension.kind == "ordered":
        return gap / max(1, len(dimension.values) - 1), answered
    return (gap > 0).astype(np.float64), answered


def _overlap_distance(answers: list[list[int]], width: int) -> Matrix:
    """One minus the Jaccard index of two people's answers."""
    ticked = np.zeros((len(answers), max(1, width)))
    for at, answer in enumerate(answers):
        ticked[at, answer] = 1.0
    both = ticked @ ticked.T
    size = ticked.sum(axis=1)
    either = size[:, None] + size[None, :] - both
    return np.asarray(1.0 - both / np.maximum(either, 1.0))


def _codes(names: Sequence[str | None]) -> NDArray[np.int64]:
    """A number for each name; −1 for no name."""
    place: dict[str, int] = {}
    return np.array([place.setdefault(name, len(place)) if name else -1 for name in names], dtype=np.int64)


def _filled(value: Matrix) -> Matrix | None:
    """Unknown pairs get the mean of the known ones; nothing known makes no part."""
    np.fill_diagonal(value, np.nan)
    known = ~np.isnan(value)
    if not known.any():
        return None
    value = np.where(known, value, value[known].mean())
    np.fill_diagonal(value, 0.0)
    return value
