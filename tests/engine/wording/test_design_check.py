from copy import deepcopy
from typing import Any

import pytest

from juncture.engine.wording.design import RULES, PlanUnreadable, check_design, mended, read_plan

GOOD = """\
id: contrast
title: Contrast round
people: [4, 5]
minutes: 46
hold_until_after: open
steps:
  - {key: settle, kind: settle, title: Settle, minutes: 4, say: "Arrive."}
  - key: write
    kind: write
    title: Write in silence
    minutes: 6
    sealed: true
    prompts:
      - {key: choice, kind: approach, ask: "What did you choose to do?"}
      - {key: tradeoff, kind: tradeoff, ask: "What tradeoff did you accept?"}
  - {key: reveal, kind: read, title: Reveal and read, minutes: 4, reveals: [write]}
  - {key: rounds, kind: rounds, title: Rounds, minutes: 11, turns: {seconds_each: 120, rotate: true}}
  - key: compare
    kind: pairs
    title: Compare in pairs
    minutes: 6
    prompts: [{key: same, kind: same_tension, ask: "What is the same tension here?"}]
  - {key: open, kind: open, title: Open, minutes: 6, say: "Where do you see it differently? Nothing is summed up yet."}
  - key: wins
    kind: wins
    title: First wins
    minutes: 5
    prompts: [{key: win, kind: first_win, ask: "What was the moment?"}]
  - {key: orient, kind: orient, title: Your orientation, minutes: 4}
"""


def good() -> dict[str, Any]:
    return read_plan(GOOD)[0]


def rules(plan: dict[str, Any]) -> set[str]:
    return {finding.rule for finding in check_design(plan)}


def test_a_good_plan_is_left_in_peace():
    assert rules(good()) == set()


def test_there_are_rules_enough_and_each_says_what_why_and_how():
    assert len(RULES) >= 25
    assert all(rule.what and rule.why and rule.mend for rule in RULES.values())


def step(plan: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in plan["steps"] if one["key"] == key)


def without(key: str) -> dict[str, Any]:
    plan = good()
    plan["steps"] = [one for one in plan["steps"] if one["key"] != key]
    plan.pop("minutes")
    return plan


def changed(**fields: Any) -> dict[str, Any]:
    return good() | fields


def changed_step(key: str, /, **fields: Any) -> dict[str, Any]:
    plan = good()
    step(plan, key).update(fields)
    plan.pop("minutes")
    return plan


def asking(text: str) -> dict[str, Any]:
    plan = good()
    step(plan, "compare")["prompts"].append({"key": "new", "kind": "question", "ask": text})
    return plan


PLANTED = {
    "anchor-missing": changed(intention="People work differently afterwards."),
    "anchor-is-a-topic": changed(anchor="Community engagement in times of AI"),
    "anchor-without-tradeoff": changed(anchor="Should we move the forum to Discord or stay?"),
    "anchor-already-decided": changed(anchor="We have decided to close the forum."),
    "intention-is-attendance": changed(anchor="x or y?", intention="High attendance and good networking"),
    "intention-is-agreement": changed(anchor="x or y?", intention="Everybody aligned on one approach"),
    "people-not-said": {name: value for name, value in good().items() if name != "people"},
    "people-upside-down": changed(people=[5, 4]),
    "too-few-voices": changed(people=[2, 5]),
    "too-many-voices": changed(people=[10, 16]),
    "step-without-minutes": changed_step("open", minutes=None),
    "minutes-do-not-add-up": changed(minutes=90),
    "turns-do-not-fit": changed_step("rounds", minutes=5),
    "turn-too-short": changed_step("rounds", turns={"seconds_each": 10}),
    "writing-too-short": changed_step("write", minutes=0.5),
    "open-talk-takes-over": changed_step("open", minutes=110),
    "host-takes-the-floor": changed_step("settle", kind="presentation", minutes=20),
    "too-long": changed_step("wins", minutes=140),
    "no-steps": changed(steps=[]),
    "same-key-twice": changed_step("orient", key="open"),
    "talk-before-thought": changed_step("settle", kind="open"),
    "writing-not-sealed": changed_step("write", sealed=False),
    "sealed-never-opened": {
        "people": [4, 5],
        "steps": [good()["steps"][1], {"key": "end", "kind": "close", "minutes": 3}],
    },
    "summary-before-contrast": changed_step("reveal", say="Summarise the main themes of the cards."),
    "hold-lifted-early": changed(hold_until_after="reveal"),
    "no-hold": {name: value for name, value in good().items() if name != "hold_until_after"},
    "side-by-side-not-compared": {
        **without("compare"),
        "steps": [
            one | {"say": "Talk."} if one["key"] == "open" else one for one in without("compare")["steps"]
        ],
    },
    "heart-is-optional": {
        **good(),
        "steps": [
            one | {"optional": True} if one["key"] in ("reveal", "rounds", "compare", "open") else one
            for one in good()["steps"]
        ],
    },
    "vote-or-rank": changed_step("open", kind="vote"),
    "no-first-win": without("wins"),
    "no-orientation": without("orient"),
    "orientation-read-out": changed_step("orient", private=False),
    "nothing-comes-after": changed(check_ins=[]),
    "asks-for-advice": asking("What advice would you give her?"),
    "asks-for-consensus": asking("What can we all agree on?"),
    "asks-for-the-best": asking("What is the best way to do this?"),
    "assigns-tasks": asking("Write down your action items."),
    "says-should": asking("What should change in your team?"),
    "ranks-approaches": asking("Rank the approaches."),
    "leads-the-answer": asking("Don't you think smaller groups work better?"),
    "answered-with-yes": asking("Did it work?"),
    "several-questions-in-one": asking("What happened? Who saw it? When?"),
    "prompt-too-long": asking("What happened " + "and then " * 30 + "?"),
    "too-many-prompts": changed_step(
        "compare", prompts=[{"key": f"p{n}", "ask": f"What was {n}?"} for n in range(7)]
    ),
    "prompt-without-words": changed_step(
        "compare", prompts=[{"key": "same", "kind": "same_tension", "ask": ""}]
    ),
    "choice-without-tradeoff": changed_step(
        "write", prompts=[{"key": "choice", "kind": "approach", "ask": "What did you choose?"}]
    ),
    "silenced-without-reason": changed(silenced=["no-hold"]),
    "silenced-rule-unknown": changed(silenced=[{"rule": "no-such-rule", "because": "We like it."}]),
}


def test_every_rule_has_a_planted_fault():
    assert set(PLANTED) == set(RULES)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found(rule: str):
    assert rule in rules(PLANTED[rule])


@pytest.mark.parametrize("rule", PLANTED)
def test_a_mend_by_machine_mends_what_it_speaks_of(rule: str):
    plan = PLANTED[rule]
    before = [finding for finding in check_design(plan) if finding.rule == rule]

    for finding in before:
        if finding.mend.by_machine:
            after = check_design(mended(plan, finding.mend.edits))
            assert sum(one.rule == rule for one in after) < len(before)


def test_mending_leaves_the_plan_it_was_given_alone():
    plan = changed(minutes=90)
    kept = deepcopy(plan)
    (finding,) = check_design(plan)

    mended(plan, finding.mend.edits)

    assert plan == kept


def test_a_finding_names_the_line_and_the_step():
    fields, lines = read_plan(GOOD.replace("minutes: 11", "minutes: 4"))

    found = {finding.rule: finding for finding in check_design(fields, lines)}

    assert found["turns-do-not-fit"].line == 17
    assert found["turns-do-not-fit"].step == "rounds"


def test_a_silenced_rule_with_a_reason_stays_quiet():
    plan = without("wins") | {
        "silenced": [{"rule": "no-first-win", "because": "The next sitting is all first wins."}]
    }

    assert "no-first-win" not in rules(plan)


def test_a_rule_can_be_silenced_at_one_step_alone():
    plan = asking("What should change in your team?")
    plan["silenced"] = [{"rule": "says-should", "step": "open", "because": "Not the step it is about."}]

    assert "says-should" in rules(plan)


def test_saying_that_there_is_no_advice_is_no_asking_for_advice():
    assert (
        rules(
            changed_step("open", say="No advice, no “you should”: say what happened. Nothing is summed up.")
        )
        == set()
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "name: value"),
        ("- a\n- b", "name: value"),
        ("steps: [", "can't be read"[:5]),
        ("a: &a [1]\nb: *a", "References"),
        ("x: " + "[" * 5_000, "YAML"),
        ("a" * 600_000, "characters"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(text: str, says: str):
    with pytest.raises(PlanUnreadable) as refused:
        read_plan(text)

    assert says[:5] in str(refused.value) or "YAML" in str(refused.value)


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"steps": None},
        {"steps": "x"},
        {"steps": [1, None, {}]},
        {"people": "many", "minutes": "an hour"},
        {"steps": [{"prompts": "x", "turns": [], "minutes": float("nan"), "reveals": 3}]},
    ],
)
def test_half_finished_plans_are_checked_without_complaint(plan: dict[str, Any]):
    assert isinstance(check_design(plan), tuple)
