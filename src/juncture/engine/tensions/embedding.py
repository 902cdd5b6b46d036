"""Statements as rows of numbers whose products say how alike two of them are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]

_WORD = re.compile(r"[^\W\d_]{2,}")
STOPWORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "don",
        "down",
        "each",
        "few",
        "for",
        "from",
        "further",
        "get",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "keep",
        "let",
        "like",
        "ll",
        "make",
        "me",
        "more",
        "most",
        "much",
        "my",
        "need",
        "no",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "re",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "us",
        "ve",
        "very",
        "want",
        "was",
        "way",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "without",
        "would",
        "you",
        "your",
        "still",
        "already",
        "whether",
        "decide",
        "deciding",
        "decision",
        "choose",
        "given",
        "rather",
        "instead",
    ]
)


def words_of(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in STOPWORDS]


def embed(texts: Sequence[str]) -> Rows:
    """One row of length one per text (zeros where a text has no words)."""
    bags = [Counter(_features(text)) for text in texts]
    seen = Counter(feature for bag in bags for feature in bag)
    columns = {feature: at for at, feature in enumerate(sorted(f for f, n in seen.items() if n > 1))}
    rows = np.zeros((len(texts), max(1, len(columns))))
    for at, bag in enumerate(bags):
        for feature, count in bag.items():
            if feature in columns:
                rows[at, columns[feature]] = (1 + math.log(count)) * (
                    math.log((1 + len(texts)) / (1 + seen[feature])) + 1
                )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def _features(text: str) -> list[str]:
    words = words_of(text)
    return words + [f"{word[:5]}~" for word in words if len(word) > 5]
