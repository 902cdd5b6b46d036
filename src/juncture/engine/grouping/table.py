"""People and rules as they come in a spreadsheet and a settings file, and groups as they go out again.

Nothing here opens a file: rows, settings and answers are values. A row that can't be read is named with its
number, as a spreadsheet counts (the heading is row 1), and with what to change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import count
from typing import cast

from juncture.engine.grouping.errors import TableError
from juncture.engine.grouping.problem import KINDS, Dimension, Kind, Person, Preferences, Problem, Rules
from juncture.engine.grouping.result import Result

Row = Mapping[str, str | None]

KNOWN = ("id", "name", "employer", "tension", "lean", "slots", "facilitator", "further_along")
YES = {"yes", "y", "true", "1", "x"}
NO = {"", "no", "n", "false", "0"}
SEVERAL = ";"  # stands between the values of one cell
MOST_ALONE = 8  # answers that nobody shares, up to which a column nobody described may still be a dimension
RULES = (
    "sizes",
    "employer_apart",
    "competitors",
    "blocked",
    "facilitator_each",
    "pins",
    "facilitators",
    "slots",
)


@dataclass(frozen=True)
class Settings:
    """What a rules file says. Without dimensions, every column that isn't known is one."""

    rules: Rules = field(default_factory=Rules)
    preferences: Preferences = field(default_factory=Preferences)
    dimensions: tuple[Dimension, ...] = ()
    slots: tuple[str, ...] = ()


def read_sizes(text: str) -> tuple[int, int]:
    """“4-6”, or “5” for groups of just five."""
    low, dash, high = text.replace("–", "-").partition("-")
    ends = (low.strip(), high.strip() if dash else low.strip())
    if not all(end.isascii() and end.isdigit() and len(end) < 10 for end in ends):
        raise TableError(f"Sizes came as “{text[:40]}”; write them as 4-6, or 5 for groups of five.")
    return int(ends[0]), int(ends[1])


def read_settings(raw: Mapping[str, object]) -> Settings:
    """A rules file, already parsed, with the tables [rules], [preferences] and [[dimensions]]."""
    strange = sorted(set(raw) - {"rules", "preferences", "dimensions"})
    if strange:
        raise TableError(f"“{strange[0]}” is no part of a rules file; use rules, preferences and dimensions.")
    rules = _section(raw, "rules", RULES)
    weights = _section(raw, "preferences", [one.name for one in fields(Preferences)])
    preferences = Preferences(**cast("dict[str, float]", weights))
    return Settings(_rules(rules), preferences, _dimensions(raw), _words("slots", rules.get("slots", [])))


def read_people(rows: Iterable[Row], settings: Settings, numbers: Iterable[int] | None = None) -> Problem:
    """The problem that these rows and settings pose. `numbers` are the rows' own, where some were left out."""
    numbered = [
        (at, row)
        for at, row in zip(count(2) if numbers is None else numbers, rows, strict=False)
        if any((cell or "").strip() for cell in row.values())
    ]
    if not numbered:
        raise TableError(
            "The table holds no people; give it a row for each person under a heading with “id”."
        )
    if "id" not in numbered[0][1]:
        raise TableError("The table has no column “id”; add one that is different for every person.", 1)
    dimensions = settings.dimensions or _found_dimensions([row for _, row in numbered])
    people, seen = [], dict[str, int]()
    for at, row in numbered:
        person = _person(at, row, dimensions)
        if person.id in seen:
            raise TableError(
                f"“{person.id}” stands in row {seen[person.id]} already; give every person an id of their own.",
                at,
            )
        seen[person.id] = at
        people.append(person)
    slots = settings.slots or tuple(dict.fromkeys(slot for person in people for slot in sorted(person.slots)))
    for person in people:
        strange = sorted(person.slots - set(slots))
        if strange:
            known = ", ".join(slots)
            raise TableError(f"“{strange[0]}” is not one of the slots ({known}).", seen[person.id])
    return Problem(tuple(people), dimensions, slots, settings.rules, settings.preferences)


def with_sizes(settings: Settings, sizes: tuple[int, int]) -> Settings:
    """The same settings for groups of other sizes."""
    return replace(settings, rules=replace(settings.rules, sizes=sizes))


def group_rows(problem: Problem, results: Sequence[Result]) -> list[list[str]]:
    """A heading and a row for everybody in every round, with why they sit there or why they don't."""
    rows = [["round", "group", "slot", "id", "name", "why"]]
    for number, result in enumerate(results, start=1):
        for group in result.groups:
            for person in group.people:
                why = " ".join(reason.text for reason in group.person_reasons.get(person, ()))
                label = problem.person(person).name
                rows.append([str(number), str(group.number), group.slot or "", person, label, why])
        for left in result.unseated:
            why = " ".join(reason.text for reason in left.reasons)
            rows.append([str(number), "", "", left.person, problem.person(left.person).name, why])
    return rows


def explained(problem: Problem, result: Result) -> str:
    """The grouping in words: each group with its people and reasons, the unseated, the clashes, the score."""
    lines = []
    for group in result.groups:
        names = ", ".join(problem.person(person).label for person in group.people)
        lines.append(f"Group {group.number}: {names}")
        lines += [f"  {reason.text}" for reason in group.reasons]
    for left in result.unseated:
        why = " ".join(reason.text for reason in left.reasons)
        lines.append(f"No seat for {problem.person(left.person).label}: {why}")
    lines += [f"Clash: {clash.text}" for clash in result.clashes]
    score = result.score
    lines.append(
        f"Together {score.total:.2f} of at most {score.bound:.2f}; {score.against_chance:+.2f} against seating by lot."
    )
    return "\n".join(lines)


def _section(raw: Mapping[str, object], name: str, known: Sequence[str]) -> dict[str, object]:
    section = raw.get(name, {})
    if not isinstance(section, Mapping):
        raise TableError(f"“{name}” is to be a table of its own in the rules file: [{name}].")
    strange = sorted(set(section) - set(known))
    if strange:
        raise TableError(f"[{name}] knows no “{strange[0]}”; it knows {', '.join(known)}.")
    return dict(section)


def _rules(raw: Mapping[str, object]) -> Rules:
    sizes = raw.get("sizes", "4-6")
    if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
        sizes = f"{sizes[0]}-{sizes[1]}"
    return Rules(
        sizes=read_sizes(str(sizes)),
        employer_apart=_flag("employer_apart", raw.get("employer_apart", True)),
        competitors=_sets("competitors", raw.get("competitors", [])),
        blocked=_sets("blocked", raw.get("blocked", [])),
        facilitator_each=_flag("facilitator_each", raw.get("facilitator_each", False)),
        pins=_numbers("pins", raw.get("pins", {})),
        facilitators=_numbers("facilitators", raw.get("facilitators", {})),
    )


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise TableError(f"“{name}” came as {value!r}; write true or false.")
    return value


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TableError(f"“{name}” came as {value!r}; write a list of names.")
    return tuple(value)


def _sets(name: str, value: object) -> frozenset[frozenset[str]]:
    if not isinstance(value, list):
        raise TableError(f"“{name}” came as {value!r}; write a list of lists of names.")
    return frozenset(frozenset(_words(name, words)) for words in value)


def _numbers(name: str, value: object) -> dict[str, int]:
    if not isinstance(value, Mapping) or not all(isinstance(number, int) for number in value.values()):
        raise TableError(f"“{name}” came as {value!r}; write a table of ids with a group number each.")
    return {str(person): int(number) for person, number in value.items()}


def _dimensions(raw: Mapping[str, object]) -> tuple[Dimension, ...]:
    listed = raw.get("dimensions", [])
    if not isinstance(listed, list):
        raise TableError("“dimensions” is to be a list: [[dimensions]] for each.")
    made = []
    for at, one in enumerate(listed, start=1):
        if not isinstance(one, Mapping) or not {"key", "kind", "values"} <= set(one):
            raise TableError(f"Dimension {at} needs a key, a kind ({', '.join(KINDS)}) and values.")
        values = _words(f"values of {one['key']}", one["values"])
        made.append(Dimension(str(one["key"]), one["kind"], values, one.get("weight", 1.0)))
    return tuple(made)


def _found_dimensions(rows: Sequence[Row]) -> tuple[Dimension, ...]:
    """Unknown columns as dimensions: several answers where a cell holds several, else one. None is ordered."""
    made = []
    for key in rows[0]:
        if not key or key in KNOWN:
            continue
        cells = [_cells(row.get(key)) for row in rows]
        said = [value for cell in cells for value in cell]
        values = tuple(sorted(set(said)))
        if len(values) == len(said) > MOST_ALONE:
            continue  # an address or a note, different for everybody, which brings nobody nearer to anybody
        kind: Kind = "several_of" if any(len(cell) > 1 for cell in cells) else "one_of"
        made.append(Dimension(key, kind, values))
    return tuple(made)


def _person(at: int, row: Row, dimensions: Sequence[Dimension]) -> Person:
    name = (row.get("id") or "").strip()
    if not name:
        raise TableError("“id” is empty; give this person one.", at)
    context = {}
    for dimension in dimensions:
        answers = _cells(row.get(dimension.key))
        strange = [answer for answer in answers if answer not in dimension.values]
        if strange:
            known = ", ".join(dimension.values)
            raise TableError(f"“{strange[0]}” is not a value of “{dimension.key}” ({known}).", at)
        if len(answers) > 1 and dimension.kind != "several_of":
            raise TableError(f"“{dimension.key}” takes one value and came with {len(answers)}; keep one.", at)
        if answers:
            context[dimension.key] = answers
    return Person(
        id=name,
        context=context,
        tension=_text(row, "tension"),
        lean=_text(row, "lean"),
        employer=_text(row, "employer"),
        slots=frozenset(_cells(row.get("slots"))),
        facilitator=_yes(row, "facilitator", at),
        further_along=_yes(row, "further_along", at),
        name=(row.get("name") or "").strip(),
    )


def _text(row: Row, key: str) -> str | None:
    return (row.get(key) or "").strip() or None


def _cells(cell: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in (cell or "").split(SEVERAL) if part.strip()))


def _yes(row: Row, key: str, at: int) -> bool:
    said = (row.get(key) or "").strip().casefold()
    if said not in YES | NO:
        raise TableError(f"“{key}” came as “{said}”; write yes or no.", at)
    return said in YES
