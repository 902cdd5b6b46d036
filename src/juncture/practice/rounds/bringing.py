"""What everybody brings to a round, read from the rows in a fixed number of queries, as the engine wants it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from django.db.models import F, Prefetch
from numpy.typing import NDArray

from juncture.engine import grouping
from juncture.practice.decisions.models import Decision, Settlement, Stance
from juncture.practice.landscape.leaning import Leaning, lean_of, leaning_of, tension_of, with_leanings
from juncture.practice.people.describing import with_context
from juncture.practice.people.models import Block, CompetitorPair, Dimension, DimensionValue, Member
from juncture.practice.rounds.models import Round, RoundSlot, Seat
from juncture.practice.rounds.timing import can_make, free_times


@dataclass(frozen=True)
class Brought:
    """The decision a member comes with."""

    decision: Decision
    settled: bool
    lean: str  # the option leaned to, in the member's words; empty where there is none
    leaning: Leaning  # to which of the tension's two sides, who says so and why


@dataclass(frozen=True)
class Company:
    """The people of a round who can be seated, and all that bears on seating them."""

    round: Round
    members: Mapping[int, Member]
    released: frozenset[int]
    slots: tuple[RoundSlot, ...]
    able: Mapping[int, frozenset[int]]  # member → slots they can make
    unasked: frozenset[int]  # who gave no free times
    brought: Mapping[int, Brought]
    dimensions: tuple[Dimension, ...]
    competitors: frozenset[frozenset[int]]
    blocked: frozenset[frozenset[int]]
    met: Mapping[frozenset[int], int]

    def problem(self, pins: Mapping[int, int] | None = None) -> grouping.Problem:
        """The question for the engine. Everything in it goes by number, so that what it answers holds no names."""
        rules = self.round
        return grouping.Problem(
            people=tuple(self._person(member) for member in self.members.values()),
            dimensions=tuple(_dimension(dimension) for dimension in self.dimensions),
            slots=tuple(str(slot.pk) for slot in self.slots),
            rules=grouping.Rules(
                sizes=(rules.size_low, rules.size_high),
                employer_apart=rules.employers_apart,
                competitors=frozenset(_as_text(pair) for pair in self.competitors),
                blocked=frozenset(_as_text(pair) for pair in self.blocked),
                facilitator_each=rules.facilitator_each,
                pins={str(member): number for member, number in (pins or {}).items()},
            ),
            met={_as_text(pair): times for pair, times in self.met.items()},
        )

    @cached_property
    def open_problem(self) -> grouping.Problem:
        """The same question without blocks: what is said about a grouping is drawn from this one, so that no
        reason, score or list of clashes can give a block away."""
        asked = self.problem()
        return replace(asked, rules=replace(asked.rules, blocked=frozenset()))

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """Where everybody stands in a picture of their contexts, in the order of `members`; shape (people, 2)."""
        return grouping.places(self.open_problem.people, self.open_problem.dimensions)

    @cached_property
    def sides(self) -> Mapping[int, str]:
        """Who leans to which side, in tensions where that is known of two at least: one alone differs from nobody."""
        known: dict[str, dict[int, str]] = defaultdict(dict)
        for member, brought in self.brought.items():
            tension = _tension_key(brought)
            if tension and brought.leaning.side:
                known[tension][member] = brought.leaning.side
        return {member: side for sides in known.values() if len(sides) > 1 for member, side in sides.items()}

    def _person(self, member: Member) -> grouping.Person:
        brought = self.brought.get(member.pk)
        return grouping.Person(
            id=str(member.pk),
            context=_context(member),
            tension=_tension_key(brought),
            lean=self.sides.get(member.pk),
            employer=str(member.employer_id) if member.employer_id else None,
            slots=frozenset(str(slot) for slot in self.able[member.pk]),
            facilitator=member.facilitates,
            further_along=bool(brought and brought.settled),
        )


def company(round: Round) -> Company:
    """Everybody who takes part and has neither left nor released their seat."""
    rows = list(round.participations.values_list("member_id", "release__id", "member__departed_at"))
    released = frozenset(member for member, release, gone in rows if release and not gone)
    here = [member for member, release, gone in rows if not release and not gone]
    members = {
        member.pk: member for member in with_context(Member.objects.filter(pk__in=here)).order_by("pk")
    }
    slots = tuple(round.slots.all())
    free = free_times(here)
    zone = round.community.time_zone
    return Company(
        round=round,
        members=members,
        released=released,
        slots=slots,
        able={
            member.pk: frozenset(
                slot.pk
                for slot in slots
                if can_make(slot.starts_at, member.time_zone or zone, free.get(member.pk, ()))
            )
            for member in members.values()
        },
        unasked=frozenset(member for member in members if member not in free),
        brought=what_they_bring(here),
        dimensions=tuple(
            Dimension.objects.filter(community=round.community_id).prefetch_related(
                Prefetch("values", DimensionValue.objects.order_by("position", "id"))
            )
        ),
        competitors=frozenset(
            frozenset(pair)
            for pair in CompetitorPair.objects.filter(community=round.community_id).values_list(
                "one_id", "other_id"
            )
        ),
        blocked=blocks_among(here),
        met=meetings(round, here),
    )


def blocks_among(member_ids: Collection[int]) -> frozenset[frozenset[int]]:
    pairs = Block.objects.filter(member__in=member_ids, blocked__in=member_ids)
    return frozenset(frozenset(pair) for pair in pairs.values_list("member_id", "blocked_id"))


def what_they_bring(member_ids: Collection[int]) -> Mapping[int, Brought]:
    """Each one's newest decision that is still open; without one, the newest they settled."""
    stated = with_leanings(
        Decision.objects.filter(member__in=member_ids)
        .prefetch_related(
            "options",
            Prefetch("settlements", Settlement.objects.order_by("at", "id")),
            Prefetch("stances", Stance.objects.select_related("lean").order_by("at", "id")),
        )
        .order_by("stated_at", "id")
    )
    chosen: dict[int, Brought] = {}
    for decision in stated:
        brought = _brought(decision)
        before = chosen.get(decision.member_id)
        if before is None or before.settled or not brought.settled:
            chosen[decision.member_id] = brought
    return chosen


def meetings(round: Round, member_ids: Collection[int]) -> Mapping[frozenset[int], int]:
    """How often two of these people were in one room before, in whatever round.

    Asked from the seat upwards to its room: who had a seat but never came has not been met.
    """
    came = (
        Seat.objects.filter(member__in=member_ids, group__room__attendances__member=F("member"))
        .exclude(composition__round=round)
        .values_list("group__room__id", "member_id")
        .distinct()
    )
    rooms: dict[int, list[int]] = defaultdict(list)
    for room, member in came:
        rooms[room].append(member)
    return Counter(frozenset(pair) for there in rooms.values() for pair in combinations(there, 2))


def _brought(decision: Decision) -> Brought:
    settlement = list(decision.settlements.all())[-1:]
    return Brought(
        decision=decision,
        settled=bool(settlement) and settlement[0].outcome != Settlement.Outcome.REVISITED,
        lean=lean_of(decision),
        leaning=leaning_of(decision),
    )


def _tension_key(brought: Brought | None) -> str | None:
    """None, too, for whoever says that their decision is not about the tension it was gathered into."""
    tension = tension_of(brought.decision) if brought and brought.leaning.said != "elsewhere" else None
    return str(tension.pk) if tension else None


def _context(member: Member) -> Mapping[str, tuple[str, ...]]:
    answers: dict[str, list[str]] = defaultdict(list)
    for answer in member.context.all():
        dimension = answer.value.dimension
        answers[str(dimension.pk)].append(str(answer.value_id))
    return {dimension: tuple(values) for dimension, values in answers.items()}


def _dimension(dimension: Dimension) -> grouping.Dimension:
    return grouping.Dimension(
        key=str(dimension.pk),
        kind=dimension.kind,  # type: ignore[arg-type]  # the same three words; the database checks them
        values=tuple(str(value.pk) for value in dimension.values.all()),
        weight=dimension.weight,
    )


def _as_text(pair: Collection[int]) -> frozenset[str]:
    return frozenset(str(one) for one in pair)
