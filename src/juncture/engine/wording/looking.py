"""A statement looked at once: its five elements with their places, and what kind, question and score are read off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from juncture.engine.wording.language import Language
from juncture.engine.wording.plain import Plain
from juncture.engine.wording.reading import ELEMENTS, Element, ElementName, Span
from juncture.engine.wording.roads import Roads, begins_with_verb, is_choice_question, roads_in, sets_before
from juncture.engine.wording.sentences import sentence_spans

_MOST_SENTENCES = 60
_MOST_SPANS = 6
_ENOUGH_COSTS = 2
_LONG_TEXTS = (200,)
_BARE_WORDS = 30
_TITLE_WORDS = 18
_FEWEST_WORDS = 5


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
    asked = [(start, end) for start, end in spans if plain.text[start:end].rstrip("\"')]").endswith("?")]
    how = [span for span in asked if _finds(words, "how_question", plain, span)]
    title = _title_choice(plain, words, spans)
    choices = [span for span in asked if _is_choice(plain, words, span)]
    choices += [span for span in _bare_choice(plain, words, spans) + title if span not in choices]
    should = [span for span in asked if span not in how and _stands_before(plain, words, span)]
    own = [
        span for span in asked or spans[:1] if span not in how and _finds(words, "own_question", plain, span)
    ]
    which = [span for span in asked if span not in how and _finds(words, "open_question", plain, span)]
    closed = _is_closed(plain, words) and not choices and not should
    told = [plain.span(*span) for span in choices]
    owned = [plain.span(*span) for span in own]
    ahead = [plain.span(*span) for span in should]
    waits = [plain.span(*span) for span in which]
    roads = _options(plain, words, told, listed)
    waiting = _open(plain, words, [*told, *ahead, *waits], closed)
    choosing = roads.present or waiting.present
    elements = {
        "options": roads,
        "costs": _costs(plain, words, choosing=choosing, priced=priced),
        "open": waiting,
        "mine": _mine(plain, words, [*owned, *ahead], choosing=choosing),
        "stake": _stake(plain, words, by_when, choosing=choosing),
    }
    return Seen(
        plain=plain,
        words=words,
        listed=listed,
        sentences=len(spans),
        roads=roads_in(plain.text, words),
        choices=tuple(told),
        asked=len(asked),
        should_asked=tuple(ahead),
        own_questions=tuple(owned),
        open_questions=tuple(waits),
        title_choice=bool(title),
        how_questions=len(how) + _count(plain, words, ("statement", "how_phrases")),
        last_asks_how=bool(how and asked and how[-1] == asked[-1]),
        closed=closed,
        elements={name: elements[name] for name in ELEMENTS},
    )


def _is_choice(plain: Plain, words: Language, span: Span) -> bool:
    """An "or" says little, unless somebody is to go one way, or two things stand there with no verb between them."""
    sentence = plain.text[slice(*span)]
    return is_choice_question(sentence, words) and sets_before(sentence, words)


def _stands_before(plain: Plain, words: Language, span: Span) -> bool:
    """ "Should I tell them?", or a way put as a question: "Stop translating and write our own?" """
    sentence = plain.text[slice(*span)]
    if _finds(words, "should_question", plain, span):
        return True
    if len(sentence.split()) < _FEWEST_WORDS or not begins_with_verb(sentence, words):
        return False
    return _finds(words, "ours", plain, span)


def _bare_choice(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """One short line that is nothing but "this, or that"."""
    text = plain.text.strip()
    bare = len(spans) == 1 and len(text.split()) <= _BARE_WORDS and text.count(",") == 1
    if not bare or words.pattern("statement", "not_a_choice").search(text):
        return []
    return list(spans) if words.pattern("statement", "bare").search(text) else []


def _title_choice(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """A heading over a longer text, or a heading alone, that sets one thing against another."""
    if not spans:
        return []
    start, end = spans[0]
    title = plain.text[start:end]
    if (
        title.endswith(".")
        or plain.text[end : end + 1] not in ("", "\n")
        or len(title.split()) > _TITLE_WORDS
    ):
        return []
    sets = words.pattern("statement", "title").search(title)
    return [spans[0]] if sets and not words.pattern("statement", "not_a_choice").search(title) else []


def _finds(words: Language, name: str, plain: Plain, span: Span) -> bool:
    return any(pattern.search(plain.low[slice(*span)]) for pattern in words.lowered("statement", name))


def _is_closed(plain: Plain, words: Language) -> bool:
    return bool(_count(plain, words, ("elements", "open", "closed"))) and not _count(
        plain, words, ("elements", "open", "reopened")
    )


def _options(plain: Plain, words: Language, choices: Sequence[Span], listed: Sequence[str]) -> Element:
    spans = _merged([*choices, *_spans(words, plain, "elements", "options", "strong")])
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
    spans = _merged([*asked, *_spans(words, plain, "elements", "open", "strong")])
    return _element("open", bool(spans) and not closed, spans, words)


def _mine(plain: Plain, words: Language, own: Sequence[Span], *, choosing: bool) -> Element:
    """Saying "we" is not enough: it takes a choice the "we" stands before."""
    strong = [*own, *_spans(words, plain, "elements", "mine", "strong")]
    spans = _merged(strong or (_spans(words, plain, "elements", "mine", "weak") if choosing else ()))
    others = _count(plain, words, ("elements", "mine", "others"))
    return _element("mine", bool(spans) and not (others and not own), spans, words)


def _stake(plain: Plain, words: Language, by_when: Any, *, choosing: bool) -> Element:
    """A date that lies ahead speaks for itself; any other day, or a loss, is a stake only beside a choice."""
    beside = _spans(words, plain, "elements", "stake", "weak") if choosing else []
    spans = _merged([*_spans(words, plain, "elements", "stake", "strong"), *beside])
    return _element("stake", bool(spans) or bool(by_when), spans, words)


def _element(name: ElementName, present: bool, spans: Sequence[Span], words: Language) -> Element:
    reason = words.texts("elements", name, "present" if present else "absent")
    return Element(name, present, tuple(spans[:_MOST_SPANS]) if present else (), reason)


def _spans(words: Language, plain: Plain, *path: str) -> list[Span]:
    return [plain.span(*span) for pattern in words.lowered(*path) for span in plain.found(pattern)]


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


_ASIDE = re.compile(r"(?<=\()[^()\n]{1,160}(?=\))")
_END_INSIDE = re.compile(r"[.?!…](?!\w)")


def without_markup(text: str) -> str:
    """Emphasis and bullets become spaces, and no sentence ends inside an aside: every character keeps its place."""
    text = _MARKUP.sub(lambda mark: " " * len(mark.group()), text)
    return _ASIDE.sub(lambda aside: _END_INSIDE.sub(",", aside.group()), text) if "(" in text else text
