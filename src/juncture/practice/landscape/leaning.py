"""How those who wrestle with one tension lean, as counts and never as a winner."""

from collections.abc import Sequence
from dataclasses import dataclass

from juncture.practice.decisions.models import Decision, Settlement
from juncture.practice.decisions.settling import status_of


@dataclass(frozen=True)
class Leanings:
    leaning: int
    nowhere: int
    settled: int


def leanings(decisions: Sequence[Decision]) -> Leanings:
    """Decisions with stances and settlements at hand."""
    settled = {Settlement.Outcome.DECIDED, Settlement.Outcome.DISSOLVED}
    states = [status_of(decision) for decision in decisions]
    still_open = [decision for decision, state in zip(decisions, states, strict=True) if state not in settled]
    leaning = sum(
        1 for decision in still_open if any(stance.lean_id for stance in list(decision.stances.all())[-1:])
    )
    return Leanings(leaning, len(still_open) - leaning, len(decisions) - len(still_open))
