"""An arrangement: who sits where, as a plain value; read from a composition and written as a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from juncture.engine import grouping
from juncture.practice.journal.recording import record
from juncture.practice.people.models import Host
from juncture.practice.rounds.bringing import Company
from juncture.practice.rounds.models import Composition, Group, Round, RoundSlot, Seat, Unseated

BY_HAND = "taken_out_by_hand"


@dataclass(frozen=True)
class Table:
    people: tuple[int, ...]
    slot: int | None = None
    facilitator: int | None = None


@dataclass(frozen=True)
class Arrangement:
    """Tables in order; the first is group 1. `pinned` stay when the rest is composed again, `out` stay out."""

    tables: tuple[Table, ...] = ()
    pinned: Mapping[int, datetime] = field(default_factory=dict)
    out: frozenset[int] = frozenset()

    @property
    def groups(self) -> dict[int, tuple[int, ...]]:
        return {number: table.people for number, table in enumerate(self.tables, start=1)}

    def table_of(self, member: int) -> int | None:
        """The number of the group somebody sits in."""
        return next((number for number, people in self.groups.items() if member in people), None)

    def with_table(self, number: int, table: Table) -> Arrangement:
        tables = list(self.tables)
        if number > len(tables):
            tables.append(table)
        else:
            tables[number - 1] = table
        return replace(self, tables=tuple(tables))

    def without(self, member: int) -> Arrangement:
        """The arrangement with their seat empty; nothing else changes, not even an emptied table's number."""
        tables = tuple(
            replace(table, people=tuple(one for one in table.people if one != member))
            for table in self.tables
        )
        pinned = {one: at for one, at in self.pinned.items() if one != member}
        return replace(self, tables=tables, pinned=pinned, out=self.out - {member})


def current(round: Round) -> Composition | None:
    """The newest composition that has not been stepped back over."""
    return round.compositions.filter(undone_at=None).order_by("-pk").first()


def hold(round: Round) -> Composition | None:
    """What stands now, with nobody else changing it until the transaction ends."""
    Round.objects.select_for_update().get(pk=round.pk)
    return current(round)


def arrangement_of(composition: Composition) -> Arrangement:
    people: dict[int, list[int]] = {}
    pinned: dict[int, datetime] = {}
    for seat in composition.seats.order_by("group__number", "position").select_related(None):
        people.setdefault(seat.group_id, []).append(seat.member_id)
        if seat.pinned_at:
            pinned[seat.member_id] = seat.pinned_at
    tables = tuple(
        Table(tuple(people.get(group.pk, ())), group.slot_id, group.facilitator_id)
        for group in composition.groups.order_by("number")
    )
    out = frozenset(
        unseated.member_id
        for unseated in composition.unseated.all()
        if any(reason.get("code") == BY_HAND for reason in unseated.reasons)
    )
    return Arrangement(tables, pinned, out)


def write(
    company: Company,
    arrangement: Arrangement,
    *,
    how: str,
    by: Host | None,
    before: Composition | None,
    seed: int,
    params: Mapping[str, Any],
    looked: grouping.Result | None = None,
) -> Composition:
    """The arrangement as rows, scored and explained by the engine, as the round's newest composition.

    `looked` is what `look_at` made of it when tidied, where that was asked outside the transaction.
    """
    tidied = tidy(company, arrangement)
    result = looked or look_at(company, tidied)
    with transaction.atomic():
        made = Composition.objects.create(
            round=company.round,
            before=before,
            how=how,
            by=by,
            seed=seed,
            params=dict(params),
            score=_plain_score(result.score) | {"clashes": _plain_clashes(result.clashes)},
        )
        _write_groups(made, tidied, result)
        Unseated.objects.bulk_create(
            Unseated(composition=made, member_id=member, reasons=_why_out(member, tidied, result))
            for member in company.members
            if tidied.table_of(member) is None
        )
        record(f"groups_{how}", by=by, noun=made, community_id=company.round.community_id)
    return made


def tidy(company: Company, arrangement: Arrangement) -> Arrangement:
    """Only people who are here, no empty tables, and for every table a time and a facilitator where there is one."""
    here = arrangement
    seated = {one for table in here.tables for one in table.people}
    for gone in seated - company.members.keys():
        here = here.without(gone)
    tables = tuple(_completed(company, table) for table in here.tables if table.people)
    seated = {one for table in tables for one in table.people}
    return Arrangement(
        tables,
        pinned={member: at for member, at in here.pinned.items() if member in seated},
        out=frozenset(here.out & (company.members.keys() - seated)),
    )


def look_at(company: Company, arrangement: Arrangement) -> grouping.Result:
    """What the engine makes of these groups: scores, reasons, clashes. Knows of no blocks."""
    return grouping.rescore(company.open_problem, as_groups(arrangement))


def as_groups(arrangement: Arrangement) -> dict[int, list[str]]:
    """Groups as the engine takes them. Somebody alone at a table has no pair to be weighed."""
    return {
        number: [str(member) for member in people]
        for number, people in arrangement.groups.items()
        if len(people) > 1
    }


def shared_slots(company: Company, people: Iterable[int]) -> list[RoundSlot]:
    """The times all of these people can make, in order."""
    sets = [company.able.get(member, frozenset()) for member in people]
    common = frozenset.intersection(*sets) if sets else frozenset(slot.pk for slot in company.slots)
    return [slot for slot in company.slots if slot.pk in common]


def _completed(company: Company, table: Table) -> Table:
    possible = [slot.pk for slot in shared_slots(company, table.people)]
    slot = table.slot if table.slot in possible else next(iter(possible), None)
    able = [member for member in table.people if company.members[member].facilitates]
    facilitator = table.facilitator if table.facilitator in table.people else next(iter(able), None)
    return Table(table.people, slot, facilitator)


def _write_groups(made: Composition, arrangement: Arrangement, result: grouping.Result) -> None:
    scored = {group.number: group for group in result.groups}
    groups = Group.objects.bulk_create(
        Group(
            composition=made,
            number=number,
            slot_id=table.slot,
            facilitator_id=table.facilitator,
            score=_plain_group(scored.get(number)),
            reasons=[plain_reason(reason) for reason in _reasons(scored.get(number))],
        )
        for number, table in enumerate(arrangement.tables, start=1)
    )
    Seat.objects.bulk_create(
        Seat(
            composition=made,
            group=group,
            member_id=member,
            position=position,
            pinned_at=arrangement.pinned.get(member),
            reasons=[plain_reason(reason) for reason in _reasons(scored.get(group.number), str(member))],
        )
        for group, table in zip(groups, arrangement.tables, strict=True)
        for position, member in enumerate(table.people, start=1)
    )


def _plain_group(group: grouping.Group | None) -> dict[str, Any]:
    return {"total": group.score, "parts": dict(group.parts)} if group else {"total": 0.0, "parts": {}}


def _reasons(group: grouping.Group | None, person: str | None = None) -> Sequence[grouping.Reason]:
    if group is None:
        return ()
    return group.person_reasons.get(person, ()) if person else group.reasons


def _why_out(member: int, arrangement: Arrangement, result: grouping.Result) -> list[dict[str, Any]]:
    if member in arrangement.out:
        return [{"code": BY_HAND, "values": {"person": str(member)}}]
    said = next((one.reasons for one in result.unseated if one.person == str(member)), ())
    return [plain_reason(reason) for reason in said]


def plain_reason(reason: grouping.Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": {key: _plain(value) for key, value in reason.values.items()}}


def _plain(value: object) -> object:
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, Iterable):
        return [_plain(one) for one in value]
    return str(value)


def _plain_score(score: grouping.Score) -> dict[str, Any]:
    return {
        "total": score.total,
        "parts": dict(score.parts),
        "against_chance": score.against_chance,
        "bound": score.bound,
    }


def _plain_clashes(clashes: Sequence[grouping.Clash]) -> list[dict[str, Any]]:
    return [plain_reason(clash.reason) | {"rules": list(clash.rules)} for clash in clashes]


def now() -> datetime:
    return timezone.now()
