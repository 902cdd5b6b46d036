"""Planning a moment, and changing the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from juncture.practice.library.protocols import Protocol, shipped_protocols
from juncture.practice.moments import planning
from juncture.practice.moments.models import Moment
from juncture.practice.moments.planning import PlanTrouble
from juncture.practice.people.models import Member
from juncture.practice.rounds.timing import Reach, can_make, free_times, reach
from juncture.web.design.checking import check_of_form
from juncture.web.design.finding import the_moment
from juncture.web.design.forms import PlanForm, TimesForm
from juncture.web.parts.who import HostRequest, for_host

DEFAULT_PROTOCOL = "contrast-round-60"


@dataclass(frozen=True)
class Pickable:
    """Somebody who can be picked, with what helps to decide it."""

    member: Member
    chosen: bool
    open_decision: bool
    times: tuple[bool, ...]  # for each time given, whether they can make it
    asked: bool


@dataclass(frozen=True)
class Way:
    """One protocol to choose, with its steps."""

    protocol: Protocol
    chosen: bool
    fits: bool  # it runs with the sizes chosen


@for_host
def plan_moment(request: HostRequest) -> HttpResponse:
    """`?tension=`, `?decision=` and `?protocol=` fill in what another page already knows."""
    form = _form(request)
    if _sent(request, form):
        made = planning.plan_moment(request.community, form.plan(), by=request.host)
        messages.success(request, _("The plan is kept. Nobody is told before you publish it."))
        return redirect("moment", slug=request.community.slug, moment_id=made.pk)
    return _page(request, form)


@for_host
def plan_edit(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    if moment.was_published:  # type: ignore[attr-defined]
        return redirect("times_edit", slug=request.community.slug, moment_id=moment.pk)
    form = _form(request, moment)
    if _sent(request, form):
        try:
            planning.change_plan(moment, form.plan(), by=request.host)
        except PlanTrouble as trouble:
            messages.error(request, str(trouble))
        else:
            messages.success(request, _("The plan is changed."))
        return redirect("moment", slug=request.community.slug, moment_id=moment.pk)
    return _page(request, form, moment)


@for_host
def times_edit(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    times = moment.round.slots.values_list("starts_at", flat=True)
    form = TimesForm(request.POST or None, moment=moment, initial={"times": list(times)})
    if request.method == "POST" and form.is_valid():
        try:
            planning.change_times(moment, form.cleaned_data["times"], by=request.host)
        except PlanTrouble as trouble:
            form.add_error("times", str(trouble))
        else:
            messages.success(request, _("The times are kept. Choose for each group which one it meets at."))
            return redirect("compose", slug=request.community.slug, moment_id=moment.pk)
    return render(request, "design/times.html", {"form": form, "moment": moment})


def _form(request: HostRequest, moment: Moment | None = None) -> PlanForm:
    return PlanForm(
        request.POST if request.method == "POST" else None,
        community=request.community,
        protocols=shipped_protocols(),
        moment=moment,
        initial=_of(moment) if moment else _wished_for(request),
    )


def _sent(request: HostRequest, form: PlanForm) -> bool:
    """Whether the plan is to be kept; with `look` the host only asks who could come."""
    return request.method == "POST" and "look" not in request.POST and form.is_valid()


def _page(request: HostRequest, form: PlanForm, moment: Moment | None = None) -> HttpResponse:
    times, people = _so_far(form)
    if "look" in request.POST:
        _spare_errors(form)
    return render(
        request,
        "design/plan.html",
        {
            "form": form,
            "moment": moment,
            "check": check_of_form(form),
            "ways": [
                Way(protocol, form["protocol"].value() == key, _fits(form, protocol))
                for key, protocol in _default_first(form.protocols)
            ],
            "reaches": _reaches(request, people, times),
            "people_count": len(people),
            "pickable": _pickable(request, form, times),
        },
    )


def _default_first(protocols: Mapping[str, Protocol]) -> list[tuple[str, Protocol]]:
    return sorted(protocols.items(), key=lambda one: (one[0] != DEFAULT_PROTOCOL, one[1].minutes))


def _fits(form: PlanForm, protocol: Protocol) -> bool:
    """Whether it runs with the sizes chosen; with sizes that can't be read everything is offered."""
    low, high = (str(form[name].value() or "") for name in ("size_low", "size_high"))
    if not (low.isascii() and low.isdecimal() and high.isascii() and high.isdecimal()):
        return True
    return protocol.runs_for(int(low[:2]), int(high[:2]))


def _so_far(form: PlanForm) -> tuple[tuple[datetime, ...], list[Member]]:
    """Times and people as far as they can be read, whatever else is still missing."""
    if form.is_bound:
        form.is_valid()
        return form.cleaned_data.get("times", ()), form.people()
    initial = form.initial
    if form.moment is None:
        who = initial.get("who")
        tension = form.fields["tension"].queryset.filter(pk=initial.get("tension") or 0).first()  # type: ignore[attr-defined]
        if who == "tension" and tension:
            return (), list(planning.members_in_tension(tension))
        return (), list(planning.members_with_open_decision(form.community))
    return tuple(initial["times"]), list(
        planning.members_here(form.community).filter(pk__in=initial["members"])
    )


def _spare_errors(form: PlanForm) -> None:
    """Looking is not sending: only what stands against looking is said."""
    for name in list(form.errors):
        if name != "times":
            del form.errors[name]


def _of(moment: Moment) -> dict[str, Any]:
    kind = "decision" if moment.anchor_decision_id else "tension" if moment.anchor_tension_id else "words"
    round = moment.round
    return {
        "anchor_kind": kind,
        "decision": moment.anchor_decision_id,
        "tension": moment.anchor_tension_id,
        "words": moment.anchor_words if kind == "words" else "",
        "title": moment.title,
        "intention": moment.intention,
        "protocol": moment.protocol,
        "times": list(round.slots.values_list("starts_at", flat=True)),
        "size_low": round.size_low,
        "size_high": round.size_high,
        "who": "picked",
        "members": list(
            round.participations.filter(member__departed_at=None).values_list("member_id", flat=True)
        ),
        "employers_apart": round.employers_apart,
        "facilitator_each": round.facilitator_each,
    }


def _wished_for(request: HostRequest) -> dict[str, Any]:
    wish = request.GET
    initial: dict[str, Any] = {
        "protocol": DEFAULT_PROTOCOL,
        "size_low": 4,
        "size_high": 6,
        "who": "open",
        "employers_apart": True,
        "anchor_kind": "tension",
    }
    if wish.get("protocol") in shipped_protocols():
        initial["protocol"] = wish["protocol"]
        initial |= _sizes_for(shipped_protocols()[wish["protocol"]])
    for kind in ("tension", "decision"):
        if wish.get(kind, "").isascii() and wish.get(kind, "").isdecimal() and len(wish[kind]) < 19:
            initial |= {"anchor_kind": kind, kind: int(wish[kind])}
            if kind == "tension":
                initial["who"] = "tension"
    return initial


def _sizes_for(protocol: Protocol) -> dict[str, int]:
    """The usual sizes where the protocol runs with them, else those it is made for."""
    if protocol.runs_for(4, 6):
        return {}
    return {"size_low": max(3, protocol.people[0]), "size_high": min(8, protocol.people[1])}


def _reaches(request: HostRequest, people: list[Member], times: tuple[datetime, ...]) -> list[Reach]:
    return reach(people, times, request.community.time_zone) if people else []


def _pickable(request: HostRequest, form: PlanForm, times: tuple[datetime, ...]) -> list[Pickable]:
    everybody = list(form.fields["members"].queryset)  # type: ignore[attr-defined]
    chosen = {str(pk) for pk in form["members"].value() or ()}
    stated = set(planning.open_decisions(request.community).values_list("member_id", flat=True))
    free = free_times([member.pk for member in everybody])
    zone = request.community.time_zone
    return [
        Pickable(
            member=member,
            chosen=str(member.pk) in chosen,
            open_decision=member.pk in stated,
            times=tuple(can_make(time, member.time_zone or zone, free.get(member.pk, ())) for time in times),
            asked=member.pk in free,
        )
        for member in everybody
    ]
