"""One line's reading as plain values, for whoever isn't a page: the command and the API answer alike."""

from __future__ import annotations

from typing import Any

from juncture.engine.wording.advice import read_line
from juncture.engine.wording.statement import read_statement


def advice_answer(line: str, language: str = "en") -> dict[str, Any]:
    """The line is taken as one sentence, even where it holds several."""
    reading = read_line(line, language)
    if reading is None:
        return {"advice": False, "score": 0.0, "reason": None, "span": None, "way_back": None}
    return {
        "advice": reading.advice,
        "score": reading.score,
        "reason": reading.reason,
        "span": reading.span,
        "way_back": reading.way_back,
    }


def decision_answer(line: str, language: str = "en") -> dict[str, Any]:
    reading = read_statement(line, language=language)
    return {
        "decision": reading.decision,
        "kind": reading.kind,
        "score": reading.score,
        "reasons": reading.reasons,
        "elements": [
            {
                "name": element.name,
                "present": element.present,
                "spans": element.spans,
                "reason": element.reason,
            }
            for element in reading.elements
        ],
        "missing": reading.missing,
        "question": reading.question,
        "restatement": reading.restatement,
    }
