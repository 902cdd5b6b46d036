"""A tension as a line of the table beside the map: how many, in which contexts, how they lean."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.leaning import contexts_of, leaning_of, sides_of, tension_of
from juncture.practice.landscape.models import Tension
from juncture.web.landscape.mapping import side


@dataclass(frozen=True)
class Leans:
    """How many lean to one side, and how many of those are the machine's guess."""

    words: str
    people: int
    guessed: int


@dataclass(frozen=True)
class TensionRow:
    tension: Tension
    decisions: Sequence[Decision]
    contexts: Sequence[tuple[str, int]]
    leaning: Sequence[Leans]
    between: int
    either: int
    nowhere: int
    elsewhere: int
    settled: int
    sided: bool  # whether its name holds two sides

    @classmethod
    def of(cls, tension: Tension, decisions: Sequence[Decision]) -> "TensionRow":
        stands = [(side(decision), leaning_of(decision)) for decision in decisions]
        where = Counter(place for place, _ in stands)
        leaning = []
        for name in ("first", "second"):
            there = [each for place, each in stands if place == name]
            if there:
                leaning.append(Leans(there[0].words, len(there), sum(each.guessed for each in there)))
        return cls(
            tension=tension,
            decisions=decisions,
            contexts=contexts_of(decisions, 3),
            leaning=leaning,
            between=where["between"],
            either=where["either"],
            nowhere=where["nowhere"],
            elsewhere=where["elsewhere"],
            settled=where["rest"],
            sided=sides_of(tension) is not None,
        )


def tension_rows(
    tensions: Iterable[Tension], decisions: Sequence[Decision]
) -> tuple[list[TensionRow], list[Decision]]:
    """The rows, most wrestled with first, and the decisions that stand by themselves."""
    by_tension: dict[int | None, list[Decision]] = {}
    for decision in decisions:
        tension = tension_of(decision)
        by_tension.setdefault(tension.pk if tension else None, []).append(decision)
    rows = [TensionRow.of(tension, by_tension.get(tension.pk, [])) for tension in tensions]
    return rows, by_tension.get(None, [])
