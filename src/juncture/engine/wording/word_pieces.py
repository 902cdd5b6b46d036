"""Words cut into the pieces a network knows: the longest known beginning first, then the rest.

The scheme is that of BERT's uncased vocabularies (Devlin et al., 2019): small letters without accents, punctuation by
itself, pieces inside a word marked with "##".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

UNKNOWN = "[UNK]"
_LONGEST_WORD = 100
_IDEOGRAPHS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


def word_pieces(text: str, known: Mapping[str, int], most: int) -> list[int]:
    """At most so many pieces; what lies beyond isn't cut at all."""
    found: list[int] = []
    for word in _words(text):
        found += _pieces(word, known)
        if len(found) >= most:
            break
    return found[:most]


def _pieces(word: str, known: Mapping[str, int]) -> list[int]:
    if len(word) > _LONGEST_WORD:
        return [known[UNKNOWN]]
    found: list[int] = []
    start = 0
    while start < len(word):
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in known), None)
        if end is None:
            return [known[UNKNOWN]]
        found.append(known[mark + word[start:end]])
        start = end
    return found


def _words(text: str) -> Iterator[str]:
    for run in text.split():
        word = ""
        for character in _bare(run):
            if _stands_alone(character):
                if word:
                    yield word
                yield character
                word = ""
            else:
                word += character
        if word:
            yield word


def _bare(run: str) -> str:
    """In small letters, without accents and without characters that don't show."""
    if run.isascii() and run.isprintable():
        return run.lower()
    letters = unicodedata.normalize("NFD", run.lower())
    return "".join(
        letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cc", "Cf", "Co", "Cn")
    )


def _stands_alone(character: str) -> bool:
    code = ord(character)
    if code < 128:
        return not character.isalnum()
    return unicodedata.category(character).startswith("P") or any(
        low <= code <= high for low, high in _IDEOGRAPHS
    )
