"""Publishing: members learn of their seats; and what is sent when seats change afterwards.

NotReady          what has to be mended first, each with how
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.journal.recording import record
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.moments.models import Moment, Publication, Room
from juncture.practice.people.models import Host, Member
from juncture.practice.rounds.arranging import Arrangement, Table, arrangement_of, current
from juncture.practice.rounds.bringing import Company, company
from juncture.practice.rounds.changing import demand_seat
from juncture.practice.rounds.errors import NoSeat
from juncture.practice.rounds.models import Composition


class NotReady(Exception):
    """The groups can't be published as they are; `problems` say why, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Place:
    """Where and when somebody sits in the published groups."""

    room: int | None
    starts_at: datetime


@dataclass(frozen=True)
class Changes:
    """What publishing the groups as they stand now would tell whom."""

    invited: tuple[Member, ...]
    moved: tuple[Member, ...]
    parted: tuple[Member, ...]
    unseated: tuple[Member, ...]

    def __bool__(self) -> bool:
        return bool(self.invited or self.moved or self.parted)


def problems_of(moment: Moment, here: Company, composition: Composition | None) -> list[str]:
    """What stands against publishing; empty when nothing does."""
    if composition is None:
        return [_("There are no groups yet. Compose them first.")]
    seated = arrangement_of(composition)
    if not seated.tables:
        return [_("Nobody has a seat. Ask more people in, or add a time more of them can make.")]
    problems = _who_is_missing(here, composition, seated)
    for number, table in enumerate(seated.tables, start=1):
        problems += _group_problems(here, number, table)
    return problems


def publish(moment: Moment, *, by: Host | None) -> Publication:
    """Everybody seated is invited, everybody without a seat is told so. A second time changes nothing."""
    with transaction.atomic():
        before = Publication.objects.filter(moment=moment).first()
        if before:
            return before
        here = company(moment.round)
        composition = current(moment.round)
        problems = problems_of(moment, here, composition)
        if problems or composition is None:
            raise NotReady(problems)
        made, new = Publication.objects.get_or_create(moment=moment, defaults={"by": by})
        if not new:
            return made  # another host was quicker, this very moment
        Room.objects.bulk_create(Room(moment=moment, group=group) for group in composition.groups.all())
        for seat in composition.seats.select_related("member"):
            write_letter(Letter.Kind.INVITATION, seat.member, about=moment, edition="0")
        for unseated in composition.unseated.select_related("member"):
            write_letter(Letter.Kind.UNSEATED, unseated.member, about=moment)
        record("moment_published", by=by, noun=moment, community_id=moment.community_id)
    return made


def published_composition(moment: Moment) -> Composition | None:
    """The groups that members know of."""
    return Composition.objects.filter(groups__room__moment=moment).distinct().first()


def changes_since(moment: Moment) -> Changes:
    """How the groups as they stand differ from those that members know of."""
    new, old = current(moment.round), published_composition(moment)
    if new is None or old is None or new == old:
        return Changes((), (), (), ())
    return _compared(_places(moment), _new_places(new, _rooms_for(moment, new)), new)


def publish_changes(moment: Moment, *, by: Host) -> Changes:
    """The groups as they stand become the published ones. Only those whose room or time changed are written to."""
    with transaction.atomic():
        publication = Publication.objects.select_for_update().get(moment=moment)
        if moment.rooms.exclude(opened_at=None).exists():
            raise NotReady([_("The moment has begun, so its groups stay as they are.")])
        composition = current(moment.round)
        problems = problems_of(moment, company(moment.round), composition)
        if problems or composition is None:
            raise NotReady(problems)
        if composition == published_composition(moment):
            return Changes((), (), (), ())
        before = _places(moment)
        rooms = _move_rooms(moment, composition)
        changes = _compared(before, _new_places(composition, rooms), composition)
        publication.sequence += 1
        publication.save(update_fields=["sequence"])
        _tell(moment, changes, edition=str(publication.sequence))
        record("changes_published", by=by, noun=moment, community_id=moment.community_id)
    return changes


def _who_is_missing(here: Company, composition: Composition, seated: Arrangement) -> list[str]:
    placed = {member for table in seated.tables for member in table.people}
    named = set(composition.unseated.values_list("member_id", flat=True))
    forgotten = here.members.keys() - placed - named
    gone = placed - here.members.keys()
    problems = []
    if forgotten:
        names = _named([here.members[member].name for member in sorted(forgotten)])
        problems.append(
            ngettext(
                "%(names)s takes part and has not been considered yet. Compose the rest again.",
                "%(names)s take part and have not been considered yet. Compose the rest again.",
                len(forgotten),
            )
            % {"names": names}
        )
    if gone:
        names = _named(list(Member.objects.filter(pk__in=gone).values_list("name", flat=True)))
        problems.append(
            ngettext(
                "%(names)s has a seat but can't come or no longer takes part. Compose the rest again.",
                "%(names)s have seats but can't come or no longer take part. Compose the rest again.",
                len(gone),
            )
            % {"names": names}
        )
    return problems


def _group_problems(here: Company, number: int, table: Table) -> list[str]:
    round = here.round
    people = [member for member in table.people if member in here.members]
    said = {"number": number, "size": len(people), "low": round.size_low, "high": round.size_high}
    problems = []
    if not round.size_low <= len(people) <= round.size_high:
        problems.append(
            ngettext(
                "Group %(number)s has %(size)s person; the plan says %(low)s to %(high)s. Move somebody, or change "
                "the sizes in the plan.",
                "Group %(number)s has %(size)s people; the plan says %(low)s to %(high)s. Move somebody, or change "
                "the sizes in the plan.",
                len(people),
            )
            % said
        )
    slot = next((slot for slot in here.slots if slot.pk == table.slot), None)
    if slot is None:
        problems.append(
            _("Group %(number)s has no time yet. Choose one that everybody in it can make.") % said
        )
    elif slot.starts_at <= timezone.now():
        problems.append(
            _(
                "The time of group %(number)s has passed. Add a later one to the plan and choose it for the group."
            )
            % said
        )
    if round.facilitator_each and not any(here.members[member].facilitates for member in people):
        problems.append(
            _("Nobody in group %(number)s facilitates, and the plan asks for it. Move somebody who does.")
            % said
        )
    return problems + _rules_broken_since(here, number, people)


def _rules_broken_since(here: Company, number: int, people: Sequence[int]) -> list[str]:
    """A rule may have changed after the group was made: another employer, less time, a wish."""
    for at, member in enumerate(people):
        try:
            demand_seat(here, Table(tuple(people[:at])), member, number)
        except NoSeat as refusal:
            return [f"{refusal} " + _("Compose the rest again.")]
    return []


def _places(moment: Moment) -> dict[int, Place]:
    return {
        member: Place(room, starts_at)
        for member, room, starts_at in moment.rooms.values_list(
            "group__seats__member_id", "pk", "group__slot__starts_at"
        )
        if member
    }


def _new_places(composition: Composition, rooms: Mapping[int, int | None]) -> dict[int, Place]:
    return {
        member: Place(rooms.get(group), starts_at)
        for member, group, starts_at in composition.seats.values_list(
            "member_id", "group_id", "group__slot__starts_at"
        )
    }


def _compared(before: Mapping[int, Place], after: Mapping[int, Place], new: Composition) -> Changes:
    seated = {seat.member_id: seat.member for seat in new.seats.select_related("member")}
    unseated = {one.member_id: one.member for one in new.unseated.select_related("member")}
    parted = Member.objects.filter(pk__in=before.keys() - after.keys(), departed_at=None)
    return Changes(
        invited=tuple(seated[one] for one in sorted(after.keys() - before.keys())),
        moved=tuple(seated[one] for one in sorted(after.keys() & before.keys()) if after[one] != before[one]),
        parted=tuple(parted),
        unseated=tuple(unseated[one] for one in sorted(unseated.keys() - before.keys())),
    )


def _rooms_for(moment: Moment, composition: Composition) -> dict[int, int | None]:
    """For each new group the room most of its people already know, so that the fewest have to be told."""
    old = {room.pk: set(members) for room, members in _people_by_room(moment)}
    new = {
        group.pk: {seat.member_id for seat in group.seats.all()}
        for group in composition.groups.prefetch_related("seats")
    }
    shared = sorted(
        ((len(old[room] & people), -group, room) for group, people in new.items() for room in old),
        reverse=True,
    )
    found: dict[int, int | None] = {}
    for _people, minus_group, room in shared:
        if -minus_group not in found and room not in found.values():
            found[-minus_group] = room
    return {group: found.get(group) for group in new}


def _people_by_room(moment: Moment) -> list[tuple[Room, list[int]]]:
    rooms = moment.rooms.select_related("group").prefetch_related("group__seats")
    return [(room, [seat.member_id for seat in room.group.seats.all()]) for room in rooms]


def _move_rooms(moment: Moment, composition: Composition) -> dict[int, int | None]:
    rooms = _rooms_for(moment, composition)
    moment.rooms.exclude(pk__in=[room for room in rooms.values() if room]).delete()
    for group, room in rooms.items():
        if room:
            Room.objects.filter(pk=room).update(group_id=group)
        else:
            rooms[group] = Room.objects.create(moment=moment, group_id=group).pk
    return rooms


def _tell(moment: Moment, changes: Changes, edition: str) -> None:
    for member in changes.invited:
        write_letter(Letter.Kind.INVITATION, member, about=moment, edition=edition)
    for member in changes.moved:
        write_letter(Letter.Kind.CHANGE, member, about=moment, edition=edition)
    for member in changes.parted:
        write_letter(Letter.Kind.CANCELLATION, member, about=moment, edition=edition)
    for member in changes.unseated:
        write_letter(Letter.Kind.UNSEATED, member, about=moment)


def _named(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
