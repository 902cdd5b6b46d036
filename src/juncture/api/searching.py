"""Composing a moment's groups for a program: at once, or as a search whose progress it asks for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.urls import reverse

from juncture.api.access import Accepted, Caller, Trouble, body, for_programs, not_found, within
from juncture.api.composing import groups_as_plain
from juncture.practice.moments.models import Moment
from juncture.practice.moments.staying import why_groups_are_fixed
from juncture.practice.people.models import Account, Host
from juncture.practice.rounds import asking
from juncture.practice.rounds.errors import RoundTrouble
from juncture.practice.rounds.models import Search


@for_programs("POST")
def compose_moment(request: Caller, moment_id: int) -> Mapping[str, Any]:
    """The moment's groups, anew or the rest of them; a host sees and undoes them like their own."""
    with _the_moment(request, moment_id) as moment:
        what = _said(request, "what", ("anew", "rest"), "anew")
        if why := why_groups_are_fixed(moment.round_id):
            raise Trouble(409, "fixed", why)
        try:
            made = asking.ask_for_groups(moment.round, what, by=_host(request, moment))
        except RoundTrouble as trouble:
            raise Trouble(409, "searching", str(trouble)) from trouble
        if isinstance(made, Search):
            return Accepted(_plain(moment, made), reverse("api_search", args=(moment.pk,)))
        return groups_as_plain(moment)


@for_programs("GET", "POST")
def search(request: Caller, moment_id: int) -> Mapping[str, Any]:
    """How far the newest search for this moment's groups is; with POST, its end."""
    with _the_moment(request, moment_id) as moment:
        going = asking.last_search(moment.round)
        if request.method == "POST":
            end, host = _said(request, "end", ("take", "stop"), ""), _host(request, moment)
            if going is None or going.ended_at:
                raise Trouble(409, "ended", "No search goes on here.")
            try:
                asking.take_best(going, by=host) if end == "take" else asking.stop_search(going, by=host)
            except RoundTrouble as trouble:
                raise Trouble(409, "nothing_yet", str(trouble)) from trouble
            going.refresh_from_db()
        return _plain(moment, going)


@contextmanager
def _the_moment(request: Caller, moment_id: int) -> Iterator[Moment]:
    for community in request.communities:
        with within(community):
            found = Moment.objects.filter(pk=moment_id).select_related("round__community").first()
            if found is not None:
                yield found
                return
    raise not_found()


def _host(request: Caller, moment: Moment) -> Host | None:
    """Nobody in particular for a key."""
    account = request.user
    if not isinstance(account, Account):
        return None
    return Host.objects.filter(community=moment.community_id, account=account).first()


def _said(request: Caller, key: str, words: tuple[str, ...], unsaid: str) -> str:
    raw = body(request) if request.body else {}
    word = raw.get(key, unsaid) if isinstance(raw, dict) else None
    if word not in words:
        raise Trouble(400, "question", f"Say one of {', '.join(words)}.", key)
    return str(word)


def _plain(moment: Moment, going: Search | None) -> dict[str, Any]:
    return {"moment": moment.pk, "search": _how_far(going) if going else None}


def _how_far(going: Search) -> dict[str, Any]:
    return {
        "what": going.what,
        "people": going.people,
        "asked_at": going.asked_at.isoformat(),
        "share": going.share,
        "best": going.best,
        "ended_at": going.ended_at.isoformat() if going.ended_at else None,
        "ended": going.ended or None,
        "message": going.message,
        "composition": going.composition_id,
    }
