"""Kept reasons as sentences.

A reason is kept as a code with numbers in it, never with names, so that it follows a rename and holds nobody
who was erased. Its sentence is made when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from juncture.engine import grouping
from juncture.engine.tensions import Sides
from juncture.practice.landscape.leaning import tension_of
from juncture.practice.rounds.arranging import BY_HAND
from juncture.practice.rounds.bringing import Company

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """What the numbers in a reason are called."""

    members: Mapping[str, str]
    tensions: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, Sides] = field(default_factory=dict)  # by tension
    employers: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)


def words_for(company: Company) -> Words:
    members = company.members.values()
    tensions, sides = {}, {}
    for brought in company.brought.values():
        tension = tension_of(brought.decision)
        if tension:
            tensions[str(tension.pk)] = f"“{tension.label}”"
            if brought.leaning.sides:
                sides[str(tension.pk)] = brought.leaning.sides
    return Words(
        members={str(member.pk): member.name for member in members},
        tensions=tensions,
        sides=sides,
        employers={str(member.employer_id): member.employer.name for member in members if member.employer},
        dimensions={str(dimension.pk): dimension.label for dimension in company.dimensions},
        values={
            str(value.pk): value.label for dimension in company.dimensions for value in dimension.values.all()
        },
        slots={
            str(slot.pk): date_format(timezone.localtime(slot.starts_at), "l j F, H:i")
            for slot in company.slots
        },
    )


def sentences(reasons: Iterable[Plain], words: Words) -> list[str]:
    """The reasons in words, leaving out those a page shows otherwise (the time) and those no version knows."""
    said = (say(reason, words) for reason in reasons)
    return [text for text in said if text]


def say(reason: Plain, words: Words) -> str:
    code, values = str(reason.get("code")), _named(reason.get("values") or {}, words)
    try:
        if code in _OURS:
            return _OURS[code](values)
        return grouping.Reason(code, values).text
    except (KeyError, TypeError, ValueError):
        return ""  # written by another version of the engine


def _named(values: Plain, words: Words) -> dict[str, Any]:
    """The values with names where there are numbers, by what each of them is about."""
    about: dict[str, Callable[[str], str]] = {}
    for keys, names, missing in (
        (("people", "person", "near"), words.members, _("Someone who has left")),
        (("tension",), words.tensions, _("one tension")),
        (("employer", "employers", "here", "elsewhere"), words.employers, _("one employer")),
        (("dimension", "dimensions"), words.dimensions, _("one side of the context")),
        (("value", "values", "first", "last", "shared"), words.values, "…"),
        (("slot", "slots"), words.slots, _("another time")),
    ):
        about |= dict.fromkeys(keys, _lookup(names, missing))
    named = {key: _each(value, about[key]) if key in about else value for key, value in values.items()}
    return _with_sides(named, words.sides.get(str(values.get("tension"))))


def _with_sides(named: dict[str, Any], sides: Sides | None) -> dict[str, Any]:
    """Sides by their words, which say the tension as well; without words for them, only that they are opposite."""
    if "leans" not in named:
        return named
    if sides is None:
        return {key: value for key, value in named.items() if key not in ("lean", "leans")}
    return {key: value for key, value in named.items() if key != "tension"} | {
        key: _each(named[key], sides.named) for key in ("lean", "leans") if key in named
    }


def _lookup(names: Mapping[str, str], missing: str) -> Callable[[str], str]:
    return lambda number: names.get(number, missing)


def _each(value: Any, name: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [name(str(one)) for one in value]
    return name(str(value))


def _nothing(values: Plain) -> str:
    return ""


def _no_seat(values: Plain) -> str:
    # One sentence for several causes on purpose: it must not tell which of them it was.
    return (
        _("No group has a seat for %(person)s that goes with everybody's times and the rules of seating.")
        % values
    )


def _no_time(values: Plain) -> str:
    return _("None of the times lies where %(person)s can usually meet.") % values


def _by_hand(values: Plain) -> str:
    return _("%(person)s was taken out by hand, and stays out when the rest is composed again.") % values


_OURS: Mapping[str, Callable[[Plain], str]] = {
    "slot": _nothing,
    "groups_closed": _no_seat,
    "kept_apart_from_all": _no_seat,
    "no_slot": _no_time,
    BY_HAND: _by_hand,
}
