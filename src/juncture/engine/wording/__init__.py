"""Judgement of words: decision or not, experience or advice. Every finding comes with its reason."""

from juncture.engine.wording.advice import read_advice, read_each, read_line, read_lines
from juncture.engine.wording.language import language_of, languages
from juncture.engine.wording.reading import Element, ElementName, Kind, Reading, SentenceReading, Span
from juncture.engine.wording.roads import name_roads
from juncture.engine.wording.statement import read_statement
from juncture.engine.wording.ways_back import PURPOSES, Purpose, WayBack, way_back

__all__ = [
    "PURPOSES",
    "Element",
    "ElementName",
    "Kind",
    "Purpose",
    "Reading",
    "SentenceReading",
    "Span",
    "WayBack",
    "language_of",
    "languages",
    "name_roads",
    "read_advice",
    "read_each",
    "read_line",
    "read_lines",
    "read_statement",
    "way_back",
]
