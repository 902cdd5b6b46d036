"""Composed groups as the compose page, the table plan and the CSV show them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from juncture.practice.landscape.leaning import Leaning
from juncture.practice.people.describing import context_words, with_context
from juncture.practice.people.models import Member
from juncture.practice.rounds.arranging import arrangement_of, shared_slots
from juncture.practice.rounds.bringing import Company
from juncture.practice.rounds.comparing import compare
from juncture.practice.rounds.explaining import Words, sentences, words_for
from juncture.practice.rounds.models import Composition, Group, RoundSlot, Seat
from juncture.practice.rounds.trying import InHand, Tried, in_hand
from juncture.practice.rounds.undoing import undone_after

PARTS: Mapping[str, Any] = {
    "adjacency": _("Near enough to compare, far enough to differ"),
    "affinity": _("The same tension"),
    "lean": _("Differing leans"),
    "novelty": _("New faces"),
    "role_cover": _("Roles filled"),
}


@dataclass(frozen=True)
class Figure:
    """A share of 100 and how it changed with the last step."""

    words: Any
    value: int
    change: int | None = None


@dataclass(frozen=True)
class Card:
    """One person, at a table or without a seat."""

    member: Member
    chips: Sequence[str]
    lean: str = ""
    leaning: Leaning | None = None  # to which side of their tension
    statement: str = ""
    reasons: Sequence[str] = ()
    position: int = 0
    pinned: bool = False
    leads: bool = False
    came: str = ""  # where they sat before the last step, if elsewhere
    gone: bool = False  # released the seat or no longer takes part


@dataclass(frozen=True)
class Table:
    group: Group
    cards: Sequence[Card]
    reasons: Sequence[str]
    contrast: Figure
    parts: Sequence[Figure]
    slots: Sequence[RoundSlot]
    too: str = ""  # "small" or "large", against the plan
    unasked: int = 0
    if_moved: Tried | None = None

    @property
    def then(self) -> int:
        """What the group would be worth with the picked one in it, of 100."""
        return _hundred(self.if_moved.worth) if self.if_moved else 0


@dataclass(frozen=True)
class Shown:
    composition: Composition
    tables: Sequence[Table]
    unseated: Sequence[Card]
    contrast: Figure
    by_lot: int
    bound: int
    parts: Sequence[Figure]
    can_undo: bool
    can_redo: bool
    forgotten: Sequence[str] = field(default_factory=tuple)
    picked: Card | None = None
    picked_group: int | None = None

    @property
    def seated(self) -> int:
        return sum(len(table.cards) for table in self.tables)

    @property
    def pins(self) -> int:
        return sum(card.pinned for table in self.tables for card in table.cards)


def shown(here: Company, composition: Composition, pick: int | None = None) -> Shown:
    """Everything about one composition; `pick` is the member whose move is being considered."""
    words = words_for(here)
    groups = list(composition.groups.select_related("slot"))
    seats = list(composition.seats.select_related("group").order_by("group__number", "position"))
    out = list(composition.unseated.all())
    people = _people(here, [seat.member_id for seat in seats] + [one.member_id for one in out])
    before = composition.before.score if composition.before else {}
    was = _scores_before(composition)
    tried = _tried(here, composition, pick)
    came = _where_from(composition)
    by_group: dict[int, list[Seat]] = {}
    for seat in seats:
        by_group.setdefault(seat.group_id, []).append(seat)
    tables = [
        _table(here, words, group, by_group.get(group.pk, []), people, was.get(group.number), tried, came)
        for group in groups
    ]
    unseated = [
        _card(here, people[one.member_id], sentences(one.reasons, words))
        for one in out
        if one.member_id in people
    ]
    known = {seat.member_id for seat in seats} | {one.member_id for one in out}
    late = [member for pk, member in here.members.items() if pk not in known]
    unseated += [
        _card(here, member, [str(_("Came to this moment after the groups were made."))]) for member in late
    ]
    return Shown(
        composition=composition,
        tables=tables,
        unseated=unseated,
        contrast=_figure(_("Contrast"), composition.score.get("total"), before.get("total")),
        by_lot=_hundred(composition.score.get("total", 0) - composition.score.get("against_chance", 0)),
        bound=_hundred(composition.score.get("bound")),
        parts=_parts(composition.score.get("parts"), before.get("parts")),
        can_undo=composition.before_id is not None,
        can_redo=undone_after(composition) is not None,
        forgotten=[member.name for member in late],
        picked=next((card for card in _all_cards(tables, unseated) if card.member.pk == pick), None),
        picked_group=next((seat.group.number for seat in seats if seat.member_id == pick), None),
    )


def _people(here: Company, wanted: Sequence[int]) -> dict[int, Member]:
    """Members by id; whoever is seated but no longer takes part is fetched beside the company."""
    missing = [pk for pk in wanted if pk not in here.members]
    rest = with_context(Member.objects.filter(pk__in=missing)) if missing else ()
    return {**here.members, **{member.pk: member for member in rest}}


def _table(
    here: Company,
    words: Words,
    group: Group,
    seats: Sequence[Seat],
    people: Mapping[int, Member],
    before: Mapping[str, Any] | None,
    tried: InHand | None,
    came: Mapping[int, Any],
) -> Table:
    present = [seat.member_id for seat in seats if seat.member_id in here.members]
    low, high = here.round.size_low, here.round.size_high
    return Table(
        group=group,
        cards=[
            _card(
                here,
                people[seat.member_id],
                sentences(seat.reasons, words),
                position=seat.position,
                came=came.get(seat.member_id, ""),
                pinned=seat.pinned_at is not None,
                leads=seat.member_id == group.facilitator_id,
            )
            for seat in seats
        ],
        reasons=sentences(group.reasons, words),
        contrast=_figure(_("Contrast"), group.score.get("total"), (before or {}).get("total")),
        parts=_parts(group.score.get("parts"), (before or {}).get("parts")),
        slots=shared_slots(here, present),
        too="small" if len(seats) < low else "large" if len(seats) > high else "",
        unasked=sum(member in here.unasked for member in present),
        if_moved=tried.seats.get(group.number) if tried else None,
    )


def _card(here: Company, member: Member, reasons: Sequence[str], **seat: Any) -> Card:
    brought = here.brought.get(member.pk)
    return Card(
        member=member,
        chips=context_words(member),
        lean=brought.lean if brought else "",
        leaning=brought.leaning if brought else None,
        statement=brought.decision.statement if brought else "",
        reasons=reasons,
        gone=member.pk not in here.members,
        **seat,
    )


def _scores_before(composition: Composition) -> dict[int, Mapping[str, Any]]:
    """The groups' scores one step ago, by number."""
    if composition.before_id is None or composition.how == Composition.How.COMPOSED:
        return {}  # composed anew: group 1 is not the group 1 it was
    return dict(Group.objects.filter(composition=composition.before_id).values_list("number", "score"))


def _where_from(composition: Composition) -> dict[int, Any]:
    """Who sits elsewhere since the step before. After composing anew that would be nearly everybody."""
    if composition.before is None or composition.how == Composition.How.COMPOSED:
        return {}
    return {
        each.member: _("was in group %(number)s") % {"number": each.before}
        if each.before
        else _("was without a seat")
        for each in compare(composition.before, composition).moved
    }


def _tried(here: Company, composition: Composition, pick: int | None) -> InHand | None:
    if pick is None or pick not in here.members:
        return None
    return in_hand(here, arrangement_of(composition), pick)


def _all_cards(tables: Sequence[Table], unseated: Sequence[Card]) -> list[Card]:
    return [card for table in tables for card in table.cards] + list(unseated)


def _figure(words: Any, now: float | None, before: float | None) -> Figure:
    value = _hundred(now)
    change = None if before is None else value - _hundred(before)
    return Figure(words, value, change or None)


def _parts(now: Mapping[str, float] | None, before: Mapping[str, float] | None) -> list[Figure]:
    return [
        _figure(words, (now or {})[key], (before or {}).get(key))
        for key, words in PARTS.items()
        if key in (now or {})
    ]


def _hundred(share: float | None) -> int:
    return round(100 * (share or 0.0))
