"""Rules about the anchor, the intention and how many people sit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juncture.engine.wording.design.finding import Edit, Mend, Seen, rule
from juncture.engine.wording.design.plan import Plan
from juncture.engine.wording.design.words import first_hit
from juncture.engine.wording.language import language
from juncture.engine.wording.statement import read_statement

MOST_VOICES = 8
FEWEST_VOICES = 3
FEW_ENOUGH_TO_TALK = 6


@rule(
    "anchor-missing",
    "The moment has no anchor.",
    "People who sit around a decision one of them is making now talk about their work; people who sit around "
    "a theme talk about the theme.",
    "Take a tension from the landscape, or write down the decision somebody in the room is trying to make.",
)
def anchor_missing(plan: Plan) -> Iterator[Seen]:
    if plan.of_a_moment and not plan.anchor:
        yield Seen(("anchor",) if "anchor" in plan.fields else (), "Nobody's decision is named yet.")


@rule(
    "anchor-is-a-topic",
    "The anchor names a theme, not a choice.",
    "A theme has no two sides, so nobody can say which way they went and why.",
    'Write it as "X or Y?", in the words of somebody who has to choose.',
)
def anchor_is_a_topic(plan: Plan) -> Iterator[Seen]:
    if plan.anchor and language(plan.language) and not _has_roads(plan):
        yield Seen(("anchor",), f"“{_short(plan.anchor)}” doesn't say between what somebody has to choose.")


@rule(
    "anchor-without-tradeoff",
    "The anchor has no cost on its sides.",
    "Where nothing is given up there is no decision to learn from, only an answer to look up.",
    "Add what each side costs: “… but that would mean …”.",
)
def anchor_without_tradeoff(plan: Plan) -> Iterator[Seen]:
    if not plan.anchor or not _has_roads(plan) or plan.anchor_tradeoff:
        return
    reading = read_statement(plan.anchor, plan.anchor_options, language=plan.language)
    costs = reading.element("costs")
    if costs is not None and not costs.present and not _costs_listed(plan):
        yield Seen(("anchor",), "It says between what, and not yet what either side costs.")


@rule(
    "anchor-already-decided",
    "The anchor sounds settled.",
    "Over something settled people can only applaud or advise.",
    "Name what is still open in it, or take another decision.",
)
def anchor_already_decided(plan: Plan) -> Iterator[Seen]:
    if plan.anchor and read_statement(plan.anchor, language=plan.language).kind == "decided":
        yield Seen(("anchor",), f"“{_short(plan.anchor)}” reads as decided already.")


@rule(
    "intention-is-attendance",
    "The intention is about the session, not about the work.",
    "Full rooms and happy faces are easy to reach and leave no trace in the work.",
    "Say what somebody would do differently in their work some weeks later.",
)
def intention_is_attendance(plan: Plan) -> Iterator[Seen]:
    if hit := first_hit(plan, "attendance", plan.intention):
        yield Seen(("intention",), f"“{hit}” can be reached without anybody working differently.")


@rule(
    "intention-is-agreement",
    "The intention promises agreement.",
    "Groups told to agree decide worse than groups told to be critical (Postmes, Spears, Cihangir 2001).",
    "Aim at seeing the differences and the reasons for them.",
)
def intention_is_agreement(plan: Plan) -> Iterator[Seen]:
    if hit := first_hit(plan, "consensus", plan.intention):
        yield Seen(("intention",), f"“{hit}” asks the group to end with one view.")


@rule(
    "people-not-said",
    "It isn't said for how many people this is.",
    "Turns, times and the number of groups all follow from it.",
    "Write people: [4, 5].",
)
def people_not_said(plan: Plan) -> Iterator[Seen]:
    if plan.largest is None:
        yield Seen(
            (),
            "There is no people: [fewest, most].",
            Mend("Write people: [4, 5].", (Edit("set", ("people",), [4, 5]),)),
        )


@rule(
    "people-upside-down",
    "The fewest people are more than the most.",
    "No group can be formed from that.",
    "Write the smaller figure first.",
)
def people_upside_down(plan: Plan) -> Iterator[Seen]:
    low, high = plan.smallest, plan.largest
    if low is not None and high is not None and low > high:
        yield Seen(
            ("people",),
            f"{low} to {high} is no range.",
            Mend("Swap them.", (Edit("set", ("people",), [high, low]),)),
        )


@rule(
    "too-few-voices",
    "Too few people for a contrast.",
    "Two people can only agree or disagree; from three on there is a comparison.",
    "Make it three at least.",
)
def too_few_voices(plan: Plan) -> Iterator[Seen]:
    low, high = plan.smallest, plan.largest
    if low is not None and high is not None and low < FEWEST_VOICES and low <= high:
        edit = Edit("set", ("people",), [FEWEST_VOICES, max(high, FEWEST_VOICES)])
        yield Seen(("people",), f"It allows {low}.", Mend("Start at three.", (edit,)))


@rule(
    "too-many-voices",
    "More people than voices.",
    "Five people hold a dialogue, ten listen to a series of monologues (Fay, Garrod, Carletta 2000).",
    "Seat them in groups of four or five, or give everyone a timed turn or a pair.",
)
def too_many_voices(plan: Plan) -> Iterator[Seen]:
    if plan.largest is None:
        return
    shared = any(step.in_turns or step.compares for step in plan.steps)
    if plan.largest > (MOST_VOICES if not shared else 12) or (
        plan.largest > FEW_ENOUGH_TO_TALK and not shared
    ):
        low = min(plan.smallest or 4, 4)
        yield Seen(
            ("people",),
            f"Up to {plan.largest} people talk in one group"
            + ("." if shared else ", and no step gives each of them a turn."),
            Mend("Groups of four or five.", (Edit("set", ("people",), [max(low, FEWEST_VOICES), 5]),)),
        )


def _has_roads(plan: Plan) -> bool:
    reading = read_statement(plan.anchor, plan.anchor_options, language=plan.language)
    options = reading.element("options")
    return options is None or options.present or bool(re.search(r"\bor\b[^?]*\?", plan.anchor))


def _costs_listed(plan: Plan) -> bool:
    anchor = plan.fields.get("anchor")
    options = anchor.get("options") if isinstance(anchor, dict) else None
    if not isinstance(options, list | tuple) or not options:
        return False
    return all(isinstance(option, dict) and option.get("cost") for option in options)


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


RULES = (
    anchor_missing,
    anchor_is_a_topic,
    anchor_without_tradeoff,
    anchor_already_decided,
    intention_is_attendance,
    intention_is_agreement,
    people_not_said,
    people_upside_down,
    too_few_voices,
    too_many_voices,
)
