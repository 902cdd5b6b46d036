"""The company of a round as it was weighed a moment ago, for looks that must answer while a hand is in the air.

Reading two hundred people takes longer than weighing every seat they could take. So the last few companies are
kept, each until anything is recorded in its community; a change of groups alone changes nobody. What is changed
is never read from here, and blocks, which no journal tells of, are always asked anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from juncture.practice.journal.models import Entry
from juncture.practice.rounds.bringing import Company, blocks_among, company
from juncture.practice.rounds.models import Round

MOST_KEPT = 4

_kept: OrderedDict[Hashable, tuple[Hashable, Company]] = OrderedDict()


def company_now(round: Round) -> Company:
    """Read anew, and kept for the looks that follow."""
    stamp = _stamp(round)
    here = company(round)
    there = _kept.get(_key(round))
    if there and there[0] == stamp and "places" in there[1].__dict__:
        here.__dict__["places"] = there[1].places
    _kept[_key(round)] = (stamp, here)
    _kept.move_to_end(_key(round))
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return here


def company_lately(round: Round) -> Company:
    """As it was kept, or read anew where anything has been recorded since."""
    there = _kept.get(_key(round))
    if there is None or there[0] != _stamp(round):
        return company_now(round)
    kept = there[1]
    here = replace(kept, round=round, blocked=blocks_among(kept.members))
    here.__dict__["open_problem"] = kept.open_problem  # knows of no blocks
    return here


def _key(round: Round) -> Hashable:
    return round.pk, round.created_at


def _stamp(round: Round) -> Hashable:
    """Read before the company is, so that what is kept is never older than its stamp."""
    entries = Entry.objects.filter(community_id=round.community_id).exclude(verb__startswith="groups_")
    last = entries.order_by("-id").values_list("id", flat=True).first()
    return last, round.participations.count()
