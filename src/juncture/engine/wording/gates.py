"""Words one of which a text must hold before a pattern can be found in it, so that most patterns need not be run.

Looking for a plain word takes a hundredth of the time of a pattern that begins at every letter. What a pattern needs
is read off its own parse; where Python's parser has moved, or nothing is needed for certain, the pattern is just run.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

_LONG_ENOUGH = 3

try:
    _parser: Any = import_module("re._parser")
    _ops: Any = import_module("re._constants")
except ImportError:
    _parser = _ops = None


@cache
def gate(pattern: str) -> tuple[str, ...]:
    """Every text the pattern is found in, in the same letters, holds one of these. Empty where that can't be said."""
    return (
        tuple(sorted(_needed(_parser.parse(pattern)), key=lambda word: (len(word), word))) if _parser else ()
    )


def _needed(parts: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    found: list[frozenset[str]] = []
    run = ""
    for kind, what in parts:
        if kind is _ops.LITERAL:
            run += chr(what)
        elif kind is not _ops.AT:  # a border of words stands between letters and takes none
            found.append(frozenset([run]))
            run = ""
            found.append(_inside(kind, what))
    found.append(frozenset([run]))
    return max((each for each in found if each and all(each)), key=_tells, default=frozenset())


def _inside(kind: Any, what: Any) -> frozenset[str]:
    if kind is _ops.SUBPATTERN:
        return _needed(what[3])
    if kind is _ops.MAX_REPEAT and what[0] >= 1:
        return _needed(what[2])
    if kind is _ops.BRANCH:
        ways = [_needed(way) for way in what[1]]
        return frozenset[str]().union(*ways) if all(ways) else frozenset()
    return frozenset()


def _tells(words: frozenset[str]) -> tuple[bool, int]:
    return min(map(len, words)) >= _LONG_ENOUGH, -len(words)
