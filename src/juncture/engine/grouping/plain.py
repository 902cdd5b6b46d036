"""Questions and answers as plain values, the way JSON carries them: what the command and the API take and give.

What can't be read is named with its place, as in `people[3].slots`, and with what to write there instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from juncture.engine.grouping.errors import GroupingError, PlainError
from juncture.engine.grouping.problem import KINDS, Dimension, Pair, Person, Preferences, Problem, Rules
from juncture.engine.grouping.result import Change, Reason, Result, Score
from juncture.engine.grouping.rounds import MODES, Mode, Rounds
from juncture.engine.grouping.table import Settings, read_sizes

PERSON = (
    "id",
    "name",
    "context",
    "tension",
    "lean",
    "employer",
    "slots",
    "facilitator",
    "further_along",
)
DIMENSION = ("key", "kind", "values", "weight")
RULES = (
    "sizes",
    "employer_apart",
    "competitors",
    "blocked",
    "facilitator_each",
    "pins",
    "facilitators",
)
QUESTION = ("people", "dimensions", "slots", "rules", "preferences", "met", "similarity")
RUN = ("rounds", "mode", "seed")
MOST_ROUNDS = 50
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Question:
    """What is to be composed, and how often."""

    problem: Problem
    rounds: int = 1
    mode: Mode = "all_new_faces"
    seed: int = 0


def read_question(raw: object, also: Sequence[str] = (), defaults: Settings | None = None) -> Question:
    """A whole question. `also` names what the caller reads itself; `defaults` stand in for what isn't said."""
    asked = _table(raw, "", (*QUESTION, *RUN, *also))
    mode = asked.get("mode", "all_new_faces")
    if mode not in MODES:
        raise PlainError(f"The mode came as {_shown(mode)}; use one of {', '.join(MODES)}.", "mode")
    return Question(
        read_problem({key: value for key, value in asked.items() if key in QUESTION}, defaults),
        rounds=read_number(asked.get("rounds", 1), "rounds", 1, MOST_ROUNDS),
        mode=cast(Mode, mode),
        seed=read_number(asked.get("seed", 0), "seed", 0, MOST_SEED),
    )


def read_problem(raw: Mapping[str, Any], defaults: Settings | None = None) -> Problem:
    """People, dimensions, slots, rules, preferences, and who has met or decides alike."""
    settings = defaults or Settings()
    if "people" not in raw:
        raise PlainError("The question has no people; give a list of them, each with an “id”.", "people")
    people = [_person(one, f"people[{at}]") for at, one in enumerate(_list(raw["people"], "people"))]
    places = {person.id: f"people[{at}]" for at, person in reversed(list(enumerate(people)))}
    for at, person in enumerate(people):
        if places[person.id] != f"people[{at}]":
            raise PlainError(
                f"“{person.id}” stands in {places[person.id]} already; give every person an id of their own.",
                f"people[{at}].id",
            )
    if "dimensions" in raw:
        listed = _list(raw["dimensions"], "dimensions")
        dimensions = tuple(_dimension(one, f"dimensions[{at}]") for at, one in enumerate(listed))
    else:
        dimensions = settings.dimensions or _found_dimensions(people)
    slots = _words(raw["slots"], "slots") if "slots" in raw else settings.slots
    slots = slots or tuple(dict.fromkeys(slot for person in people for slot in sorted(person.slots)))
    rules = _rules(raw["rules"]) if "rules" in raw else settings.rules
    wishes = _preferences(raw["preferences"]) if "preferences" in raw else settings.preferences
    met = _pairs(raw.get("met", []), "met", "times", 1)
    similarity = _pairs(raw.get("similarity", []), "similarity", "value", None)
    return Problem(
        tuple(people),
        dimensions,
        slots,
        rules,
        wishes,
        {pair: int(times) for pair, times in met.items()},
        similarity,
    )


def read_groups(raw: object, at: str = "groups") -> dict[int, list[str]]:
    """Groups as they stand: a table of numbers with the ids of who sits there."""
    groups = {}
    for number, people in _table(raw, at).items():
        if not str(number).isdecimal() or not str(number).isascii() or not 1 <= int(number) <= 10**6:
            raise PlainError(f"A group came with the number {_shown(number)}; groups count from 1.", at)
        groups[int(number)] = list(_words(people, f"{at}.{number}"))
    return groups


def read_number(value: object, at: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise PlainError(f"This came as {_shown(value)}; give a whole number from {low} to {high}.", at)
    return value


def plain_rounds(rounds: Rounds, seed: int) -> dict[str, Any]:
    return {
        "rounds": [plain_result(result) for result in rounds.results],
        "repeats": rounds.repeats,
        "said": rounds.text,
        "without_new_voice": [
            {"round": number, "group": group} for number, group in rounds.without_new_voice
        ],
        "seed": seed,
        "iterations": sum(result.iterations for result in rounds.results),
    }


def plain_result(result: Result) -> dict[str, Any]:
    return {
        "groups": [
            {
                "number": group.number,
                "people": list(group.people),
                "slot": group.slot,
                "score": group.score,
                "parts": dict(group.parts),
                "reasons": _plain_reasons(group.reasons),
                "person_reasons": {
                    person: _plain_reasons(reasons) for person, reasons in group.person_reasons.items()
                },
            }
            for group in result.groups
        ],
        "unseated": [
            {"person": one.person, "reasons": _plain_reasons(one.reasons)} for one in result.unseated
        ],
        "clashes": [
            {"rules": list(clash.rules), "people": list(clash.people), "text": clash.text}
            for clash in result.clashes
        ],
        "score": _plain_score(result.score),
    }


def plain_change(change: Change) -> dict[str, Any]:
    return {**plain_result(change.result), "gain": change.gain, "moved": list(change.moved)}


def _plain_score(score: Score) -> dict[str, Any]:
    return {
        "total": score.total,
        "parts": dict(score.parts),
        "against_chance": score.against_chance,
        "bound": score.bound,
    }


def _plain_reasons(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"code": reason.code, "text": reason.text} for reason in reasons]


def _person(raw: object, at: str) -> Person:
    said = _table(raw, at, PERSON)
    name = _text(said.get("id"), f"{at}.id")
    if not name:
        raise PlainError("“id” is missing; give this person one.", f"{at}.id")
    return Person(
        id=name,
        context=_context(said.get("context") or {}, f"{at}.context"),
        tension=_text(said.get("tension"), f"{at}.tension"),
        lean=_text(said.get("lean"), f"{at}.lean"),
        employer=_text(said.get("employer"), f"{at}.employer"),
        slots=frozenset(_words(said.get("slots") or [], f"{at}.slots")),
        facilitator=_flag(said.get("facilitator", False), f"{at}.facilitator"),
        further_along=_flag(said.get("further_along", False), f"{at}.further_along"),
        name=_text(said.get("name"), f"{at}.name") or "",
    )


def _context(raw: object, at: str) -> dict[str, tuple[str, ...]]:
    """One answer may come bare; what is null or empty was not answered."""
    answers = {}
    for key, said in _table(raw, at).items():
        listed = said if isinstance(said, list) else [] if said is None else [said]
        if words := _words(listed, f"{at}.{_cut(key)}"):
            answers[key] = words
    return answers


def _found_dimensions(people: Sequence[Person]) -> tuple[Dimension, ...]:
    """What people answered, as dimensions that nobody described. None is ordered."""
    found: dict[str, set[str]] = {}
    several = set()
    for person in people:
        for key, answers in person.context.items():
            found.setdefault(key, set()).update(answers)
            several |= {key} if len(answers) > 1 else set()
    return tuple(
        Dimension(key, "several_of" if key in several else "one_of", tuple(sorted(values)))
        for key, values in found.items()
    )


def _dimension(raw: object, at: str) -> Dimension:
    said = _table(raw, at, DIMENSION)
    if missing := [name for name in DIMENSION[:3] if name not in said]:
        raise PlainError(f"A dimension needs a key, a kind and values; “{missing[0]}” is missing.", at)
    if said["kind"] not in KINDS:
        raise PlainError(
            f"The kind came as {_shown(said['kind'])}; use one of {', '.join(KINDS)}.", f"{at}.kind"
        )
    weight = _float(said.get("weight", 1.0), f"{at}.weight")
    with _placed(at):
        return Dimension(
            _text(said["key"], f"{at}.key") or "",
            said["kind"],
            _words(said["values"], f"{at}.values"),
            weight,
        )


def _rules(raw: object) -> Rules:
    said = _table(raw, "rules", RULES)
    with _placed("rules"):
        return Rules(
            sizes=_sizes(said.get("sizes", [4, 6])),
            employer_apart=_flag(said.get("employer_apart", True), "rules.employer_apart"),
            competitors=_sets(said.get("competitors", []), "rules.competitors"),
            blocked=_sets(said.get("blocked", []), "rules.blocked"),
            facilitator_each=_flag(said.get("facilitator_each", False), "rules.facilitator_each"),
            pins=_places(said.get("pins", {}), "rules.pins"),
            facilitators=_places(said.get("facilitators", {}), "rules.facilitators"),
        )


def _sizes(value: object) -> tuple[int, int]:
    if isinstance(value, str):
        return read_sizes(value)
    if not isinstance(value, list) or len(value) != 2:
        raise PlainError(f"Sizes came as {_shown(value)}; write them as [4, 6] or “4-6”.", "rules.sizes")
    low, high = (read_number(one, "rules.sizes", 2, 10**6) for one in value)
    return low, high


def _preferences(raw: object) -> Preferences:
    names = [one.name for one in fields(Preferences)]
    said = _table(raw, "preferences", names)
    with _placed("preferences"):
        return Preferences(
            **{key: _float(value, f"preferences.{key}") for key, value in said.items() if value is not None}
        )


def _pairs(raw: object, at: str, value_key: str, default: float | None) -> dict[Pair, float]:
    pairs: dict[Pair, float] = {}
    for number, one in enumerate(_list(raw, at)):
        here = f"{at}[{number}]"
        said = _table(one, here, ("people", value_key))
        people = _words(said.get("people"), f"{here}.people")
        if len(set(people)) != 2 or len(people) != 2:
            raise PlainError("A pair takes exactly two people.", f"{here}.people")
        value = said.get(value_key, default)
        if value_key == "times":
            value = read_number(value, f"{here}.times", 0, 10**6)
        pair = frozenset(people)
        pairs[pair] = pairs.get(pair, 0) + value if value_key == "times" else _float(value, f"{here}.value")
    return pairs


def _table(value: object, at: str, known: Sequence[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise PlainError(f"This came as {_shown(value)}; write an object, as in {{…}}.", at)
    for key in value:
        if known is not None and key not in known:
            raise PlainError(f"There is no “{_cut(str(key))}” here; it knows {', '.join(known)}.", at)
    return value


def _list(value: object, at: str) -> list[Any]:
    if not isinstance(value, list):
        raise PlainError(f"This came as {_shown(value)}; write a list, as in […].", at)
    return value


def _words(value: object, at: str) -> tuple[str, ...]:
    words = [_text(word, f"{at}[{number}]") for number, word in enumerate(_list(value, at))]
    return tuple(dict.fromkeys(word for word in words if word))


def _text(value: object, at: str) -> str | None:
    """Whole numbers are taken as the text they look like, since ids often are numbers."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    if value is not None and not isinstance(value, str):
        raise PlainError(f"This came as {_shown(value)}; write a text.", at)
    return (value or "").strip() or None


def _flag(value: object, at: str) -> bool:
    if not isinstance(value, bool):
        raise PlainError(f"This came as {_shown(value)}; write true or false.", at)
    return value


def _float(value: object, at: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
        raise PlainError(f"This came as {_shown(value)}; give a number.", at)
    return float(value)


def _sets(value: object, at: str) -> frozenset[frozenset[str]]:
    return frozenset(
        frozenset(_words(words, f"{at}[{number}]")) for number, words in enumerate(_list(value, at))
    )


def _places(value: object, at: str) -> dict[str, int]:
    return {
        person: read_number(number, f"{at}.{person}", 1, 10**6)
        for person, number in _table(value, at).items()
    }


class _placed:
    """What the engine refuses in here gets this place."""

    def __init__(self, at: str) -> None:
        self._at = at

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, GroupingError) and not isinstance(error, PlainError):
            raise PlainError(str(error), self._at) from error


def _shown(value: object) -> str:
    return _cut(repr(value)) if not isinstance(value, Mapping | list) else f"a {type(value).__name__}"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
