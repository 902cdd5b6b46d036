"""All moments, and the hub of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from juncture.practice.library.protocols import Protocol
from juncture.practice.moments.inviting import minutes_of
from juncture.practice.moments.models import Moment
from juncture.practice.moments.publishing import changes_since, published_composition
from juncture.practice.moments.standing import Standing, moments_seen, standing
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.models import Composition, Group
from juncture.web.design.checking import check_of
from juncture.web.design.finding import the_moment
from juncture.web.design.forms import CallOffForm
from juncture.web.parts.who import HostRequest, for_host

PAGE = 30


@dataclass(frozen=True)
class Step:
    """One stage on the way of a moment: past, now or to come."""

    title: str
    when: str  # past, now, later
    url: str = ""


@dataclass(frozen=True)
class Next:
    """The one thing to do next."""

    words: str
    url: str
    posts: str = ""  # what to compose, where the step is done by a button


@for_host
def moments(request: HostRequest) -> HttpResponse:
    page = Paginator(moments_seen(request.host), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "design/moments.html",
        {"page": page, "rows": [(moment, standing(moment)) for moment in page]},
    )


@for_host
def moment(request: HostRequest, moment_id: int) -> HttpResponse:
    return hub(request, the_moment(request, moment_id), CallOffForm())


def hub(request: HostRequest, moment: Moment, call_off: CallOffForm) -> HttpResponse:
    """The page of one moment; a form that was not understood comes back on it with what was typed."""
    return render(request, "design/moment.html", _hub(moment, standing(moment)) | {"call_off": call_off})


def _hub(moment: Moment, stands: Standing) -> dict[str, Any]:
    known = published_composition(moment) if stands not in (Standing.PLANNED, Standing.COMPOSED) else None
    waiting = bool(changes_since(moment)) if stands == Standing.PUBLISHED else False
    return {
        "moment": moment,
        "stands": stands,
        "show": Protocol.from_plain(moment.run_of_show),
        "minutes": minutes_of(moment, moment.round.size_high),
        "slots": moment.round.slots.all(),
        "groups": _groups(known or current(moment.round)),
        "path": _path(moment, stands),
        "next": _next(moment, stands, waiting),
        "waiting": waiting,
        "check": check_of(moment),
    }


def _groups(composition: Composition | None) -> list[Group]:
    if composition is None:
        return []
    return list(
        composition.groups.select_related("slot", "room", "facilitator").prefetch_related("seats__member")
    )


def _path(moment: Moment, stands: Standing) -> list[Step]:
    """The stages; each leads to its page while there still is something to do or to see."""
    plan, compose, publish, live, follow = (
        _address(moment, name) for name in ("plan_edit", "compose", "publish", "moment_live", "follow")
    )
    planned, composed, published = Standing.PLANNED, Standing.COMPOSED, Standing.PUBLISHED
    held, ended = Standing.UNDER_WAY, Standing.ENDED
    stages = [
        (_("Plan"), plan, {planned, composed, published}),
        (_("Groups"), compose, {planned, composed, published, held, ended}),
        (_("Invitations"), publish, {composed, published}),
        (_("Rooms"), live, {published, held, ended}),
        (_("Follow-through"), follow, {ended}),
    ]
    at = {planned: 1, composed: 2, published: 3, held: 3, ended: 4}.get(stands, 0)
    return [
        Step(
            title,
            "past" if number < at else "now" if number == at else "later",
            address if stands in leads else "",
        )
        for number, (title, address, leads) in enumerate(stages)
    ]


def _next(moment: Moment, stands: Standing, waiting: bool) -> Next | None:
    compose = _address(moment, "compose")
    if stands == Standing.PLANNED:
        return Next(_("Compose the groups"), compose, posts="anew")
    if stands == Standing.COMPOSED:
        return Next(_("Look over the groups"), compose)
    if stands == Standing.PUBLISHED and waiting:
        return Next(_("Send the changes"), _address(moment, "publish"))
    if stands in (Standing.PUBLISHED, Standing.UNDER_WAY):
        return Next(_("See the rooms"), _address(moment, "moment_live"))
    if stands == Standing.ENDED:
        return Next(_("See what changed"), _address(moment, "follow"))
    return None


def _address(moment: Moment, name: str) -> str:
    slug = moment.community.slug
    if name == "follow":
        return reverse(name, kwargs={"slug": slug})
    return reverse(name, kwargs={"slug": slug, "moment_id": moment.pk})
