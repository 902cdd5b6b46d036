"""A call's subtitles to turns, and turns to a reading with reasons. Keeps nothing."""

from juncture.engine.transcripts.balance import Voice, gini, voices
from juncture.engine.transcripts.matching import suggest_members
from juncture.engine.transcripts.parsing import NOBODY, read_call
from juncture.engine.transcripts.reading import Before, CallReading, Candidate, Said, read_talk
from juncture.engine.transcripts.turns import Call, NotATranscript, TranscriptError, TranscriptIsEmpty, Turn

__all__ = [
    "NOBODY",
    "Before",
    "Call",
    "CallReading",
    "Candidate",
    "NotATranscript",
    "Said",
    "TranscriptError",
    "TranscriptIsEmpty",
    "Turn",
    "Voice",
    "gini",
    "read_call",
    "read_talk",
    "suggest_members",
    "voices",
]
