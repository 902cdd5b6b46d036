"""The design check beside a plan: what it notices, a mend by one tap, and a rule left silent with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.library.protocols import Protocol, Step, shipped_protocols
from juncture.practice.moments import checking
from juncture.practice.moments.checking import LONGEST_REASON, Noticed, Silence, Sketch
from juncture.practice.moments.models import Moment, PlanMend
from juncture.practice.moments.planning import (
    Anchor,
    PlanTrouble,
    anchor_on_decision,
    anchor_on_tension,
    anchor_on_words,
    silenced_beyond_steps,
)
from juncture.web.design.finding import the_moment
from juncture.web.design.forms import PlanForm
from juncture.web.parts.who import HostRequest, for_host


@dataclass(frozen=True)
class Check:
    """What was noticed, gathered by the place on the page it speaks of."""

    anchor: list[Noticed]
    intention: list[Noticed]
    people: list[Noticed]
    whole: list[Noticed]  # the run of show as a whole
    steps: list[tuple[Step, list[Noticed]]]
    silences: list[Silence]
    mended: PlanMend | None
    may_mend: bool

    @property
    def beside_steps(self) -> list[tuple[Step, list[Noticed]]]:
        return [(step, found) for step, found in self.steps if found]

    @property
    def quiet(self) -> bool:
        return not (self.anchor or self.intention or self.people or self.whole or self.beside_steps)


def check_of(moment: Moment) -> Check:
    """For the moment's own page; `moment` comes from `moments_seen`."""
    return _gathered(checking.check_moment(moment), moment.run_of_show, moment)


def check_of_form(form: PlanForm) -> Check | None:
    """For the planning page, as far as the form says by now; None while nothing can be said.

    That no decision is chosen yet the form says itself, once it is sent.
    """
    sketch = _sketch(form)
    if sketch is None:
        return None
    found = [one for one in checking.check_sketch(sketch) if one.rule != "anchor-missing"]
    return _gathered(found, sketch.show, form.moment)


@require_POST
@for_host
def check_new_plan(request: HostRequest) -> HttpResponse:
    return _parts(request, None)


@require_POST
@for_host
def check_plan(request: HostRequest, moment_id: int) -> HttpResponse:
    return _parts(request, the_moment(request, moment_id))


@require_POST
@for_host
def mend_plan(request: HostRequest, moment_id: int) -> HttpResponse:
    """From the planning page, by htmx, the parts come back and what is being written stays as it is."""
    moment = the_moment(request, moment_id)
    try:
        checking.mend_plan(moment, request.POST.get("finding", "")[:300], by=request.host)
    except PlanTrouble as trouble:
        messages.warning(request, str(trouble))
    return _back(request, moment)


@require_POST
@for_host
def unmend_plan(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    try:
        checking.take_back_mend(moment, by=request.host)
    except PlanTrouble as trouble:
        messages.warning(request, str(trouble))
    return _back(request, moment)


@require_POST
@for_host
def silence_rule(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    rule, step = request.POST.get("rule", "")[:60], request.POST.get("step", "")[:60]
    because = request.POST.get("because", "")
    try:
        checking.silence_rule(moment, rule, because, step=step, by=request.host)
    except PlanTrouble as trouble:
        messages.warning(request, str(trouble))
        if because.strip():
            messages.info(request, _("Your words: “%(words)s”") % {"words": because[: 2 * LONGEST_REASON]})
    return _back(request, moment)


@require_POST
@for_host
def hear_rule(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    rule, step = request.POST.get("rule", "")[:60], request.POST.get("step", "")[:60]
    checking.hear_rule(moment, rule, step=step, by=request.host)
    return _back(request, moment)


def _back(request: HostRequest, moment: Moment) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _parts(request, the_moment(request, moment.pk))
    address = redirect("moment", slug=request.community.slug, moment_id=moment.pk)
    address["Location"] += "#check"
    return address


def _parts(request: HostRequest, moment: Moment | None) -> HttpResponse:
    form = PlanForm(request.POST, community=request.community, protocols=shipped_protocols(), moment=moment)
    form.is_valid()
    return render(request, "design/_check_parts.html", {"check": check_of_form(form), "moment": moment})


def _sketch(form: PlanForm) -> Sketch | None:
    said: dict[str, Any] = form.cleaned_data if form.is_bound else _initial(form)
    protocol = form.protocols.get(said.get("protocol") or "")
    if protocol is None:
        return None
    low, high = said.get("size_low"), said.get("size_high")
    return Sketch(
        anchor=_anchor(said),
        show=_show(form.moment, protocol),
        people=(low or high or protocol.people[0], high or low or protocol.people[1]),
        intention=said.get("intention") or "",
    )


def _initial(form: PlanForm) -> dict[str, Any]:
    said = dict(form.initial)
    for name in ("tension", "decision"):
        wanted = said.get(name)
        said[name] = form.fields[name].queryset.filter(pk=wanted).first() if wanted else None  # type: ignore[attr-defined]
    return said


def _anchor(said: dict[str, Any]) -> Anchor:
    kind = said.get("anchor_kind")
    if kind == "decision" and said.get("decision"):
        return anchor_on_decision(said["decision"])
    if kind == "tension" and said.get("tension"):
        return anchor_on_tension(said["tension"])
    return anchor_on_words(said.get("words") or "" if kind == "words" else "")


def _show(moment: Moment | None, protocol: Protocol) -> dict[str, Any]:
    """The moment's own copy while the protocol stays; what another protocol would bring otherwise."""
    if moment is None:
        return protocol.as_plain()
    if moment.protocol == protocol.id:
        return dict(moment.run_of_show)
    return protocol.as_plain() | {"silenced": silenced_beyond_steps(moment.run_of_show)}


def _gathered(found: Iterable[Noticed], show: Mapping[str, Any], moment: Moment | None) -> Check:
    found = list(found)
    steps = Protocol.from_plain(show).steps
    keys = {step.key for step in steps}

    def at(place: str) -> list[Noticed]:
        return [one for one in found if one.place == place]

    return Check(
        anchor=at("anchor"),
        intention=at("intention"),
        people=at("people"),
        whole=[one for one in at("steps") if one.step not in keys],
        steps=[(step, [one for one in at("steps") if one.step == step.key]) for step in steps],
        silences=checking.silences_of(moment) if moment else [],
        mended=checking.last_mend(moment) if moment else None,
        may_mend=moment is not None and not moment.was_published,  # type: ignore[attr-defined]
    )
