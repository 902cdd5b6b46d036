"""The hard rules in the form the search needs: who may not meet, who has time when, who is fixed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from juncture.engine.grouping.problem import Problem

UNSEATED = -1


@dataclass(frozen=True)
class Rulebook:
    """One problem's hard rules over positions in `problem.people`."""

    problem: Problem

    @property
    def count(self) -> int:
        return len(self.problem.people)

    @cached_property
    def apart(self) -> NDArray[np.bool_]:
        """Who may not sit with whom."""
        apart = np.zeros((self.count, self.count), dtype=np.bool_)
        index = self.problem.index
        for pair in self.problem.rules.blocked:
            one, other = (index[person] for person in pair)
            apart[one, other] = apart[other, one] = True
        if self.problem.rules.employer_apart:
            for members in self.by_employer.values():
                apart[np.ix_(members, members)] = True
        for rivals in self.problem.rules.competitors:
            houses = [self.by_employer.get(name, []) for name in sorted({same_house(r) for r in rivals})]
            for at, house in enumerate(houses):
                for other_house in houses[at + 1 :]:
                    apart[np.ix_(house, other_house)] = True
                    apart[np.ix_(other_house, house)] = True
        np.fill_diagonal(apart, False)
        return apart

    @cached_property
    def by_employer(self) -> dict[str, list[int]]:
        """People by employer; one written with other capitals or spaces is the same employer."""
        houses: dict[str, list[int]] = defaultdict(list)
        for at, person in enumerate(self.problem.people):
            if person.employer and person.employer.strip():
                houses[same_house(person.employer)].append(at)
        return dict(houses)

    @cached_property
    def words(self) -> int:
        """How many 64-bit words hold everybody's slots."""
        return max(1, -(-len(self.problem.slots) // 64))

    @cached_property
    def masks(self) -> NDArray[np.uint64]:
        """Everyone's slots as bits; without slots in the problem everyone has the same one."""
        masks = np.zeros((self.count, self.words), dtype=np.uint64)
        if not self.problem.slots:
            masks[:] = 1
            return masks
        place = {slot: at for at, slot in enumerate(self.problem.slots)}
        for at, person in enumerate(self.problem.people):
            for slot in person.slots:
                word, bit = divmod(place[slot], 64)
                masks[at, word] |= np.uint64(1 << bit)
        return masks

    @cached_property
    def turnout(self) -> Mapping[str, int]:
        """How many people have time at each slot."""
        return Counter(slot for person in self.problem.people for slot in person.slots)

    @cached_property
    def seatable(self) -> NDArray[np.bool_]:
        """Who could sit in some group, as far as their own times and foes tell."""
        low = self.problem.rules.sizes[0]
        seatable = np.full(self.count, self.count >= low)
        if self.problem.slots:
            seatable &= np.array(
                [any(self.turnout[slot] >= low for slot in person.slots) for person in self.problem.people],
                dtype=np.bool_,
            )
        return np.asarray(seatable & (self.count - self.apart.sum(axis=1) >= low))

    @cached_property
    def pins(self) -> NDArray[np.int64]:
        """The group number somebody is fixed to, or 0."""
        pins = np.zeros(self.count, dtype=np.int64)
        for person, number in self.problem.rules.fixed.items():
            pins[self.problem.index[person]] = number
        return pins

    @cached_property
    def facilitators(self) -> NDArray[np.bool_]:
        return np.array([person.facilitator for person in self.problem.people], dtype=np.bool_)

    def may_sit(self, members: Sequence[int]) -> bool:
        """Whether these people may share a table, leaving aside how many they are and who facilitates."""
        if len(members) == 0:
            return True
        at = np.asarray(members, dtype=np.intp)
        if self.apart[np.ix_(at, at)].any():
            return False
        if not np.bitwise_and.reduce(self.masks[at], axis=0).any():
            return False
        return len({int(pin) for pin in self.pins[at] if pin}) < 2

    def is_group(self, members: Sequence[int]) -> bool:
        """Whether these people make a whole group under every rule."""
        low, high = self.problem.rules.sizes
        if not low <= len(members) <= high or not self.may_sit(members):
            return False
        return not self.problem.rules.facilitator_each or bool(self.facilitators[list(members)].any())

    def slot_of(self, members: Iterable[int]) -> str | None:
        """The first slot everyone in the group has."""
        if not self.problem.slots:
            return None
        common = frozenset.intersection(*(self.problem.people[at].slots for at in members))
        return next((slot for slot in self.problem.slots if slot in common), None)


def same_house(employer: str) -> str:
    """An employer's name without differences of capitals and spaces."""
    return " ".join(employer.split()).casefold()
