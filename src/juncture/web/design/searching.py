"""A search for groups that goes on while its host does other things: how far it is, and how to end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from juncture.practice.rounds import asking
from juncture.practice.rounds.errors import RoundTrouble
from juncture.practice.rounds.models import Composition, Round, Search
from juncture.web.design.finding import the_moment
from juncture.web.parts.who import HostRequest, for_host

# It speaks every second; a silence of so many means that the server stopped in the middle.
SILENCE = timedelta(seconds=6)
QUARTER = 25  # who listens is told at each quarter of the way, not every other second


class SearchForm(forms.Form):
    search = forms.IntegerField(min_value=1, max_value=2**62)
    what = forms.ChoiceField(choices=[(key, key) for key in ("take", "stop", "put_away")])


@dataclass(frozen=True)
class Shown:
    """A search as the compose page shows it."""

    search: Search
    words: str
    percent: int
    can_take: bool
    found_these: bool  # the groups on the page are its
    troubled: bool  # it ended otherwise than wished, and nobody has read so yet

    @property
    def is_open(self) -> bool:
        return self.search.ended_at is None

    @property
    def quarter(self) -> int:
        return self.percent // QUARTER * QUARTER


@require_http_methods(["GET", "POST"])
@for_host
def search(request: HostRequest, moment_id: int) -> HttpResponse:
    """The part of the page that asks again by itself (GET); taking, stopping and putting away (POST)."""
    moment = the_moment(request, moment_id)
    going = asking.last_search(moment.round)
    page = redirect("compose", slug=request.community.slug, moment_id=moment.pk)
    if request.method == "POST":
        form = SearchForm(request.POST)
        if going and form.is_valid() and form.cleaned_data["search"] == going.pk:
            _done(request, going, form.cleaned_data["what"])
        return page
    if going is None or "HX-Request" not in request.headers:
        return page
    told = request.GET.get("told", "")
    shown = search_shown(moment.round, None)
    return render(
        request,
        "design/_search_now.html",
        {"moment": moment, "search": shown, "told": int(told) if told in ("0", "25", "50", "75") else 0},
    )


def search_shown(round: Round, composition: Composition | None) -> Shown | None:
    """The newest search while there is something to say about it."""
    last = asking.last_search(round)
    if last is None:
        return None
    return Shown(
        search=last,
        words=_words(last),
        percent=min(99, int(100 * last.share)),
        can_take=last.best is not None and last.take_asked_at is None,
        found_these=last.composition_id is not None and composition == last.composition,
        troubled=_unread(last, composition),
    )


def _unread(search: Search, composition: Composition | None) -> bool:
    """Until a host puts it away, or there are newer groups."""
    if search.ended not in (Search.Ended.OVERTAKEN, Search.Ended.FAILED) or search.put_away_at:
        return False
    return composition is None or search.ended_at is None or composition.at <= search.ended_at


def _words(search: Search) -> str:
    if search.claimed_at is None:
        return _after_a_break() if search.tries else _("It begins as soon as no other search is going on.")
    if search.heard_at and timezone.now() - search.heard_at > SILENCE:
        return _after_a_break()
    if search.take_asked_at:
        return _("Coming to its end with the best so far.")
    if search.best is None:
        return _("Finding everybody a seat.")
    said = {"percent": min(99, int(100 * search.share)), "best": round(100 * search.best)}
    if search.before is None:
        return _("%(percent)s %% of the way. Contrast so far: %(best)s of 100 and rising.") % said
    said["now"] = round(100 * search.before.score.get("total", 0))
    return (
        _(
            "%(percent)s %% of the way. Contrast so far: %(best)s of 100 and rising; the groups below have %(now)s."
        )
        % said
    )


def _after_a_break() -> str:
    return _("The server stopped in the middle. The search begins again by itself, with the same outcome.")


def _done(request: HostRequest, search: Search, what: str) -> None:
    if what == "put_away":
        return asking.put_away(search)
    if what == "stop":
        if asking.stop_search(search, by=request.host):
            messages.success(request, _("The search was stopped. The groups are as they were."))
        else:
            messages.warning(request, _("The search had ended already. Here is how."))
        return None
    try:
        asking.take_best(search, by=request.host)
    except RoundTrouble as trouble:
        messages.warning(request, str(trouble))
    return None
