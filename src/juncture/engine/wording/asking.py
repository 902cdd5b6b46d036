"""Which questions of a text put ways before its writer, and which only ask for a fact or for how something is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from juncture.engine.wording.language import Language
from juncture.engine.wording.plain import Plain
from juncture.engine.wording.reading import Span
from juncture.engine.wording.roads import (
    begins_with_verb,
    is_choice_question,
    is_way_asked_about,
    sets_before,
)

_BARE_WORDS = 30
_TITLE_WORDS = 18
_FEWEST_WORDS = 5
_LINE = re.compile(r"[^\n]{3,300}")
_UNMARKED_END = re.compile(r"\A[^.?!:;]*\w[)\"']?\s*\Z")


@dataclass(frozen=True)
class Asked:
    """Spans in the plain text."""

    all: Sequence[Span]
    choices: Sequence[Span]
    should: Sequence[Span]
    own: Sequence[Span]
    which: Sequence[Span]
    how: Sequence[Span]
    title: Sequence[Span]

    @property
    def last_asks_how(self) -> bool:
        return bool(self.how and self.how[-1] == self.all[-1])


def with_question_marks(plain: Plain, words: Language) -> Plain:
    """A line that begins as a question and ends without any mark gets the one its writer left out."""
    begins = words.lowered("statement", "unmarked")[0]
    marked = [
        line.start() + len(line.group().rstrip())
        for line in _LINE.finditer(plain.text)
        if _UNMARKED_END.search(line.group()) and begins.search(plain.low[slice(*line.span())].lstrip())
    ]
    if not marked:
        return plain
    runs = [range(start, end) for start, end in pairwise([0, *marked, len(plain.text)])]
    origins: list[int] = []
    for run in runs[:-1]:
        origins += [plain.origins[at] for at in run] + [plain.origins[run[-1]]]
    return Plain(
        "?".join(plain.text[run.start : run.stop] for run in runs),
        (*origins, *(plain.origins[at] for at in runs[-1])),
    )


def ask_about(plain: Plain, words: Language, spans: Sequence[Span]) -> Asked:
    asked = [(start, end) for start, end in spans if plain.text[start:end].rstrip("\"')]").endswith("?")]
    how = [span for span in asked if _finds(words, "how_question", plain, span)]
    title = _title_choice(plain, words, spans)
    should = [span for span in asked if span not in how and _stands_before(plain, words, span)]
    should += [span for span in _asked_in_title(plain, words, spans) if span not in should]
    choices = [span for span in asked if _is_choice(plain, words, span) or _names_answers(plain, words, span)]
    choices += _told_as_ways(plain, words, spans)
    others = [*_bare_choice(plain, words, spans), *title, *_asked_one_by_one(plain, words, asked, should)]
    choices += [span for span in others if span not in choices]
    return Asked(
        all=asked,
        choices=choices,
        should=should,
        own=[
            span
            for span in asked or spans[:1]
            if span not in how and _finds(words, "own_question", plain, span)
        ],
        which=[span for span in asked if span not in how and _finds(words, "open_question", plain, span)],
        how=how,
        title=title,
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


def _asked_in_title(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """A heading, or a line by itself, that puts one way as a question: "Move to the new format?" """
    heading = _heading(plain, spans)
    title = plain.text[slice(*heading)] if heading else ""
    return [heading] if heading and is_way_asked_about(title, words) else []


def _asked_one_by_one(
    plain: Plain, words: Language, asked: Sequence[Span], should: Sequence[Span]
) -> list[Span]:
    """Ways that are asked about one after the other: "Do we stay? Set up a new one?", "How long? A year, or two?" """
    found = []
    for one, other in pairwise(asked):
        between = plain.text[one[1] : other[0]]
        second = plain.low[slice(*other)]
        if between.strip():
            continue
        goes_on = begins_with_verb(second, words) or bool(
            words.lowered("statement", "or_else")[0].search(second)
        )
        answers = bool(
            words.lowered("statement", "how_far")[0].search(plain.low[slice(*one)])
            and words.lowered("statement", "or")[0].search(second)
            and not words.lowered("statement", "not_a_choice")[0].search(second)
        )
        both = begins_with_verb(plain.low[slice(*one)], words) and _goes_on_with_verb(second, words)
        if (one in should and goes_on) or answers or both:
            found.append((one[0], other[1]))
    return found


def _goes_on_with_verb(second: str, words: Language) -> bool:
    either = words.lowered("statement", "or")[0].match(second)
    return bool(either and begins_with_verb(second[either.end() :], words))


def _names_answers(plain: Plain, words: Language, span: Span) -> bool:
    """ "Which of the two do we stop, this or that?" """
    asked, comma, answers = plain.low[slice(*span)].rpartition(",")
    if not comma:
        return False
    how_far, either = (words.lowered("statement", name)[0] for name in ("how_far", "or"))
    return bool(how_far.search(asked) and either.search(answers))


def _told_as_ways(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """One sentence, not asked, that is two things to do: "Promote Sam, or hire the outsider." """
    if len(spans) != 1:
        return []
    first, either, second = plain.text.rpartition(", " + words.texts("restate", "or") + " ")
    return list(spans) if either and all(begins_with_verb(way, words) for way in (first, second)) else []


def _bare_choice(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """One short line that is nothing but "this, or that"."""
    text = plain.text.strip()
    bare = len(spans) == 1 and len(text.split()) <= _BARE_WORDS and text.count(",") == 1
    if not bare or words.pattern("statement", "not_a_choice").search(text):
        return []
    return list(spans) if words.pattern("statement", "bare").search(text) else []


def _title_choice(plain: Plain, words: Language, spans: Sequence[Span]) -> list[Span]:
    """A heading over a longer text, or a heading alone, that sets one thing against another."""
    heading = _heading(plain, spans)
    if heading is None:
        return []
    title = plain.text[slice(*heading)].strip("\"'")
    sets = words.pattern("statement", "title").search(title)
    return [heading] if sets and not words.pattern("statement", "not_a_choice").search(title) else []


def _heading(plain: Plain, spans: Sequence[Span]) -> Span | None:
    if not spans:
        return None
    start, end = spans[0]
    title = plain.text[start:end]
    alone = plain.text[end : end + 1] in ("", "\n")
    return (start, end) if alone and not title.endswith(".") and len(title.split()) <= _TITLE_WORDS else None


def _finds(words: Language, name: str, plain: Plain, span: Span) -> bool:
    return any(pattern.search(plain.low[slice(*span)]) for pattern in words.lowered("statement", name))
