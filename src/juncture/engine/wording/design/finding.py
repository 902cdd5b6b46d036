"""A rule, what it found, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from juncture.engine.wording.design.plan import Plan

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Edit:
    """One change to a plan: `set` a value, `insert` one into a list before the place, or `remove` what is there."""

    do: Literal["set", "insert", "remove"]
    at: Path
    value: Any = None


@dataclass(frozen=True)
class Mend:
    say: str
    edits: tuple[Edit, ...] = ()

    @property
    def by_machine(self) -> bool:
        return bool(self.edits)


@dataclass(frozen=True)
class Finding:
    rule: str
    at: Path
    """Where in the plan: ("steps", 2, "prompts", 0) is the first prompt of the third step; () is the plan."""
    reason: str
    mend: Mend
    step: str | None = None
    """The key of the step it speaks of, so that a page can show it there."""
    line: int | None = None


@dataclass(frozen=True)
class Seen:
    """What a rule reports; the check adds the rule's id, the line and the step."""

    at: Path
    reason: str
    mend: Mend | None = None


Look: TypeAlias = "Callable[[Plan], Iterator[Seen]]"


@dataclass(frozen=True)
class Rule:
    id: str
    what: str
    why: str
    mend: str
    look: Look


def rule(rule_id: str, what: str, why: str, mend: str) -> Callable[[Look], Rule]:
    """Turns a function that looks at a plan into a named rule."""

    def name(look: Look) -> Rule:
        return Rule(rule_id, what, why, mend, look)

    return name
