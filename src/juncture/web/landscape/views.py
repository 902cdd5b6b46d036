"""What the members are deciding, gathered into tensions the host may name anew, join and take apart."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from juncture.practice.decisions.models import Decision
from juncture.practice.decisions.seeing import decisions_seen, with_members_context
from juncture.practice.decisions.settling import status_of
from juncture.practice.landscape.gathering import (
    gather,
    merge,
    name_tension,
    new_tension,
    place,
    tensions_seen,
)
from juncture.practice.landscape.leaning import leanings
from juncture.practice.landscape.models import Tension
from juncture.practice.people.describing import context_words
from juncture.web.parts.sheets import sheet
from juncture.web.parts.who import HostRequest, for_host


class TensionForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("The tension, as “X or Y?”"), max_length=160)
    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@for_host
def landscape(request: HostRequest) -> HttpResponse:
    decisions = list(decisions_seen(request.host))
    by_tension: dict[int | None, list[Decision]] = {}
    for decision in decisions:
        by_tension.setdefault(_tension_id(decision), []).append(decision)
    tensions = [(tension, by_tension.get(tension.pk, [])) for tension in tensions_seen(request.host)]
    return render(
        request,
        "landscape/landscape.html",
        {
            "tensions": tensions,
            "alone": by_tension.get(None, []),
            "total": len(decisions),
            "silent": request.community.members.filter(departed_at=None, decisions=None).count(),
        },
    )


@for_host
@require_POST
def gather_again(request: HostRequest) -> HttpResponse:
    gather(request.community, by=request.host)
    messages.success(request, _("Looked at again. What you named or placed stayed as it was."))
    return redirect("landscape", slug=request.community.slug)


@for_host
def tension(request: HostRequest, tension_id: int) -> HttpResponse:
    found = tensions_seen(request.host).filter(pk=tension_id).first()
    if found is None:
        raise Http404
    form = TensionForm(request.POST or None, initial={"label": found.label, "about": found.about})
    if "merge" in request.POST:
        return _merge(request, found)
    if request.method == "POST" and form.is_valid():
        name_tension(found, form.cleaned_data["label"], form.cleaned_data["about"], by=request.host)
        messages.success(request, _("Named. It keeps this name from now on."))
        return redirect("tension", slug=request.community.slug, tension_id=found.pk)
    decisions = list(with_members_context(decisions_seen(request.host).filter(gathering__tension=found)))
    return render(
        request,
        "landscape/tension.html",
        {
            "tension": found,
            "form": form,
            "rows": [(each, context_words(each.member), _lean(each)) for each in decisions],
            "leanings": leanings(decisions),
            "others": tensions_seen(request.host).exclude(pk=found.pk),
        },
    )


def _merge(request: HostRequest, found: Tension) -> HttpResponse:
    chosen = request.POST.get("merge", "")
    into = (
        tensions_seen(request.host).filter(pk=chosen).exclude(pk=found.pk).first()
        if chosen.isdigit()
        else None
    )
    if into is None:
        messages.error(request, _("Choose the tension it belongs to first."))
        return redirect("tension", slug=request.community.slug, tension_id=found.pk)
    merge(found, into, by=request.host)
    messages.success(request, _("Joined."))
    return redirect("tension", slug=request.community.slug, tension_id=into.pk)


@for_host
def decision_seen(request: HostRequest, decision_id: int) -> HttpResponse:
    found = with_members_context(decisions_seen(request.host).filter(pk=decision_id)).first()
    if found is None:
        raise Http404
    form = TensionForm(request.POST if "label" in request.POST else None)
    if request.method == "POST":
        answer = _place(request, found, form)
        if answer:
            return answer
    return render(
        request,
        "landscape/decision.html",
        {
            "decision": found,
            "status": status_of(found),
            "context_words": context_words(found.member),
            "lean": _lean(found),
            "stance": next(reversed(found.stances.all()), None),
            "tension_id": _tension_id(found),
            "tensions": tensions_seen(request.host),
            "form": form,
        },
    )


def _place(request: HostRequest, found: Decision, form: TensionForm) -> HttpResponse | None:
    if "label" in request.POST:
        if not form.is_valid():
            return None
        made = new_tension(
            form.cleaned_data["label"], [found], by=request.host, about=form.cleaned_data["about"]
        )
        return redirect("tension", slug=request.community.slug, tension_id=made.pk)
    chosen = request.POST.get("tension", "")
    into = tensions_seen(request.host).filter(pk=chosen).first() if chosen.isdigit() else None
    if into is None and chosen != "apart":
        messages.error(request, _("Choose a tension first."))
    else:
        place(found, into, by=request.host)
        messages.success(request, _("Placed. It stays there."))
    return redirect("decision_seen", slug=request.community.slug, decision_id=found.pk)


@for_host
def decisions_csv(request: HostRequest) -> HttpResponse:
    return sheet(
        f"{request.community.name} decisions",
        ["member", "statement", "options", "by when", "status", "leans to", "tension"],
        (
            (
                decision.member.name,
                decision.statement,
                " | ".join(option.text for option in decision.options.all()),
                decision.by_when.isoformat() if decision.by_when else "",
                status_of(decision),
                _lean(decision),
                _tension(decision),
            )
            for decision in decisions_seen(request.host)
        ),
    )


def _tension(decision: Decision) -> str:
    gathering = getattr(decision, "gathering", None)
    return gathering.tension.label if gathering and gathering.tension else ""


def _tension_id(decision: Decision) -> int | None:
    gathering = getattr(decision, "gathering", None)
    return gathering.tension_id if gathering else None


def _lean(decision: Decision) -> str:
    stance = next(reversed(decision.stances.all()), None)
    return stance.lean.text if stance and stance.lean else ""
