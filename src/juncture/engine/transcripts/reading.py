"""What a call tells: balance of voices, share of advice, what might be kept, and when somebody first summed up.

Candidates are offered to the person who said them. Nothing here is taken over without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from juncture.engine.transcripts.balance import Voice, gini, voices
from juncture.engine.transcripts.turns import Call, Turn
from juncture.engine.wording import SentenceReading, read_each
from juncture.engine.wording.language import Language
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import make_plain

CandidateKind = Literal["signal", "tradeoff", "first_win"]
KINDS: tuple[CandidateKind, ...] = ("signal", "tradeoff", "first_win")
MOST_SENTENCES = 20_000
_FEWEST_WORDS = 6
_TOGETHER = 100
"""So many turns are read at once."""


@dataclass(frozen=True)
class Said:
    """One sentence of a call: whose, when, and in which turn."""

    turn: int
    speaker: str
    at: float
    text: str


@dataclass(frozen=True)
class Candidate:
    kind: CandidateKind
    said: Said
    reason: str


@dataclass(frozen=True)
class Before:
    """What had been said before the first summary."""

    minutes: float
    turns: int
    voices: int
    of_voices: int
    candidates: int


@dataclass(frozen=True)
class CallReading:
    voices: tuple[Voice, ...]
    gini: float
    sentences: int
    advice: tuple[Said, ...]
    advice_share: float
    candidates: tuple[Candidate, ...]
    first_summary: Said | None
    before_summary: Before | None
    reasons: tuple[str, ...]


def read_talk(call: Call, language: str = "en") -> CallReading:
    """An unknown language gives the balance of voices alone."""
    shares = voices(call.turns)
    words = find_language(language)
    read = _sentences(call.turns, language) if words else []
    advice = tuple(said for said, reading in read if reading.advice)
    candidates = tuple(_candidates([said for said, _ in read], words)) if words else ()
    summary = next((said for said, _ in read if words and _hit(words, "summary", _plain(said.text))), None)
    return CallReading(
        voices=shares,
        gini=gini([voice.words for voice in shares]),
        sentences=len(read),
        advice=advice,
        advice_share=len(advice) / len(read) if read else 0.0,
        candidates=candidates,
        first_summary=summary,
        before_summary=_before(call.turns, candidates, summary, len(shares)) if summary else None,
        reasons=_reasons(call, read),
    )


def _sentences(turns: Sequence[Turn], language: str) -> list[tuple[Said, SentenceReading]]:
    return list(islice(_read_in_turn(turns, language), MOST_SENTENCES))


def _read_in_turn(turns: Sequence[Turn], language: str) -> Iterator[tuple[Said, SentenceReading]]:
    for start in range(0, len(turns), _TOGETHER):
        some = turns[start : start + _TOGETHER]
        read = read_each([turn.text for turn in some], language)
        for number, (turn, readings) in enumerate(zip(some, read, strict=True), start):
            for reading in readings:
                yield Said(number, turn.speaker, _when(turn, reading), reading.text), reading


def _when(turn: Turn, reading: SentenceReading) -> float:
    part = reading.span[0] / max(1, len(turn.text))
    return round(turn.start + part * (turn.end - turn.start), 1)


def _candidates(sentences: Sequence[Said], words: Language) -> Iterator[Candidate]:
    for said in sentences:
        if len(said.text.split()) < _FEWEST_WORDS or said.text.rstrip().endswith("?"):
            continue
        plain = _plain(said.text)
        kind = next((kind for kind in KINDS if _hit(words, kind, plain)), None)
        if kind and not _hit(words, "never", plain):
            yield Candidate(kind, said, words.texts("call", "reasons", kind))


def _hit(words: Language, kind: str, plain: str) -> bool:
    return any(pattern.search(plain) for pattern in words.patterns("call", kind))


def _plain(text: str) -> str:
    return make_plain(text, most=1_000).text


def _before(turns: Sequence[Turn], candidates: Sequence[Candidate], summary: Said, of_voices: int) -> Before:
    earlier = turns[: summary.turn]
    return Before(
        minutes=round((summary.at - turns[0].start) / 60, 1),
        turns=len(earlier),
        voices=len({turn.speaker for turn in earlier}),
        of_voices=of_voices,
        candidates=sum(candidate.said.turn < summary.turn for candidate in candidates),
    )


def _reasons(call: Call, read: Sequence[object]) -> tuple[str, ...]:
    reasons = [call.left_out] if call.left_out else []
    if len(read) == MOST_SENTENCES:
        reasons.append(f"Only the first {MOST_SENTENCES:,} sentences were read for what they say.")
    return tuple(reasons)
