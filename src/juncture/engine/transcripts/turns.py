"""A call, as it is once the subtitles are put back together: who spoke, when, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#   TranscriptError
#   ├── NotATranscript        nothing in it looks like a cue: ask for another file
#   └── TranscriptIsEmpty     cues, and not a word in them

Dialect = Literal["zoom", "teams", "meet", "srt", "plain"]


class TranscriptError(ValueError):
    """The file can't be read as a call; the message says what was looked for."""


class NotATranscript(TranscriptError):
    pass


class TranscriptIsEmpty(TranscriptError):
    pass


@dataclass(frozen=True)
class Turn:
    """All that one person said until somebody else spoke."""

    speaker: str
    start: float
    end: float
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class Call:
    dialect: Dialect
    turns: tuple[Turn, ...]
    cues: int
    left_out: str | None = None
    """What was not read because there was too much of it, in words for a person."""

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))
