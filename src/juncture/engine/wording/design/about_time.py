"""Rules about the clock: minutes that add up, turns that fit, silence that is long enough to write in."""

from __future__ import annotations

import math
from collections.abc import Iterator

from juncture.engine.wording.design.finding import Edit, Mend, Seen, rule
from juncture.engine.wording.design.plan import LECTURING, Plan, Step
from juncture.engine.wording.design.words import first_hit

SHORTEST_TURN = 20
MOST_MINUTES = 180
MOST_WITHOUT_A_BREAK = 120
SECONDS_TO_WRITE = 30
LONGEST_SHARE_OF_OPEN_TALK = 0.67
LONGEST_SHARE_OF_LECTURE = 0.1
SLACK = 1.0


@rule(
    "step-without-minutes",
    "A step has no minutes.",
    "Without a time the steps before eat the ones after, and the ones after are the contrast.",
    "Give the step its minutes.",
)
def step_without_minutes(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        if not plan.over_days and not (step.minutes and step.minutes > 0):
            yield Seen(step.at, f"“{step.title}” has no time of its own.")


@rule(
    "minutes-do-not-add-up",
    "The steps don't add up to the minutes announced.",
    "People who planned an hour leave after an hour, in the middle of what matters.",
    "Announce the sum, or lengthen and shorten steps.",
)
def minutes_do_not_add_up(plan: Plan) -> Iterator[Seen]:
    total = sum(step.minutes or 0 for step in plan.steps)
    needed = sum(step.minutes or 0 for step in plan.steps if not step.optional)
    if plan.minutes is None or plan.over_days or not plan.steps:
        return
    if not needed - SLACK <= plan.minutes <= total + SLACK:
        edit = Edit("set", ("minutes",), _whole(total))
        yield Seen(
            ("minutes",),
            f"It says {plan.minutes:g}, the steps make {total:g}.",
            Mend(f"Say {total:g}.", (edit,)),
        )


@rule(
    "turns-do-not-fit",
    "Everyone's turn doesn't fit into the step.",
    "Whoever comes last gets no turn, and it tends to be the same person.",
    "Lengthen the step, or shorten the turns.",
)
def turns_do_not_fit(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        if step.seconds_each is None or step.minutes is None or plan.largest is None:
            continue
        each = step.seconds_each + step.pause_seconds
        needed = plan.largest * each / 60
        if needed > step.minutes + SLACK:
            yield Seen(
                step.at,
                f"{plan.largest} people at {each:g} seconds need {needed:g} minutes; the step has {step.minutes:g}.",
                Mend(
                    f"Give it {math.ceil(needed)} minutes.",
                    (Edit("set", (*step.at, "minutes"), math.ceil(needed)),),
                ),
            )


@rule(
    "turn-too-short",
    "A turn is too short to say anything of one's own.",
    "In a few seconds people say what everybody knows already.",
    "Give each person a minute or more; twenty seconds is enough only to arrive.",
)
def turn_too_short(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        if step.seconds_each is not None and step.seconds_each < SHORTEST_TURN:
            at = (*step.at, "turns", step.seconds_field)
            yield Seen(
                at, f"{step.seconds_each:g} seconds each.", Mend("Make it a minute.", (Edit("set", at, 60),))
            )


@rule(
    "writing-too-short",
    "No time to write in silence.",
    "Under half a minute a question people write a keyword, and the board compares keywords.",
    "Give every question a minute, or ask fewer.",
)
def writing_too_short(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        if step.writes and step.minutes and step.minutes * 60 < SECONDS_TO_WRITE * max(1, len(step.prompts)):
            wanted = max(2, len(step.prompts))
            yield Seen(
                step.at,
                f"{len(step.prompts)} questions in {step.minutes:g} minutes.",
                Mend(f"Give it {wanted} minutes.", (Edit("set", (*step.at, "minutes"), wanted),)),
            )


@rule(
    "open-talk-takes-over",
    "Most of the time is open talk.",
    "In open talk a few people carry the words; what everybody already shares is said twice (Lu, Yuan, McLeod 2012).",
    "Give part of it to writing, turns or pairs.",
)
def open_talk_takes_over(plan: Plan) -> Iterator[Seen]:
    total = sum(step.minutes or 0 for step in plan.steps)
    talk = [step for step in plan.steps if step.talks_freely]
    minutes = sum(step.minutes or 0 for step in talk)
    if total and minutes > LONGEST_SHARE_OF_OPEN_TALK * total:
        yield Seen(talk[0].at, f"{minutes:g} of {total:g} minutes have no turns, no pairs and no writing.")


@rule(
    "host-takes-the-floor",
    "Somebody lectures.",
    "A moment lives from what the people in it have done; a talk turns them into an audience.",
    "Send it round beforehand, or keep it under a tenth of the time.",
)
def host_takes_the_floor(plan: Plan) -> Iterator[Seen]:
    total = sum(step.minutes or 0 for step in plan.steps)
    for step in plan.steps:
        if (step.minutes or 0) > LONGEST_SHARE_OF_LECTURE * total and _lectures(plan, step):
            yield Seen(step.at, f"“{step.title}” takes {step.minutes or 0:g} of {total:g} minutes.")


@rule(
    "too-long",
    "It is longer than people can attend to.",
    "After two hours without a break people are there and no longer in it.",
    "Take two sittings, or put a break in.",
)
def too_long(plan: Plan) -> Iterator[Seen]:
    total = sum(step.minutes or 0 for step in plan.steps)
    broken = any(step.kind in ("break", "pause") for step in plan.steps)
    if not plan.over_days and total > (MOST_MINUTES if broken else MOST_WITHOUT_A_BREAK):
        yield Seen((), f"{total:g} minutes" + ("." if broken else " without a break."))


def _lectures(plan: Plan, step: Step) -> bool:
    if step.kind in LECTURING:
        return True
    theirs = step.writes or step.in_turns or step.compares or step.has_wins
    return not theirs and any(first_hit(plan, "lecture", text) for text in (step.title, step.say))


def _whole(minutes: float) -> float | int:
    return int(minutes) if minutes == int(minutes) else minutes


RULES = (
    step_without_minutes,
    minutes_do_not_add_up,
    turns_do_not_fit,
    turn_too_short,
    writing_too_short,
    open_talk_takes_over,
    host_takes_the_floor,
    too_long,
)
