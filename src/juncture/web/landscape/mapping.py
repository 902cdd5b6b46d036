"""The landscape as a map: each tension a hill of the decisions in it, each decision a small moon.

A moon is new for a decision that leans nowhere yet, waxes with how sure its owner is of their lean, and is full once
the decision has come to rest. Who leans to the first side of "X or Y?" stands on the left of their hill and who leans
to the second on the right: a place, not a rank. Drawn on the server; nothing here needs a script.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from juncture.engine.tensions import Id, Statement, cluster
from juncture.practice.decisions.models import Decision
from juncture.practice.decisions.settling import is_settled
from juncture.practice.landscape.leaning import lean_of, leaning_of
from juncture.practice.landscape.models import Tension
from juncture.web.landscape.terrain import contours

WIDE, NARROW = 1120.0, 340.0
_LEVELS = (0.18, 0.62, 1.25, 2.1, 3.2)
_LINE = 20.0
_LETTER = 8.1  # the width of one, in the label's size
_GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Scale:
    """Sizes on the map, in its own units."""

    moon: float = 6.0
    apart: float = 19.0  # between two moons of one hill
    spread: float = 26.0  # how far the ground around a moon rises
    widest: float = 230.0  # a hill's words


@dataclass(frozen=True)
class Moon:
    x: float
    y: float
    r: float
    words: str  # shown where a pointer rests
    full: bool
    lit: str = ""  # the lit part, as a path


@dataclass(frozen=True)
class Hill:
    tension: Tension
    people: int
    x: float
    label: tuple[tuple[float, str], ...]  # (height, line)
    count_y: float
    moons: tuple[Moon, ...]


@dataclass(frozen=True)
class Map:
    name: str
    width: int
    height: int
    scale: Scale
    contours: tuple[str, ...]
    hills: tuple[Hill, ...]
    alone: tuple[Moon, ...]


@dataclass
class _Plot:
    """A piece of ground for one hill, or one lone moon, still to be given its place."""

    width: float
    height: float
    spots: list[tuple[float, float, Decision]]  # from the plot's middle
    tension: Tension | None = None
    lines: list[str] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0


def draw(
    name: str,
    width: float,
    gathered: Sequence[tuple[Tension, Sequence[Decision]]],
    alone: Sequence[Decision],
    places: Mapping[Id, tuple[float, float]],
    scale: Scale,
) -> Map:
    hills = [_plot(tension, decisions, width, scale) for tension, decisions in gathered if decisions]
    singles = [_single(decision, scale) for decision in alone]
    height = _settle(hills, singles, width, places)
    moons = {id(plot): _moons(plot, scale) for plot in (*hills, *singles)}
    points = [(moon.x, moon.y) for each in moons.values() for moon in each]
    return Map(
        name=name,
        width=round(width),
        height=round(height),
        scale=scale,
        contours=tuple(contours(points, width, height, levels=_LEVELS, spread=scale.spread)),
        hills=tuple(_hill(plot, moons[id(plot)], scale) for plot in hills),
        alone=tuple(moon for plot in singles for moon in moons[id(plot)]),
    )


def draw_both(
    gathered: Sequence[tuple[Tension, Sequence[Decision]]],
    alone: Sequence[Decision],
    decisions: Sequence[Decision],
) -> tuple[Map, ...]:
    """One for a wide screen and one for a phone; the page shows the one that fits."""
    statements = tuple(
        Statement(each.pk, each.statement, tuple(option.text for option in each.options.all()))
        for each in sorted(decisions, key=lambda each: each.pk)
    )
    places = places_of(statements)
    wide = Scale(moon=7.5, apart=24.0, spread=34.0, widest=250.0)
    return (
        draw("wide", WIDE, gathered, alone, places, wide),
        draw("narrow", NARROW, gathered, alone, places, Scale()),
    )


@lru_cache(maxsize=16)
def places_of(statements: tuple[Statement, ...]) -> Mapping[Id, tuple[float, float]]:
    """Where the statements lie beside each other, 0 to 1; looked at once for the same words."""
    return cluster(statements).places


def side(decision: Decision) -> str:
    """Where it stands on its hill and in the table: first, second, between, nowhere yet; either where it leans and
    nobody knows to which side; elsewhere where its member says so; rest once it has come to rest."""
    if is_settled(decision):
        return "rest"
    leaning = leaning_of(decision)
    if leaning.said == "neither":
        return "nowhere"
    return leaning.said or ("either" if lean_of(decision) else "nowhere")


# -- one hill


def _plot(tension: Tension, decisions: Sequence[Decision], width: float, scale: Scale) -> _Plot:
    """Up to three heaps side by side: leaning to the first, in between, leaning to the second."""
    sides = [(decision, side(decision)) for decision in decisions]
    heaps = [
        [decision for decision, leans in sides if leans == "first"],
        [decision for decision, leans in sides if leans not in ("first", "second")],
        [decision for decision, leans in sides if leans == "second"],
    ]
    spots: list[tuple[float, float, Decision]] = []
    edge = 0.0
    for heap in filter(None, heaps):
        reach = scale.apart * 0.56 * math.sqrt(len(heap))
        middle = edge + reach + (scale.apart * 0.35 if spots else 0)
        spots += _heap(heap, middle, tension.pk, scale)
        edge = middle + reach
    spots = _centred(spots)
    across = max(abs(x) for x, _, _ in spots) * 2
    tall = max(y for _, y, _ in spots) * 2
    # Two hills stand beside each other even on a phone.
    most = min(scale.widest, (width - 24) / 2)
    lines = even_lines(tension.label, max(12, int(most / _LETTER)))
    written = max(len(line) for line in lines) * _LETTER
    return _Plot(
        width=max(across + 2.4 * scale.spread, written) + 8,
        height=tall + 2.2 * scale.spread + (len(lines) + 1) * _LINE + 22,
        spots=spots,
        tension=tension,
        lines=lines,
    )


def _heap(
    decisions: Sequence[Decision], middle: float, turned: int, scale: Scale
) -> list[tuple[float, float, Decision]]:
    """As seeds lie in a sunflower: close, and no two on one another."""
    if len(decisions) == 1:
        return [(middle, 0.0, decisions[0])]
    spots = []
    for number, decision in enumerate(decisions):
        away, turn = scale.apart * 0.56 * math.sqrt(number + 0.35), number * _GOLDEN + turned
        spots.append((middle + away * math.cos(turn), away * math.sin(turn), decision))
    return spots


def _centred(spots: list[tuple[float, float, Decision]]) -> list[tuple[float, float, Decision]]:
    xs, ys = [x for x, _, _ in spots], [y for _, y, _ in spots]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [(left - x, top - y, decision) for left, top, decision in spots]


def _single(decision: Decision, scale: Scale) -> _Plot:
    return _Plot(2.2 * scale.spread, 2.2 * scale.spread, [(0.0, 0.0, decision)])


def _hill(plot: _Plot, moons: Sequence[Moon], scale: Scale) -> Hill:
    assert plot.tension is not None
    lowest = max(moon.y for moon in moons) + scale.spread + 20
    return Hill(
        tension=plot.tension,
        people=len({decision.member_id for _, _, decision in plot.spots}),
        x=round(plot.x, 1),
        label=tuple((round(lowest + number * _LINE, 1), line) for number, line in enumerate(plot.lines)),
        count_y=round(lowest + len(plot.lines) * _LINE, 1),
        moons=tuple(moons),
    )


def _moons(plot: _Plot, scale: Scale) -> list[Moon]:
    """The words below take their share of the plot, so the moons stand in what is above them."""
    above = (len(plot.lines) + 1) * _LINE / 2 if plot.lines else 0.0
    return [_moon(plot.x + x, plot.y - above + y, decision, scale.moon) for x, y, decision in plot.spots]


def _moon(x: float, y: float, decision: Decision, r: float) -> Moon:
    x, y = round(x, 1), round(y, 1)
    full, lean = is_settled(decision), lean_of(decision)
    lit = ""
    if lean and not full:
        confidence = list(decision.stances.all())[-1].confidence
        lit = _crescent(x, y, r, 0.5 if confidence is None else 0.12 + 0.76 * confidence / 100)
    words = f"{decision.member.name}: {textwrap.shorten(decision.statement, 140, placeholder=' …')}"
    return Moon(x, y, r, words, full, lit)


def even_lines(label: str, most: int) -> list[str]:
    """As few lines as fit, and of those the evenest: no last word on a line of its own."""
    lines = textwrap.wrap(label, most)
    for width in range(most - 1, 11, -1):
        narrower = textwrap.wrap(label, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _crescent(x: float, y: float, r: float, share: float) -> str:
    bulge, turn = round(abs(1 - 2 * share) * r, 1), 1 if share < 0.5 else 0
    return f"M{x} {y - r:.1f}A{r} {r} 0 0 0 {x} {y + r:.1f}A{bulge} {r} 0 0 {turn} {x} {y - r:.1f}Z"


# -- where the hills go


def _settle(
    hills: list[_Plot], singles: list[_Plot], width: float, places: Mapping[Id, tuple[float, float]]
) -> float:
    """Give every plot its place inside the width; returns the height it took."""
    order = _in_rows(hills, places)
    top = _lay_out(order, width, 0.0)
    return _lay_out(_by_place(singles, places), width, top) if singles else top


def _in_rows(plots: list[_Plot], places: Mapping[Id, tuple[float, float]]) -> list[_Plot]:
    """Those whose words are alike lie near each other, where the machine knows; otherwise as they were found."""
    found = sorted(plots, key=lambda plot: plot.tension.pk if plot.tension else 0)
    return _by_place(found, places)


def _by_place(plots: list[_Plot], places: Mapping[Id, tuple[float, float]]) -> list[_Plot]:
    def middle(plot: _Plot) -> float:
        known = [places[decision.pk] for _, _, decision in plot.spots if decision.pk in places]
        return sum(x + 2 * y for x, y in known) / len(known) if known else 0.0

    return sorted(plots, key=middle)


def _lay_out(plots: Sequence[_Plot], width: float, top: float) -> float:
    """Rows from side to side, each hill a little higher or lower than its neighbour, as hills are."""
    rows: list[list[_Plot]] = []
    room = 0.0
    for plot in plots:
        if not rows or plot.width > room:
            rows.append([])
            room = width
        rows[-1].append(plot)
        room -= plot.width
    rows = _evened(rows, width)
    for number, row in enumerate(rows):
        gap = (width - sum(plot.width for plot in row)) / (len(row) + 1)
        tall = max(plot.height for plot in row)
        x = 0.0
        for place, plot in enumerate(row):
            x += gap
            plot.x = x + plot.width / 2
            sway = (tall - plot.height) / 2 + 10
            plot.y = top + sway * (1 if (place + number) % 2 else 0.35) + plot.height / 2
            x += plot.width
        top = max(plot.y + plot.height / 2 for plot in row)
    return top


def _evened(rows: list[list[_Plot]], width: float) -> list[list[_Plot]]:
    """A last row of one looks lost: take from the row before while that is longer by two."""
    while len(rows) > 1 and len(rows[-2]) > len(rows[-1]) + 1:
        moved = rows[-2][-1]
        if sum(plot.width for plot in rows[-1]) + moved.width > width:
            break
        rows[-1].insert(0, rows[-2].pop())
    return rows
