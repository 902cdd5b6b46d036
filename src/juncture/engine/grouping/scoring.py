"""How good a grouping is. Groups count by the mean of their pairs, the whole by its weaker groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.problem import Problem
from juncture.engine.grouping.result import Score
from juncture.engine.grouping.ruling import Rulebook
from juncture.engine.grouping.utility import Utility

# A group of value 0 would make a plain harmonic mean 0 whatever the others are; shifted, it still pulls
# hardest but leaves the rest something to gain.
SHIFT = 0.05
LOTS = 40  # seatings by lot behind `against_chance`

Members = Sequence[int]


@dataclass(frozen=True)
class Weighed:
    """A problem with its rules and pair values worked out, once."""

    problem: Problem

    @cached_property
    def rulebook(self) -> Rulebook:
        return Rulebook(self.problem)

    @cached_property
    def utility(self) -> Utility:
        return Utility(self.problem)

    def group_score(self, members: Members) -> float:
        """What one group is worth, 0–1."""
        at = list(members)
        if len(at) < 2:
            return 0.0
        pairs = self.utility.pairs[np.ix_(at, at)].sum() / (len(at) * (len(at) - 1))
        share = self.utility.role_share
        return float((1.0 - share) * pairs + share * self.cover(at))

    def cover(self, members: Members) -> float:
        """The share of the wished-for roles somebody here can fill."""
        roles = self.utility.roles
        if not roles:
            return 0.0
        at = list(members)
        return sum(bool(who[at].any()) for who in roles.values()) / len(roles)

    def group_parts(self, members: Members) -> dict[str, float]:
        """The group's mean by part."""
        at = list(members)
        pairs = len(at) * (len(at) - 1)
        parts = {
            name: float(matrix[np.ix_(at, at)].sum() / pairs)
            for name, matrix in self.utility.parts.items()
            if pairs
        }
        if self.utility.roles:
            parts["role_cover"] = self.cover(at)
        return parts

    def score(self, groups: Sequence[Members], seed: int) -> Score:
        """The whole: total, parts, distance from chance, and what can't be passed."""
        if not groups:
            return Score(0.0, {}, 0.0, 0.0)
        total = worst_aware_mean([self.group_score(members) for members in groups])
        by_group = [self.group_parts(members) for members in groups]
        # Somebody alone at a table, on the way to another plan, has no pair and so no parts.
        names = dict.fromkeys(name for part in by_group for name in part)
        parts = {name: float(np.mean([part[name] for part in by_group if name in part])) for name in names}
        return Score(total, parts, total - self._by_lot(groups, seed), max(total, self._bound(groups)))

    def _by_lot(self, groups: Sequence[Members], seed: int) -> float:
        """The mean total when the same people sit in groups of the same sizes by lot."""
        rng = np.random.default_rng(seed)
        seated = np.array([at for members in groups for at in members])
        sizes = np.array([len(members) for members in groups])
        labels = np.repeat(np.arange(len(groups)), sizes)
        share = self.utility.role_share
        totals = []
        for _ in range(LOTS):
            drawn = rng.permutation(seated)
            scores = (1 - share) * self._pair_means(drawn, labels, sizes)
            for who in self.utility.roles.values():
                held = np.bincount(labels, weights=who[drawn], minlength=len(groups)) > 0
                scores = scores + share * held / len(self.utility.roles)
            totals.append(worst_aware_mean(scores.tolist()))
        return float(np.mean(totals))

    def _pair_means(
        self, drawn: NDArray[np.int64], labels: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        starts = np.concatenate([[0], np.cumsum(sizes)])
        pairs = self.utility.pairs
        sums = np.zeros(len(sizes))
        for size in np.unique(sizes[sizes > 1]):
            which = np.flatnonzero(sizes == size)
            tables = drawn[starts[which][:, None] + np.arange(size)]
            sums[which] = pairs[tables[:, :, None], tables[:, None, :]].sum(axis=(1, 2)) / (size * (size - 1))
        return sums

    def _bound(self, groups: Sequence[Members]) -> float:
        """No seating of these people at tables of these sizes can have a higher total.

        The harmonic mean never passes the plain one, and nobody's neighbours are worth more than the best
        ones they could have anywhere; a person counts 1/size at their table, so the best people are taken
        to sit at the smallest.
        """
        seated = np.array([at for members in groups for at in members])
        sizes = np.sort(np.array([len(members) for members in groups]))
        seats = np.repeat(sizes, sizes)
        pairs = self.utility.pairs[np.ix_(seated, seated)].copy()
        np.fill_diagonal(pairs, -1.0)
        smallest = int(sizes[0])
        best = np.maximum(-np.sort(-pairs, axis=1)[:, : max(1, smallest - 1)].mean(axis=1), 0.0)
        highest = float((np.sort(best)[::-1] / seats).sum() / len(sizes))
        share = self.utility.role_share
        cover = sum(min(1.0, who[seated].sum() / len(sizes)) for who in self.utility.roles.values())
        cover /= max(1, len(self.utility.roles))
        return float(min(1.0, (1.0 - share) * highest + share * cover))


def weigh(problem: Problem) -> Weighed:
    """The problem weighed; kept with the problem, so that a what-if needn't begin anew."""
    kept = problem.__dict__.get("_weighed")
    if isinstance(kept, Weighed):
        return kept
    weighed = Weighed(problem)
    object.__setattr__(problem, "_weighed", weighed)
    return weighed


def group_cost(score: float) -> float:
    """What a group adds to the sum that the search makes small."""
    return 1.0 / (SHIFT + max(score, 0.0))


def worst_aware_mean(scores: Sequence[float]) -> float:
    """The harmonic mean, shifted."""
    if len(scores) == 0:
        return 0.0
    return len(scores) / sum(group_cost(score) for score in scores) - SHIFT


def preferred_counts(seated: int, sizes: tuple[int, int]) -> list[int]:
    """How many groups `seated` people can make, the most even with the middle of the range first."""
    low, high = sizes
    middle = (low + high) / 2
    possible = range(-(-seated // high), seated // low + 1)
    return sorted(
        (count for count in possible if count > 0), key=lambda count: (abs(seated / count - middle), count)
    )
