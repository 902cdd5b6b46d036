"""What the members are deciding, gathered into tensions the host may name anew, join and take apart."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.decisions.models import Decision
from juncture.practice.decisions.seeing import decisions_seen, with_members_context
from juncture.practice.decisions.settling import is_settled, status_of
from juncture.practice.landscape.carrying import said_in
from juncture.practice.landscape.errors import LandscapeTrouble
from juncture.practice.landscape.gathering import gather
from juncture.practice.landscape.leaning import (
    asks_members,
    contexts_of,
    lean_of,
    leaning_of,
    tension_of,
    with_leanings,
)
from juncture.practice.landscape.models import Rearrangement, Tension
from juncture.practice.landscape.rearranging import (
    last_rearrangement,
    merge,
    name_tension,
    new_tension,
    place,
    split_tension,
    undo_rearrangement,
)
from juncture.practice.landscape.seeing import tension_seen, tensions_seen
from juncture.practice.landscape.siding import say_side, take_side_back
from juncture.practice.people.describing import context_words
from juncture.web.landscape.forms import MergeForm, NameForm, PlaceForm, SplitForm, TensionForm
from juncture.web.landscape.mapping import draw_both
from juncture.web.landscape.rows import TensionRow, tension_rows
from juncture.web.parts.sheets import sheet
from juncture.web.parts.who import HostRequest, for_host

# How long the page offers to take a change back.
_UNDO_FOR = timedelta(hours=12)


@for_host
def landscape(request: HostRequest) -> HttpResponse:
    decisions = list(with_leanings(with_members_context(decisions_seen(request.host))))
    rows, alone = tension_rows(tensions_seen(request.host), decisions)
    return render(
        request,
        "landscape/landscape.html",
        {
            "maps": draw_both([(row.tension, row.decisions) for row in rows], alone, decisions),
            "rows": rows,
            "alone": alone,
            "total": len(decisions),
            "silent": request.community.members.filter(departed_at=None, decisions=None).count(),
            "undo": _undoable(request),
        },
    )


@require_POST
@for_host
def gather_again(request: HostRequest) -> HttpResponse:
    gather(request.community, by=request.host)
    messages.success(request, _("Looked at again. What you named or placed stayed as it was."))
    return redirect("landscape", slug=request.community.slug)


@require_POST
@for_host
def undo(request: HostRequest, rearrangement_id: int) -> HttpResponse:
    try:
        undo_rearrangement(rearrangement_id, by=request.host)
    except LandscapeTrouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("Taken back."))
    return redirect("landscape", slug=request.community.slug)


@for_host
def tension(request: HostRequest, tension_id: int) -> HttpResponse:
    found = _tension(request, tension_id)
    form = NameForm(request.POST or None, initial=NameForm.starting_from(found), said=said_in(found))
    if form.is_valid():
        name_tension(
            found,
            form.cleaned_data["label"],
            form.cleaned_data["about"],
            by=request.host,
            sides=form.sides(),
            other_sides=form.cleaned_data.get("other_sides", False),
        )
        return redirect("tension", slug=request.community.slug, tension_id=found.pk)
    return _tension_page(request, found, form=form if request.POST else None)


@for_host
def tension_merge(request: HostRequest, tension_id: int) -> HttpResponse:
    found = _tension(request, tension_id)
    others = tensions_seen(request.host).exclude(pk=found.pk)
    form = MergeForm(request.POST or None, others=others, said=said_in(found))
    if form.is_valid():
        order = form.cleaned_data.get("order", "")
        into = merge(found, form.cleaned_data["merge"], by=request.host, order=order)
        return redirect("tension", slug=request.community.slug, tension_id=into.pk)
    return _tension_page(request, found, merge_form=form if request.POST else None)


@for_host
def tension_split(request: HostRequest, tension_id: int) -> HttpResponse:
    found = _tension(request, tension_id)
    form = SplitForm(request.POST or None, decisions=_decisions_in(request, found))
    if form.is_valid():
        try:
            made = split_tension(
                found, form.cleaned_data["label"], list(form.cleaned_data["going"]), by=request.host
            )
        except LandscapeTrouble as trouble:
            form.add_error("going", str(trouble))
        else:
            return redirect("tension", slug=request.community.slug, tension_id=made.pk)
    return _tension_page(request, found, split_form=form if request.POST else None)


@for_host
def decision_seen(request: HostRequest, decision_id: int) -> HttpResponse:
    found = _decision(request, decision_id)
    form = PlaceForm(request.POST or None, tensions=tensions_seen(request.host))
    if form.is_valid():
        place(found, form.into(), by=request.host)
        return redirect("decision_seen", slug=request.community.slug, decision_id=found.pk)
    return _decision_page(request, found, place_form=form if request.POST else None)


@require_POST
@for_host
def side_said(request: HostRequest, decision_id: int) -> HttpResponse:
    """A host's word for a decision's side, in a tap; tapped again, it is taken back."""
    found = _decision(request, decision_id)
    try:
        if request.POST.get("side") == "back":
            take_side_back(found, by=request.host)
        else:
            say_side(found, request.POST.get("side", ""), by=request.host)
    except LandscapeTrouble as trouble:
        messages.error(request, str(trouble))
    lies_in = tension_of(found)
    if lies_in is None or request.POST.get("on") == "decision":
        return redirect("decision_seen", slug=request.community.slug, decision_id=found.pk)
    page = reverse("tension", kwargs={"slug": request.community.slug, "tension_id": lies_in.pk})
    return redirect(f"{page}#decision-{found.pk}")


@for_host
def tension_from(request: HostRequest, decision_id: int) -> HttpResponse:
    """Begin a tension with a decision that fits none of those named so far."""
    found = _decision(request, decision_id)
    form = TensionForm(request.POST or None)
    if form.is_valid():
        made = new_tension(
            form.cleaned_data["label"],
            [found],
            by=request.host,
            about=form.cleaned_data["about"],
            sides=form.sides(),
        )
        return redirect("tension", slug=request.community.slug, tension_id=made.pk)
    return _decision_page(request, found, form=form if request.POST else None)


@for_host
def decisions_csv(request: HostRequest) -> HttpResponse:
    return sheet(
        f"{request.community.name} decisions",
        ["member", "statement", "options", "by when", "status", "leans to", "tension", "side", "side by"],
        (
            (
                decision.member.name,
                decision.statement,
                " | ".join(option.text for option in decision.options.all()),
                decision.by_when.isoformat() if decision.by_when else "",
                status_of(decision),
                lean_of(decision),
                _tension_label(decision),
                leaning.words or leaning.said,
                leaning.by,
            )
            for decision, leaning in (
                (each, leaning_of(each)) for each in with_leanings(decisions_seen(request.host))
            )
        ),
    )


def _tension_page(
    request: HostRequest,
    found: Tension,
    *,
    form: NameForm | None = None,
    merge_form: MergeForm | None = None,
    split_form: SplitForm | None = None,
) -> HttpResponse:
    decisions = list(with_leanings(with_members_context(_decisions_in(request, found))))
    others = tensions_seen(request.host).exclude(pk=found.pk)
    said = said_in(found)
    return render(
        request,
        "landscape/tension.html",
        {
            "tension": found,
            "row": TensionRow.of(found, decisions),
            "rows": [
                (each, context_words(each.member), lean_of(each), is_settled(each), leaning_of(each))
                for each in decisions
            ],
            "asked": asks_members(found),
            "contexts": contexts_of(decisions, 6),
            "form": form or NameForm(initial=NameForm.starting_from(found), said=said),
            "merge_form": merge_form or (MergeForm(others=others, said=said) if others else None),
            "split_form": split_form or SplitForm(decisions=_decisions_in(request, found)),
            "open": "name" if form else "merge" if merge_form else "split" if split_form else "",
            "may_split": len(decisions) > 1,
            "undo": _undoable(request),
        },
    )


def _decision_page(
    request: HostRequest,
    found: Decision,
    *,
    form: TensionForm | None = None,
    place_form: PlaceForm | None = None,
) -> HttpResponse:
    tension = tension_of(found)
    return render(
        request,
        "landscape/decision.html",
        {
            "decision": found,
            "status": status_of(found),
            "context_words": context_words(found.member),
            "lean": lean_of(found),
            "stance": next(reversed(found.stances.all()), None),
            "tension": tension,
            "leaning": leaning_of(found),
            "place_form": place_form
            or PlaceForm(
                tensions=tensions_seen(request.host),
                initial={"tension": str(tension.pk if tension else "apart")},
            ),
            "form": form or TensionForm(),
            "undo": _undoable(request),
        },
    )


def _undoable(request: HostRequest) -> Rearrangement | None:
    last = last_rearrangement(request.host)
    return last if last and last.at > timezone.now() - _UNDO_FOR else None


def _tension(request: HostRequest, tension_id: int) -> Tension:
    found = tension_seen(request.host, tension_id)
    if found is None:
        raise Http404
    return found


def _decision(request: HostRequest, decision_id: int) -> Decision:
    found = with_leanings(with_members_context(decisions_seen(request.host).filter(pk=decision_id))).first()
    if found is None:
        raise Http404
    return found


def _decisions_in(request: HostRequest, tension: Tension) -> QuerySet[Decision]:
    return decisions_seen(request.host).filter(gathering__tension=tension)


def _tension_label(decision: Decision) -> str:
    tension = tension_of(decision)
    return tension.label if tension else ""
