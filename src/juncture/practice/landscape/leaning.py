"""How those who wrestle with one tension lean, and where they stand: counts, never an order."""

from collections import Counter
from collections.abc import Sequence

from juncture.practice.decisions.models import Decision


def lean_of(decision: Decision) -> str:
    """The way its member leans to now, in their words; empty for nowhere yet."""
    stance = next(reversed(decision.stances.all()), None)
    return stance.lean.text if stance and stance.lean else ""


def contexts_of(decisions: Sequence[Decision], most: int = 4) -> list[tuple[str, int]]:
    """The contexts most of these members share, each with how many; decisions with their members' context."""
    members = {decision.member_id: decision.member for decision in decisions}
    counted = Counter(answer.value.label for member in members.values() for answer in member.context.all())
    return counted.most_common(most)
