"""Members from a CSV: uploaded, its columns mapped, looked at row by row, and only then confirmed.

The plan of an import is worked out from the file and the community as they are now; confirming works it out
again in one transaction. The same file twice finds nothing to change.
"""

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from juncture.practice.journal.models import Entry
from juncture.practice.journal.recording import record
from juncture.practice.people.describing import dimensions_of, with_context
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.joining import employer_key
from juncture.practice.people.models import (
    Community,
    ContextAnswer,
    Dimension,
    Employer,
    Host,
    Member,
    MemberImport,
)
from juncture.practice.people.reading_tables import Table, decode, read_table

# What hosts call these columns in their own sheets; compared without case, spaces and punctuation.
_KNOWN_AS = {
    "name": ("name", "fullname", "member", "person", "participant", "displayname"),
    "email": ("email", "emailaddress", "mail", "address", "workemail"),
    "employer": ("employer", "company", "organisation", "organization", "org", "companyname", "workplace"),
    "time_zone": ("timezone", "tz", "zone"),
    "facilitates": ("facilitates", "facilitator", "facilitating", "canfacilitate"),
}
_YES = {"yes", "y", "true", "1", "x", "ja", "oui", "si"}
_NO = {"", "no", "n", "false", "0", "nein", "non"}
# A cell that begins like this runs as a formula in a spreadsheet that opens our export.
_FORMULA = re.compile(r"^[\s]*[=@+\-\t\r]")
_LONGEST = 120


@dataclass(frozen=True)
class Trouble:
    """A row that can't be imported as it is, by its line in the file."""

    line: int
    what: str


@dataclass(frozen=True)
class PlannedMember:
    line: int
    name: str
    email: str
    employer: str
    time_zone: str
    facilitates: bool | None  # None: the file has no such column
    context: Mapping[str, tuple[str, ...]]  # dimension key -> value keys, only the mapped dimensions
    changes: tuple[str, ...] = ()  # what would differ, for a member already here


@dataclass
class ImportPlan:
    new: list[PlannedMember] = field(default_factory=list)
    changed: list[PlannedMember] = field(default_factory=list)
    unchanged: int = 0
    troubles: list[Trouble] = field(default_factory=list)  # these rows are left out
    notes: list[Trouble] = field(default_factory=list)  # these come in, without the part named

    @property
    def writes(self) -> int:
        return len(self.new) + len(self.changed)


def upload(community: Community, content: bytes, file_name: str, *, by: Host) -> MemberImport:
    """Keep a file to be looked at. Raises UnreadableFile before anything is kept."""
    text = decode(content)
    table = read_table(text)
    if not table.rows:
        raise PeopleTrouble("The file has a first line with column names and no member below it.")
    forget_uploads(community)
    return MemberImport.objects.create(
        community=community,
        host=by,
        file_name=file_name[-200:],
        content=text,
        columns=guess_columns(table.columns, list(dimensions_of(community.pk))),
    )


def forget_uploads(community: Community) -> None:
    """What was uploaded a day ago and never confirmed is not needed any more. Two at once don't disturb each other."""
    yesterday = timezone.now() - timedelta(days=1)
    MemberImport.objects.filter(community=community, confirmed_at=None, uploaded_at__lt=yesterday).delete()


def guess_columns(columns: Sequence[str], dimensions: Sequence[Dimension]) -> dict[str, str]:
    """Our field -> the file's column, for each that can be told from its name."""
    known = dict(_KNOWN_AS)
    for dimension in dimensions:
        known[f"context.{dimension.key}"] = (_squeezed(dimension.key), _squeezed(dimension.label))
    by_name = {_squeezed(column): column for column in reversed(columns)}
    found = {}
    for ours, names in known.items():
        column = next((by_name[name] for name in names if name in by_name), None)
        if column is not None:
            found[ours] = column
    return found


def plan_import(pending: MemberImport) -> ImportPlan:
    """What confirming would do, row by row; nothing is written."""
    table = read_table(pending.content)
    reading = _Reading(pending, table)
    plan = ImportPlan()
    present = {
        member.email: member
        for member in with_context(Member.objects.filter(community_id=pending.community_id))
    }
    first_line: dict[str, int] = {}
    for line, cells in table.rows:
        row = reading.row(line, cells, plan)
        if row is None:
            continue
        if row.email in first_line:
            plan.troubles.append(
                Trouble(line, f"{row.email} is in line {first_line[row.email]} already; that line is used.")
            )
            continue
        first_line[row.email] = line
        _sort_in(row, present.get(row.email), plan)
    return plan


def confirm_import(pending: MemberImport, *, by: Host) -> ImportPlan:
    """Write what the plan says, all of it or nothing. A second confirmation finds nothing left to write."""
    # A large file takes seconds to read. It is read before the transaction, so that others needn't wait to write,
    # and once more inside only when something happened in the community in between.
    before, plan = _last_entry(pending), None if pending.confirmed_at else plan_import(pending)
    with transaction.atomic():
        pending = MemberImport.objects.select_for_update().get(pk=pending.pk)
        if pending.confirmed_at or plan is None:
            return ImportPlan()
        if _last_entry(pending) != before:
            plan = plan_import(pending)
        _write(pending.community, plan)
        pending.confirmed_at = timezone.now()
        pending.outcome = {"new": len(plan.new), "changed": len(plan.changed), "left_out": len(plan.troubles)}
        pending.content = ""  # what isn't needed any more isn't kept
        pending.save()
        record("members_imported", by=by, noun=pending, community_id=pending.community_id, **pending.outcome)
    return plan


def _last_entry(pending: MemberImport) -> int:
    last = (
        Entry.objects.filter(community_id=pending.community_id).order_by("-id").values_list("pk", flat=True)
    )
    return last.first() or 0


class _Reading:
    """Turns a row's cells into a planned member, noting what is wrong with them."""

    def __init__(self, pending: MemberImport, table: Table) -> None:
        place = {column: number for number, column in enumerate(table.columns)}
        self.at = {ours: place[column] for ours, column in pending.columns.items() if column in place}
        self.dimensions = [
            dimension
            for dimension in dimensions_of(pending.community_id)
            if f"context.{dimension.key}" in self.at
        ]
        self.values = {
            dimension.key: {
                spelling: value.key
                for value in dimension.values.all()
                for spelling in (_squeezed(value.key), _squeezed(value.label))
            }
            for dimension in self.dimensions
        }

    def row(self, line: int, cells: Sequence[str], plan: ImportPlan) -> PlannedMember | None:
        name = " ".join(self._cell(cells, "name").split())
        email = self._cell(cells, "email").lower()
        employer = " ".join(self._cell(cells, "employer").split())
        trouble = _what_is_wrong(name, email, employer)
        if trouble:
            plan.troubles.append(Trouble(line, trouble))
            return None
        return PlannedMember(
            line=line,
            name=name,
            email=email,
            employer=employer,
            time_zone=self._time_zone(line, cells, plan),
            facilitates=self._facilitates(line, cells, plan),
            context={
                dimension.key: self._context(line, cells, dimension, plan) for dimension in self.dimensions
            },
        )

    def _cell(self, cells: Sequence[str], ours: str) -> str:
        return cells[self.at[ours]] if ours in self.at else ""

    def _time_zone(self, line: int, cells: Sequence[str], plan: ImportPlan) -> str:
        given = self._cell(cells, "time_zone")
        found = _zones().get(_squeezed(given), "")
        if given and not found:
            plan.notes.append(
                Trouble(
                    line, f"“{_short(given)}” is no time zone we know, such as Europe/Lisbon; left empty."
                )
            )
        return found

    def _facilitates(self, line: int, cells: Sequence[str], plan: ImportPlan) -> bool | None:
        if "facilitates" not in self.at:
            return None
        given = self._cell(cells, "facilitates").casefold()
        if given not in _YES | _NO:
            plan.notes.append(
                Trouble(line, f"“{_short(given)}” is neither yes nor no for facilitating; read as no.")
            )
        return given in _YES

    def _context(
        self, line: int, cells: Sequence[str], dimension: Dimension, plan: ImportPlan
    ) -> tuple[str, ...]:
        given = self._cell(cells, f"context.{dimension.key}")
        several = dimension.kind == Dimension.Kind.SEVERAL_OF
        parts = re.split(r"[;|/\n]|,(?!\d)", given) if several else [given]
        found = []
        for part in filter(None, (part.strip() for part in parts)):
            key = self.values[dimension.key].get(_squeezed(part))
            if key is None:
                plan.notes.append(
                    Trouble(line, f"“{_short(part)}” is no value of {dimension.label}; left out.")
                )
            elif key not in found:
                found.append(key)
        return tuple(found)


def _what_is_wrong(name: str, email: str, employer: str) -> str:
    if not name and not email:
        return "The name and the address are missing."
    if not name:
        return f"{_short(email)} has no name."
    if not email:
        return f"{_short(name)} has no address."
    if _FORMULA.match(name) or _FORMULA.match(employer):
        return "A name begins with a sign that a spreadsheet runs as a formula. Remove the sign."
    if len(name) > _LONGEST or len(employer) > _LONGEST:
        return f"A name is longer than {_LONGEST} characters."
    try:
        validate_email(email)
    except ValidationError:
        return f"“{_short(email)}” is not a mail address."
    return ""


def _sort_in(row: PlannedMember, member: Member | None, plan: ImportPlan) -> None:
    if member is None:
        plan.new.append(row)
        return
    if member.departed_at:
        plan.troubles.append(
            Trouble(row.line, f"{row.name} has left the community. Bring them back on their own page first.")
        )
        return
    changes = _changes(row, member)
    if not changes:
        plan.unchanged += 1
        return
    plan.changed.append(PlannedMember(**{**row.__dict__, "changes": changes}))


def _changes(row: PlannedMember, member: Member) -> tuple[str, ...]:
    """What the file says otherwise. An empty cell says nothing, so it takes nothing away."""
    changes = []
    if row.name != member.name:
        changes.append("name")
    if row.employer and (member.employer is None or employer_key(row.employer) != member.employer.key):
        changes.append("employer")
    if row.time_zone and row.time_zone != member.time_zone:
        changes.append("time zone")
    if row.facilitates is not None and row.facilitates != member.facilitates:
        changes.append("facilitates")
    had: dict[str, set[str]] = {}
    for answer in member.context.all():
        had.setdefault(answer.value.dimension.key, set()).add(answer.value.key)
    changes += [key for key, values in row.context.items() if values and set(values) != had.get(key, set())]
    return tuple(changes)


def _write(community: Community, plan: ImportPlan) -> None:
    rows = [*plan.new, *plan.changed]
    employers = _employers(community, rows)
    Member.objects.bulk_create(
        Member(
            community=community,
            name=row.name,
            email=row.email,
            employer=employers.get(employer_key(row.employer)),
            time_zone=row.time_zone,
            facilitates=bool(row.facilitates),
        )
        for row in plan.new
    )
    _overwrite(community, plan.changed, employers)
    _write_context(community, rows)


def _employers(community: Community, rows: Sequence[PlannedMember]) -> dict[str, Employer]:
    named = {employer_key(row.employer): row.employer for row in rows if row.employer}
    Employer.objects.bulk_create(
        [Employer(community=community, key=key, name=name) for key, name in named.items()],
        ignore_conflicts=True,
    )
    return {employer.key: employer for employer in Employer.objects.filter(community=community)}


def _overwrite(
    community: Community, rows: Sequence[PlannedMember], employers: Mapping[str, Employer]
) -> None:
    said = {row.email: row for row in rows}
    members = (
        [member for member in Member.objects.filter(community=community).iterator() if member.email in said]
        if rows
        else []
    )
    for member in members:
        row = said[member.email]
        member.name = row.name
        if row.employer:
            member.employer = employers[employer_key(row.employer)]
        member.time_zone = row.time_zone or member.time_zone
        if row.facilitates is not None:
            member.facilitates = row.facilitates
    Member.objects.bulk_update(members, ["name", "employer", "time_zone", "facilitates"], batch_size=500)


def _write_context(community: Community, rows: Sequence[PlannedMember]) -> None:
    members = dict(Member.objects.filter(community=community).values_list("email", "pk"))
    values = {
        (dimension.key, value.key): value.pk
        for dimension in dimensions_of(community.pk)
        for value in dimension.values.all()
    }
    for row in rows:
        answered = [key for key, chosen in row.context.items() if chosen]
        if row.changes and answered:
            ContextAnswer.objects.filter(
                member=members[row.email], value__dimension__key__in=answered
            ).delete()
    ContextAnswer.objects.bulk_create(
        [
            ContextAnswer(member_id=members[row.email], value_id=values[dimension, value])
            for row in rows
            for dimension, chosen in row.context.items()
            for value in chosen
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )


@cache
def _zones() -> Mapping[str, str]:
    return {_squeezed(name): name for name in zoneinfo.available_timezones()}


def _squeezed(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"
