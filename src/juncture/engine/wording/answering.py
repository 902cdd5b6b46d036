"""Readings of lines as plain values, for whoever isn't a page: the command and the API answer alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from juncture.engine.wording.advice import read_lines
from juncture.engine.wording.reading import Reading, SentenceReading
from juncture.engine.wording.statement import read_statement


def advice_answers(lines: Sequence[str], language: str = "en") -> list[dict[str, Any]]:
    """Each line is taken as one sentence, even where it holds several."""
    return [_advice_answer(reading) for reading in read_lines(lines, language)]


def _advice_answer(reading: SentenceReading | None) -> dict[str, Any]:
    if reading is None:
        return {"advice": False, "score": 0.0, "reason": None, "span": None, "way_back": None}
    return {
        "advice": reading.advice,
        "score": reading.score,
        "reason": reading.reason,
        "span": reading.span,
        "way_back": reading.way_back,
    }


def decision_answers(lines: Sequence[str], language: str = "en") -> list[dict[str, Any]]:
    return [_decision_answer(read_statement(line, language=language)) for line in lines]


def _decision_answer(reading: Reading) -> dict[str, Any]:
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
