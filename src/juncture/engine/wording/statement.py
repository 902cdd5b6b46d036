"""Reading a statement: which elements of an unresolved decision are there, and what one would ask about next.

The reading coaches and never gates: a label learned from one set of statements did not hold on the next (see
docs/wording.md), so what is shown is the elements with their spans, and the kind is a hint.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from juncture.engine.wording.language import Language, seems_to_be
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import Plain, make_plain
from juncture.engine.wording.reading import ELEMENTS, UNREAD, Element, ElementName, Kind, Reading, Span
from juncture.engine.wording.roads import Roads, is_choice_question, roads_in
from juncture.engine.wording.sentences import sentence_spans

MOST_CHARACTERS = 6_000
_MOST_SENTENCES = 60
_MOST_SPANS = 6
_ENOUGH_COSTS = 2
_LONG_TEXTS = (120, 250)
_BARE_WORDS = 30
_SHORT_ROAD = 45

_ASKED_FIRST: Final[Mapping[Kind, tuple[ElementName, ...]]] = {
    "decision": ("options", "costs", "mine", "stake", "open"),
    "leaning": ("options", "open", "costs", "stake", "mine"),
    "decided": ("open", "options", "costs", "mine", "stake"),
    "complaint": ("mine", "options", "open", "costs", "stake"),
}
_ASKED_ELSE: Final[tuple[ElementName, ...]] = ("options", "open", "mine", "costs", "stake")


def read_statement(
    text: str, options: Sequence[str] = (), by_when: Any = None, language: str = "en"
) -> Reading:
    """Never raises on what a person wrote. An unknown language gives an empty reading, never a wrong one.

    `options` and `by_when` are what the form asked for beside the text; they count as said.
    """
    words = find_language(language)
    plain = make_plain(text, most=MOST_CHARACTERS)
    if words is None or not re.search(r"[^\W\d_]{2}", plain.text) or not seems_to_be(words, plain.text):
        return UNREAD
    seen = _look(plain, words, tuple(one.strip() for one in options if one.strip()), by_when)
    kind = _kind(seen)
    missing = tuple(name for name in _ASKED_FIRST.get(kind, _ASKED_ELSE) if not seen.elements[name].present)
    return Reading(
        kind=kind,
        reasons=(words.texts("kinds", kind),),
        elements=tuple(seen.elements.values()),
        missing=missing,
        question=_question(kind, missing, seen),
        restatement=_restatement(seen),
        score=_score(seen),
    )


@dataclass(frozen=True)
class _Seen:
    """A statement looked at once; kind, question and restatement are read off it."""

    plain: Plain
    words: Language
    listed: tuple[str, ...]
    roads: Roads | None
    choices: tuple[Span, ...]
    own_questions: tuple[Span, ...]
    open_questions: tuple[Span, ...]
    how_questions: int
    last_asks_how: bool
    closed: bool
    elements: Mapping[ElementName, Element]

    def hits(self, *path: str) -> int:
        return sum(bool(pattern.search(self.plain.text)) for pattern in self.words.patterns(*path))


def _look(plain: Plain, words: Language, listed: tuple[str, ...], by_when: Any) -> _Seen:
    spans = [span for span, _ in zip(sentence_spans(plain.text), range(_MOST_SENTENCES), strict=False)]
    asked = [(start, end) for start, end in spans if plain.text[start:end].endswith("?")]
    how = [
        span for span in asked if words.pattern("statement", "how_question").search(plain.text[slice(*span)])
    ]
    choices = [span for span in asked if is_choice_question(plain.text[slice(*span)], words)]
    choices += _bare_choice(plain, words, spans)
    own = [
        span for span in asked or spans[:1] if span not in how and _finds(words, "own_question", plain, span)
    ]
    which = [span for span in spans if span not in how and _finds(words, "open_question", plain, span)]
    closed = _is_closed(plain, words) and not choices
    told = [plain.span(*span) for span in choices]
    owned = [plain.span(*span) for span in own]
    waits = [plain.span(*span) for span in which]
    roads = _options(plain, words, told, listed)
    waiting = _open(plain, words, [*told, *owned, *waits, *roads.spans], closed)
    choosing = roads.present or waiting.present
    elements = {
        "options": roads,
        "costs": _costs(plain, words),
        "open": waiting,
        "mine": _mine(plain, words, owned, choosing=choosing),
        "stake": _stake(plain, words, by_when, choosing=choosing),
    }
    return _Seen(
        plain=plain,
        words=words,
        listed=listed,
        roads=roads_in(plain.text, words),
        choices=tuple(told),
        own_questions=tuple(owned),
        open_questions=tuple(waits),
        how_questions=len(how) + _count(plain, words, ("statement", "how_phrases")),
        last_asks_how=bool(how and asked and how[-1] == asked[-1]),
        closed=closed,
        elements={name: elements[name] for name in ELEMENTS},
    )


def _bare_choice(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """One short line that is nothing but "this, or that"."""
    bare = len(spans) == 1 and len(plain.text.split()) <= _BARE_WORDS and plain.text.count(",") == 1
    return list(spans) if bare and words.pattern("statement", "bare").search(plain.text) else []


def _finds(words: Language, name: str, plain: Plain, span: Span) -> bool:
    return bool(words.pattern("statement", name).search(plain.text[slice(*span)]))


def _is_closed(plain: Plain, words: Language) -> bool:
    return bool(_count(plain, words, ("elements", "open", "closed"))) and not _count(
        plain, words, ("elements", "open", "reopened")
    )


def _options(plain: Plain, words: Language, choices: Sequence[Span], listed: Sequence[str]) -> Element:
    spans = _merged([*choices, *_spans(words, plain, "elements", "options", "strong")])
    return _element("options", bool(spans) or len(listed) >= 2, spans, words)


def _costs(plain: Plain, words: Language) -> Element:
    strong = _spans(words, plain, "elements", "costs", "strong")
    each = [
        [plain.span(*hit.span()) for hit in pattern.finditer(plain.text)]
        for pattern in words.patterns("elements", "costs", "weak")
    ]
    kinds = sum(bool(spans) for spans in each)
    weak = _merged(span for spans in each for span in spans)
    length = len(plain.text.split())
    needed = _ENOUGH_COSTS + sum(length > long for long in _LONG_TEXTS)
    enough = kinds >= needed and len(weak) >= needed
    return _element("costs", bool(strong) or enough, _merged([*strong, *(weak if enough else ())]), words)


def _open(plain: Plain, words: Language, asked: Sequence[Span], closed: bool) -> Element:
    spans = _merged([*asked, *_spans(words, plain, "elements", "open", "strong")])
    return _element("open", bool(spans) and not closed, spans, words)


def _mine(plain: Plain, words: Language, own: Sequence[Span], *, choosing: bool) -> Element:
    """Saying "we" is not enough: it takes a choice the "we" stands before."""
    strong = [*own, *_spans(words, plain, "elements", "mine", "strong")]
    spans = _merged(strong or (_spans(words, plain, "elements", "mine", "weak") if choosing else ()))
    others = _count(plain, words, ("elements", "mine", "others"))
    return _element("mine", bool(spans) and not (others and not own), spans, words)


def _stake(plain: Plain, words: Language, by_when: Any, *, choosing: bool) -> Element:
    """A date speaks for itself; a budget or a board is a stake only beside a choice."""
    beside = _spans(words, plain, "elements", "stake", "weak") if choosing else []
    spans = _merged([*_spans(words, plain, "elements", "stake", "strong"), *beside])
    return _element("stake", bool(spans) or bool(by_when), spans, words)


def _element(name: ElementName, present: bool, spans: Sequence[Span], words: Language) -> Element:
    reason = words.texts("elements", name, "present" if present else "absent")
    return Element(name, present, tuple(spans[:_MOST_SPANS]) if present else (), reason)


def _spans(words: Language, plain: Plain, *path: str) -> list[Span]:
    return [plain.span(*hit.span()) for p in words.patterns(*path) for hit in p.finditer(plain.text)]


def _count(plain: Plain, words: Language, path: tuple[str, ...]) -> int:
    return sum(bool(pattern.search(plain.text)) for pattern in words.patterns(*path))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping findings become one, so that a page can underline them."""
    kept: list[Span] = []
    for start, end in sorted(set(spans)):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def _points(seen: _Seen) -> float:
    """What speaks for a choice that is open, and what against. Set by hand on statements unlike one another."""
    has = {name: element.present for name, element in seen.elements.items()}
    points = -2.0
    points += 2.0 * bool(seen.choices) + 1.5 * has["options"] + 1.2 * has["open"]
    points += 1.0 * bool(seen.own_questions) + 0.7 * bool(seen.open_questions)
    points += 0.9 * bool(has["open"] and seen.roads and seen.roads.second is None)
    points += 0.4 * has["costs"] + 0.2 * has["stake"] - 1.5 * (not has["mine"])
    points -= 1.8 * (seen.how_questions > 0 and not seen.choices) + 1.0 * seen.last_asks_how
    points -= 3.0 * seen.closed
    return points


def _score(seen: _Seen) -> float:
    return round(1 / (1 + math.exp(-_points(seen))), 3)


def _kind(seen: _Seen) -> Kind:
    if _points(seen) > 0:
        return "decision"
    if seen.closed:
        return "decided"
    if seen.how_questions:
        return "how_to"
    if len(seen.plain.text.split()) <= 2:
        return "other"
    tried: dict[Kind, int] = {
        "complaint": seen.hits("kind_patterns", "complaint"),
        "challenge": seen.hits("kind_patterns", "challenge"),
        "leaning": 2 * seen.hits("kind_patterns", "leaning"),
    }
    most = max(tried, key=lambda kind: tried[kind])
    return most if tried[most] else "challenge"


def _question(kind: Kind, missing: Sequence[ElementName], seen: _Seen) -> str | None:
    asks = seen.words.texts("questions")
    roads = (
        [_said_back(road, seen.words) for road in seen.roads.names] if seen.roads and seen.roads.verbs else []
    )
    road = roads[0] if roads else None
    if kind == "leaning":
        return str(asks["leaning"].format(road=road) if road else asks["leaning_plain"])
    if kind != "decision":
        return str(asks[kind])
    if not missing:
        return None
    if missing[0] == "options" and road:
        return str(asks["options_road"].format(road=road))
    if missing[0] == "costs" and seen.roads and seen.roads.second is None:
        return str(asks["costs_one"])
    if missing[0] == "costs" and seen.roads and seen.roads.verbs and _short(seen.roads):
        return str(asks["costs_roads"].format(first=roads[0], second=roads[1]))
    return None if missing[0] == "open" else str(asks[missing[0]])


def _said_back(road: str, words: Language) -> str:
    """ "leave my job" becomes "leave your job"."""
    turned = words.texts("said_back")
    return re.sub(r"[^\W\d_]+", lambda word: turned.get(word.group().lower(), word.group()), road)


def _short(roads: Roads) -> bool:
    """Short enough to be said back in a question."""
    return all(len(road) <= _SHORT_ROAD for road in roads.names)


def _restatement(seen: _Seen) -> str | None:
    """Their own words, set as one sentence that can be accepted or edited."""
    how = seen.words.texts("restate")
    roads = seen.roads
    if seen.closed or (roads is None and len(seen.listed) < 2):
        return None
    given = (roads.given if roads else None) or _given(seen)
    tail = how["given"].format(given=given) if given else ""
    if len(seen.listed) >= 2:
        second = _lowered(seen.listed[1]) if how["lowers"] else seen.listed[1]
        return str(how["listed"].format(first=seen.listed[0], second=second, given=tail))
    assert roads is not None
    if roads.second is None:
        return str(how["one"].format(first=roads.first, given=tail))
    return str(
        how["to" if roads.verbs else "between"].format(first=roads.first, second=roads.second, given=tail)
    )


def _lowered(words: str) -> str:
    """As it reads inside a sentence; names of one's own and abbreviations stay as they are written."""
    first = words.split(" ", 1)[0]
    return (
        words if first in ("I", "I'd", "I'll", "I'm") or not first.istitle() else words[0].lower() + words[1:]
    )


def _given(seen: _Seen) -> str | None:
    found = (p.search(seen.plain.text) for p in seen.words.patterns("statement", "given"))
    given = next((" ".join(hit["given"].split()) for hit in found if hit), None)
    inside = given and seen.roads and any(given in road for road in seen.roads.names)
    return None if inside else given
