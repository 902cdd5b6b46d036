"""Which member a speaker in a call may be: suggestions to confirm, never a match made for somebody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping


def suggest_members(speakers: Iterable[str], members: Mapping[str, str]) -> dict[str, str | None]:
    """`members` maps a key to a name. None where nobody, or more than one, fits: better no name than a wrong one."""
    names = {key: _parts(name) for key, name in members.items()}
    return {speaker: _nearest(_parts(speaker), names) for speaker in speakers}


def _nearest(parts: frozenset[str], names: Mapping[str, frozenset[str]]) -> str | None:
    shared = sorted(((len(parts & name), key) for key, name in names.items()), reverse=True)
    if not shared or shared[0][0] == 0 or (len(shared) > 1 and shared[1][0] == shared[0][0]):
        return None
    return shared[0][1]


def _parts(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.split("(")[0].split("|")[0]).casefold()
    letters = "".join(c if c.isalpha() else " " for c in plain if not unicodedata.combining(c))
    return frozenset(word for word in letters.split() if len(word) > 1)
