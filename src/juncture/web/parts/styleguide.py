"""Every component on one page: what we look at when we change one, and what the tests look at."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from juncture.web.parts.forms import Confidence, Day, OneOf, Scale, SeveralOf


class EveryField(forms.Form):
    statement = forms.CharField(
        label=_("The decision, as it stands today"),
        help_text=_("Only the host and the people you are seated with will read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(label=_("Your name"), max_length=80)
    stage = forms.ChoiceField(
        label=_("Which stage is your programme in?"),
        choices=[("seed", _("Just started")), ("grow", _("Growing")), ("wide", _("Established"))],
        widget=OneOf,
    )
    limits = forms.MultipleChoiceField(
        label=_("What holds you back?"),
        required=False,
        choices=[("time", _("Little time")), ("money", _("No budget")), ("say", _("No say in it"))],
        widget=SeveralOf,
    )
    rating = forms.TypedChoiceField(
        label=_("Was it worth the hour?"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 6)],
        widget=Scale,
    )
    confidence = forms.IntegerField(
        label=_("How sure are you?"), min_value=0, max_value=100, required=False, widget=Confidence
    )
    until = forms.DateField(label=_("When must it be decided?"), required=False, widget=Day)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("focus", _("Where to focus")), ("change", _("When to change"))]
    )
    members = forms.FileField(label=_("Members as CSV"), required=False)
    mail = forms.BooleanField(label=_("Send me my orientation card by mail"), required=False)


PEOPLE: list[dict[str, Any]] = [
    {"name": "Amara", "employer": "Seed stage, team of 1", "context": ["Just started", "Little time"]},
    {"name": "Jonas", "employer": "Series C, 4 regions", "context": ["Established", "No say in it"]},
    {"name": "Priya", "employer": "Series B, one product", "context": ["Growing"]},
    {"name": "Lena", "employer": "Open source foundation", "context": ["Established", "No budget"]},
]
QUESTIONS: list[tuple[str, list[str | None]]] = [
    (
        "What signal made you question your approach?",
        [
            "Ten ambassadors, and two of them wrote every answer.",
            "The Brazil chapter grew on its own while ours needed weekly pushing.",
            "Sales asked for names and I had none I could vouch for.",
            None,
        ],
    ),
    (
        "What tradeoff did you accept?",
        [
            "I stopped the newsletter to have four hours a week with them.",
            "We gave up one brand voice.",
            "Fewer people, and a quarter with a flat growth chart.",
            "We let companies in, and lost two maintainers over it.",
        ],
    ),
]


def styleguide(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your decision is saved. You can change it until Tuesday."))
    form = EveryField(request.POST) if request.method == "POST" else EveryField(initial={"stage": "grow"})
    broken = EveryField(
        {"statement": "How do we get sales to care about the community?", "confidence": "140"},
        auto_id="broken_%s",
    )
    rows = [
        {
            "question": question,
            "cells": [
                {"name": person["name"], "context": person["employer"], "words": words}
                for person, words in zip(PEOPLE, answers, strict=True)
            ],
        }
        for question, answers in QUESTIONS
    ]
    return render(
        request,
        "parts/styleguide.html",
        {
            "form": form,
            "broken": broken,
            "people": [person | {"seat": n} for n, person in enumerate(PEOPLE, 1)],
            "board": [{"name": person["name"], "context": person["employer"]} for person in PEOPLE],
            "rows": rows,
            "page": Paginator(list(range(95)), 20).page(2),
            "soon": timezone.now() + timedelta(minutes=12),
            "section": "moments",
            "community": SimpleNamespace(name="Aurora", slug="aurora"),
        },
    )
