"""Telling advice from experience, sentence by sentence, with a way back to what happened."""

from __future__ import annotations

from juncture.engine.wording.language import Language
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import make_plain
from juncture.engine.wording.reading import SentenceReading, Span
from juncture.engine.wording.sentences import sentence_spans

MOST_SENTENCES = 2_000


def read_advice(text: str, language: str = "en") -> tuple[SentenceReading, ...]:
    """A language without rules gives no readings: no nudge rather than a wrong one."""
    words = find_language(language)
    if words is None:
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
    plain = make_plain(sentence)
    hits = sum(bool(pattern.search(plain.text)) for pattern in words.patterns("advice", "patterns"))
    advice = hits > 0
    return SentenceReading(
        span=span,
        text=sentence,
        advice=advice,
        score=0.9 if advice else 0.1,
        reason=words.texts("advice", "reason" if advice else "otherwise"),
        way_back=words.texts("advice", "way_back") if advice else None,
    )
