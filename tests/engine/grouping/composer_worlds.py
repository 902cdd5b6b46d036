"""Small worlds from tests/worlds, and communities drawn from a seed."""

import random
import tomllib
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from juncture.engine.grouping import Dimension, Person, Problem, Result, Rules
from juncture.engine.grouping.ruling import same_house

WORLDS = Path(__file__).parents[2] / "worlds"
STAGE = Dimension("stage", "ordered", ("seed", "series A", "series B", "public"))
STRUCTURE = Dimension("structure", "one_of", ("solo", "team", "department"))
CONSTRAINTS = Dimension("constraints", "several_of", ("time", "money", "people", "tools"), 0.5)
DAYS = ("mon", "tue", "wed", "thu", "fri")


def world(name: str) -> Problem:
    raw = tomllib.loads((WORLDS / f"{name}.toml").read_text())
    rules = raw["rules"]
    people = tuple(
        Person(**{**person, "slots": frozenset(person.get("slots", ()))}) for person in raw["people"]
    )
    return Problem(
        people,
        slots=tuple(raw["slots"]),
        rules=Rules(
            **{
                **rules,
                "sizes": tuple(rules["sizes"]),
                "blocked": frozenset(frozenset(pair) for pair in rules.get("blocked", ())),
            }
        ),
    )


def community(count: int, seed: int, *, every_rule: bool = False, days: tuple[str, ...] = DAYS) -> Problem:
    """People with gaps in their answers; `every_rule` turns on every hard rule there is."""
    lots = random.Random(seed)
    people = tuple(_somebody(f"p{at}", lots, count, days if every_rule else ()) for at in range(count))
    if not every_rule:
        return Problem(people, (STAGE, STRUCTURE, CONSTRAINTS), rules=Rules(employer_apart=False))
    pairs = [frozenset((f"p{a}", f"p{b}")) for a, b in (lots.sample(range(count), 2) for _ in range(count))]
    holder = next((person.id for person in people if person.facilitator and person.slots), None)
    return Problem(
        people,
        (STAGE, STRUCTURE, CONSTRAINTS),
        days,
        Rules(
            sizes=(4, 6),
            competitors=frozenset({frozenset({"House 1", "House 2", "House 3"})}),
            blocked=frozenset(pairs[: count // 3]),
            facilitator_each=True,
            pins={"p0": 1},
            facilitators={holder: 2} if holder and holder != "p0" and count >= 8 else {},
        ),
        met=dict.fromkeys(pairs[count // 3 :], 1),
    )


def _somebody(name: str, lots: random.Random, count: int, days: tuple[str, ...]) -> Person:
    context = {}
    for dimension in (STAGE, STRUCTURE):
        if lots.random() < 0.85:
            context[dimension.key] = (lots.choice(dimension.values),)
    if lots.random() < 0.85:
        context["constraints"] = tuple(lots.sample(CONSTRAINTS.values, lots.randint(1, 3)))
    return Person(
        name,
        context,
        tension=lots.choice([None, "pricing", "hiring", "channels", "tooling"]),
        lean=lots.choice([None, "go", "wait"]),
        employer=f"House {lots.randrange(max(2, count // 2))}",
        slots=frozenset(day for day in days if lots.random() < 0.7),
        facilitator=lots.random() < 0.5,
        further_along=lots.random() < 0.3,
    )


def broken(problem: Problem, result: Result) -> list[str]:
    """Every hard rule the result breaks, told by other code than the composer's own."""
    rules, faults = problem.rules, []
    seats = [person for group in result.groups for person in group.people]
    if sorted([*seats, *(one.person for one in result.unseated)]) != sorted(p.id for p in problem.people):
        faults.append("somebody is seated twice or forgotten")
    for group in result.groups:
        members = [problem.person(name) for name in group.people]
        if not rules.sizes[0] <= len(members) <= rules.sizes[1]:
            faults.append(f"size {len(members)}")
        if problem.slots and not frozenset.intersection(*(member.slots for member in members)):
            faults.append("no common time")
        if problem.slots and any(group.slot not in member.slots for member in members):
            faults.append("a slot somebody hasn't got")
        if rules.facilitator_each and not any(member.facilitator for member in members):
            faults.append("nobody facilitates")
        faults += [
            f"{name} pinned elsewhere"
            for name in group.people
            if rules.fixed.get(name, group.number) != group.number
        ]
        for one, other in combinations(members, 2):
            faults += _pair_faults(rules, one, other)
    return faults


def _pair_faults(rules: Rules, one: Person, other: Person) -> list[str]:
    faults = []
    if frozenset((one.id, other.id)) in rules.blocked:
        faults.append("blocked pair")
    houses = {same_house(person.employer or "") for person in (one, other)} - {""}
    if rules.employer_apart and one.employer and other.employer and len(houses) == 1:
        faults.append("same employer")
    if len(houses) == 2 and any(
        houses <= {same_house(name) for name in rivals} for rivals in rules.competitors
    ):
        faults.append("competitors")
    return faults


def without(problem: Problem, **changes: object) -> Problem:
    """The problem with some rules changed."""
    return replace(problem, rules=replace(problem.rules, **changes))
