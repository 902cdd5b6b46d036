"""A statement looked at once: its five elements with their places, and what kind, question and score are read off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from juncture.engine.wording.asking import ask_about
from juncture.engine.wording.language import Language
from juncture.engine.wording.plain import Plain
from juncture.engine.wording.reading import ELEMENTS, Element, ElementName, Span
from juncture.engine.wording.roads import Roads, roads_in
from juncture.engine.wording.sentences import sentence_spans

_MOST_SENTENCES = 60
_MOST_SPANS = 6
_ENOUGH_COSTS = 2
_LONG_TEXTS = (120, 200)


@dataclass(frozen=True)
class Seen:
    plain: Plain
    words: Language
    listed: tuple[str, ...]
    sentences: int
    roads: Roads | None
    choices: tuple[Span, ...]
    asked: int
    should_asked: tuple[Span, ...]
    own_questions: tuple[Span, ...]
    open_questions: tuple[Span, ...]
    title_choice: bool
    how_questions: int
    last_asks_how: bool
    closed: bool
    elements: Mapping[ElementName, Element]

    def hits(self, *path: str) -> int:
        return _count(self.plain, self.words, path)


def look_at(plain: Plain, words: Language, listed: tuple[str, ...], by_when: Any, priced: int = 0) -> Seen:
    spans = [span for span, _ in zip(sentence_spans(plain.text), range(_MOST_SENTENCES), strict=False)]
    asked = ask_about(plain, words, spans)
    closed = _is_closed(plain, words) and not asked.choices and not asked.should
    told = [plain.span(*span) for span in asked.choices]
    owned = [plain.span(*span) for span in asked.own]
    ahead = [plain.span(*span) for span in asked.should]
    waits = [plain.span(*span) for span in asked.which]
    roads = _options(plain, words, told, listed)
    helpless = _spans(words, plain, "signs", "bare_help") if roads.present else []
    waiting = _open(plain, words, [*told, *ahead, *waits, *helpless], closed)
    choosing = roads.present or waiting.present
    elements = {
        "options": roads,
        "costs": _costs(plain, words, choosing=choosing, priced=priced),
        "open": waiting,
        "mine": _mine(plain, words, [*owned, *ahead], choosing=choosing),
        "stake": _stake(plain, words, by_when, spans, choosing=choosing),
    }
    return Seen(
        plain=plain,
        words=words,
        listed=listed,
        sentences=len(spans),
        roads=roads_in(plain.text, words),
        choices=tuple(told),
        asked=len(asked.all),
        should_asked=tuple(ahead),
        own_questions=tuple(owned),
        open_questions=tuple(waits),
        title_choice=bool(asked.title),
        how_questions=len(asked.how) + _count(plain, words, ("statement", "how_phrases")),
        last_asks_how=asked.last_asks_how,
        closed=closed,
        elements={name: elements[name] for name in ELEMENTS},
    )


def _is_closed(plain: Plain, words: Language) -> bool:
    return bool(_count(plain, words, ("elements", "open", "closed"))) and not _count(
        plain, words, ("elements", "open", "reopened")
    )


def _options(plain: Plain, words: Language, choices: Sequence[Span], listed: Sequence[str]) -> Element:
    spans = _merged([*choices, *_own(words, plain, "elements", "options", "strong")])
    return _element("options", bool(spans) or len(listed) >= 2, spans, words)


def _costs(plain: Plain, words: Language, *, choosing: bool, priced: int) -> Element:
    """What is feared or lost is a cost of a way only where there are ways, and the next belongs to another way only
    where something ("or", "but", "staying") sets the two apart."""
    strong = _spans(words, plain, "elements", "costs", "strong")
    weak: list[Span] = []
    if choosing and not strong:
        path = ("elements", "costs", "weak")
        each = [plain.found(pattern) for pattern in words.lowered(*path)]
        weak = _on_several_ways([spans for spans in each if spans], plain, words)
    return _element(
        "costs", bool(strong or weak) or priced >= _ENOUGH_COSTS, _merged([*strong, *weak]), words
    )


def _on_several_ways(kinds: Sequence[Sequence[Span]], plain: Plain, words: Language) -> list[Span]:
    """The worries, where there are enough of them and they lie on different sides; none where not."""
    found = _merged(span for spans in kinds for span in spans)
    needed = _ENOUGH_COSTS + sum(len(plain.text.split()) > long for long in _LONG_TEXTS)
    if min(len(kinds), len(found)) < needed:
        return []
    borders = [hit.start() for hit in words.lowered("elements", "costs", "apart")[0].finditer(plain.low)]
    sides = {bisect_right(borders, start) for start, _ in found}
    return [plain.span(*span) for span in found] if len(sides) > 1 else []


def _open(plain: Plain, words: Language, asked: Sequence[Span], closed: bool) -> Element:
    spans = _merged([*asked, *_own(words, plain, "elements", "open", "strong")])
    return _element("open", bool(spans) and not closed, spans, words)


def _mine(plain: Plain, words: Language, own: Sequence[Span], *, choosing: bool) -> Element:
    """Saying "we" is not enough: it takes a choice the "we" stands before."""
    strong = [*own, *_spans(words, plain, "elements", "mine", "strong")]
    spans = _merged(strong or (_spans(words, plain, "elements", "mine", "weak") if choosing else ()))
    others = _count(plain, words, ("elements", "mine", "others"))
    return _element("mine", bool(spans) and not (others and not own), spans, words)


def _stake(plain: Plain, words: Language, by_when: Any, spans: Sequence[Span], *, choosing: bool) -> Element:
    """A date that lies ahead speaks for itself; any other day, or a loss, is a stake only beside a choice. Neither is
    one in a sentence that is about what has been."""
    past = words.lowered("elements", "stake", "past")
    ahead = [span for span in spans if not any(one.search(plain.low[slice(*span)]) for one in past)]
    found = [
        hit
        for name in ("strong", "weak")[: 1 + choosing]
        for pattern in words.lowered("elements", "stake", name)
        for hit in plain.found(pattern)
        if any(start <= hit[0] < end for start, end in ahead)
    ]
    return _element("stake", bool(found) or bool(by_when), _merged(plain.span(*hit) for hit in found), words)


def _element(name: ElementName, present: bool, spans: Sequence[Span], words: Language) -> Element:
    reason = words.texts("elements", name, "present" if present else "absent")
    return Element(name, present, tuple(spans[:_MOST_SPANS]) if present else (), reason)


def _spans(words: Language, plain: Plain, *path: str) -> list[Span]:
    return [plain.span(*span) for pattern in words.lowered(*path) for span in plain.found(pattern)]


def _own(words: Language, plain: Plain, *path: str) -> list[Span]:
    """ "Whether you stay or go" lies before whoever is told."""
    theirs, ours = (words.lowered("elements", "options", name)[0] for name in ("theirs", "ours"))
    found = (span for pattern in words.lowered(*path) for span in plain.found(pattern))
    return [
        plain.span(*span)
        for span in found
        if not theirs.search(plain.low[slice(*span)]) or ours.search(plain.low[slice(*span)])
    ]


def _count(plain: Plain, words: Language, path: tuple[str, ...]) -> int:
    return sum(plain.holds(pattern) for pattern in words.lowered(*path))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping findings become one, so that a page can underline them."""
    kept: list[Span] = []
    for start, end in sorted(set(spans)):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


_MARKUP = re.compile(
    r"(?<![\w*_])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*_])|^[ \t]*(?:[*+•-]|#{1,6}|>+)[ \t]+", re.MULTILINE
)


_OTHERS_QUESTION = re.compile(
    r"(?<=\w )(?<!myself )(?<!ourselves )(?<!between )(?<! is )(?<!wondering )(?<!asking )(?<!thinking )"
    r"[\"“„][^\"“”„\n]{12,240}\?[^\"“”„\n]{0,160}[\"“”]"
)
_ASIDE = re.compile(r"(?<=\()[^()\n]{1,160}(?=\))")
_END_INSIDE = re.compile(r"[.?!…](?!\w)")


def without_markup(text: str) -> str:
    """Emphasis, bullets and what others are quoted as asking become spaces, and no sentence ends inside an aside:
    every character keeps its place."""
    text = _MARKUP.sub(lambda mark: " " * len(mark.group()), text)
    text = _OTHERS_QUESTION.sub(lambda quoted: " " * len(quoted.group()), text)
    return _ASIDE.sub(lambda aside: _END_INSIDE.sub(",", aside.group()), text) if "(" in text else text
