"""Composing: everybody who takes part is seated in groups by the engine, or told why not."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.db import transaction

from juncture.engine import grouping
from juncture.practice.people.models import Host
from juncture.practice.rounds.arranging import Arrangement, Table, arrangement_of, hold, write
from juncture.practice.rounds.bringing import Company, company
from juncture.practice.rounds.models import Composition, Round

# Tried moves, not seconds, so that a seed gives the same groups again; a composition keeps their number. The cap
# keeps a thousand people within a second or two, since nobody else can write meanwhile.
MOST_MOVES = 2_000_000


def compose(round: Round, by: Host | None, seed: int | None = None) -> Composition:
    """Everybody anew, pins and hand-made changes left behind; what there was is one step of undo away."""
    seed = _seed(seed)
    with transaction.atomic():
        before = hold(round)
        here = company(round)
        result = grouping.solve(here.problem(), grouping.Iterations(_moves(here)), seed=seed)
        return write(
            here,
            _seated(result),
            how=Composition.How.COMPOSED,
            by=by,
            before=before,
            seed=seed,
            params=_params(here, result),
        )


def compose_rest(round: Round, by: Host | None, seed: int | None = None) -> Composition:
    """Whoever is pinned stays, whoever was taken out by hand stays out; for the rest few seats change."""
    seed = _seed(seed)
    with transaction.atomic():
        before = hold(round)
        if before is None:
            return compose(round, by, seed)
        here = company(round)
        kept = arrangement_of(before)
        asked = replace(here, members={pk: one for pk, one in here.members.items() if pk not in kept.out})
        change = grouping.compose_again(
            asked.problem(),
            {
                number: [str(member) for member in people if member in asked.members]
                for number, people in kept.groups.items()
            },
            grouping.Iterations(_moves(asked)),
            seed=seed,
            keep=frozenset(str(member) for member in kept.pinned if member in asked.members),
        )
        return write(
            here,
            _around(kept, change.result, here),
            how=Composition.How.REST,
            by=by,
            before=before,
            seed=seed,
            params=_params(asked, change.result),
        )


def _seated(result: grouping.Result) -> Arrangement:
    return Arrangement(
        tuple(
            Table(tuple(int(person) for person in group.people), int(group.slot) if group.slot else None)
            for group in sorted(result.groups, key=lambda group: group.number)
        )
    )


def _around(kept: Arrangement, result: grouping.Result, here: Company) -> Arrangement:
    """The new seats, with the times and facilitators that were chosen before where they still hold."""
    tables = []
    for group in sorted(result.groups, key=lambda group: group.number):
        people = tuple(int(person) for person in group.people)
        was = kept.tables[group.number - 1] if group.number <= len(kept.tables) else Table(())
        stayed = [member for member in was.people if member in people]
        came = [member for member in people if member not in stayed]
        tables.append(Table((*stayed, *came), was.slot, was.facilitator))
    return Arrangement(tuple(tables), kept.pinned, kept.out)


def _seed(seed: int | None) -> int:
    return secrets.randbelow(2**31) if seed is None else seed


def _moves(here: Company) -> int:
    return min(MOST_MOVES, grouping.enough_moves(len(here.members)))


def _params(here: Company, result: grouping.Result) -> dict[str, Any]:
    return {"iterations": _moves(here), "tried": result.iterations}
