"""Reading a statement: which elements of an unresolved decision are there, and what one would ask about next.

The reading coaches and never gates: a label learned from one set of statements did not hold on the next (see
docs/wording.md), so what is shown is the elements with their spans, and the kind is a hint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from juncture.engine.wording.asking import with_question_marks
from juncture.engine.wording.language import Language, seems_to_be
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.looking import Seen, look_at, without_markup
from juncture.engine.wording.plain import make_plain, squeezed
from juncture.engine.wording.reading import HALF, UNREAD, ElementName, Kind, Reading
from juncture.engine.wording.roads import LONGEST_STATEMENT, Roads, begins_with_verb
from juncture.engine.wording.weighing import weigh

_SHORT_ROAD = 45
_SHORT_ALONE = 60
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_ASKED_FIRST: Final[Mapping[Kind, tuple[ElementName, ...]]] = {
    "decision": ("options", "costs", "mine", "stake", "open"),
    "leaning": ("options", "open", "costs", "stake", "mine"),
    "decided": ("open", "options", "costs", "mine", "stake"),
    "complaint": ("mine", "options", "open", "costs", "stake"),
}
_ASKED_ELSE: Final[tuple[ElementName, ...]] = ("options", "open", "mine", "costs", "stake")


def read_statement(
    text: str,
    options: Sequence[str] = (),
    by_when: Any = None,
    language: str = "en",
    costs: Sequence[str] = (),
) -> Reading:
    """Never raises on what a person wrote. An unknown language gives an empty reading, never a wrong one.

    `options`, `costs` and `by_when` are what the form asked for beside the text; they count as said.
    """
    words = find_language(language)
    plain = squeezed(make_plain(without_markup(text[:LONGEST_STATEMENT])))
    if words is None or not re.search(r"[^\W\d_]{2}", plain.text) or not seems_to_be(words, plain.text):
        return UNREAD
    plain = with_question_marks(plain, words)
    listed = tuple(one.strip() for one in options if one.strip())
    seen = look_at(plain, words, listed, by_when, sum(bool(one.strip()) for one in costs))
    score = weigh(seen)
    kind = _kind(seen, score)
    missing = tuple(name for name in _ASKED_FIRST.get(kind, _ASKED_ELSE) if not seen.elements[name].present)
    return Reading(
        kind=kind,
        reasons=(words.texts("kinds", kind),),
        elements=tuple(seen.elements.values()),
        missing=missing,
        question=_question(kind, missing, seen),
        restatement=_restatement(seen),
        score=score,
        language=words.code,
    )


def _kind(seen: Seen, score: float) -> Kind:
    if score >= HALF:
        return "leaning" if _leans(seen) else "decision"
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


def _leans(seen: Seen) -> bool:
    """One way is preferred, and no other stands beside it."""
    undecided = seen.elements["options"].present or seen.should_asked or seen.hits("signs", "torn")
    return not undecided and seen.hits("kind_patterns", "leaning") > 0


def _question(kind: Kind, missing: Sequence[ElementName], seen: Seen) -> str | None:
    asks = seen.words.texts("questions")
    roads = (
        [_said_back(road, seen.words) for road in seen.roads.names] if seen.roads and seen.roads.verbs else []
    )
    road = roads[0] if roads and _can_be_said(roads[0], seen.words) else None
    if len(seen.listed) >= 2 and (listed := _about_listed(kind, missing)):
        return str(asks[listed])
    if kind == "leaning":
        return _asked(asks["leaning"], road=road) if road else str(asks["leaning_plain"])
    if kind != "decision" and not (next_best := _as_choice(kind, missing, seen)):
        return str(asks[_instead(kind, seen)])
    if kind != "decision":
        missing = next_best
    if not missing:
        return None
    if missing[0] == "options":
        return _asked(asks["options_road"], road=road) if road else str(asks[_which_options(seen)])
    if missing[0] == "costs" and seen.roads and seen.roads.second is None:
        return str(asks["costs_listed" if len(seen.listed) >= 2 else "costs_one"])
    if missing[0] == "costs" and seen.roads and _can_be_asked(seen.roads, seen.words):
        return _asked(asks["costs_roads"], first=roads[0], second=roads[1])
    return None if missing[0] == "open" else str(asks[missing[0]])


def _as_choice(kind: Kind, missing: Sequence[ElementName], seen: Seen) -> tuple[ElementName, ...]:
    """What to ask for where two ways are named, or something is left open, though all of it weighs too little to be
    read as a decision. Empty where there is neither."""
    has = seen.elements
    if kind not in ("challenge", "complaint", "other") or not (has["options"].present or has["open"].present):
        return ()
    return tuple(name for name in _ASKED_FIRST["decision"] if name in missing and name != "open")


def _instead(kind: Kind, seen: Seen) -> Kind:
    """Who has a date and something of their own before them has a choice, too: it is asked for by its name."""
    pressed = seen.elements["stake"].present and seen.elements["mine"].present
    return "other" if kind == "challenge" and pressed else kind


def _which_options(seen: Seen) -> str:
    """ "What else?" asks somebody who named one way; who named none is asked for all of them."""
    return "options" if seen.should_asked or seen.roads else "options_none"


def _is_state(road: str, words: Language) -> bool:
    """ "Be on call" can't stand in "if you don't …"."""
    return road.split(" ", 1)[0].lower() in words.word_set("verbs", "states")


def _about_listed(kind: Kind, missing: Sequence[ElementName]) -> str | None:
    """Who wrote down two ways isn't asked for a choice once more."""
    if kind == "leaning":
        return "leaning_listed"
    return "costs_listed" if kind in ("challenge", "other") and "costs" in missing else None


def _said_back(road: str, words: Language) -> str:
    """ "leave my job" becomes "leave your job", and "what I'm good at" "what you're good at"."""
    turned = words.texts("said_back")

    def back(found: re.Match[str]) -> str:
        first, mark, rest = found.group().partition("'")
        joined = turned.get(found.group().lower())
        return str(joined or turned.get(first.lower(), first) + mark + rest)

    return _WORD.sub(back, road)


def _can_be_asked(roads: Roads, words: Language) -> bool:
    """Short enough to be said back in "if you …, and if you …", and each of them something one does."""
    if _stands_alone(words):
        return roads.verbs and all(_can_be_said(road, words) for road in roads.names)
    doing = roads.verbs and all(begins_with_verb(road, words) and "," not in road for road in roads.names)
    return doing and all(len(road) <= _SHORT_ROAD for road in roads.names)


def _can_be_said(road: str, words: Language) -> bool:
    if not _stands_alone(words):
        return not _is_state(road, words)
    whole = words.pattern("restate", "whole_sentence").search(road)
    return not whole and "," not in road and len(road) <= _SHORT_ALONE


def _stands_alone(words: Language) -> bool:
    return bool(words.texts("restate", "as_they_stand"))


def _asked(question: str, **roads: str) -> str:
    asked = question.format(**roads)
    return asked[:1].upper() + asked[1:]


def _restatement(seen: Seen) -> str | None:
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
    first = roads.first + "," * ("," in roads.first)
    return str(how["to" if roads.verbs else "between"].format(first=first, second=roads.second, given=tail))


def _lowered(words: str) -> str:
    """As it reads inside a sentence; names of one's own and abbreviations stay as they are written."""
    first = words.split(" ", 1)[0]
    return (
        words if first in ("I", "I'd", "I'll", "I'm") or not first.istitle() else words[0].lower() + words[1:]
    )


def _given(seen: Seen) -> str | None:
    found = (p.search(seen.plain.text) for p in seen.words.patterns("statement", "given"))
    given = next((" ".join(hit["given"].split()) for hit in found if hit), None)
    inside = given and seen.roads and any(given in road for road in seen.roads.names)
    return None if inside else given
