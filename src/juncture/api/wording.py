"""Sentences and statements read for programs: the same answers as `juncture wording` gives, one for each line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from juncture.api.access import Caller, Trouble, body, for_programs
from juncture.engine.wording.answering import advice_answers, decision_answers

MOST_LINES = 500
LONGEST_LINE = 6_000  # what the engine reads of a statement
MOST_CHARACTERS = 200_000
FIELDS = ("lines", "language")


@for_programs("POST")
def advice(request: Caller) -> Mapping[str, Any]:
    """Does each sentence prescribe? Nothing of it is kept."""
    return _answers(request, advice_answers)


@for_programs("POST")
def decision(request: Caller) -> Mapping[str, Any]:
    """Which elements of an unresolved decision does each statement have? Nothing of it is kept."""
    return _answers(request, decision_answers)


def _answers(
    request: Caller, answers: Callable[[Sequence[str], str], list[dict[str, Any]]]
) -> Mapping[str, Any]:
    return {"answers": answers(*_asked(body(request)))}


def _asked(sent: object) -> tuple[list[str], str]:
    if not isinstance(sent, dict) or not isinstance(sent.get("lines"), list):
        raise Trouble(422, "lines", "Send {“lines”: [“…”]}: one sentence or statement each.", "lines")
    strange = next((name for name in sent if name not in FIELDS), None)
    if strange is not None:
        raise Trouble(422, "unknown", "There is no such field; lines and language are read.", strange[:60])
    lines, language = sent["lines"], sent.get("language", "en")
    if not isinstance(language, str):
        raise Trouble(422, "language", "A language is named by its code, such as “en”.", "language")
    if len(lines) > MOST_LINES:
        raise Trouble(413, "too_many", f"{MOST_LINES} lines at once are the most.", "lines")
    for number, line in enumerate(lines):
        if not isinstance(line, str):
            raise Trouble(422, "line", "A line is a text.", f"lines[{number}]")
        if len(line) > LONGEST_LINE:
            raise Trouble(413, "too_long", f"A line has up to {LONGEST_LINE} characters.", f"lines[{number}]")
    if sum(len(line) for line in lines) > MOST_CHARACTERS:
        raise Trouble(413, "too_large", f"{MOST_CHARACTERS} characters at once are the most.", "lines")
    return lines, language
