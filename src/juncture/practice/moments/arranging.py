"""The line of steps a room lives through: a block unfolds for its people, and coming steps change their order.

Pure, like all of the room: a line goes in, another comes out, or a reason why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from juncture.practice.library.protocols import Step

PASSES = "~"  # between a step's key and whose pass it is; no key in a file has it


def base_key(key: str) -> str:
    """A step's key as the file has it."""
    return key.partition(PASSES)[0]


def unfold(
    line: Sequence[Step], whose: Mapping[str, int], block: str, people: Iterable[int]
) -> tuple[tuple[Step, ...], dict[str, int]]:
    """The block once for each of `people`; passes that are there already stay, and new ones come after them."""
    here = [number for number, step in enumerate(line) if step.each == block]
    if not here:
        return tuple(line), dict(whose)
    inside = line[here[0] : here[-1] + 1]
    have = {whose[step.key] for step in inside if step.key in whose}
    once = _once(inside)
    passes = [step for step in inside if step.key in whose]
    told = dict(whose)
    number = len(have)
    for person in people:
        if person in have:
            continue
        have.add(person)
        number += 1
        for step in once:
            mine = _pass(step, number, {one.key for one in once})
            passes.append(mine)
            told[mine.key] = person
    return (*line[: here[0]], *(passes or inside), *line[here[-1] + 1 :]), told


def moved_line(
    line: Sequence[Step], now: int, key: str, by: int, hold: str | None
) -> tuple[Step, ...] | None:
    """The line with a coming step one place earlier (-1) or later (+1); None where that can't be."""
    units = [list(unit) for unit in _units(line)]
    place = next((number for number, unit in enumerate(units) if any(step.key == key for step in unit)), None)
    if place is None or not 0 <= place + by < len(units):
        return None
    here = line[now].key if 0 <= now < len(line) else None
    first, second = sorted((place, place + by))
    passed = (
        0 if here is None else next(n for n, unit in enumerate(units) if here in [s.key for s in unit]) + 1
    )
    swapped = [*units[first], *units[second]]
    if first < passed or any(hold and base_key(step.key) == hold for step in swapped):
        return None
    units[first], units[second] = units[second], units[first]
    wanted = tuple(step for unit in units for step in unit)
    return wanted if _in_order(wanted) else None


def may_move(line: Sequence[Step], now: int, key: str, hold: str | None) -> tuple[bool, bool]:
    """Whether a coming step can go one place earlier, and one later."""
    earlier, later = (moved_line(line, now, key, by, hold) is not None for by in (-1, 1))
    return earlier, later


def _units(line: Sequence[Step]) -> Iterator[Iterable[Step]]:
    """What moves as one: a step, or a whole block."""
    for _each, steps in groupby(enumerate(line), key=lambda at: at[1].each or str(at[0])):
        yield (step for _number, step in steps)


def _in_order(line: Sequence[Step]) -> bool:
    """Nothing is revealed before it was written, and nobody retells what nobody has told."""
    seen: set[str] = set()
    for step in line:
        if not {*step.reveals, *([step.retell] if step.retell else [])} <= seen:
            return False
        seen.add(step.key)
    return True


def _once(inside: Sequence[Step]) -> list[Step]:
    """The block's steps as the file has them, read off its first pass where it has unfolded."""
    first = inside[0].key.partition(PASSES)[2]
    steps = [step for step in inside if step.key.partition(PASSES)[2] == first]
    return [
        replace(step, key=base_key(step.key), reveals=tuple(map(base_key, step.reveals))) for step in steps
    ]


def _pass(step: Step, number: int, inside: set[str]) -> Step:
    reveals = tuple(f"{key}{PASSES}{number}" if key in inside else key for key in step.reveals)
    return replace(step, key=f"{step.key}{PASSES}{number}", reveals=reveals)
