"""Text as people paste it, made fit for rules: same words, one kind of quote, no tags, contractions joined.

Every character of the plain text remembers where it came from, so a finding can point into what was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from juncture.engine.wording.gates import gate
from juncture.engine.wording.reading import Span

MOST_CHARACTERS = 20_000
"""A statement is a few sentences. What lies beyond is left unread, so that a pasted book costs no more than a page."""

_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_TAG = re.compile(r"<[^<>]{1,200}>")
_SPLIT_CONTRACTION = re.compile(
    r"(?<=\w)(\s)(?=(?:n't|'(?:s|re|ve|ll|d|m))\b)|(?<=\w)(\s)(?=[,.;:?!)](?:\s|$))", re.IGNORECASE
)
_UNUSUAL = re.compile(r"[^ -~]")
_LONG_GAP = re.compile(r"\s{3}")
_UNTIL_LONG_GAP = re.compile(r"(?P<kept>\S+\s{0,2}|^\s{1,2})\s*")


@dataclass(frozen=True)
class Plain:
    text: str
    origins: tuple[int, ...] | range

    @cached_property
    def low(self) -> str:
        """In small letters, each in its place."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else "".join(map(_small, self.text))

    @cached_property
    def _looked_for(self) -> dict[str, list[Span]]:
        return {}

    @cached_property
    def _asked_for(self) -> dict[str, bool]:
        return {}

    def holds(self, pattern: re.Pattern[str]) -> bool:
        held = self._asked_for.get(pattern.pattern)
        if held is None:
            held = self._may_hold(pattern) and pattern.search(self.low) is not None
            self._asked_for[pattern.pattern] = held
        return held

    def found(self, pattern: re.Pattern[str]) -> list[Span]:
        """Where a pattern for small letters is found in the plain text; elements share patterns."""
        spans = self._looked_for.get(pattern.pattern)
        if spans is None:
            hits = pattern.finditer(self.low) if self._may_hold(pattern) else ()
            spans = [hit.span() for hit in hits]
            self._looked_for[pattern.pattern] = spans
        return spans

    def _may_hold(self, pattern: re.Pattern[str]) -> bool:
        words = gate(pattern.pattern)
        return not words or any(word in self.low for word in words)

    def span(self, start: int, end: int) -> Span:
        """Where plain[start:end] stands in the text as it was written."""
        if end <= start:
            at = self.origins[start] if start < len(self.origins) else len(self.origins)
            return (at, at)
        return (self.origins[start], self.origins[end - 1] + 1)


def make_plain(text: str, most: int = MOST_CHARACTERS) -> Plain:
    """Also joins text that was split into tokens ("do n't" becomes "don't")."""
    kept = _UNUSUAL.sub(_plain_character, text[:most].translate(_QUOTES))
    kept = _TAG.sub(lambda tag: " " * len(tag.group()), kept) if "<" in kept else kept
    gaps = [gap.start() for gap in _SPLIT_CONTRACTION.finditer(kept)]
    if not gaps:
        return Plain(kept, range(len(kept)))
    runs = [range(start + 1, end) for start, end in pairwise([-1, *gaps, len(kept)])]
    return Plain("".join(kept[run.start : run.stop] for run in runs), tuple(chain.from_iterable(runs)))


def squeezed(plain: Plain) -> Plain:
    """Long runs of white space cut to two characters: they say nothing, and patterns would walk them over and over."""
    if not _LONG_GAP.search(plain.text):
        return plain
    kept = [at for run in _UNTIL_LONG_GAP.finditer(plain.text) for at in range(*run.span("kept"))]
    if len(kept) == len(plain.text):
        return plain
    return Plain("".join(plain.text[at] for at in kept), tuple(plain.origins[at] for at in kept))


def _small(letter: str) -> str:
    return letter.lower() if len(letter.lower()) == 1 else letter


def _plain_character(unusual: re.Match[str]) -> str:
    character = unusual.group()
    if character in "\n\r":
        return "\n"
    return " " if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp") else character
