"""A community of 200 under every hard rule, composed and changed: `python -m bench.composing --seconds 2 --json`.

The people are synthetic, drawn from the seed: gaps in their answers, five days of which everybody has some,
employers and competitors, blocked pairs, earlier meetings, a facilitator for every group.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time

import bench.one_core  # noqa: F401
from bench.machine import versions
from juncture.engine.grouping import (
    CannotMove,
    Dimension,
    Params,
    Person,
    Problem,
    Result,
    Rules,
    Seconds,
    gains_of_moving,
    solve,
    swap,
)

DAYS = ("mon", "tue", "wed", "thu", "fri")
DIMENSIONS = (
    Dimension("stage", "ordered", ("seed", "series A", "series B", "public")),
    Dimension("structure", "one_of", ("solo", "team", "department")),
    Dimension("constraints", "several_of", ("time", "money", "people", "tools")),
)
WEIGHING = 0.15  # seconds for the answer's reasons and scores, once the search has stopped
SWAPS = 25


def main() -> None:
    asked = _arguments()
    problem = community(asked.n, asked.seed)
    began = time.monotonic()
    stop = Seconds(asked.seconds - WEIGHING * asked.n / 200)
    result = solve(problem, stop, asked.seed, Params(fast=not asked.numpy))
    took = time.monotonic() - began
    answer = {
        "n": asked.n,
        "seconds": round(took, 3),
        "seated": len(result.seats),
        "total": result.score.total,
        "against_chance": result.score.against_chance,
        "bound": result.score.bound,
        "what_if_milliseconds": what_if(problem, result),
        "every_seat_milliseconds": every_seat(problem, result),
        "seed": asked.seed,
        "iterations": result.iterations,
        "versions": versions(),
    }
    print(
        json.dumps(answer) if asked.json else "\n".join(f"{name}: {value}" for name, value in answer.items())
    )


def what_if(problem: Problem, result: Result) -> dict[str, float]:
    """How long trying a swap takes: the median and the longest of some."""
    lots, took = random.Random(1), []
    while len(took) < SWAPS:
        one, other = lots.sample(sorted(result.seats), 2)
        began = time.perf_counter()
        try:
            swap(problem, result.tables, one, other)
        except CannotMove:
            continue
        took.append((time.perf_counter() - began) * 1000)
    return {"median": round(statistics.median(took), 1), "longest": round(max(took), 1)}


def every_seat(problem: Problem, result: Result) -> dict[str, float]:
    """How long it takes to weigh every seat one person could take: what the compose page shows."""
    took = []
    for person in sorted(result.seats)[:SWAPS]:
        began = time.perf_counter()
        gains_of_moving(problem, result.tables, person)
        took.append((time.perf_counter() - began) * 1000)
    return {"median": round(statistics.median(took), 1), "longest": round(max(took), 1)}


def community(count: int, seed: int) -> Problem:
    """People under every hard rule there is."""
    lots = random.Random(seed)
    people = tuple(_somebody(f"p{at}", lots, count) for at in range(count))
    pairs = [frozenset(pair) for pair in (lots.sample([p.id for p in people], 2) for _ in range(count))]
    rules = Rules(
        sizes=(4, 6),
        competitors=frozenset({frozenset({"House 1", "House 2", "House 3"})}),
        blocked=frozenset(pairs[: count // 4]),
        facilitator_each=True,
        pins={"p0": 1},
        facilitators={next(p.id for p in people[1:] if p.facilitator): 2},
    )
    return Problem(people, DIMENSIONS, DAYS, rules, met=dict.fromkeys(pairs[count // 4 :], 1))


def _somebody(name: str, lots: random.Random, count: int) -> Person:
    context = {d.key: (lots.choice(d.values),) for d in DIMENSIONS if lots.random() < 0.85}
    return Person(
        name,
        context,
        tension=lots.choice([None, "pricing", "hiring", "channels", "tooling"]),
        lean=lots.choice([None, "go", "wait"]),
        employer=f"House {lots.randrange(count // 2)}",
        slots=frozenset(lots.sample(DAYS, lots.randint(1, len(DAYS)))),
        facilitator=lots.random() < 0.4,
        further_along=lots.random() < 0.3,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--numpy", action="store_true", help="leave the compiled kernel aside")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
