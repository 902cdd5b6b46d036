"""The answer: groups with their reasons, who stays unseated and why, and how good the whole is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from juncture.engine.grouping.wording import sentence

Values = Mapping[str, object]


@dataclass(frozen=True)
class Reason:
    """One thing worth saying, as a code with its values and as a sentence that can be shown."""

    code: str
    values: Values = field(default_factory=dict)

    @property
    def text(self) -> str:
        return sentence(self.code, self.values)


@dataclass(frozen=True)
class Group:
    """People who sit together. `person_reasons` says of each of them why here."""

    number: int
    people: tuple[str, ...]
    slot: str | None
    score: float
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...] = ()
    person_reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unseated:
    """Someone without a seat, and why no group could take them."""

    person: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Clash:
    """Rules that can't hold together for these people."""

    rules: tuple[str, ...]
    people: tuple[str, ...]
    reason: Reason

    @property
    def text(self) -> str:
        return self.reason.text


@dataclass(frozen=True)
class Score:
    """How good a grouping is, from 0 to 1.

    `total` leans towards the weakest groups (a harmonic mean). `against_chance` is how far it lies above
    what seating by lot brings; `bound` can't be passed by any grouping into as many groups of these sizes.
    """

    total: float
    parts: Mapping[str, float]
    against_chance: float
    bound: float


@dataclass(frozen=True)
class Result:
    """A grouping that can be made again from its seed and its number of iterations."""

    groups: tuple[Group, ...]
    unseated: tuple[Unseated, ...]
    clashes: tuple[Clash, ...]
    score: Score
    seed: int = 0
    iterations: int = 0

    @property
    def seats(self) -> dict[str, int]:
        """Everyone who has a seat, with the number of their group."""
        return {person: group.number for group in self.groups for person in group.people}

    @property
    def tables(self) -> dict[int, tuple[str, ...]]:
        """The people of each group by its number: what the what-if verbs take."""
        return {group.number: group.people for group in self.groups}

    def group(self, number: int) -> Group:
        return next(group for group in self.groups if group.number == number)


@dataclass(frozen=True)
class Change:
    """What a what-if would bring: the grouping after it, and by how much the total rises or falls."""

    result: Result
    gain: float
    moved: tuple[str, ...]
