"""What of a sentence the advice model looks at. Training (tools/train_advice.py) and scoring share this file.

Four kinds: pieces of the wording (runs of words and of letters, hashed, so that the model holds nobody's text), the
same runs with rarer words replaced by the class of their meaning, the meaning of its words from the word table, and a few
cues counted by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording.meaning import WordTable
from juncture.engine.wording.plain import make_plain

BUCKETS = 1 << 18
MOST_TOKENS = 80
MOST_CHARACTERS = 600
FIRST_WORDS = 3

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.!?]+|[^\w\s]")
_LINK = re.compile(r"\b(?:https?|www)\s?[:.]\s?\S+")
_ENTITY = re.compile(r"& ?(?:amp ?; ?)?(?:# ?x?\w{1,6}|[a-z]{2,6}) ?;")
_SPLIT_WORD = re.compile(r"\b(gon|wan|got|can) (na|ta|not)\b")
_CLAUSE = frozenset(",;:-–—.!?(") | {
    "and",
    "or",
    "but",
    "then",
    "so",
    "just",
    "please",
    "maybe",
    "also",
    "perhaps",
    "honestly",
}

_YOU = frozenset({"you", "u", "ya", "you'll", "you'd", "you're"})
_ME = frozenset({"i", "we", "i'd", "i'm", "i've", "we've", "we'd", "we're"})


def advice_tokens(sentence: str) -> list[str]:
    """The same for text as people write it and for text split into tokens ("do n't")."""
    text = make_plain(sentence, most=4_000).text.lower()
    text = _SPLIT_WORD.sub(r"\1\2", _LINK.sub(" url ", _ENTITY.sub(" ", text)))
    return ["0" if token.isdigit() else token for token in _TOKEN.findall(text)][:MOST_TOKENS]


def hashed_words(tokens: list[str]) -> set[int]:
    return {_bucket(piece) for piece in _word_pieces(tokens)}


def hashed_letters(tokens: list[str]) -> set[int]:
    return {_bucket(piece) for piece in _letter_pieces(tokens)}


Classes = NDArray[np.integer]
"""For each row of the word table its coarse and its fine class."""


def hashed_classes(tokens: list[str], table: WordTable, classes: Classes, common: frozenset[str]) -> set[int]:
    """The shape of a sentence: "you #12 try #40". Common words stay as they are, for they make the shape."""
    return {_bucket(piece) for piece in _class_pieces(tokens, table, classes, common)}


def _class_pieces(
    tokens: list[str], table: WordTable, classes: Classes, common: frozenset[str]
) -> Iterator[str]:
    found = [None if token in common else table.find(token) for token in tokens]
    for scale in range(classes.shape[1]):
        shape = [
            token if rows is None else f"#{classes[rows[0], scale]}" if rows else "#"
            for token, rows in zip(tokens, found, strict=True)
        ]
        line = ["<", *shape, ">"]
        for length in (1, 2, 3, 4):
            for at in range(len(line) - length + 1):
                yield f"{scale}k{' '.join(line[at : at + length])}"
        for at in range(len(line) - 2):
            yield f"{scale}s{line[at]} {line[at + 2]}"
        for at, token in enumerate(tokens[:-1]):
            if token in _CLAUSE:
                yield f"{scale}c{line[at + 2]}"
                yield f"{scale}c{' '.join(line[at + 2 : at + 4])}"


def _word_pieces(tokens: list[str]) -> Iterator[str]:
    line = ["<", *tokens, ">"]
    for length in (1, 2, 3):
        for at in range(len(line) - length + 1):
            yield f"w{' '.join(line[at : at + length])}"
    for at, token in enumerate(tokens[:-1]):
        if token in _CLAUSE:
            yield f"c{tokens[at + 1]}"
            yield f"c{' '.join(tokens[at + 1 : at + 3])}"


def _letter_pieces(tokens: list[str]) -> Iterator[str]:
    line = f" {' '.join(tokens)} "[:MOST_CHARACTERS]
    for length in (2, 3, 4, 5):
        for at in range(len(line) - length + 1):
            yield f"l{line[at : at + length]}"


def _bucket(piece: str) -> int:
    return crc32(piece.encode("utf-8")) & (BUCKETS - 1)


def meaning_of(tokens: list[str], table: WordTable) -> NDArray[np.float32]:
    """Mean, highest and lowest of the words' rows; the first words one by one; and what begins a clause, what follows
    "you" and what follows "I" or "we": an instruction begins with a verb, a story goes on with one.
    """
    empty = np.zeros(table.width, dtype=np.float32)
    rows = [_row(token, table) for token in tokens]
    known = [row for row in rows if row is not None]
    stack = np.stack(known) if known else empty[None]
    firsts = [
        empty if row is None else row for row in [*rows[:FIRST_WORDS], *[None] * FIRST_WORDS][:FIRST_WORDS]
    ]
    after = [_mean_after(tokens, rows, marks, empty) for marks in (_CLAUSE, _YOU, _ME)]
    return np.concatenate([stack.mean(axis=0), stack.max(axis=0), stack.min(axis=0), *firsts, *after]).astype(
        np.float32
    )


def _mean_after(
    tokens: list[str],
    rows: list[NDArray[np.float32] | None],
    marks: frozenset[str],
    empty: NDArray[np.float32],
) -> NDArray[np.float32]:
    found = [rows[at + 1] for at in range(len(tokens) - 1) if tokens[at] in marks]
    known = [row for row in found if row is not None]
    mean: NDArray[np.float32] = np.stack(known).mean(axis=0) if known else empty
    return mean


def _row(token: str, table: WordTable) -> NDArray[np.float32] | None:
    found = table.find(token)
    if not found:
        return None
    row: NDArray[np.float32] = table.rows[list(found)].mean(axis=0)
    return row


# ruff: noqa: E501
_CUES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:you|u|ya) (?:\w+ )?(?:should|shouldn't|must|need|have|ought|better|could|might|may|can|want|gotta)\b",
        r"\b(?:you'd|you're|you'll|you've got) (?:be |better|have|need|want|to)\b",
        r"^(?:\w+ ,? ?)?(?:should|could|might|can|do|don't|does|did|have|has|are|is|was|were|will|would|what|when|where|who|why|how|which)\b",
        r"\b(?:if i (?:were|was) you|in your (?:place|shoes|position|case)|if you(?:'re| are)? )",
        r"\bi(?:'d| would|'ll)? (?:really |strongly |definitely |highly )?(?:recommend|suggest|advise|advice|say|encourage|urge)\b",
        r"\b(?:i|we|my|our|us|me)\b",
        r"\b(?:i|we|he|she|they|it) (?:\w+ )?(?:was|were|had|did|\w+ed|went|got|made|took|told|said|came|lost|left|kept|began|found|gave)\b",
        r"\b(?:you|your|yours|yourself)\b",
        r"\b(?:it's|it is|it might be|it would be|it'd be|may be|would be|is) (?:\w+ )?(?:worth|best|better|important|good|helpful|okay|ok|wise|key)\b",
        r"\b(?:make sure|don't|never|always|try|maybe|perhaps|consider|just|let|stop|start|keep|get|give|ask|talk|tell|find|take|look|go|be)\b",
        r"\b(?:why don't you|why not|how about|what about|have you (?:tried|thought|considered)|what if you)\b",
        r"\?",
        r"!",
        r"\b(?:yesterday|ago|last (?:year|week|month|spring|summer|time)|in 20\d\d|when i|when we|back then|after that|at first)\b",
    )
)
CUES = len(_CUES) + 2


def cues_of(tokens: list[str]) -> NDArray[np.float32]:
    line = " ".join(tokens)
    hits = [float(bool(cue.search(line))) for cue in _CUES]
    return np.array([*hits, min(len(tokens), 40) / 20, float(len(tokens) < 5)], dtype=np.float32)
