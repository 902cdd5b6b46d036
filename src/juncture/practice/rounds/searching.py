"""Carrying a search on: whose it is, what is heard of it, and how it ends.

The looking itself needs no table and no transaction, so these are the only moments at which a search touches the
rows. What it finds is written only where nothing it rests on has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from juncture.engine import grouping
from juncture.practice.journal.recording import record
from juncture.practice.rounds.arranging import Arrangement, arrangement_of, current, hold, tidy, write
from juncture.practice.rounds.bringing import Company, company
from juncture.practice.rounds.composing import Rest, around, rest_of, seated
from juncture.practice.rounds.models import Composition, Round, Search

# Who claimed a search and was silent so long has died: it speaks every second.
FORGOTTEN_AFTER = timedelta(seconds=15)
MOST_TRIES = 3

# Why the groups have to stay as they are, whatever is found; empty while they may change. Known further up.
WhyStay = Callable[[Search], str]


class Word(Enum):
    """What whoever searches hears back."""

    GO_ON = auto()
    LAND = auto()  # come to an end soon, with the best so far
    LEAVE = auto()  # it is over, or another's


@dataclass(frozen=True)
class Ground:
    """What a search began with."""

    here: Company
    kept: Arrangement | None  # where the rest is composed again

    @property
    def rest(self) -> Rest | None:
        return rest_of(self.here, self.kept) if self.kept else None

    def arrangement(self, result: grouping.Result) -> Arrangement:
        found = around(self.kept, result, self.here) if self.kept else seated(result)
        return tidy(self.here, found)


def claim(now: datetime | None = None) -> Search | None:
    """The next search nobody carries on, ours alone from here: of two that see it, one changes the row."""
    now = now or timezone.now()
    with scopes_disabled():
        while search := _waiting(now).order_by("asked_at", "id").first():
            ours = _waiting(now).filter(pk=search.pk, claimed_at=search.claimed_at)
            if not ours.update(claimed_at=now, heard_at=now, tries=F("tries") + 1, share=0.0, best=None):
                continue
            search.claimed_at, search.heard_at, search.tries = now, now, search.tries + 1
            if search.tries <= MOST_TRIES:
                return search
            fail(
                search,
                _("It broke off %(times)s times, perhaps because this server has too little memory for it.")
                % {"times": MOST_TRIES},
            )
    return None


def begin(search: Search, why_stay: WhyStay) -> Ground | None:
    """What is to be searched, read from the rows as they are now; None where there is no use in it any more."""
    if _overtaken(search, why_stay):
        return None
    here = company(search.round)
    before = search.before
    rest = search.what == Search.What.REST and before is not None
    return Ground(here, arrangement_of(before) if rest and before else None)


def report(search: Search, share: float, best: float, why_stay: WhyStay) -> Word:
    """How far it has come; asked every second or so."""
    heard = _ours(search).update(
        heard_at=timezone.now(), share=min(1.0, max(0.0, share)), best=best if best > 0 else None
    )
    if not heard or _overtaken(search, why_stay):
        return Word.LEAVE
    return Word.LAND if _ours(search).exclude(take_asked_at=None).exists() else Word.GO_ON


def finish(
    search: Search,
    ground: Ground,
    arrangement: Arrangement,
    result: grouping.Result,
    looked: grouping.Result,
    why_stay: WhyStay,
) -> Composition | None:
    """The groups that were found, as the round's newest; None where something was changed meanwhile."""
    with transaction.atomic():
        before = hold(search.round)
        if _overtaken(search, why_stay):
            return None
        here = company(Round.objects.select_related("community").get(pk=search.round_id))
        if _rules(here) != _rules(ground.here):
            _end(
                search,
                Search.Ended.OVERTAKEN,
                _(
                    "Who takes part, when somebody can come or another rule has changed since it began, so the "
                    "groups were left as they are."
                ),
            )
            return None
        if not _end(search, Search.Ended.DONE):
            return None  # stopped this very moment, or another's by now
        made = write(
            here,
            arrangement,
            how=Composition.How.REST if ground.kept else Composition.How.COMPOSED,
            by=search.by,
            before=before,
            seed=search.seed,
            params={"iterations": search.moves, "tried": result.iterations},
            looked=looked,
        )
        Search.objects.filter(pk=search.pk).update(composition=made, share=1.0, best=looked.score.total)
        return made


def fail(search: Search, message: str) -> bool:
    return _end(search, Search.Ended.FAILED, message)


def give_back(search: Search, *, counted: bool) -> None:
    """Another takes it up from its beginning. Not `counted` where we were told to stop and it is nobody's fault."""
    tries = search.tries if counted else search.tries - 1
    _ours(search).update(claimed_at=None, heard_at=None, tries=tries, share=0.0, best=None)


def _waiting(now: datetime) -> QuerySet[Search]:
    free = Q(claimed_at=None) | Q(heard_at__lt=now - FORGOTTEN_AFTER)
    return Search.objects.filter(free, ended_at=None).select_related("round__community", "by", "before")


def _ours(search: Search) -> QuerySet[Search]:
    return Search.objects.filter(pk=search.pk, claimed_at=search.claimed_at, ended_at=None)


def _overtaken(search: Search, why_stay: WhyStay) -> bool:
    """Whether the groups were changed since, or have to stay; then the search has ended, and says why."""
    now = current(search.round)
    why = why_stay(search)
    if (now.pk if now else None) != search.before_id:
        why = _("The groups were changed since it began, so they were left as they are.")
    return bool(why) and (_end(search, Search.Ended.OVERTAKEN, why) or True)


def _end(search: Search, how: str, message: str = "") -> bool:
    with transaction.atomic():
        ended = _ours(search).update(ended_at=timezone.now(), ended=how, message=message)
        if ended:
            record(f"search_{how}", by=None, noun=search, community_id=search.round.community_id)
    return bool(ended)


def _rules(here: Company) -> object:
    """All that decides who may sit with whom. What only makes a group better or worse is not among it: groups
    found a moment before somebody changed their mind still hold."""
    asked = here.problem()
    people = tuple((person.id, person.employer, person.slots, person.facilitator) for person in asked.people)
    return asked.rules, asked.slots, people
