"""The groups on paper and as a file."""

from __future__ import annotations

import csv

from defusedcsv import csv as safe_csv
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from juncture.practice.moments.models import Moment
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.bringing import company
from juncture.web.design.finding import the_moment
from juncture.web.design.showing import Card, Shown, Table, shown
from juncture.web.parts.who import HostRequest, for_host

# White space and control characters in front would hide a formula from defusedcsv.
_BEFORE_A_FORMULA = "".join(map(chr, range(33)))


@for_host
def table_plan(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    return render(request, "design/table_plan.html", {"moment": moment, "shown": _shown(moment)})


@for_host
def groups_csv(request: HostRequest, moment_id: int) -> HttpResponse:
    """One row a person; the group is empty for somebody without a seat."""
    moment = the_moment(request, moment_id)
    groups = _shown(moment)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(moment.title)[:60] or "groups"}.csv"'
    writer = safe_csv.writer(response, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(
        ["group", "time", "name", "email", "employer", "facilitator", "context", "why", "leans to", "side"]
    )
    for table in groups.tables:
        for card in table.cards:
            writer.writerow(_row(table, card))
    for card in groups.unseated:
        writer.writerow(_row(None, card))
    return response


def _shown(moment: Moment) -> Shown:
    composition = current(moment.round)
    if composition is None:
        raise Http404
    return shown(company(moment.round), composition)


def _row(table: Table | None, card: Card) -> list[str]:
    slot = table.group.slot if table else None
    cells = [
        str(table.group.number) if table else "",
        timezone.localtime(slot.starts_at).isoformat(timespec="minutes") if slot else "",
        card.member.name,
        card.member.email,
        card.member.employer.name if card.member.employer else "",
        _("yes") if card.leads else "",
        "; ".join(card.chips),
        " ".join(card.reasons),
        card.lean,
        _side(card),
    ]
    return [cell.lstrip(_BEFORE_A_FORMULA) for cell in cells]


def _side(card: Card) -> str:
    if not card.leaning or not card.leaning.words:
        return ""
    return f"{card.leaning.words} {_('(a guess)')}" if card.leaning.guessed else card.leaning.words
