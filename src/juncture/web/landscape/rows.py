"""A tension as a line of the table beside the map: how many, in which contexts, how they lean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.leaning import contexts_of
from juncture.practice.landscape.models import Tension
from juncture.web.landscape.mapping import side


@dataclass(frozen=True)
class TensionRow:
    tension: Tension
    decisions: Sequence[Decision]
    contexts: Sequence[tuple[str, int]]
    leaning: Sequence[tuple[str, int]]  # to a way of "X or Y?", in its words
    either: int
    nowhere: int
    settled: int

    @classmethod
    def of(cls, tension: Tension, decisions: Sequence[Decision]) -> "TensionRow":
        leans = [side(decision, tension.label) for decision in decisions]
        ways = ways_of(tension.label)
        return cls(
            tension=tension,
            decisions=decisions,
            contexts=contexts_of(decisions, 3),
            leaning=[
                (way, leans.count(where))
                for way, where in zip(ways, ("first", "second"), strict=False)
                if where in leans
            ],
            either=leans.count("either"),
            nowhere=leans.count("nowhere"),
            settled=leans.count("rest"),
        )


def ways_of(label: str) -> Sequence[str]:
    """The two ways of "X or Y?"."""
    return [way.strip() for way in label.rstrip("? ").split(" or ", 1)]


def tension_rows(
    tensions: Iterable[Tension], decisions: Sequence[Decision]
) -> tuple[list[TensionRow], list[Decision]]:
    """The rows, most wrestled with first, and the decisions that stand by themselves."""
    by_tension: dict[int | None, list[Decision]] = {}
    for decision in decisions:
        gathering = getattr(decision, "gathering", None)
        by_tension.setdefault(gathering.tension_id if gathering else None, []).append(decision)
    rows = [TensionRow.of(tension, by_tension.get(tension.pk, [])) for tension in tensions]
    return rows, by_tension.get(None, [])
