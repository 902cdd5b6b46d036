"""A member states a decision, with the coach beside it; nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.decisions.drafting import MOST_CHARACTERS, keep_draft, throw_away_draft
from juncture.practice.decisions.models import Decision, IntakeDraft
from juncture.practice.decisions.seeing import decisions_of
from juncture.practice.decisions.settling import is_settled, settle, status_of, unsettle
from juncture.practice.decisions.stating import (
    just_stated,
    read_decision,
    revise_decision,
    state_decision,
)
from juncture.practice.landscape.asking import side_question
from juncture.practice.landscape.errors import LandscapeTrouble
from juncture.practice.landscape.leaning import with_leanings
from juncture.practice.landscape.seeing import others_wrestling
from juncture.practice.landscape.siding import say_side, take_side_back
from juncture.web.intake.forms import DecisionForm, SettleForm, day_in, ways_in
from juncture.web.intake.keeping import keeps_words
from juncture.web.parts.who import MemberRequest, for_member

_NOT_IN_DRAFTS = {"csrfmiddlewaretoken", "keep", "read"}


@keeps_words
@for_member
def state(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        if "keep" in request.POST:
            return _keep(request)
        form = DecisionForm(request.POST)
        if "read" in request.POST:
            return _page(request, form, reading=True)
        if form.is_valid():
            decision = just_stated(request.member, form.cleaned_data["statement"]) or state_decision(
                request.member, **_given(form)
            )
            messages.success(request, _("Kept. It is on its way to a moment."))
            if request.member.context.exists():
                return redirect("decision", decision_id=decision.pk)
            return redirect("about_me")
        return _page(request, form, reading=True)
    draft = IntakeDraft.objects.filter(member=request.member).first()
    initial = {name: values[-1] for name, values in draft.fields.items() if values} if draft else {}
    return _page(request, DecisionForm(initial=initial), draft=draft, reading=bool(initial))


@require_POST
@for_member
def draft(request: MemberRequest) -> HttpResponse:
    """The page keeps itself while one types: 204 when kept, 413 when it is far too long for a decision."""
    if "throw_away" in request.POST:
        throw_away_draft(request.member)
        messages.success(request, _("The draft is gone."))
        return redirect("me")
    kept = keep_draft(request.member, _fields(request))
    return HttpResponse(status=204 if kept else 413)


@require_POST
@for_member
def coach(request: MemberRequest) -> HttpResponse:
    """What the coach sees so far, as a fragment. Private, and nothing waits for it."""
    return render(request, "intake/_coach.html", _reading(request.POST.dict()))


@for_member
def decision(request: MemberRequest, decision_id: int) -> HttpResponse:
    return _decision_page(request, _own(request, decision_id), SettleForm())


@keeps_words
@for_member
def edit(request: MemberRequest, decision_id: int) -> HttpResponse:
    found = _own(request, decision_id)
    form = DecisionForm(request.POST or None, initial=DecisionForm.starting_from(found))
    if request.method == "POST" and "read" not in request.POST and form.is_valid():
        revise_decision(found, by=request.member, **_given(form))
        messages.success(request, _("Kept."))
        return redirect("decision", decision_id=found.pk)
    return _page(request, form, decision=found, reading=True)


@require_POST
@keeps_words
@for_member
def settle_decision(request: MemberRequest, decision_id: int) -> HttpResponse:
    found = _own(request, decision_id)
    if "undo" in request.POST:
        unsettle(found, by=request.member)
        return redirect("decision", decision_id=found.pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        settle(found, form.cleaned_data["outcome"], by=request.member, words=form.cleaned_data["words"])
        return redirect("decision", decision_id=found.pk)
    return _decision_page(request, found, form)


@require_POST
@for_member
def decision_side(request: MemberRequest, decision_id: int) -> HttpResponse:
    """Which way the member leans in the tension their decision lies in: a tap, and another takes it back."""
    found = _own(request, decision_id)
    try:
        if request.POST.get("side") == "back":
            take_side_back(found, by=request.member)
        else:
            say_side(found, request.POST.get("side", ""), by=request.member)
            messages.success(request, _("Kept. You can say it anew whenever it changes."))
    except LandscapeTrouble as trouble:
        messages.error(request, str(trouble))
    if request.POST.get("on") == "me":
        return redirect("me")
    return redirect(reverse("decision", args=[found.pk]) + "#side")


def _decision_page(request: MemberRequest, found: Decision, settle_form: SettleForm) -> HttpResponse:
    stances = [stance for stance in found.stances.all() if stance.confidence is not None or stance.lean]
    return render(
        request,
        "intake/decision.html",
        {
            "decision": found,
            "status": status_of(found),
            "settled": is_settled(found),
            "last": found.settlements.last(),
            "stances": stances,
            "others": others_wrestling(found),
            "question": side_question(found),
            "settle_form": settle_form,
        },
    )


def _keep(request: MemberRequest) -> HttpResponse:
    if keep_draft(request.member, _fields(request)):
        messages.success(request, _("Your draft is kept. Come back by your link whenever you like."))
        return redirect("me")
    form = DecisionForm(request.POST)
    form.add_error(None, _("This is too long to keep: up to %(n)s characters.") % {"n": MOST_CHARACTERS})
    return _page(request, form)


def _page(
    request: MemberRequest,
    form: DecisionForm,
    *,
    draft: IntakeDraft | None = None,
    decision: Decision | None = None,
    reading: bool = False,
) -> HttpResponse:
    fields = {name: form[name].value() for name in form.fields}
    seen = _reading(fields) if reading and fields.get("statement") else {}
    return render(request, "intake/state.html", {"form": form, "draft": draft, "decision": decision, **seen})


def _reading(fields: Mapping[str, object]) -> dict[str, object]:
    statement = str(fields.get("statement") or "")[:2000]
    return {"reading": read_decision(statement, ways_in(fields), day_in(str(fields.get("by_when") or "")))}


def _given(form: DecisionForm) -> dict[str, Any]:
    return {
        "statement": form.cleaned_data["statement"],
        "options": form.ways(),
        "by_when": form.cleaned_data["by_when"],
        "assumption": form.cleaned_data["assumption"],
        "view": form.view(),
    }


def _fields(request: MemberRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_IN_DRAFTS}


def _own(request: MemberRequest, decision_id: int) -> Decision:
    found = with_leanings(decisions_of(request.member)).filter(pk=decision_id).first()
    if found is None:
        raise Http404
    return found
