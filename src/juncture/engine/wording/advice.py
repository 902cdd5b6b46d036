"""Telling advice from experience, sentence by sentence, with a way back to what happened.

English is scored by small models trained offline (advice_scores.py), other languages by their rules. The score says
how sure the reading is that a sentence prescribes; a rule's words, where they are there, are given as the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from juncture.engine.wording.advice_scores import advice_scores
from juncture.engine.wording.language import Language, seems_to_be
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import make_plain
from juncture.engine.wording.reading import SentenceReading, Span
from juncture.engine.wording.sentences import sentence_spans

MOST_SENTENCES = 2_000
_BY_RULE: Final = (0.1, 0.85)


def read_advice(text: str, language: str = "en") -> tuple[SentenceReading, ...]:
    """A language without rules, or a text in another one, gives no readings: no nudge rather than a wrong one."""
    return read_each([text], language)[0]


def read_each(texts: Sequence[str], language: str = "en") -> list[tuple[SentenceReading, ...]]:
    """Every text as `read_advice` reads it, in less time than one by one."""
    words = find_language(language)
    if words is None:
        return [() for _ in texts]
    spans = [_spans(text) if seems_to_be(words, text) else [] for text in texts]
    places = [(text, span) for text, found in zip(texts, spans, strict=True) for span in found]
    readings = iter(_read(places, words))
    return [tuple(islice(readings, len(found))) for found in spans]


def _spans(text: str) -> list[Span]:
    return list(islice(sentence_spans(text), MOST_SENTENCES))


def read_line(line: str, language: str = "en") -> SentenceReading | None:
    """The whole line as one sentence; None if it is empty or its language has no rules."""
    return read_lines([line], language)[0]


def read_lines(lines: Sequence[str], language: str = "en") -> list[SentenceReading | None]:
    """Every line as `read_line` reads it, in less time than one by one."""
    words = find_language(language)
    if words is None:
        return [None for _ in lines]
    readings = iter(_read([(line, (0, len(line))) for line in lines if line.strip()], words))
    return [next(readings) if line.strip() else None for line in lines]


def _read(places: Sequence[tuple[str, Span]], words: Language) -> list[SentenceReading]:
    sentences = [text[start:end] for text, (start, end) in places]
    cues = [_cue(sentence, words) for sentence in sentences]
    scores = advice_scores(sentences) if words.code == "en" else [_BY_RULE[cue is not None] for cue in cues]
    return [
        _reading(sentence, span, cue, score, words)
        for sentence, (_, span), cue, score in zip(sentences, places, cues, scores, strict=True)
    ]


def _reading(sentence: str, span: Span, cue: str | None, score: float, words: Language) -> SentenceReading:
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
