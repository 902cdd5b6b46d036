"""Subtitles to turns: WebVTT as Zoom, Teams and Meet write it, and SRT.

One pass over the lines, one line at a time; what goes beyond the bounds is left out and said to be, so that a
hostile or a very long file costs no more than a long call.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from juncture.engine.transcripts.turns import Call, Dialect, NotATranscript, TranscriptIsEmpty, Turn

MOST_CUES = 50_000
MOST_LINES = 400_000
MOST_IN_A_CUE = 2_000
MOST_CHARACTERS = 8_000_000
NOBODY = "?"

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*(?:-->|,)\s*{_TIME}(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,40})?[ \t]+([^<>]{1,120})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z\d:.][^<>]{0,120}>", re.IGNORECASE)
_NAMED = re.compile(
    r"^[-–>\s]*\[?(?P<name>[+\w][^:：\[\]<>?!;\"]{0,58}?)\]?\s?(?::\s+|：\s*)(?P<text>\S.*)$",
    re.DOTALL,
)
_BRACKETED = re.compile(r"^[-–>\s]*\[(?P<name>[^\W\d_][^\[\]:]{0,58})\]\s+(?P<text>\S.*)$", re.DOTALL)
_NAME_WORDS = 6
_BLOCKS = ("NOTE", "STYLE", "REGION")
_CUE_NAME = re.compile(
    r"^\s*(?:\d+|[\w-]{1,64}/[\d-]{1,20}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}[\d/-]{0,20})\s*$"
)
_ROLLING = re.compile(r"<\d{2}:\d{2}:\d{2}\.\d{3}>")
_DASHED = re.compile(r"^\s*(?:[-–]|>>)\s*\S")
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class _Cue:
    start: float
    end: float
    lines: tuple[str, ...]


def read_call(lines: Iterable[str] | str) -> Call:
    """Whoever is not named is `?`. Raises NotATranscript or TranscriptIsEmpty with words for a person."""
    bounded = _Bounded(_lines(lines) if isinstance(lines, str) else lines)
    cues = _cues(bounded)
    read = list(islice(cues, MOST_CUES))
    if not read:
        raise NotATranscript(
            "No times such as 00:00:01.000 --> 00:00:04.000 were found. "
            "Zoom, Teams and Meet save a call as .vtt, other tools as .srt; one of these is needed."
        )
    full = len(read) == MOST_CUES and next(cues, None) is not None
    kept = list(_one_voice_each(_unrolled(read)))
    spoken = _speakers(kept)
    turns = tuple(_turns(spoken))
    if not turns:
        raise TranscriptIsEmpty("The file has times but no words in it.")
    return Call(_dialect(bounded.first, kept, spoken), turns, len(read), _left_out(full, bounded))


class _Bounded:
    """Lines, cut at the bounds; `cut` tells whether anything was left."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = lines
        self.cut = False
        self.first = ""

    def __iter__(self) -> Iterator[str]:
        characters = 0
        for number, line in enumerate(self.lines):
            characters += len(line)
            if number >= MOST_LINES or characters > MOST_CHARACTERS:
                self.cut = True
                return
            line = line.rstrip("\r\n").lstrip("\ufeff").replace("\x00", "")
            self.first = self.first or line.strip()
            yield line


def _lines(text: str) -> Iterator[str]:
    start = 0
    ends = "\n" if "\n" in text[:MOST_IN_A_CUE] else "\r"
    while start < len(text):
        end = text.find(ends, start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _cues(lines: Iterable[str]) -> Iterator[_Cue]:
    timing: tuple[float, float] | None = None
    body: list[str] = []
    size = 0
    aside = False
    for line in lines:
        if aside:
            aside = bool(line.strip())
        elif timing is None and line.split(" ", 1)[0] in _BLOCKS:
            aside = True
        elif found := _timing(line):
            if timing is not None:
                # Without an empty line between, the last line is the number or name of the cue that follows.
                yield _Cue(*timing, tuple(body[:-1] if body and _CUE_NAME.match(body[-1][:120]) else body))
            timing, body, size = found, [], 0
        elif not line.strip():
            if timing is not None and body:
                yield _Cue(*timing, tuple(body))
                timing, body = None, []
        elif timing is not None and size < MOST_IN_A_CUE:
            body.append(line[: MOST_IN_A_CUE - size])
            size += len(line)
    if timing is not None:
        yield _Cue(*timing, tuple(body))


def _unrolled(cues: list[_Cue]) -> Iterator[_Cue]:
    """Captions that roll say each line again in the next cue; it is kept once."""
    if not any(_ROLLING.search(line) for cue in cues[:50] for line in cue.lines):
        yield from cues
        return
    before: set[str] = set()
    for cue in cues:
        lines = {_words(line): line for line in cue.lines}
        yield _Cue(cue.start, cue.end, tuple(line for said, line in lines.items() if said not in before))
        before = set(lines)


def _one_voice_each(cues: Iterable[_Cue]) -> Iterator[_Cue]:
    """Subtitles may put two voices under one time, each on a line that begins with a dash."""
    for cue in cues:
        begins = [at for at, line in enumerate(cue.lines) if _DASHED.match(line) and _name_before(line)[0]]
        for begin, end in zip([0, *begins], [*begins, len(cue.lines)], strict=True):
            if begin < end or not begins:
                yield _Cue(cue.start, cue.end, cue.lines[begin:end])


def _timing(line: str) -> tuple[float, float] | None:
    if ":" not in line[:20]:
        return None
    found = _TIMING.match(line[:120])
    if found is None:
        return None
    parts = found.groups()
    return _seconds(parts[:4]), _seconds(parts[4:])


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, rest = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{rest or 0}")


@dataclass(frozen=True)
class _Said:
    """What one cue says, and by whom if it tells."""

    start: float
    end: float
    speaker: str | None
    text: str


def _speakers(cues: list[_Cue]) -> list[_Said]:
    """A name before a colon counts where most cues have one, or where it keeps coming back.

    "One thing: …" is no speaker.
    """
    seen = Counter(name for cue in cues for name in [_name_before(" ".join(cue.lines))[0]] if name)
    most_are_named = 2 * sum(seen.values()) >= len(cues)
    all_are_named = sum(seen.values()) >= _NEARLY_ALL * len(cues)
    own_line = _names_on_own_line(cues)
    said: list[_Said] = []
    for cue in cues:
        whole = " ".join(cue.lines)
        if _VOICE.search(whole):
            said += _by_voice(cue, whole)
            continue
        name, text = _name_before(whole)
        if name and (most_are_named or seen[name] > 2) and _is_name(name, seen[name], all_are_named):
            said.append(_Said(cue.start, cue.end, name, _words(text)))
        elif cue.lines and cue.lines[0].strip() in own_line:
            said.append(_Said(cue.start, cue.end, cue.lines[0].strip(), _words(" ".join(cue.lines[1:]))))
        else:
            said.append(_Said(cue.start, cue.end, None, _words(whole)))
    return said


def _by_voice(cue: _Cue, whole: str) -> Iterator[_Said]:
    found = list(_VOICE.finditer(whole))
    before = _words(whole[: found[0].start()])
    if before:
        yield _Said(cue.start, cue.end, None, before)
    for voice, after in zip(found, [*found[1:], None], strict=True):
        text = whole[voice.end() : after.start() if after else len(whole)]
        yield _Said(cue.start, cue.end, html.unescape(voice.group(1)).strip(), _words(text))


def _name_before(text: str) -> tuple[str | None, str]:
    text = _TAG.sub("", text[:MOST_IN_A_CUE])
    found = _NAMED.match(text) or _BRACKETED.match(text)
    return (" ".join(found["name"].split()), found["text"]) if found else (None, text)


def _is_name(name: str, times: int, all_are_named: bool) -> bool:
    """Where every cue has a name, so does this one: "terence", "+49 170 …". Else it has to look like a name."""
    words = name.split()
    if len(words) > _NAME_WORDS or all_are_named:
        return len(words) <= _NAME_WORDS
    capitals = sum(not word[0].islower() for word in words)
    return name[0].isalpha() and (times > 2 or 2 * capitals >= len(words))


def _names_on_own_line(cues: list[_Cue]) -> frozenset[str]:
    """Meet: the first line of a cue is who speaks, the next ones are what they say."""
    firsts = Counter(cue.lines[0].strip() for cue in cues if len(cue.lines) > 1)
    repeated = {line: times for line, times in firsts.items() if times > 1 and _looks_like_a_name(line)}
    return frozenset(repeated) if 2 * sum(repeated.values()) >= len(cues) else frozenset()


def _looks_like_a_name(line: str) -> bool:
    words = line.split()
    return (
        0 < len(words) <= _NAME_WORDS
        and len(line) < 60
        and line[-1] not in ".,;:?!"
        and not words[0][0].islower()
    )


def _words(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _turns(said: Iterable[_Said]) -> Iterator[Turn]:
    speaker, start, end = NOBODY, 0.0, 0.0
    texts: list[str] = []
    for one in said:
        if not one.text or (texts and one.text == texts[-1] and one.speaker in (None, speaker)):
            continue
        if one.speaker is not None and one.speaker != speaker and texts:
            yield Turn(speaker, start, end, " ".join(texts))
            texts = []
        if not texts:
            start = one.start
        speaker = one.speaker or speaker
        end = max(one.end, start)
        texts.append(one.text)
    if texts:
        yield Turn(speaker, start, end, " ".join(texts))


def _dialect(first_line: str, cues: list[_Cue], said: list[_Said]) -> Dialect:
    if any(_VOICE.search(line) for cue in cues[:50] for line in cue.lines):
        return "teams"
    if not first_line.startswith("WEBVTT"):
        return "srt"
    if _names_on_own_line(cues):
        return "meet"
    return "zoom" if any(one.speaker for one in said) else "plain"


def _left_out(full: bool, lines: _Bounded) -> str | None:
    if full:
        return f"Only the first {MOST_CUES:,} cues were read."
    if lines.cut:
        return "The file is longer than any call; only its beginning was read."
    return None
