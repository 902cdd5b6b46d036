"""A cost is seen where something is given up on two ways, not where somebody worries twice about one."""

import pytest

from juncture.engine.wording import read_statement

ON_TWO_WAYS = [
    "Should we drop the old browser? It slows us down every sprint, but the hospitals would be left without our app.",
    "I can keep the chat, which costs me my nights, or close it and disappoint the regulars.",
    "I'm torn between two offers. Both would mean a pay cut.",
    "The trade-off is speed against trust: we ship on Fridays, or wait and the fix comes a week late. Which one?",
    "If I take the train I lose a day. If I fly I break my own promise. What would you do?",
]
ON_ONE_OR_NONE = [
    "I'm considering a second newsletter. I worry about the risk of burning out.",
    "Should we go with one host or two? What are the trade-offs?",
    "We want to choose between two databases. Any drawbacks of either?",
    "If we take the library we start at six, if we take the pub we start at seven.",
    "Our meetups have too much small talk, and too few new faces. Should we change the place?",
    "Do we hire a designer or use a template? I have no budget and I'm overwhelmed.",
]


@pytest.mark.parametrize("statement", ON_TWO_WAYS)
def test_something_given_up_on_each_way_is_a_cost(statement: str):
    assert _has_costs(statement)


@pytest.mark.parametrize("statement", ON_ONE_OR_NONE)
def test_worries_about_one_way_and_tradeoffs_asked_for_are_none(statement: str):
    assert not _has_costs(statement)


def test_in_german_too():
    assert _has_costs(
        "Bleibe ich in der Praxis, wo ich wenig verdiene, oder gehe ich, aber verliere sie alle?", "de"
    )
    assert not _has_costs("Soll ich gehen oder bleiben? Ich habe Angst, es ist ein Risiko.", "de")


def _has_costs(statement: str, language: str = "en") -> bool:
    element = read_statement(statement, language=language).element("costs")
    return element is not None and element.present
