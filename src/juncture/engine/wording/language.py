"""What a language brings: its rules and its words to people. A language is a TOML file beside this one.

To add one, copy languages/en.toml. A language without a file gets no nudge, never a wrong one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = files("juncture.engine.wording") / "languages"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS_TO_TELL = 6
_FEWEST_TELLTALES = 0.12
_READ_TO_TELL = 1_500
_MOST_SIGNS = 0.05
_PROGRAM = re.compile(r"[{};=<>|$\\_]|\w[(\[]")


@dataclass(frozen=True, eq=False)
class Language:
    """One per code for the life of the process; patterns are compiled when first asked for."""

    code: str
    data: dict[str, Any]
    compiled: dict[tuple[str, ...], tuple[re.Pattern[str], ...]]
    sets: dict[tuple[str, ...], frozenset[str]]

    def texts(self, *path: str) -> Any:
        found: Any = self.data
        for step in path:
            found = found[step]
        return found

    def patterns(self, *path: str) -> tuple[re.Pattern[str], ...]:
        if path not in self.compiled:
            kept = self.texts(*path)
            kept = [kept] if isinstance(kept, str) else kept
            self.compiled[path] = tuple(re.compile(self._filled(one), re.IGNORECASE) for one in kept)
        return self.compiled[path]

    def lowered(self, *path: str) -> tuple[re.Pattern[str], ...]:
        """The same patterns for text in small letters, where they run in half the time. "dont" is read as "don't"."""
        key = ("lowered", *path)
        if key not in self.compiled:
            kept = self.texts(*path)
            kept = [kept] if isinstance(kept, str) else kept
            self.compiled[key] = tuple(re.compile(self._filled(one).replace("n't", "n'?t")) for one in kept)
        return self.compiled[key]

    def pattern(self, *path: str) -> re.Pattern[str]:
        return self.patterns(*path)[0]

    def word_set(self, *path: str) -> frozenset[str]:
        if path not in self.sets:
            self.sets[path] = frozenset(self.texts(*path).split())
        return self.sets[path]

    def _filled(self, pattern: str) -> str:
        for name, words in self.data.get("words", {}).items():
            pattern = pattern.replace("{" + name + "}", words)
        return pattern


@cache
def languages() -> tuple[str, ...]:
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def language(code: str) -> Language | None:
    """`de-AT` reads as `de`; None for a language nobody has written rules for."""
    base = code.lower().replace("_", "-").split("-")[0]
    return _load(base) if base in languages() else None


def seems_to_be(words: Language, text: str) -> bool:
    """Whether a text is likely in this language. A short text is taken at its word, unless its words say otherwise."""
    found = [word.lower() for word in _WORD.findall(text[:_READ_TO_TELL])]
    if not _is_prose(text[:_READ_TO_TELL]):
        return False
    telling = _share(words.word_set("telltale", "words"), found)
    others = (_load(code).word_set("telltale", "words") for code in languages() if code != words.code)
    elsewhere = max(_share(small, found) for small in (*others, *_foreign()))
    if len(found) < _WORDS_TO_TELL:
        return not found or (_is_latin(text) and telling >= elsewhere)
    return telling >= _FEWEST_TELLTALES and telling >= elsewhere


def language_of(text: str, otherwise: str = "en") -> str:
    """The language with rules that a text seems to be written in."""
    for code in (otherwise, *languages()):
        words = language(code)
        if words and seems_to_be(words, text):
            return code
    return otherwise


def _share(small: frozenset[str], found: list[str]) -> float:
    """ "what's" is told by its "what"."""
    return sum(word in small or word.partition("'")[0] in small for word in found) / max(1, len(found))


@cache
def _foreign() -> tuple[frozenset[str], ...]:
    text = (files("juncture.engine.wording") / "foreign.toml").read_text(encoding="utf-8")
    return tuple(frozenset(small.split()) for small in tomllib.loads(text).values())


def _is_prose(text: str) -> bool:
    """Program text is left alone, too."""
    return len(_PROGRAM.findall(text)) <= _MOST_SIGNS * len(text)


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text[:_READ_TO_TELL] if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) * 2 >= len(letters)


@cache
def _load(code: str) -> Language:
    data = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Language(code, data, {}, {})
