"""Composing: everybody who takes part is seated in groups by the engine, or told why not."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from juncture.engine import grouping
from juncture.practice.people.models import Host
from juncture.practice.rounds.arranging import Arrangement, Table, arrangement_of, hold, write
from juncture.practice.rounds.bringing import Company, company
from juncture.practice.rounds.models import Composition, Round

# Tried moves, not seconds, so that a seed gives the same groups again; a composition keeps their number. The cap
# keeps a thousand people within a second or two, since nobody else can write meanwhile. Beyond some two hundred
# people a page asks for a search instead (asking.py), which holds nobody up and may try many more.
MOST_MOVES = 2_000_000


@dataclass(frozen=True)
class Rest:
    """What the engine is asked when the rest is composed again: some are in their seats and some of them stay."""

    problem: grouping.Problem
    groups: Mapping[int, Sequence[str]]
    keep: frozenset[str]


def compose(round: Round, by: Host | None, seed: int | None = None) -> Composition:
    """Everybody anew, pins and hand-made changes left behind; what there was is one step of undo away."""
    seed = some_seed(seed)
    with transaction.atomic():
        before = hold(round)
        here = company(round)
        stop = grouping.Iterations(min(MOST_MOVES, grouping.enough_moves(len(here.members))))
        result = grouping.solve(here.problem(), stop, seed=seed)
        return write(
            here,
            seated(result),
            how=Composition.How.COMPOSED,
            by=by,
            before=before,
            seed=seed,
            params=_params(stop.iterations, result),
        )


def compose_rest(round: Round, by: Host | None, seed: int | None = None) -> Composition:
    """Whoever is pinned stays, whoever was taken out by hand stays out; for the rest few seats change."""
    seed = some_seed(seed)
    with transaction.atomic():
        before = hold(round)
        if before is None:
            return compose(round, by, seed)
        here = company(round)
        kept = arrangement_of(before)
        rest = rest_of(here, kept)
        stop = grouping.Iterations(min(MOST_MOVES, grouping.enough_moves(len(rest.problem.people))))
        change = grouping.compose_again(rest.problem, rest.groups, stop, seed=seed, keep=rest.keep)
        return write(
            here,
            around(kept, change.result, here),
            how=Composition.How.REST,
            by=by,
            before=before,
            seed=seed,
            params=_params(stop.iterations, change.result),
        )


def rest_of(here: Company, kept: Arrangement) -> Rest:
    asked = replace(here, members={pk: one for pk, one in here.members.items() if pk not in kept.out})
    return Rest(
        asked.problem(),
        {
            number: [str(member) for member in people if member in asked.members]
            for number, people in kept.groups.items()
        },
        frozenset(str(member) for member in kept.pinned if member in asked.members),
    )


def seated(result: grouping.Result) -> Arrangement:
    return Arrangement(
        tuple(
            Table(tuple(int(person) for person in group.people), int(group.slot) if group.slot else None)
            for group in sorted(result.groups, key=lambda group: group.number)
        )
    )


def around(kept: Arrangement, result: grouping.Result, here: Company) -> Arrangement:
    """The new seats, with the times and facilitators that were chosen before where they still hold."""
    tables = []
    for group in sorted(result.groups, key=lambda group: group.number):
        people = tuple(int(person) for person in group.people)
        was = kept.tables[group.number - 1] if group.number <= len(kept.tables) else Table(())
        stayed = [member for member in was.people if member in people]
        came = [member for member in people if member not in stayed]
        tables.append(Table((*stayed, *came), was.slot, was.facilitator))
    return Arrangement(tuple(tables), kept.pinned, kept.out)


def some_seed(seed: int | None) -> int:
    return secrets.randbelow(2**31) if seed is None else seed


def _params(moves: int, result: grouping.Result) -> dict[str, Any]:
    return {"iterations": moves, "tried": result.iterations}
