"""Where one sentence ends and the next begins, as positions in the text as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juncture.engine.wording.reading import Span

_END = re.compile(r"""[.!?…]+['")\]]*(?=\s|$)|\n+|$""")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|dr|mr|mrs|ms|no|inc|ca|z\.b|d\.h|bzw|usw)|\b[A-Z])\.$", re.IGNORECASE
)


def sentence_spans(text: str) -> Iterator[Span]:
    start = 0
    for end in _END.finditer(text):
        if (
            end.group() == "."
            and end.end() < len(text)
            and _ABBREVIATION.search(text, max(start, end.start() - 8), end.end())
        ):
            continue
        span = _trimmed(text, start, end.end())
        if span[0] < span[1]:
            yield span
        start = end.end()


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end)
