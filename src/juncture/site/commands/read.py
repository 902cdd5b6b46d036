"""`juncture read CALL.vtt`: the reading of a call, without a server. Nothing of it is kept."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.site.refusal import Refusal

if TYPE_CHECKING:
    from juncture.engine.transcripts import Call, CallReading, Said

MOST_BYTES = 12_000_000
WIDTH = 96


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("read", help="read a call's subtitles: voices, advice, what may be worth keeping")
    verb.add_argument("call", help="a .vtt or .srt file, or - for what comes in")
    verb.add_argument("--json", action="store_true")
    verb.add_argument("--language", default="en")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    from juncture.engine.transcripts import TranscriptError, read_call, read_talk

    text, cut = _text(asked.call)
    try:
        call = read_call(text)
    except TranscriptError as error:
        raise Refusal(f"{asked.call}: {error}") from error
    reading = read_talk(call, asked.language)
    if asked.json:
        print(json.dumps({"dialect": call.dialect, "cues": call.cues, **asdict(reading)}, ensure_ascii=False))
        return 0
    for line in _page(call, reading):
        print(line)
    if cut:
        print(f"\nThe file is larger than {MOST_BYTES // 1_000_000} MB; only its beginning was read.")
    return 0


def _page(call: "Call", reading: "CallReading") -> list[str]:
    lines = [f"{len(call.turns)} turns, {len(reading.voices)} voices ({call.dialect})", "", "Voices"]
    lines += [
        f"  {v.share:4.0%}  {v.words:6} words  {v.turns:4} turns  {v.speaker}" for v in reading.voices[:20]
    ]
    if len(reading.voices) > 20:
        lines.append(f"  and {len(reading.voices) - 20} more")
    lines += [
        "",
        f"Advice  {reading.advice_share:.0%} of {reading.sentences} sentences tell somebody what to do",
    ]
    lines += _some(reading.advice, 5)
    for kind, title in (("signal", "Signals"), ("tradeoff", "Tradeoffs"), ("first_win", "First wins")):
        found = [candidate.said for candidate in reading.candidates if candidate.kind == kind]
        lines += ["", f"{title}  {len(found)} to offer to the person who said them", *_some(found, 8)]
    lines += ["", "First summary", *_summary(reading)]
    return [*lines, *([""] if reading.reasons else []), *reading.reasons]


def _summary(reading: "CallReading") -> list[str]:
    before = reading.before_summary
    if reading.first_summary is None or before is None:
        return ["  Nobody summed up."]
    return [
        *_some([reading.first_summary], 1),
        f"  before it: {before.minutes:g} minutes, {before.turns} turns, "
        f"{before.voices} of {before.of_voices} voices, {before.candidates} of the sentences above",
    ]


def _some(said: "list[Said] | tuple[Said, ...]", most: int) -> list[str]:
    shown = []
    for one in said[:most]:
        text = one.text if len(one.text) <= WIDTH else one.text[: WIDTH - 1] + "…"
        shown.append(f"  {int(one.at) // 60:3}:{int(one.at) % 60:02}  {one.speaker}: {text}")
    return shown + ([f"  and {len(said) - most} more"] if len(said) > most else [])


def _text(name: str) -> tuple[str, bool]:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(
            f"{name} can't be read: {error.strerror}.", "Look at the name and at who may read it."
        ) from error
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return raw[:MOST_BYTES].decode(encoding, errors="replace"), len(raw) > MOST_BYTES
