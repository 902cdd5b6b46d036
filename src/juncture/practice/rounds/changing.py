"""Changing groups by hand: each change makes a new composition, scored anew, so that undo is a step back.

A rule that must hold is never broken by hand either: the change is refused with the reason. A group may
become smaller or larger than planned on the way to something better; publishing asks for it to be mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from juncture.engine import grouping
from juncture.practice.people.models import Host
from juncture.practice.rounds.arranging import (
    Arrangement,
    Table,
    arrangement_of,
    as_groups,
    hold,
    now,
    shared_slots,
    write,
)
from juncture.practice.rounds.bringing import Company, company
from juncture.practice.rounds.errors import GroupsMoved, NoSeat, NotHere
from juncture.practice.rounds.models import Composition, Round

LARGEST = 8

Change = Callable[[Company, Arrangement], Arrangement]


@dataclass(frozen=True)
class WhatIf:
    """What a seat in one group would bring: the change of the whole's score, or why there is none."""

    number: int
    gain: float | None
    refusal: str = ""


def move_member(round: Round, member_id: int, to: int, *, by: Host, seen: int | None = None) -> Composition:
    """A seat in group `to`; a number beyond the last opens a new group. The one moved is pinned there."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        _someone(here, member_id)
        number = min(to, len(was.tables) + 1)
        if number < 1:
            raise NotHere(_("There is no such group. Here are the groups as they stand."))
        after = was.without(member_id)
        table = after.tables[number - 1] if number <= len(after.tables) else Table(())
        demand_seat(here, table, member_id, number)
        return _pinned(after.with_table(number, replace(table, people=(*table.people, member_id))), member_id)

    return _changed(round, change, by=by, seen=seen)


def swap_members(
    round: Round, member_id: int, other_id: int, *, by: Host, seen: int | None = None
) -> Composition:
    """Two people take each other's seats, and are pinned there. One of them may be without a seat."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        _someone(here, member_id)
        _someone(here, other_id)
        places = {member_id: was.table_of(other_id), other_id: was.table_of(member_id)}
        after = was.without(member_id).without(other_id)
        for member, number in places.items():
            if number is not None:
                demand_seat(here, after.tables[number - 1], member, number)
        for member, number in places.items():
            if number is not None:
                table = after.tables[number - 1]
                after = after.with_table(number, replace(table, people=(*table.people, member)))
                after = _pinned(after, member)
        return after

    return _changed(round, change, by=by, seen=seen)


def unseat(round: Round, member_id: int, *, by: Host, seen: int | None = None) -> Composition:
    """Taken out by hand; stays out until seated by hand or everybody is composed anew."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        _someone(here, member_id)
        after = was.without(member_id)
        return replace(after, out=after.out | {member_id})

    return _changed(round, change, by=by, seen=seen)


def seat(round: Round, member_id: int, *, by: Host, seen: int | None = None) -> Composition:
    """A seat for somebody without one, where the whole gains most by it; in a group with room, if there is one."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        person = _someone(here, member_id)
        best = max(
            (one for one in what_ifs(here, was, member_id) if one.gain is not None),
            key=lambda one: (len(was.tables[one.number - 1].people) < here.round.size_high, one.gain or 0.0),
            default=None,
        )
        if best is None:
            raise NoSeat(
                _("No group has a seat for %(person)s. Move somebody first, or compose the rest again.")
                % {"person": person}
            )
        after = was.without(member_id)
        table = after.tables[best.number - 1]
        return after.with_table(best.number, replace(table, people=(*table.people, member_id)))

    return _changed(round, change, by=by, seen=seen)


def pin(round: Round, member_id: int, *, by: Host, seen: int | None = None) -> Composition:
    """They stay in their group when the rest is composed again."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        person = _someone(here, member_id)
        if was.table_of(member_id) is None:
            raise NotHere(_("%(person)s has no seat to be kept in.") % {"person": person})
        return _pinned(was, member_id)

    return _changed(round, change, by=by, seen=seen)


def unpin(round: Round, member_id: int, *, by: Host, seen: int | None = None) -> Composition:
    def change(here: Company, was: Arrangement) -> Arrangement:
        _someone(here, member_id)
        return replace(was, pinned={one: at for one, at in was.pinned.items() if one != member_id})

    return _changed(round, change, by=by, seen=seen)


def set_slot(round: Round, number: int, slot_id: int, *, by: Host, seen: int | None = None) -> Composition:
    """When this group meets; only a time that everybody in it can make."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        table = _table(was, number)
        slot = next((slot for slot in here.slots if slot.pk == slot_id), None)
        if slot is None:
            raise NotHere(_("This time is no longer part of the plan. Choose another."))
        unable = [
            here.members[one].name
            for one in table.people
            if one in here.members and slot_id not in here.able[one]
        ]
        if unable:
            raise NoSeat(
                _("%(people)s usually can't meet at that time. Move them, or choose another time.")
                % {"people": _listed(unable)}
            )
        return was.with_table(number, replace(table, slot=slot_id))

    return _changed(round, change, by=by, seen=seen)


def set_facilitator(
    round: Round, number: int, member_id: int, *, by: Host, seen: int | None = None
) -> Composition:
    """Who keeps the group on experience; anybody who sits in it."""

    def change(here: Company, was: Arrangement) -> Arrangement:
        table = _table(was, number)
        if member_id not in table.people:
            raise NotHere(_("Only somebody who sits in the group can facilitate it."))
        return was.with_table(number, replace(table, facilitator=member_id))

    return _changed(round, change, by=by, seen=seen)


def what_ifs(here: Company, was: Arrangement, member_id: int) -> list[WhatIf]:
    """For every group they don't sit in, what a seat there would bring. Whoever has gone since counts as gone."""
    was = _with_those_here(here, was)
    groups = as_groups(was)
    home = was.table_of(member_id)
    left = was.without(member_id)
    gains = grouping.gains_of_moving(here.open_problem, groups, str(member_id))
    found = []
    for number in groups:
        if number == home:
            continue
        try:
            demand_seat(here, left.tables[number - 1], member_id, number)
        except NoSeat as refusal:
            found.append(WhatIf(number, None, str(refusal)))
            continue
        gain = gains[number]
        if isinstance(gain, grouping.CannotMove):
            found.append(WhatIf(number, None, str(gain)))
        else:
            found.append(WhatIf(number, gain))
    return found


def demand_seat(here: Company, table: Table, member_id: int, number: int) -> None:
    """Raises NoSeat when a rule that never gives way keeps them from this table."""
    against = standing_against(here, table.people, member_id, number)
    if against:
        raise NoSeat(against)


def standing_against(here: Company, people: Iterable[int], member_id: int, number: int) -> str:
    """The rule that keeps them from these people's table, as a sentence; empty where none does."""
    member = here.members[member_id]
    people = [one for one in people if one in here.members]
    said = {"person": member.name, "number": number}
    if len(people) >= LARGEST:
        return _("Group %(number)s has no seat left: eight is the most a group can hold.") % said
    for one in people:
        other = here.members[one]
        if here.round.employers_apart and member.employer_id and member.employer_id == other.employer_id:
            said |= {"other": other.name, "employer": member.employer.name if member.employer else ""}
            return (
                _(
                    "Group %(number)s has no seat for %(person)s: %(other)s works at %(employer)s too, and this "
                    "plan keeps employers apart."
                )
                % said
            )
        if here.competitors and frozenset((member.employer_id, other.employer_id)) in here.competitors:
            said |= {"other": other.name}
            return (
                _("Group %(number)s has no seat for %(person)s: their employer and %(other)s's compete.")
                % said
            )
    blocked = here.blocked and any(frozenset((member_id, one)) in here.blocked for one in people)
    if blocked or (here.slots and not shared_slots(here, [*people, member_id])):
        # Both causes share one sentence, so that it can't be told from it that somebody blocked somebody.
        return (
            _(
                "Group %(number)s has no seat for %(person)s: it does not go with the free times there, "
                "or with another rule of seating."
            )
            % said
        )
    return ""


def _changed(round: Round, change: Change, *, by: Host, seen: int | None) -> Composition:
    with transaction.atomic():
        before = hold(round)
        if before is None:
            raise NotHere(_("There are no groups yet. Compose them first."))
        if seen is not None and seen != before.pk:
            raise GroupsMoved(
                _("The groups were changed meanwhile, so nothing was moved. Here they are as they stand.")
            )
        here = company(round)
        after = change(here, arrangement_of(before))
        return write(
            here,
            after,
            how=Composition.How.MOVED,
            by=by,
            before=before,
            seed=before.seed,
            params=before.params,
        )


def _with_those_here(here: Company, was: Arrangement) -> Arrangement:
    for gone in {one for table in was.tables for one in table.people} - here.members.keys():
        was = was.without(gone)
    return was


def _someone(here: Company, member_id: int) -> str:
    member = here.members.get(member_id)
    if member is None:
        raise NotHere(_("This person does not take part any more. Here are the groups as they stand."))
    return member.name


def _table(was: Arrangement, number: int) -> Table:
    if not 1 <= number <= len(was.tables):
        raise NotHere(_("There is no such group any more. Here are the groups as they stand."))
    return was.tables[number - 1]


def _pinned(was: Arrangement, member_id: int) -> Arrangement:
    return replace(was, pinned={**was.pinned, member_id: was.pinned.get(member_id) or now()})


def _listed(names: list[str]) -> str:
    return get_text_list(names, _("and"))
