"""What goes into a landscape and what comes out: plain values, so that any landscape can be made again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Id: TypeAlias = str | int


@dataclass(frozen=True)
class Statement:
    id: Id
    text: str
    options: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class Kept:
    """A tension as it stood before. What the host did to it stays: the label if `by_host`, the `fixed` members always.

    Two tensions the host made or named are never joined by the machine.
    """

    key: str
    label: str
    members: tuple[Id, ...] = ()
    by_host: bool = False
    fixed: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Params:
    cut: float | None = None
    """Distance at which clusters stop joining, 0 to 1; None lets the data choose."""
    smallest: int = 2
    stickiness: float = 0.15
    """How much nearer two statements count that were in one tension before, so that names stay steady."""

    def __post_init__(self) -> None:
        if self.cut is not None and not 0 < self.cut < 1:
            raise ValueError(f"cut is a distance between 0 and 1, not {self.cut!r}")
        if self.smallest < 1:
            raise ValueError(f"the smallest tension holds at least one statement, not {self.smallest!r}")
        if not 0 <= self.stickiness < 1:
            raise ValueError(f"stickiness lies between 0 and 1, not {self.stickiness!r}")


@dataclass(frozen=True)
class Tension:
    key: str
    """Stays the same from one landscape to the next while most of its members do."""
    label: str
    members: tuple[Id, ...]
    middle: Id
    """The member nearest the middle. The label is the host's, else a trade-off that several speak of clearly, else this
    member's own words."""
    words: tuple[str, ...]
    reasons: tuple[str, ...]
    by_host: bool = False


@dataclass(frozen=True)
class Landscape:
    tensions: tuple[Tension, ...] = ()
    singletons: tuple[Id, ...] = ()
    cut: float = 0.0
    places: dict[Id, tuple[float, float]] = field(default_factory=dict)
    """Where each statement lies on a map, both figures between 0 and 1; near means alike."""
