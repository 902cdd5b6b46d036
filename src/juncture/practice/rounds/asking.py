"""Asking for groups: at once where composing is short, else by a search that goes on beside the pages."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.engine import grouping
from juncture.practice.journal.recording import record
from juncture.practice.people.models import Host
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.composing import compose, compose_rest, some_seed
from juncture.practice.rounds.errors import NotHere, StillSearching
from juncture.practice.rounds.models import Composition, Round, Search

# So many people are seated in some tenths of a second, which a page may wait for. More are worth more moves than
# that, and nobody should have to wait for them.
AT_ONCE = 200


def ask_for_groups(
    round: Round, what: str, *, by: Host | None, seed: int | None = None
) -> Composition | Search:
    """The groups, or the search for them where there are many people."""
    people = how_many(round)
    _demand_no_search(round)
    if people <= AT_ONCE:
        rest = what == Search.What.REST
        return compose_rest(round, by, seed) if rest else compose(round, by, seed)
    return begin_search(round, what, people, by=by, seed=seed)


def begin_search(round: Round, what: str, people: int, *, by: Host | None, seed: int | None = None) -> Search:
    before = current(round)
    try:
        with transaction.atomic():
            search = Search.objects.create(
                round=round,
                before=before,
                what=what if before else Search.What.ANEW,
                by=by,
                people=people,
                seed=some_seed(seed),
                moves=grouping.plenty_of_moves(people),
            )
            record("search_asked", by=by, noun=search, community_id=round.community_id)
    except IntegrityError:  # somebody asked this very moment
        _demand_no_search(round)
        raise
    return search


def take_best(search: Search, *, by: Host) -> None:
    """The search comes to its end soon and hands over what it has."""
    if search.ended_at is None and search.best is None:
        raise NotHere(_("There are no groups to take yet. Look again in a moment, or stop the search."))
    taken = Search.objects.filter(pk=search.pk, ended_at=None, take_asked_at=None)
    with transaction.atomic():
        if taken.update(take_asked_at=timezone.now()):
            record("search_taken", by=by, noun=search, community_id=search.round.community_id)


def stop_search(search: Search, *, by: Host) -> bool:
    """It ends now and changes nothing. False where it had ended already."""
    with transaction.atomic():
        stopped = Search.objects.filter(pk=search.pk, ended_at=None).update(
            ended_at=timezone.now(), ended=Search.Ended.STOPPED
        )
        if stopped:
            record("search_stopped", by=by, noun=search, community_id=search.round.community_id)
    return bool(stopped)


def put_away(search: Search) -> None:
    """The host has read how it ended."""
    Search.objects.filter(pk=search.pk, put_away_at=None).update(put_away_at=timezone.now())


def last_search(round: Round) -> Search | None:
    return round.searches.select_related("by__account", "before", "composition").order_by("-pk").first()


def how_many(round: Round) -> int:
    return round.participations.filter(member__departed_at=None, release=None).count()


def _demand_no_search(round: Round) -> None:
    if round.searches.filter(ended_at=None).exists():
        raise StillSearching(_("A search for these groups goes on already. Wait for it, or stop it first."))
