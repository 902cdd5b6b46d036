"""Reading a statement: which elements of an unresolved decision are there, and what one would ask about next.

The reading coaches and never gates: a label learned from one set of statements does not hold on the next (see
docs/wording.md), so what is shown is the elements with their spans, and the kind is a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from juncture.engine.wording.language import Language
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import Plain, make_plain
from juncture.engine.wording.reading import ELEMENTS, UNREAD, Element, ElementName, Kind, Reading, Span
from juncture.engine.wording.roads import roads_in

_ASKED_FIRST: Final[tuple[ElementName, ...]] = ("options", "open", "mine", "costs", "stake")


def read_statement(
    text: str, options: Sequence[str] = (), by_when: Any = None, language: str = "en"
) -> Reading:
    """Never raises on what a person wrote. An unknown language gives an empty reading, never a wrong one."""
    words = find_language(language)
    plain = make_plain(text)
    if words is None or not re.search(r"\w\w", plain.text):
        return UNREAD
    elements = tuple(_element(name, plain, words, options, by_when) for name in ELEMENTS)
    missing = tuple(name for name in _ASKED_FIRST if not _has(elements, name))
    kind = _kind(plain, elements, words)
    return Reading(
        kind=kind,
        reasons=(words.texts("kinds", kind),),
        elements=elements,
        missing=missing,
        question=words.texts("elements", missing[0], "question") if missing else None,
        restatement=_restatement(plain, options, words),
        score=round(sum(element.present for element in elements) / len(elements), 3),
    )


def _element(
    name: ElementName, plain: Plain, words: Language, options: Sequence[str], by_when: Any
) -> Element:
    spans = _spans(words.patterns("elements", name, "strong"), plain)
    weak = _spans(words.patterns("elements", name, "weak"), plain)
    present = bool(spans) or len(weak) >= 2
    if name == "options" and len([one for one in options if one.strip()]) >= 2:
        present = True
    if name == "stake" and by_when:
        present = True
    if name == "open" and _spans(words.patterns("elements", "open", "closed"), plain):
        present, spans = False, ()
    reason = words.texts("elements", name, "present" if present else "absent")
    return Element(name, present, (spans or weak) if present else (), reason)


def _spans(patterns: Iterable[re.Pattern[str]], plain: Plain) -> tuple[Span, ...]:
    found = {plain.span(*hit.span()) for pattern in patterns for hit in pattern.finditer(plain.text)}
    return tuple(sorted(found))


def _has(elements: Sequence[Element], name: ElementName) -> bool:
    return any(element.present for element in elements if element.name == name)


def _kind(plain: Plain, elements: Sequence[Element], words: Language) -> Kind:
    if _spans(words.patterns("elements", "open", "closed"), plain):
        return "decided"
    if _has(elements, "mine") and _has(elements, "open") and _has(elements, "options"):
        return "decision"
    if _spans(words.patterns("kind_patterns", "how_to"), plain):
        return "how_to"
    if _has(elements, "mine") and _spans(words.patterns("kind_patterns", "leaning"), plain):
        return "leaning"
    if _spans(words.patterns("kind_patterns", "complaint"), plain):
        return "complaint"
    return "challenge" if len(plain.text.split()) > 3 else "other"


def _restatement(plain: Plain, options: Sequence[str], words: Language) -> str | None:
    given = next(
        (hit["given"].strip() for p in words.patterns("options", "given") if (hit := p.search(plain.text))),
        "",
    )
    tail = words.texts("restate", "given").format(given=given) if given else ""
    named = tuple(one.strip() for one in options if one.strip())
    roads = named if len(named) >= 2 else roads_in(plain.text, words) or named
    if not roads:
        return None
    how = "two" if len(roads) >= 2 else "one"
    return str(words.texts("restate", how).format(first=roads[0], second=roads[-1], given=tail))
