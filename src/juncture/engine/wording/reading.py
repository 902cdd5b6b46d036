"""What a reading of somebody's words says: values with reasons, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]

ElementName = Literal["options", "costs", "open", "mine", "stake"]
Kind = Literal["decision", "leaning", "challenge", "how_to", "complaint", "decided", "other", "unread"]

ELEMENTS: tuple[ElementName, ...] = ("options", "costs", "open", "mine", "stake")


HALF = 0.5


@dataclass(frozen=True)
class Element:
    """One thing an unresolved decision tends to hold, and where in the text it was seen."""

    name: ElementName
    present: bool
    spans: tuple[Span, ...]
    reason: str


@dataclass(frozen=True)
class Reading:
    """What was seen in a statement. `kind` is a hint to lay beside the text and nothing is gated on it.
    `language` is the one that question, restatement and reasons are in.

    An unread text (empty, or in a language without rules) has no elements, nothing missing and no question.
    """

    kind: Kind
    reasons: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()
    missing: tuple[ElementName, ...] = ()
    question: str | None = None
    restatement: str | None = None
    score: float = 0.0
    language: str = ""

    @property
    def decision(self) -> bool:
        """Whether this reads as a decision that is still open. A lean may be one, when another way is still weighed."""
        return self.score >= HALF

    def element(self, name: ElementName) -> Element | None:
        return next((found for found in self.elements if found.name == name), None)


@dataclass(frozen=True)
class SentenceReading:
    """One sentence, and whether it tells somebody what to do. `way_back` asks for the experience behind it."""

    span: Span
    text: str
    advice: bool
    score: float
    reason: str
    way_back: str | None = None


UNREAD = Reading(kind="unread")
