"""Which way those who wrestle with one tension lean, and where they stand: counts, never an order.

A decision's side is what its member said last; without that, what a host said; without that, the machine's guess.
A word that was said holds while nothing it rested on changed: the tension and its sides, the way the member leans to,
and whether the decision has come to rest since. What no longer holds is asked again; the row stays.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from django.db.models import Prefetch, QuerySet

from juncture.engine.tensions import Guess, SideName, Sides, guess_side, sides_in
from juncture.practice.decisions.models import Decision, Settlement
from juncture.practice.decisions.settling import is_settled
from juncture.practice.landscape.models import Siding, Tension

Said = Literal["first", "second", "between", "neither", "elsewhere", ""]
By = Literal["member", "host", "guess", ""]


@dataclass(frozen=True)
class Leaning:
    """Where a decision stands in its tension, who says so, and why."""

    sides: Sides | None = None  # None without a tension, or where its name holds no two sides
    said: Said = ""
    by: By = ""
    at: datetime | None = None
    reason: str = ""  # a guess's

    @property
    def side(self) -> SideName | None:
        return self.said if self.said == "first" or self.said == "second" else None

    @property
    def words(self) -> str:
        """The side's, as the tension calls it today."""
        return self.sides.named(self.said) if self.sides else ""

    @property
    def guessed(self) -> bool:
        return self.by == "guess"


def with_leanings(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """What leaning_of reads beside stances, settlements and options."""
    return decisions.select_related("gathering__tension").prefetch_related(
        Prefetch("sidings", Siding.objects.order_by("at", "id"))
    )


def leaning_of(decision: Decision) -> Leaning:
    tension = tension_of(decision)
    sides = sides_of(tension) if tension else None
    if tension is None or sides is None:
        return Leaning()
    said = standing(decision, Siding.Who.MEMBER) or standing(decision, Siding.Who.HOST)
    if said:
        by: By = "member" if said.who == Siding.Who.MEMBER else "host"
        return Leaning(sides, side_today(said, sides), by, said.at)
    guess = _guess(decision, sides)
    return Leaning(sides, guess.side or "", "guess" if guess.side else "", None, guess.reason)


def standing(decision: Decision, who: str) -> Siding | None:
    """The newest word of the member, or of a host, if it still holds."""
    newest = latest(decision, who)
    return newest if newest and _holds(newest, decision) else None


def latest(decision: Decision, who: str) -> Siding | None:
    """The newest word of the member, or of a host, about the tension the decision lies in now."""
    tension = tension_of(decision)
    about = [each for each in decision.sidings.all() if tension and each.tension_id == tension.pk]
    return next((each for each in reversed(about) if each.who == who), None)


def sides_of(tension: Tension) -> Sides | None:
    """A host's words for the two sides; without any, those of "X or Y?"."""
    if tension.first_side and tension.second_side:
        return Sides(tension.first_side, tension.second_side)
    return sides_in(tension.label)


def asks_members(tension: Tension | None) -> bool:
    """Once a host chose the words, those who are in it may be asked about them; what a machine named may be
    somebody's own words."""
    return tension is not None and tension.named_by_id is not None and sides_of(tension) is not None


def tension_of(decision: Decision) -> Tension | None:
    gathering = getattr(decision, "gathering", None)
    return gathering.tension if gathering else None


def side_today(siding: Siding, sides: Sides) -> Said:
    """Two sides that changed places take along who stands on them; reworded, they stay where they were."""
    if siding.side == "first" and same_words(siding.words, sides.second):
        return "second"
    if siding.side == "second" and same_words(siding.words, sides.first):
        return "first"
    return cast("Said", str(siding.side))


def lean_of(decision: Decision) -> str:
    """The way its member leans to now, in their words; empty for nowhere yet."""
    stance = next(reversed(decision.stances.all()), None)
    return stance.lean.text if stance and stance.lean else ""


def contexts_of(decisions: Sequence[Decision], most: int = 4) -> list[tuple[str, int]]:
    """The contexts most of these members share, each with how many; decisions with their members' context."""
    members = {decision.member_id: decision.member for decision in decisions}
    counted = Counter(answer.value.label for member in members.values() for answer in member.context.all())
    return counted.most_common(most)


def same_words(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _holds(siding: Siding, decision: Decision) -> bool:
    tension = tension_of(decision)
    if tension is None or (tension.sides_since and siding.at < tension.sides_since):
        return False
    settled = list(decision.settlements.all())
    if settled and settled[-1].at > siding.at:
        return False
    return same_words(siding.lean, lean_of(decision))


def _guess(decision: Decision, sides: Sides) -> Guess:
    """From the way leaned to; once it is decided, from the way chosen, where its member gave it in the way's words."""
    ways = [option.text for option in decision.options.all()]
    way = _chosen(decision) if is_settled(decision) else lean_of(decision)
    here = next((number for number, each in enumerate(ways) if same_words(each, way)), None)
    return Guess(None, "") if here is None else guess_side(sides, ways, here)


def _chosen(decision: Decision) -> str:
    last = list(decision.settlements.all())[-1]
    return last.words if last.outcome == Settlement.Outcome.DECIDED else ""
