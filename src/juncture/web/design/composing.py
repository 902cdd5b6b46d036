"""The compose page: groups with their reasons, changed by hand or composed again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.moments.models import Moment
from juncture.practice.moments.publishing import published_composition
from juncture.practice.moments.standing import groups_may_change
from juncture.practice.rounds import changing, joining, undoing
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.asking import ask_for_groups
from juncture.practice.rounds.errors import RoundTrouble
from juncture.practice.rounds.joining import others_to_join
from juncture.practice.rounds.lately import company_now
from juncture.practice.rounds.models import Composition, Search
from juncture.practice.rounds.telling import what_changed
from juncture.web.design.finding import the_moment
from juncture.web.design.forms import ComposeForm, RearrangeForm
from juncture.web.design.picturing import picture
from juncture.web.design.searching import search_shown
from juncture.web.design.showing import shown
from juncture.web.parts.who import HostRequest, for_host


@for_host
def compose(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    fixed = not groups_may_change(moment)
    if request.method == "POST":
        form = ComposeForm(request.POST)
        if fixed:
            messages.warning(request, _("The moment has begun or is over, so its groups stay as they are."))
        elif form.is_valid():
            said = form.cleaned_data
            _tried(request, lambda: _composed(request, moment, said), back=said["what"] == "undo")
        return redirect("compose", slug=request.community.slug, moment_id=moment.pk)
    here = company_now(moment.round)
    composition = current(moment.round)
    pick = None if fixed else _number(request.GET.get("pick", ""))
    groups = shown(here, composition, pick) if composition else None
    search = search_shown(moment.round, composition)
    if "ended" in request.GET and search and search.found_these:
        # Said by the page that shows the groups: kept in the session by the page before, it could be lost to another.
        messages.success(request, _("The search has ended. Here are its groups."))
    return render(
        request,
        "design/compose.html",
        {
            "moment": moment,
            "here": here,
            "fixed": fixed,
            "known": composition is not None and composition == published_composition(moment),
            "people": len(here.members),
            "others": () if fixed or not groups else others_to_join(moment.round),
            "shown": groups,
            "picture": picture(here, groups) if groups else None,
            "at": _number(request.GET.get("at", "")),
            "search": search,
        },
    )


@require_POST
@for_host
def rearrange(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    form = RearrangeForm(request.POST)
    if not groups_may_change(moment):
        messages.warning(request, _("The moment has begun or is over, so its groups stay as they are."))
    elif form.is_valid():
        _tried(request, lambda: _rearranged(request, moment, form.cleaned_data))
    else:
        messages.warning(request, _("It was not clear what to change. Here are the groups as they stand."))
    at = form.cleaned_data.get("member") if form.is_valid() else None
    address = reverse("compose", kwargs={"slug": request.community.slug, "moment_id": moment.pk})
    # Back to the person who was moved, wherever they sit now.
    return redirect(f"{address}?at={at}#person-{at}" if at else address)


def _tried(request: HostRequest, change: Callable[[], Composition | Search], back: bool = False) -> None:
    try:
        made = change()
    except RoundTrouble as trouble:
        messages.warning(request, str(trouble))
    else:
        if isinstance(made, Search):
            messages.success(request, _("The search for groups has begun."))
        else:
            messages.success(request, _what_changed(made, back))


def _composed(request: HostRequest, moment: Moment, said: dict[str, Any]) -> Composition | Search:
    round, host = moment.round, request.host
    if said["what"] == "undo":
        return undoing.undo(round, by=host, seen=said["seen"])
    if said["what"] == "redo":
        return undoing.redo(round, by=host, seen=said["seen"])
    return ask_for_groups(round, said["what"], by=host)


def _rearranged(request: HostRequest, moment: Moment, said: dict[str, Any]) -> Composition:
    round, member, group = moment.round, said.get("member") or 0, said.get("group") or 0
    who = {"by": request.host, "seen": said["seen"]}
    verbs: dict[str, Callable[[], Composition]] = {
        "move": lambda: changing.move_member(round, member, group, **who),
        "swap": lambda: changing.swap_members(round, member, said["other"], **who),
        "unseat": lambda: changing.unseat(round, member, **who),
        "seat": lambda: changing.seat(round, member, **who),
        "join": lambda: joining.join_late(round, member, **who),
        "pin": lambda: changing.pin(round, member, **who),
        "unpin": lambda: changing.unpin(round, member, **who),
        "slot": lambda: changing.set_slot(round, group, said["slot"], **who),
        "facilitator": lambda: changing.set_facilitator(round, group, member, **who),
    }
    return verbs[said["what"]]()


def _what_changed(made: Composition, back: bool) -> str:
    """What this step did, and which way the whole's contrast went."""
    before = undoing.undone_after(made) if back else made.before
    now = round(100 * made.score.get("total", 0))
    if before is None:
        return _("Groups composed: contrast %(now)s of 100.") % {"now": now}
    was = round(100 * before.score.get("total", 0))
    said = {"what": what_changed(before, made) or _("Nobody sits elsewhere."), "was": was, "now": now}
    if back:
        return _("Undone. %(what)s Contrast is at %(now)s of 100 again.") % said
    if now == was:
        return _("%(what)s Contrast stays at %(now)s of 100.") % said
    return _("%(what)s Contrast went from %(was)s to %(now)s of 100.") % said


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
