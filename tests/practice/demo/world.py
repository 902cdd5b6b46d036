"""The demo's world as it is written by hand, and what is read off it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

WORLD = Path(__file__).parents[3] / "src/juncture/practice/demo/world"
Row = dict[str, Any]

CAST = {"amara", "jonas", "priya", "lena", "sam"}
CLARITY = {"certain", "informed", "clear_tradeoff", "supported"}
# What each protocol asks for in silence, and of a first win.
WRITTEN = {
    "contrast-round-60": ("signal", "choice", "tradeoff", "conditions"),
    "contrast-round-25": ("choice", "tradeoff"),
}
TOLD = {
    "contrast-round-60": ("before", "moment", "unlocked"),
    "contrast-round-25": ("moment", "unlocked"),
}
CONSENTS = {"me", "group", "community_named", "community_unnamed", "company", "public"}
DECISION_STATES = {"draft", "open", "leaning", "decided", "dissolved", "revisited"}
WEEKDAY_AND_PART = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)-(morning|midday|afternoon|evening)")


@cache
def read(name: str) -> Row:
    with (WORLD / name).open("rb") as file:
        return tomllib.load(file)


def community() -> Row:
    return read("community.toml")


def members() -> dict[str, Row]:
    return {row["key"]: row for row in read("members.toml")["member"]}


def decisions() -> dict[str, Row]:
    return {row["key"]: row for row in read("decisions.toml")["decision"]}


def tensions() -> dict[str, Row]:
    return {row["key"]: row for row in read("tensions.toml")["tension"]}


def moments() -> dict[str, Row]:
    return {row["key"]: row for row in read("moments.toml")["moment"]}


def the_moment(status: str) -> Row:
    (moment,) = [row for row in moments().values() if row["status"] == status]
    return moment


def finished() -> list[Row]:
    return [row for row in moments().values() if row["status"] == "finished"]


def groups() -> list[Row]:
    return [group for moment in moments().values() for group in moment.get("group", [])]


def seats(moment: Row) -> list[Row]:
    return [seat for group in moment.get("group", []) for seat in group["seat"]]


def attended(moment: Row) -> list[Row]:
    return [seat for seat in seats(moment) if seat["present"]]


def check_ins() -> Iterator[tuple[Row, Row, Row]]:
    for moment in finished():
        for seat in seats(moment):
            for check_in in seat.get("checkin", []):
                yield moment, seat, check_in


def first_wins() -> list[Row]:
    return [
        seat["first_win"] for moment in moments().values() for seat in seats(moment) if "first_win" in seat
    ]


def values_of(dimension: str) -> set[str]:
    (row,) = [row for row in community()["dimension"] if row["key"] == dimension]
    return {value["key"] for value in row["values"]}


def people_in(group: Row) -> list[str]:
    return [seat["member"] for seat in group["seat"]]


def kept_apart() -> set[frozenset[str]]:
    """Every pair that may not sit together: same employer, competitors, or a private block."""
    book = read("members.toml")
    rivals = {frozenset(pair) for pair in book["competitors"]}
    apart = {frozenset({block["member"], block["not_with"]}) for block in book["blocks"]}
    for one, other in combinations(book["member"], 2):
        employers = frozenset({one["employer"], other["employer"]})
        if len(employers) == 1 or employers in rivals:
            apart.add(frozenset({one["key"], other["key"]}))
    return apart


def lawful_seating(moment: Row, apart: set[frozenset[str]]) -> list[list[str]] | None:
    """One seating that keeps the hard rules, found by trying; the engine's own is another matter."""
    can = {row["member"]: set(row["slots"]) for row in moment["can"]}
    most = moment["size"]["most"]
    hardest_first = sorted(can, key=lambda key: (len(can[key]), -sum(key in pair for pair in apart)))

    for first_slot in range(1, moment["groups"]):
        slots = [0] * first_slot + [1] * (moment["groups"] - first_slot)
        tables: list[list[str]] = [[] for _ in slots]
        if seat_the_rest(hardest_first, tables, slots, can, apart, most):
            return tables
    return None


def seat_the_rest(
    waiting: list[str],
    tables: list[list[str]],
    slots: list[int],
    can: dict[str, set[int]],
    apart: set[frozenset[str]],
    most: int,
) -> bool:
    if not waiting:
        return True
    key, rest = waiting[0], waiting[1:]
    for table, slot in sorted(zip(tables, slots, strict=True), key=lambda pair: len(pair[0])):
        if slot not in can[key] or len(table) == most or any(frozenset({key, o}) in apart for o in table):
            continue
        table.append(key)
        if seat_the_rest(rest, tables, slots, can, apart, most):
            return True
        table.pop()
    return False
