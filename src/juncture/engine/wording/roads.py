"""The roads a statement names: what stands on either side of its "or"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from juncture.engine.wording.language import Language
from juncture.engine.wording.language import language as find_language
from juncture.engine.wording.plain import make_plain, squeezed
from juncture.engine.wording.sentences import sentence_spans

LONGEST_ROAD = 140
LONGEST_STATEMENT = 6_000
_FEWEST_WORDS = 4
_MOST_SENTENCES = 40
_ASIDE = re.compile(r"\s*\([^()]{0,160}\)|\s?[\u2600-\u27bf\u2b50\ufe0f\u200d\U0001f000-\U0001faff]+")


@dataclass(frozen=True)
class Roads:
    """`verbs` tells whether the roads can stand after "whether to"."""

    first: str
    second: str | None
    verbs: bool
    given: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.first,) if self.second is None else (self.first, self.second)


def name_roads(text: str, options: Sequence[str] = (), language: str = "en") -> tuple[str, ...]:
    """None, one or two short phrases, the person's own words; options they listed themselves come first."""
    listed = tuple(one.strip() for one in options if one.strip())
    if len(listed) >= 2:
        return listed
    words = find_language(language)
    found = roads_in(squeezed(make_plain(text, most=LONGEST_STATEMENT)).text, words) if words else None
    return found.names if found else listed


def roads_in(plain: str, words: Language) -> Roads | None:
    """Two roads are looked for first, in questions before other sentences, and the later ones first."""
    plain = _ASIDE.sub("", plain)
    sentences = [plain[start:end] for start, end in _sentences(plain)]
    asked = [one for one in reversed(sentences) if one.endswith("?")]
    told = [one for one in reversed(sentences) if not one.endswith("?")]
    if found := _one_by_one(sentences, words):
        return found
    for sentence in asked + told:
        if found := _two(sentence, words):
            return found
    return (
        _dual(plain, words)
        or _lettered(plain, words)
        or next((found for one in asked + told if (found := _one(one, words))), None)
    )


def is_choice_question(sentence: str, words: Language) -> bool:
    """A question with an "or" in it that stands before the writer; "how do I x or y?" isn't one."""
    sentence = sentence.strip("\"'[]")
    if not sentence.endswith("?") or not words.pattern("statement", "or").search(sentence):
        return False
    asked = _after_colon(sentence, words).strip()
    if len(asked.split()) < _FEWEST_WORDS and not begins_with_verb(asked, words):
        return bool(words.pattern("statement", "lead").search(asked))
    return not words.pattern("statement", "not_a_choice").search(asked)


def is_way_asked_about(sentence: str, words: Language) -> bool:
    """ "Kill the newsletter?": one thing to do, with a question mark; "do you …?" asks something else."""
    if not sentence.endswith("?") or len(sentence.split()) < 2 or not begins_with_verb(sentence, words):
        return False
    return not any(words.pattern("statement", name).search(sentence) for name in ("whole", "asks_what"))


def sets_before(question: str, words: Language) -> bool:
    """Whether a question puts its ways before somebody to go, rather than asking which of two things is so."""
    asked = _after_colon(question, words).strip()
    leads = (*words.patterns("statement", "lead"), *words.patterns("statement", "lead_two"))
    return (
        begins_with_verb(asked, words)
        or _side_by_side(asked, words)
        or any(lead.search(question) for lead in leads)
        or bool(words.pattern("statement", "sets_before").search(question))
    )


def _side_by_side(asked: str, words: Language) -> bool:
    """ "Sprint or mentored places next season?": two things, no verb between them."""
    sides = words.pattern("statement", "or").split(asked)
    named = all(re.search(r"[^\W\d_]{3}", side) for side in sides)
    if len(sides) != 2 or not named:
        return False
    after_comma = sides[0].rstrip().endswith(",")
    bare = words.pattern("statement", "relative").sub("", asked) if after_comma else asked
    return not words.pattern("statement", "finite").search(bare)


def _sentences(plain: str) -> list[tuple[int, int]]:
    return [span for span, _ in zip(sentence_spans(plain), range(_MOST_SENTENCES), strict=False)]


def _two(sentence: str, words: Language) -> Roads | None:
    for rest, between in _after_leads(sentence, words, "lead", "lead_two"):
        if parts := _parted(rest, words, between):
            done = [_plain_verb(part.strip(), words) for part in parts]
            if between and all(one != part.strip() for one, part in zip(done, parts, strict=True)):
                return _roads(*done, verbs=True, words=words)
            return _roads(*parts, verbs=not between and not _is_thing(parts[0], words), words=words)
    told = not sentence.endswith("?") and begins_with_verb(sentence, words)
    if not told and not is_choice_question(sentence, words):
        return None
    asked = _after_colon(sentence, words).strip()
    whole = words.pattern("statement", "whole").search(asked)
    if not whole and (parts := _parted(asked, words, False)):
        doing = words.texts("restate", "as_they_stand") or all(begins_with_verb(one, words) for one in parts)
        return _roads(*parts, verbs=doing, words=words)
    return None


def _dual(plain: str, words: Language) -> Roads | None:
    for pattern in words.patterns("statement", "dual"):
        if found := pattern.search(plain):
            return Roads(_trim(found["first"]), _trim(found["second"]), True)
    return None


def _one_by_one(sentences: Sequence[str], words: Language) -> Roads | None:
    """ "Let them vote? Or keep deciding ourselves?" """
    for first, second in pairwise(sentences):
        either = words.pattern("statement", "or").match(second)
        if not either or not (first.endswith("?") and second.endswith("?")):
            continue
        ways = (first, second[either.end() :])
        if all(begins_with_verb(way, words) for way in ways):
            return _roads(*ways, verbs=True, words=words)
    return None


def _lettered(plain: str, words: Language) -> Roads | None:
    """ "Option A: one big fair. Option B: six small days." """
    for pattern in words.patterns("statement", "lettered"):
        if found := pattern.search(plain):
            first, second = (_first_small(_trim(found[name]), words) for name in ("first", "second"))
            return Roads(first, second, all(begins_with_verb(road, words) for road in (first, second)))
    return None


def _one(sentence: str, words: Language) -> Roads | None:
    if is_way_asked_about(sentence, words):
        road, given = _without_reason(sentence, words)
        return Roads(_first_small(road, words), None, True, given)
    for rest, between in _after_leads(sentence, words, "lead"):
        road, given = _without_reason(rest, words)
        if not between and len(road.split()) >= 2 and not _is_thing(road, words):
            road = _plain_verb(_first_small(road, words), words)
            return Roads(road, None, True, given)
    return None


def _is_thing(road: str, words: Language) -> bool:
    """ "Considering a move": what is named is nothing that could stand after "whether to"."""
    return bool(words.pattern("statement", "thing").search(road.strip()))


def _after_leads(sentence: str, words: Language, *names: str) -> Iterator[tuple[str, bool]]:
    for lead in (lead for name in names for lead in words.patterns("statement", name)):
        if found := lead.search(sentence):
            between = bool(words.pattern("statement", "between").search(found.group()))
            yield sentence[found.end() :], between


def _after_colon(sentence: str, words: Language) -> str:
    _, colon, after = sentence.rpartition(": ")
    return after if colon and words.pattern("statement", "or").search(after) else sentence


def _parted(rest: str, words: Language, between: bool) -> tuple[str, str] | None:
    """Split at the "or" after a comma if there is one, else at the one nearest the middle."""
    places = [found.span() for found in words.pattern("statement", "or").finditer(rest)]
    if between and not places:
        places = [found.span() for found in words.pattern("statement", "and").finditer(rest)]
    if not places:
        return None
    after_comma = [place for place in places if rest[: place[0]].rstrip().endswith((",", ";"))]
    start, end = min(after_comma or places, key=lambda place: abs(place[0] - len(rest) / 2))
    return rest[:start], rest[end:]


def _roads(first: str, second: str, *, verbs: bool, words: Language) -> Roads | None:
    second = words.pattern("statement", "again").sub("", second.strip(), count=1)
    if verbs and len(_trim(second).split()) == 1 and not begins_with_verb(second, words):
        first, first_given = (
            _trim(first)[:LONGEST_ROAD],
            None,
        )  # "before the fair, or after": the tail is the choice
    else:
        first, first_given = _without_reason(first, words)
    if verbs and words.pattern("statement", "not_parallel").search(second.lstrip()):
        return Roads(_first_small(first, words), None, True, first_given) if _speaks(first) else None
    second, given = _without_reason(second if verbs else second.partition(",")[0], words)
    if not _speaks(first) or not _speaks(second):
        return None
    first = _first_small(first, words)
    if verbs:
        first, second = _plain_verb(first, words), _plain_verb(second, words)
    return Roads(first, second, verbs, given or first_given)


def _without_reason(road: str, words: Language) -> tuple[str, str | None]:
    road = road.partition(";")[0]
    found = words.pattern("statement", "reason").search(road, 3)
    given = None
    if found:
        named = next(
            (hit for p in words.patterns("statement", "given_here") if (hit := p.search(road))), None
        )
        given = _trim(named["given"]) if named else None
        road = road[: found.start()]
    clause = words.pattern("statement", "clause").search(road)
    if clause and not begins_with_verb(clause.group(), words):
        road = road[: clause.start()]
    return _trim(road)[:LONGEST_ROAD], given


def _speaks(road: str) -> bool:
    return any(len(word) > 1 for word in re.findall(r"[^\W\d_]+", road))


def begins_with_verb(road: str, words: Language) -> bool:
    first = re.match(r"\W*([^\W\d_]+)", road)
    return first is not None and first.group(1).lower() in words.word_set("verbs", "base")


def _plain_verb(road: str, words: Language) -> str:
    """ "moving the forum" to "move the forum", for the verbs that are known; German has its verb at the end."""
    for form, plain in words.texts("verbs", "plain"):
        road = re.sub(form, plain, road)
    ending = words.texts("verbs").get("ing")
    first, _, rest = road.partition(" ")
    if not ending or not first.lower().endswith(ending):
        return road
    stem = first.lower()[: -len(ending)]
    known = words.word_set("verbs", "base")
    base = next((one for one in (stem, stem + "e", stem[:-1]) if one in known), None)
    return f"{base} {rest}".strip() if base else road


def _first_small(road: str, words: Language) -> str:
    """A capital at the beginning of a sentence goes; a name keeps its own."""
    first = road.split(" ", 1)[0]
    small = words.word_set("verbs", "base") | words.word_set("restate", "small")
    return road[:1].lower() + road[1:] if first.lower() in small else road


def small_first(road: str, text: str, language: str = "en") -> str:
    """A listed option as it reads after "or": with a small letter, unless it begins with a name or a noun has one."""
    first = road.split(" ", 1)[0]
    plain = (
        first.isalpha()
        and first.istitle()
        and first != "I"
        and not re.search(rf"\w[^.?!:]*\b{first}\b", text)
    )
    words = find_language(language)
    return road[:1].lower() + road[1:] if words and plain and words.texts("restate")["lowers"] else road


def _trim(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" ,;:-–—\"'?.!()")
