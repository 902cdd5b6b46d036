"""What may be shown of a few people without telling on any of them.

A figure stands on people. It is shown when there are enough of them, from enough employers. And since a total
less the figures that are shown is a figure too, whoever is left out must be enough as well: complementary
suppression (Cox, "Suppression methodology and statistical disclosure control", JASA 75, 1980).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, order=True)
class Person:
    """Somebody a figure stands on; people whose employer isn't known (0) count as one employer together."""

    id: int
    employer: int = 0


@dataclass(frozen=True)
class Rule:
    people: int = 5
    employers: int = 3

    def __post_init__(self) -> None:
        if self.people < 1 or self.employers < 1:
            raise ValueError(f"a rule needs at least one person and one employer; came {self}")


# How a group spreads over several answers tells more than one share does.
DISTRIBUTION = Rule(people=8)

K = TypeVar("K", bound=Hashable)


def enough(people: Iterable[Person], rule: Rule = Rule()) -> bool:
    """Whether a figure about these people may be shown."""
    each = set(people)
    return len(each) >= rule.people and len({person.employer for person in each}) >= rule.employers


def shown(
    cells: Mapping[K, frozenset[Person]],
    rule: Rule = Rule(),
    *,
    unlisted: frozenset[Person] = frozenset(),
) -> frozenset[K]:
    """The cells that may be seen beside the total of all of them.

    Cells that are too small are out; and while the people in those that are out are too few themselves, the
    smallest cell that is left goes out with them. `unlisted` are people in the total who are in no cell.
    """
    kept = {key: people for key, people in cells.items() if enough(people, rule)}
    out = unlisted.union(*(people for key, people in cells.items() if key not in kept))
    while out and kept and not enough(out, rule):
        # By size, then by name, so that the same table always hides the same cells.
        smallest = min(kept, key=lambda key: (len(kept[key]), str(key)))
        out |= kept.pop(smallest)
    return frozenset(kept)
