"""A small picture of the contexts for each group: everybody faint, the people of the group drawn out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from juncture.practice.rounds.bringing import Company
from juncture.web.design.showing import Shown

# More would be a grey cloud, and take longer to lay out than the page to make.
MOST_PEOPLE = 300
WIDTH, HEIGHT, EDGE = 120.0, 80.0, 8.0
# People with the very same context stand around their place like seeds in a flower (Vogel, 1979).
APART, GOLDEN = 2.6, 2.399963


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    name: str = ""


@dataclass(frozen=True)
class Map:
    """One group's picture. `x` and `y` are its middle, to which lines run."""

    number: int
    x: float
    y: float
    dots: Sequence[Dot]
    spread: int  # how far apart these people stand on average, of 100


@dataclass(frozen=True)
class Picture:
    everybody: Sequence[Dot]
    maps: Sequence[Map]
    spread: int  # the same for everybody
    width: float = WIDTH
    height: float = HEIGHT


def picture(here: Company, shown: Shown) -> Picture | None:
    """None where contexts are unknown, all alike, or too many to draw."""
    if not 3 <= len(here.members) <= MOST_PEOPLE or not shown.tables:
        return None
    flat = here.places
    if float(np.ptp(flat)) == 0.0:
        return None
    dots = dict(zip(here.members, _drawn(flat), strict=True))
    at = {member: flat[number] for number, member in enumerate(here.members)}
    maps = []
    for table in shown.tables:
        people = [card.member for card in table.cards if card.member.pk in dots]
        if people:
            drawn = [Dot(*dots[member.pk], member.name) for member in people]
            x, y = (
                round(sum(side) / len(drawn), 1) for side in zip(*[(d.x, d.y) for d in drawn], strict=True)
            )
            spread = _spread(np.array([at[member.pk] for member in people]))
            maps.append(Map(table.group.number, x, y, drawn, spread))
    return Picture([Dot(*place) for place in dots.values()], maps, _spread(flat))


def _drawn(flat: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Places on the paper. The flat picture may be turned upside down or not: it has no up."""
    scale = np.array([WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE])
    middle = np.array([WIDTH, HEIGHT]) / 2
    height = max(float(np.ptp(flat[:, 1])), 1e-9)
    # The lower side is stretched to the paper by half at most again as much: a strip is hard to read.
    stretched = flat - 0.5
    stretched[:, 1] *= min(1.5, 1.0 / height)
    drawn, taken = [], dict[tuple[float, float], int]()
    for x, y in (middle + stretched * scale).tolist():
        key = (round(x, 1), round(y, 1))
        count = taken.get(key, 0)
        taken[key] = count + 1
        reach, turn = APART * sqrt(count), GOLDEN * count
        x = min(max(x + reach * cos(turn), 2.0), WIDTH - 2.0)
        y = min(max(y + reach * sin(turn), 2.0), HEIGHT - 2.0)
        drawn.append((round(x, 1), round(y, 1)))
    return drawn


def _spread(flat: NDArray[np.float64]) -> int:
    """The mean distance of two of these people, of 100: as far as two can stand."""
    if len(flat) < 2:
        return 0
    apart = np.sqrt(((flat[:, None] - flat[None, :]) ** 2).sum(axis=2))
    return round(100 * float(apart.sum()) / (len(flat) * (len(flat) - 1)))
