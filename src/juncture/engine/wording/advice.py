"""Telling advice from experience, sentence by sentence, with a way back to what happened.

English is scored by a small model trained offline (model/advice.md), other languages by their rules. The score says how
sure the reading is that a sentence prescribes; a rule's words, where they are there, are given as the reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording import advice_features as features
from juncture.engine.wording.language import Language, seems_to_be
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.meaning import word_table
from juncture.engine.wording.plain import make_plain
from juncture.engine.wording.reading import SentenceReading, Span
from juncture.engine.wording.sentences import sentence_spans

MOST_SENTENCES = 2_000
_BY_RULE: Final = (0.1, 0.85)


def read_advice(text: str, language: str = "en") -> tuple[SentenceReading, ...]:
    """A language without rules, or a text in another one, gives no readings: no nudge rather than a wrong one."""
    words = find_language(language)
    if words is None or not seems_to_be(words, text):
        return ()
    spans = (span for span, _ in zip(sentence_spans(text), range(MOST_SENTENCES), strict=False))
    return tuple(_read(text, span, words) for span in spans)


def read_line(line: str, language: str = "en") -> SentenceReading | None:
    """The whole line as one sentence; None if it is empty or its language has no rules."""
    words = find_language(language)
    if words is None or not line.strip():
        return None
    return _read(line, (0, len(line)), words)


def _read(text: str, span: Span, words: Language) -> SentenceReading:
    sentence = text[span[0] : span[1]]
    cue = _cue(sentence, words)
    score = _score(sentence) if words.code == "en" else _BY_RULE[cue is not None]
    advice = score > 0.5
    return SentenceReading(
        span=span,
        text=sentence,
        advice=advice,
        score=round(score, 3),
        reason=_reason(advice, cue, words),
        way_back=words.texts("ways_back", "experience", "question") if advice else None,
    )


def _cue(sentence: str, words: Language) -> str | None:
    """The words that tell somebody what to do, if there are any that a rule knows."""
    plain = make_plain(sentence, most=2_000).text
    if any(pattern.search(plain) for pattern in words.patterns("advice", "not_advice")):
        return None
    found = (pattern.search(plain) for pattern in words.patterns("advice", "patterns"))
    return next((hit.group().strip() for hit in found if hit), None)


def _reason(advice: bool, cue: str | None, words: Language) -> str:
    if not advice:
        return str(words.texts("advice", "otherwise"))
    reason = words.texts("advice", "reason")
    return f"{reason} (“{cue}”)" if cue else str(reason)


@dataclass(frozen=True)
class _Model:
    """Linear, in four parts: hashed pieces of the wording and of its shape, the words' meaning, and cues."""

    bias: float
    threshold: float
    words: tuple[NDArray[np.float32], NDArray[np.float32]]
    letters: tuple[NDArray[np.float32], NDArray[np.float32]]
    shapes: tuple[NDArray[np.float32], NDArray[np.float32]]
    classes: features.Classes
    common: frozenset[str]
    meaning: NDArray[np.float32]
    cues: NDArray[np.float32]


def _score(sentence: str) -> float:
    """Above a half where the sentence is read as advice: the model's threshold is moved there."""
    tokens = features.advice_tokens(sentence)
    if not any(token[0].isalpha() for token in tokens):
        return 0.0
    model = _model()
    points = model.bias - model.threshold
    points += _block(features.hashed_words(tokens), *model.words)
    points += _block(features.hashed_letters(tokens), *model.letters)
    shapes = features.hashed_classes(tokens, word_table(), model.classes, model.common)
    points += _block(shapes, *model.shapes)
    points += float(features.meaning_of(tokens, word_table()) @ model.meaning)
    points += float(features.cues_of(tokens) @ model.cues)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, points))))


def _block(buckets: set[int], weights: NDArray[np.float32], rarity: NDArray[np.float32]) -> float:
    at = np.fromiter(buckets, dtype=np.intp, count=len(buckets))
    values = rarity[at]
    length = math.sqrt(float(values @ values))
    return float(values @ weights[at]) / length if length else 0.0


@cache
def _model() -> _Model:
    with (files("juncture.engine.wording") / "model" / "advice.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        return _Model(
            bias=float(kept["bias"]),
            threshold=float(kept["threshold"]),
            words=(_unpacked(kept, "words_weight"), _unpacked(kept, "words_rarity")),
            letters=(_unpacked(kept, "letters_weight"), _unpacked(kept, "letters_rarity")),
            shapes=(_unpacked(kept, "shapes_weight"), _unpacked(kept, "shapes_rarity")),
            classes=kept["classes"],
            common=frozenset(kept["common"].tobytes().decode("utf-8").split("\n")),
            meaning=kept["meaning"],
            cues=kept["cues"],
        )


def _unpacked(kept: np.lib.npyio.NpzFile, name: str) -> NDArray[np.float32]:
    values: NDArray[np.float32] = kept[name].astype(np.float32) * kept[f"{name}_scale"]
    return values
