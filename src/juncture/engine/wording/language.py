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


@dataclass(frozen=True)
class Language:
    code: str
    data: dict[str, Any]

    def texts(self, *path: str) -> Any:
        found: Any = self.data
        for step in path:
            found = found[step]
        return found

    @cache  # noqa: B019  (one Language per code for the life of the process)
    def patterns(self, *path: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(self._fill(one), re.IGNORECASE) for one in self.texts(*path))

    def _fill(self, pattern: str) -> str:
        for name, words in self.data.get("words", {}).items():
            pattern = pattern.replace("{" + name + "}", words)
        return pattern

    def __hash__(self) -> int:
        return hash(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Language) and other.code == self.code


@cache
def languages() -> tuple[str, ...]:
    return tuple(
        sorted(
            entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml")
        )
    )


def language(code: str) -> Language | None:
    """`de-AT` reads as `de`; None for a language nobody has written rules for."""
    base = code.lower().replace("_", "-").split("-")[0]
    return _load(base) if base in languages() else None


@cache
def _load(code: str) -> Language:
    return Language(code, tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8")))
