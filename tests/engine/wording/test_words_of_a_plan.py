"""What is asked, in the many words people have for it: each is seen by its rule, and what only sounds alike isn't."""

import pytest

from juncture.engine.wording.design import check_design
from tests.engine.wording.test_design_check import asking, changed, changed_step, rules

SEEN = {
    "asks-for-advice": [
        "What would you recommend to the others?",
        "What tips do you have for Priya?",
        "How would Jonas handle this?",
        "Give each person one suggestion.",
        "If you were Lena, what would you change?",
        "Which ideas do you have for her?",
        "Don't interrupt. Then give her your advice.",
        "Help her find a solution.",
    ],
    "asks-for-consensus": [
        "Agree on one approach as a group.",
        "Find a common position.",
        "Settle on the way forward together.",
        "Come to a shared conclusion.",
        "End with something everyone can live with.",
    ],
    "asks-for-the-best": [
        "Which approach works best?",
        "What is the ideal way to do this?",
        "What is the most effective approach?",
    ],
    "assigns-tasks": [
        "Who does what by when?",
        "What will you do by next Friday?",
        "Each takes a task home.",
        "Everyone commits to one action.",
    ],
    "ranks-approaches": [
        "Pick your favourite.",
        "Rate each approach from 1 to 5.",
        "Put the approaches in order of promise.",
        "Give a star to the one you like most.",
        "Vote for the approach. Don't vote for a person.",
    ],
    "leads-the-answer": [
        "Why is it better to go deep?",
        "Small groups work better, don't they?",
        "Isn't it true that members want more events?",
    ],
    "several-questions-in-one": ["What happened, why did it happen and what did you do next?"],
    "says-should": ["What ought we to change?"],
}
LEFT = [
    "What did you choose to do, or not to do?",
    "What happened, and what did you see?",
    "Where would you have gone the other way?",
    "No advice, tips or solutions.",
    "Ask until it is clear. Nobody recommends anything.",
    "What did you no longer do afterwards?",
    "Who decided, and with whom?",
    "What did the best of your members say?",
    "When did you last change the price?",
]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in SEEN.items() for text in texts])
def test_a_fault_is_seen_in_other_words(rule: str, text: str):
    assert rule in rules(asking(text))


@pytest.mark.parametrize("text", LEFT)
def test_what_asks_for_experience_is_left_in_peace(text: str):
    assert rules(asking(text)) == set()


def test_a_talk_is_a_talk_also_in_an_open_step():
    plan = changed_step("open", title="Guest talk", say="The founder gives a talk on scaling.", minutes=20)

    assert "host-takes-the-floor" in {finding.rule for finding in check_design(plan)}


@pytest.mark.parametrize(
    "intention", ["Two hundred registrations", "Generate leads", "Members feel inspired"]
)
def test_an_intention_that_leaves_the_work_as_it_is(intention: str):
    assert "intention-is-attendance" in rules(changed(anchor="x or y?", intention=intention))
