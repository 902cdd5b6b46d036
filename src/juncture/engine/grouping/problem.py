"""The question: who is there, what they bring, what must hold and what is wished for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from juncture.engine.grouping.errors import (
    BadNumber,
    DuplicatePerson,
    ImpossibleSizes,
    ProblemError,
    UnknownName,
)

Kind = Literal["ordered", "one_of", "several_of"]
KINDS: tuple[Kind, ...] = ("ordered", "one_of", "several_of")
Pair = frozenset[str]


@dataclass(frozen=True)
class Dimension:
    """One way in which environments differ. `values` of an ordered one run from first to last."""

    key: str
    kind: Kind
    values: tuple[str, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ProblemError(
                f"Dimension “{self.key}” came with kind “{self.kind}”; use one of {', '.join(KINDS)}."
            )
        if len(set(self.values)) != len(self.values):
            raise ProblemError(f"Dimension “{self.key}” lists a value twice; keep each value once.")
        _demand_number(f"The weight of dimension “{self.key}”", self.weight)


@dataclass(frozen=True)
class Person:
    """Someone to be seated. A dimension absent from `context` was not answered, which is not a value."""

    id: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tension: str | None = None
    lean: str | None = None
    employer: str | None = None
    slots: frozenset[str] = frozenset()
    facilitator: bool = False
    further_along: bool = False
    name: str = ""

    @property
    def label(self) -> str:
        """What the reasons call them."""
        return self.name or self.id


@dataclass(frozen=True)
class Rules:
    """What must hold. None of it is ever broken; people stay unseated before that.

    `pins` keep a person in the group of that number; `facilitators` do the same for someone who holds
    the group. Employers inside one set of `competitors` don't meet.
    """

    sizes: tuple[int, int] = (4, 6)
    employer_apart: bool = True
    competitors: frozenset[frozenset[str]] = frozenset()
    blocked: frozenset[Pair] = frozenset()
    facilitator_each: bool = False
    pins: Mapping[str, int] = field(default_factory=dict)
    facilitators: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        low, high = self.sizes
        if not (isinstance(low, int) and isinstance(high, int)) or low < 2 or high < low:
            raise ImpossibleSizes(
                f"Sizes came as {low}–{high}; the smallest must be 2 or more and no bigger than the largest."
            )
        for pair in self.blocked:
            if len(pair) != 2:
                raise ProblemError(
                    f"A blocked pair came with {len(pair)} people ({_listed(pair)}); it takes exactly two."
                )
        for person, number in (*self.pins.items(), *self.facilitators.items()):
            if not isinstance(number, int) or number < 1:
                raise ProblemError(f"“{person}” is pinned to group {number!r}; groups count from 1.")
        for person in self.pins.keys() & self.facilitators.keys():
            if self.pins[person] != self.facilitators[person]:
                raise ProblemError(
                    f"“{person}” is pinned to group {self.pins[person]} and facilitates group "
                    f"{self.facilitators[person]}; keep one of the two."
                )

    @cached_property
    def fixed(self) -> dict[str, int]:
        """Everybody whose group is settled beforehand."""
        return {**self.pins, **self.facilitators}


@dataclass(frozen=True)
class Preferences:
    """What is wished for, each by a named weight; 0 leaves a part out.

    `band_centre` and `band_width` say how far apart two contexts should lie (0 the same, 1 as far as can
    be); None takes them from how far apart this community's members are.
    """

    band_centre: float | None = None
    band_width: float | None = None
    adjacency: float = 3.0
    affinity: float = 2.0
    lean: float = 2.0
    novelty: float = 2.0
    role_cover: float = 1.0

    def __post_init__(self) -> None:
        for name in ("adjacency", "affinity", "lean", "novelty", "role_cover"):
            _demand_number(f"The weight “{name}”", getattr(self, name))
        if not any((self.adjacency, self.affinity, self.lean, self.novelty, self.role_cover)):
            raise BadNumber("Every weight is 0; give at least one of them a weight above 0.")
        if self.band_centre is not None:
            _demand_number("The band's centre", self.band_centre, highest=1.0)
        if self.band_width is not None:
            _demand_number("The band's width", self.band_width)
            if self.band_width == 0:
                raise BadNumber("The band's width came as 0; give it a width above 0, such as 0.15.")


@dataclass(frozen=True)
class Problem:
    """People and what is asked of their grouping; whoever can make one can have it solved.

    `met` counts how often two people have already sat together. `similarity` says how close two people's
    decisions are (0–1) where somebody has measured it.
    """

    people: tuple[Person, ...]
    dimensions: tuple[Dimension, ...] = ()
    slots: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)
    preferences: Preferences = field(default_factory=Preferences)
    met: Mapping[Pair, int] = field(default_factory=dict)
    similarity: Mapping[Pair, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check_names_are_unique()
        self._check_context()
        self._check_slots()
        self._check_pairs()
        self._check_pins()

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each id stands in `people`."""
        return {person.id: at for at, person in enumerate(self.people)}

    def person(self, person_id: str) -> Person:
        if person_id not in self.index:
            raise UnknownName(f"Nobody here has the id “{person_id}”; check it against the list of people.")
        return self.people[self.index[person_id]]

    def _check_names_are_unique(self) -> None:
        for kind, keys in (("Dimension", [d.key for d in self.dimensions]), ("Slot", self.slots)):
            twice = [key for key, times in Counter(keys).items() if times > 1]
            if twice:
                raise ProblemError(f"{kind} “{twice[0]}” came twice; keep one.")
        twice = [key for key, times in Counter(p.id for p in self.people).items() if times > 1]
        if twice:
            raise DuplicatePerson(f"“{twice[0]}” came more than once; give every person an id of their own.")

    def _check_context(self) -> None:
        known = {dimension.key: (dimension, set(dimension.values)) for dimension in self.dimensions}
        for person in self.people:
            for key, answers in person.context.items():
                if key not in known:
                    raise UnknownName(
                        f"“{person.id}” answers “{key}”, which is not a dimension here "
                        f"({_listed(known) or 'there are none'}); add the dimension or drop the answer."
                    )
                dimension, values = known[key]
                strange = [answer for answer in answers if answer not in values]
                if strange:
                    raise UnknownName(
                        f"“{person.id}” answers “{strange[0]}” on “{key}”, which knows "
                        f"{_listed(dimension.values)}; correct the answer or add the value."
                    )
                if dimension.kind != "several_of" and len(answers) > 1:
                    raise ProblemError(
                        f"“{person.id}” gives {len(answers)} answers on “{key}”, which takes one; keep one."
                    )

    def _check_slots(self) -> None:
        known = set(self.slots)
        for person in self.people:
            strange = sorted(person.slots - known)
            if strange:
                raise UnknownName(
                    f"“{person.id}” has time at “{strange[0]}”, which is not one of the slots "
                    f"({_listed(self.slots) or 'there are none'}); add the slot or drop it."
                )

    def _check_pairs(self) -> None:
        for what, pairs in (
            ("blocked", self.rules.blocked),
            ("met", self.met),
            ("similarity", self.similarity),
        ):
            for pair in pairs:
                strange = sorted(pair - self.index.keys())
                if strange:
                    raise UnknownName(
                        f"“{strange[0]}” is named in “{what}” but is not among the people; "
                        "correct the id or leave the pair out."
                    )
                if len(pair) != 2:
                    raise ProblemError(f"“{what}” holds {_listed(pair)}; a pair takes exactly two people.")
        for pair, times in self.met.items():
            _demand_number(f"How often {_listed(pair)} met", times)
        for pair, closeness in self.similarity.items():
            _demand_number(f"The similarity of {_listed(pair)}", closeness, highest=1.0)

    def _check_pins(self) -> None:
        low, high = self.rules.sizes
        most = max(1, len(self.people) // low)
        for person, number in self.rules.fixed.items():
            if person not in self.index:
                raise UnknownName(f"“{person}” is pinned to group {number} but is not among the people.")
            if number > most:
                raise ImpossibleSizes(
                    f"“{person}” is pinned to group {number}, but {len(self.people)} people in groups of "
                    f"{low}–{high} make at most {most}; pin to a lower number."
                )
        for person in self.rules.facilitators:
            if not self.person(person).facilitator:
                raise ProblemError(
                    f"“{person}” is to facilitate a group but is not marked as a facilitator; "
                    "mark them, or pin them instead."
                )


def _demand_number(what: str, number: float, highest: float = math.inf) -> None:
    if not isinstance(number, (int, float)) or not math.isfinite(number) or number < 0 or number > highest:
        room = "0 or more" if highest == math.inf else f"from 0 to {highest:g}"
        raise BadNumber(f"{what} came as {number!r}; give a number {room}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
