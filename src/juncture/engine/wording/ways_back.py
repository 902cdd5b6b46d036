"""While somebody writes: words that leave what is asked for, and the question that leads back to it.

What is asked for is experience, a first win or an orientation. The first two are told, so advice is led back to what
happened; an orientation is where somebody stands, so tasks, owners and due dates are led back to what they see. The
words are the language's own (`[ways_back]`), and where nothing sure is seen nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from juncture.engine.wording.advice import MOST_SENTENCES, read_advice
from juncture.engine.wording.language import Language, seems_to_be
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import make_plain
from juncture.engine.wording.reading import Span
from juncture.engine.wording.sentences import sentence_spans

Purpose: TypeAlias = Literal["experience", "first_win", "orientation"]

PURPOSES: tuple[Purpose, ...] = ("experience", "first_win", "orientation")
_FEWEST_ITEMS = 2
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class WayBack:
    """Where it was seen, why something is said at all, and the question."""

    span: Span
    text: str
    reason: str
    question: str


def way_back(text: str, purpose: Purpose = "experience", language: str = "en") -> WayBack | None:
    """About the last place that leaves the purpose, since that is where the writer is."""
    words = find_language(language)
    if words is None:
        return None
    span = _last_task(text, words) if purpose == "orientation" else _last_advice(text, language)
    if span is None:
        return None
    said = words.texts("ways_back", purpose)
    return WayBack(span, text[slice(*span)], said["reason"], said["question"])


def _last_advice(text: str, language: str) -> Span | None:
    readings = reversed(read_advice(text, language))
    return next((reading.span for reading in readings if reading.advice), None)


def _last_task(text: str, words: Language) -> Span | None:
    """A sentence with a task's owner or date, or a list of chores."""
    if not seems_to_be(words, text):
        return None
    spans = (span for span, _ in zip(sentence_spans(text), range(MOST_SENTENCES), strict=False))
    found = [span for span in spans if _is_task(text[slice(*span)], words)]
    chores = [line.span() for line in _LINE.finditer(text) if _is_chore(line.group(), words)]
    if len(chores) >= _FEWEST_ITEMS:
        found.append(chores[-1])
    return max(found, default=None)


def _is_task(sentence: str, words: Language) -> bool:
    plain = make_plain(sentence, most=2_000).text
    return _any(plain, words, "tasks") and not _any(plain, words, "not_tasks")


def _is_chore(line: str, words: Language) -> bool:
    plain = make_plain(line, most=2_000).text
    return _any(plain, words, "chores") and not _any(plain, words, "not_tasks")


def _any(plain: str, words: Language, kind: str) -> bool:
    return any(pattern.search(plain) for pattern in words.patterns("ways_back", "orientation", kind))
