"""How evenly a call was shared: a private cue for the people in it, never a score.

That equal turns make a group clever is contested (Woolley 2010; Credé and Howardson 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juncture.engine.transcripts.turns import Turn


@dataclass(frozen=True)
class Voice:
    speaker: str
    turns: int
    words: int
    seconds: float
    share: float
    """Share of all words, 0 to 1."""


def voices(turns: Sequence[Turn]) -> tuple[Voice, ...]:
    """Most words first."""
    said: dict[str, list[Turn]] = {}
    for turn in turns:
        said.setdefault(turn.speaker, []).append(turn)
    every = sum(turn.words for turn in turns)
    found = [_voice(speaker, own, every) for speaker, own in said.items()]
    return tuple(sorted(found, key=lambda voice: -voice.words))


def _voice(speaker: str, own: Sequence[Turn], every: int) -> Voice:
    words = sum(turn.words for turn in own)
    seconds = sum(turn.end - turn.start for turn in own)
    return Voice(speaker, len(own), words, round(seconds, 1), words / every if every else 0.0)


def gini(amounts: Sequence[float]) -> float:
    """0 where all have the same, towards 1 where one has all."""
    ordered, every = sorted(amounts), sum(amounts)
    if not ordered or every <= 0:
        return 0.0
    weighted = sum(rank * amount for rank, amount in enumerate(ordered, start=1))
    return 2 * weighted / (len(ordered) * every) - (len(ordered) + 1) / len(ordered)
