"""What a member may be asked about their own decision: to which side of its tension they lean now."""

from dataclasses import dataclass
from datetime import datetime

from juncture.engine.tensions import Sides
from juncture.practice.decisions.models import Decision, Settlement
from juncture.practice.landscape.leaning import (
    Said,
    asks_members,
    latest,
    leaning_of,
    sides_of,
    standing,
    tension_of,
)
from juncture.practice.landscape.models import Siding


@dataclass(frozen=True)
class SideQuestion:
    """The tension in its host's words, never anybody else's side and no count."""

    decision: Decision
    label: str
    sides: Sides
    said: Said = ""  # what the member said, while it holds
    at: datetime | None = None
    before: str = ""  # what they said before something it rested on changed, in the words of then

    @property
    def words(self) -> str:
        return self.sides.named(self.said)


def side_question(decision: Decision) -> SideQuestion | None:
    """None where a host hasn't settled the tension's words, or where the question has dissolved."""
    tension = tension_of(decision)
    sides = sides_of(tension) if tension and asks_members(tension) else None
    settled = list(decision.settlements.all())
    if tension is None or sides is None or (settled and settled[-1].outcome == Settlement.Outcome.DISSOLVED):
        return None
    if standing(decision, Siding.Who.MEMBER):
        now = leaning_of(decision)
        return SideQuestion(decision, tension.label, sides, now.said, now.at)
    lapsed = latest(decision, Siding.Who.MEMBER)
    return SideQuestion(decision, tension.label, sides, before=lapsed.words if lapsed else "")
