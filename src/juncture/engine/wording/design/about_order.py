"""Rules about what comes before what: thinking before talking, contrast before summary, the private card last."""

from __future__ import annotations

from collections.abc import Iterator

from juncture.engine.wording.design.finding import Edit, Mend, Seen, rule
from juncture.engine.wording.design.plan import ORIENTING, SUMMING, VOTING, Plan, Step
from juncture.engine.wording.design.words import first_hit


@rule(
    "no-steps",
    "There are no steps.",
    "A session without steps becomes a conversation that the quickest lead.",
    "Start from one of the protocols in the library.",
)
def no_steps(plan: Plan) -> Iterator[Seen]:
    if not plan.steps:
        yield Seen((), "The run of show is empty.")


@rule(
    "same-key-twice",
    "Two steps, or two prompts of a step, have one key.",
    "What people wrote under one would turn up under the other.",
    "Give each its own key.",
)
def same_key_twice(plan: Plan) -> Iterator[Seen]:
    seen: set[str] = set()
    for step in plan.steps:
        if step.key and step.key in seen:
            yield Seen(step.at, f"The key “{step.key}” is taken.", _fresh((*step.at, "key"), step.key, seen))
        seen.add(step.key)
        inside: set[str] = set()
        for prompt in step.prompts:
            if prompt.key and prompt.key in inside:
                mend = _fresh((*prompt.at, "key"), prompt.key, inside)
                yield Seen(prompt.at, f"The key “{prompt.key}” is taken.", mend)
            inside.add(prompt.key)


@rule(
    "talk-before-thought",
    "People talk freely before anyone has thought alone.",
    "What is said first becomes what the group knows; groups mention what all share far more than what one holds "
    "(Lu, Yuan, McLeod 2012).",
    "Begin with minutes of silent writing, or with a turn for everyone.",
)
def talk_before_thought(plan: Plan) -> Iterator[Seen]:
    for number, step in enumerate(plan.steps):
        if step.quiet or step.in_turns or step.kind in ORIENTING:
            return
        if step.talks_freely:
            write = {
                "key": "write",
                "kind": "write",
                "title": "Write in silence",
                "minutes": 5,
                "say": "Write from what happened where you are. Nobody reads it before the reveal.",
            }
            yield Seen(
                step.at,
                f"“{step.title}” is open talk, and nothing before it was silent or in turns.",
                Mend("Put five silent minutes before it.", (Edit("insert", ("steps", number), write),)),
            )
            return


@rule(
    "writing-not-sealed",
    "What people write is read while they write.",
    "Whoever writes second writes an answer to the first.",
    "Seal the step; the reveal opens all cards at once.",
)
def writing_not_sealed(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        shared = any(later.reveals for later in plan.steps[step.number + 1 :])
        if (
            step.writes
            and step.fields.get("sealed") is not True
            and (shared or step.fields.get("sealed") is False)
        ):
            edit = Edit("set", (*step.at, "sealed"), True)
            yield Seen(step.at, f"“{step.title}” is not sealed.", Mend("Seal it.", (edit,)))


@rule(
    "sealed-never-opened",
    "What is written is never seen.",
    "People who wrote for the group and were not read don't write a second time.",
    "Add a reveal after it.",
)
def sealed_never_opened(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        later = plan.steps[step.number + 1 :]
        private = step.kind in ORIENTING or step.fields.get("private") is True
        opened = any(one.reveals or one.in_turns or one.compares or one.talks_freely for one in later)
        if step.writes and step.fields.get("sealed") is True and not private and not opened:
            reveal = {
                "key": "reveal",
                "kind": "read",
                "title": "Reveal and read",
                "minutes": 4,
                "say": "All cards open at once. Read across, without talking.",
                "reveals": [step.key],
            }
            edit = Edit("insert", ("steps", step.number + 1), reveal)
            yield Seen(
                step.at, f"“{step.title}” is sealed and no step opens it.", Mend("Add a reveal.", (edit,))
            )


@rule(
    "summary-before-contrast",
    "Somebody sums up before the differences are on the table.",
    "A summary closes what it sums up; comparing first and the principle after teaches more "
    "(Alfieri, Nokes-Malach, Schunn 2013).",
    "Move it behind the open step, or leave it out.",
)
def summary_before_contrast(plan: Plan) -> Iterator[Seen]:
    last = max((step.number for step in plan.steps if _contrasts(step)), default=-1)
    for step in plan.steps:
        if step.number <= last and (hit := _sums_up(plan, step)):
            yield Seen(step.at, f"“{step.title}” sums up ({hit}) and the contrast is not over yet.")


@rule(
    "hold-lifted-early",
    "The hold ends before the contrast does.",
    "Once summing up is welcome, what doesn't fit the summary is no longer said.",
    "Hold until the open step has ended.",
)
def hold_lifted_early(plan: Plan) -> Iterator[Seen]:
    contrasting = [step for step in plan.steps if _contrasts(step) and not step.has_wins]
    for step in contrasting:
        if step.fields.get("hold") is False:
            edit = Edit("set", (*step.at, "hold"), True)
            yield Seen(step.at, f"“{step.title}” lifts the hold.", Mend("Keep the hold.", (edit,)))
    until = plan.fields.get("hold_until_after")
    ends = next((step.number for step in plan.steps if step.key == until), None) if until else None
    if contrasting and ends is not None and ends < contrasting[-1].number:
        edit = Edit("set", ("hold_until_after",), contrasting[-1].key)
        yield Seen(
            ("hold_until_after",),
            f"It ends after “{plan.steps[ends].title}”, and “{contrasting[-1].title}” is still to come.",
            Mend(f"Hold until after {contrasting[-1].title}.", (edit,)),
        )


@rule(
    "no-hold",
    "Nothing holds the summary back.",
    "In any group somebody ties it all together after ten minutes, kindly, and the differences are gone.",
    "Hold until the open step has ended.",
)
def no_hold(plan: Plan) -> Iterator[Seen]:
    revealed = any(step.reveals for step in plan.steps)
    held = plan.fields.get("hold_until_after") or any("hold" in step.fields for step in plan.steps)
    contrasting = [step for step in plan.steps if _contrasts(step) and not step.has_wins]
    if revealed and contrasting and not held:
        edit = Edit("set", ("hold_until_after",), contrasting[-1].key)
        yield Seen((), "No step is on hold.", Mend(f"Hold until after {contrasting[-1].title}.", (edit,)))


@rule(
    "side-by-side-not-compared",
    "Approaches stand side by side and nobody is asked to compare.",
    "People who compared two cases used what they learned about three times as often as people who didn't "
    "(Thompson, Gentner, Loewenstein 2000); people who are not asked don't compare.",
    "Ask: what is the same tension here? Under which condition would you have gone the other way?",
)
def side_by_side_not_compared(plan: Plan) -> Iterator[Seen]:
    reveal = next((step for step in plan.steps if step.reveals), None)
    if reveal is None or any(_asks_to_compare(plan, step) for step in plan.steps):
        return
    pairs = {
        "key": "compare",
        "kind": "pairs",
        "title": "Compare in pairs",
        "minutes": 8,
        "say": "Set your two approaches side by side and answer both questions together.",
        "prompts": [
            {"key": "same", "kind": "same_tension", "ask": "What is the same tension here?"},
            {
                "key": "otherwise",
                "kind": "other_way",
                "ask": "Under which condition would each of you have gone the other way?",
            },
        ],
    }
    edit = Edit("insert", ("steps", reveal.number + 1), pairs)
    yield Seen(
        reveal.at,
        f"After “{reveal.title}” no step asks for the comparison.",
        Mend("Compare in pairs.", (edit,)),
    )


@rule(
    "heart-is-optional",
    "The contrast may be skipped.",
    "What is optional is what falls when time runs short.",
    "Make another step optional.",
)
def heart_is_optional(plan: Plan) -> Iterator[Seen]:
    contrasting = [step for step in plan.steps if _contrasts(step) and not step.has_wins]
    if contrasting and all(step.optional for step in contrasting):
        at = (*contrasting[0].at, "optional")
        reason = f"“{contrasting[0].title}” is optional, and nothing else contrasts."
        yield Seen(contrasting[0].at, reason, Mend("Make it a fixed step.", (Edit("set", at, False),)))


@rule(
    "vote-or-rank",
    "People vote on approaches.",
    "A vote turns approaches that fit different places into a better one and a worse one.",
    "Ask instead where each of them would hold.",
)
def vote_or_rank(plan: Plan) -> Iterator[Seen]:
    for step in plan.steps:
        if step.kind in VOTING:
            edit = Edit("remove", step.at)
            yield Seen(step.at, f"“{step.title}” is a vote.", Mend("Take the step out.", (edit,)))


@rule(
    "no-first-win",
    "Nobody is asked for a first win.",
    "An early moment of momentum is what another team can carry; unasked, people tell of problems.",
    "Ask for one small early moment: before, the moment, what it unlocked.",
)
def no_first_win(plan: Plan) -> Iterator[Seen]:
    if not any(step.reveals for step in plan.steps) or any(step.has_wins for step in plan.steps):
        return
    wins = {
        "key": "wins",
        "kind": "wins",
        "title": "First wins",
        "minutes": 8,
        "say": "An early moment that gave you momentum. Small is good.",
        "prompts": [{"key": "moment", "kind": "first_win", "ask": "What was the moment?"}],
    }
    last = max((step.number for step in plan.steps if _contrasts(step)), default=len(plan.steps) - 1)
    yield Seen(
        (),
        "No step asks for it.",
        Mend("Add a step for first wins.", (Edit("insert", ("steps", last + 1), wins),)),
    )


@rule(
    "no-orientation",
    "People leave without a moment for themselves.",
    "What nobody has written down for their own work is gone by the next meeting.",
    "End with a private card: where I stand, what I want to test, the better question I leave with.",
)
def no_orientation(plan: Plan) -> Iterator[Seen]:
    ends = ORIENTING | {"close"}
    if plan.steps and not any(step.kind in ends for step in plan.steps):
        orient = {
            "key": "orient",
            "kind": "orient",
            "title": "Your orientation",
            "minutes": 5,
            "say": "A private card. Only you ever see it, unless you share it.",
        }
        edit = Edit("insert", ("steps", len(plan.steps)), orient)
        yield Seen(
            (), "No step lets people find where they stand.", Mend("Add five private minutes.", (edit,))
        )


@rule(
    "orientation-read-out",
    "The orientation is shown to the group.",
    "A card that will be read is written for the readers.",
    "Keep it private; each person shares piece by piece what they like.",
)
def orientation_read_out(plan: Plan) -> Iterator[Seen]:
    cards = {step.key for step in plan.steps if step.kind in ORIENTING and step.key}
    for step in plan.steps:
        opened = cards & set(step.revealed)
        if opened or (step.kind in ORIENTING and step.fields.get("private") is False):
            at = (*step.at, "reveals" if opened else "private")
            edits = (Edit("remove", at),) if opened else (Edit("set", at, True),)
            yield Seen(
                step.at, f"“{step.title}” shows private cards.", Mend("Keep the cards private.", edits)
            )


@rule(
    "nothing-comes-after",
    "Nobody asks later whether anything changed.",
    "Of what people learn in a session half is still in use after six months, and those who are asked use more "
    "(Saks, Belcourt 2006; Harkin et al. 2016).",
    "Check in after two weeks and after six.",
)
def nothing_comes_after(plan: Plan) -> Iterator[Seen]:
    if "check_ins" in plan.fields and not plan.fields["check_ins"]:
        edit = Edit("set", ("check_ins",), [2, 6])
        yield Seen(("check_ins",), "There is no check-in.", Mend("Check in after 2 and 6 weeks.", (edit,)))


def _contrasts(step: Step) -> bool:
    return step.reveals or step.in_turns or step.compares or step.talks_freely


def _sums_up(plan: Plan, step: Step) -> str | None:
    if step.kind in SUMMING:
        return step.kind
    texts = [step.title, step.say, *(prompt.text for prompt in step.prompts)]
    return next((hit for text in texts if (hit := first_hit(plan, "summary", text))), None)


def _asks_to_compare(plan: Plan, step: Step) -> bool:
    texts = [step.say, *(prompt.text for prompt in step.prompts)]
    return step.compares or any(first_hit(plan, "comparison", text) for text in texts)


def _fresh(at: tuple[str | int, ...], key: str, taken: set[str]) -> Mend:
    number = next(number for number in range(2, len(taken) + 3) if f"{key}-{number}" not in taken)
    return Mend(f"Call it {key}-{number}.", (Edit("set", at, f"{key}-{number}"),))


RULES = (
    no_steps,
    same_key_twice,
    talk_before_thought,
    writing_not_sealed,
    sealed_never_opened,
    summary_before_contrast,
    hold_lifted_early,
    no_hold,
    side_by_side_not_compared,
    heart_is_optional,
    vote_or_rank,
    no_first_win,
    no_orientation,
    orientation_read_out,
    nothing_comes_after,
)
