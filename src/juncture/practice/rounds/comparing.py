"""Two compositions of a round, side by side: who sits elsewhere, and what each is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from juncture.practice.rounds.models import Composition, Round

MOST_KEPT = 50  # compositions a page offers; older ones are found by their address


@dataclass(frozen=True)
class Moved:
    """Somebody who sits elsewhere; None is no seat. Numbers are each composition's own."""

    member: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Comparison:
    """`same` holds which group of the other composition continues each group of the first."""

    moved: tuple[Moved, ...]
    stayed: int
    same: Mapping[int, int]


def compositions_of(round: Round) -> QuerySet[Composition]:
    """The newest first, those stepped back over among them."""
    return round.compositions.select_related("by__account").order_by("-pk")


def compare(one: Composition, other: Composition) -> Comparison:
    """Who sits with other people. A group that only got another number has not moved anybody."""
    first, second = _seats(one), _seats(other)
    same = _continued(first, second)
    everybody = sorted(first.keys() | second.keys() | _out(one) | _out(other))
    moved = []
    for member in everybody:
        before, after = first.get(member), second.get(member)
        if before is None and after is None:
            continue
        if before is None or after is None or same.get(before) != after:
            moved.append(Moved(member, before, after))
    seated_in_both = len(first.keys() & second.keys())
    changed_seats = sum(one.before is not None and one.after is not None for one in moved)
    return Comparison(tuple(moved), seated_in_both - changed_seats, same)


def _continued(first: Mapping[int, int], second: Mapping[int, int]) -> dict[int, int]:
    """Each group's successor: the pair with the most people in common goes first, each group once."""
    shared: dict[tuple[int, int], int] = {}
    for member, number in first.items():
        if member in second:
            pair = (number, second[member])
            shared[pair] = shared.get(pair, 0) + 1
    same: dict[int, int] = {}
    for before, after in sorted(shared, key=lambda pair: (-shared[pair], pair[0] != pair[1], pair)):
        if before not in same and after not in same.values():
            same[before] = after
    return same


def _seats(composition: Composition) -> dict[int, int]:
    return dict(composition.seats.values_list("member_id", "group__number"))


def _out(composition: Composition) -> set[int]:
    return set(composition.unseated.values_list("member_id", flat=True))
