"""The roads a statement names: what stands on either side of its "or"."""

from __future__ import annotations

from collections.abc import Sequence

from juncture.engine.wording.language import Language
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import make_plain


def name_roads(text: str, options: Sequence[str] = (), language: str = "en") -> tuple[str, ...]:
    """None, one or two short phrases, the person's own words; options they listed themselves come first."""
    listed = tuple(one.strip() for one in options if one.strip())
    if len(listed) >= 2:
        return listed
    words = find_language(language)
    found = roads_in(make_plain(text).text, words) if words else ()
    return found or listed


def roads_in(plain: str, words: Language) -> tuple[str, ...]:
    for how in ("two", "one"):
        for pattern in words.patterns("options", how):
            if hit := pattern.search(plain):
                parts = hit.groupdict()
                return tuple(_trim(parts[name]) for name in ("first", "second") if parts.get(name))
    return ()


def _trim(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" ,;:-–\"'")
