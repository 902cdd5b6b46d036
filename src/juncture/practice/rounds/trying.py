"""What every change of one person's seat would bring, all at once, while a host holds their card in hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from juncture.engine import grouping
from juncture.practice.rounds.arranging import Arrangement, plain_reason
from juncture.practice.rounds.bringing import Company
from juncture.practice.rounds.changing import standing_against
from juncture.practice.rounds.explaining import sentences, words_for


@dataclass(frozen=True)
class Tried:
    """One change: what the groups and the whole would be worth (0–1), and why; or what stands against it.

    `number` is the group they would come to, None where they would have no seat. `left` is None where no group
    is left behind.
    """

    number: int | None
    size: int
    worth: float
    left: float | None
    whole: float
    reasons: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class InHand:
    """Somebody's card lifted: how everything stands, and each change it could be put down for."""

    home: int | None
    home_size: int
    worth: Mapping[int, float]
    whole: float
    seats: Mapping[int, Tried]
    swaps: Mapping[int, Tried]
    out: Tried | None


def in_hand(here: Company, was: Arrangement, member_id: int) -> InHand:
    """Whoever has gone since the groups were made counts as gone."""
    for gone in {one for table in was.tables for one in table.people} - here.members.keys():
        was = was.without(gone)
    groups = {number: people for number, people in was.groups.items() if people}
    trials = grouping.try_all(
        here.open_problem,
        {number: [str(one) for one in people] for number, people in groups.items()},
        str(member_id),
    )
    seen, words = seen_ahead(here), words_for(here)
    home = trials.home
    rest = [one for one in groups[home] if one != member_id] if home is not None else []
    seats, swaps = {}, {}
    for number, trial in trials.seats.items():
        seats[number] = Tried(
            number,
            len(groups[number]) + 1,
            trial.worth,
            trial.left,
            trial.whole,
            tuple(sentences([plain_reason(reason) for reason in trial.reasons], words)),
            standing_against(seen, groups[number], member_id, number),
        )
        for other in groups[number]:
            swap = trials.swaps[str(other)]
            there = [one for one in groups[number] if one != other]
            against = standing_against(seen, there, member_id, number)
            if home is not None and not against:
                against = standing_against(seen, rest, other, home)
            swaps[other] = Tried(
                number, len(groups[number]), swap.worth, swap.left, swap.whole, refusal=against
            )
    out = Tried(None, 0, 0.0, trials.out.left, trials.out.whole) if trials.out else None
    return InHand(home, len(rest) + 1, trials.worth, trials.whole, seats, swaps, out)


def seen_ahead(here: Company) -> Company:
    """The company as far as a look may tell of it. Where every time suits everybody, a seat refused without a
    named reason could only mean a block, and a look at all groups at once would lay it open. There blocks are
    left out of what is shown ahead; only the change itself is refused."""
    every = frozenset(slot.pk for slot in here.slots)
    if any(able != every for able in here.able.values()):
        return here
    return replace(here, blocked=frozenset())
