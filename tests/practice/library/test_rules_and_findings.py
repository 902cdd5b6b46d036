import pytest

from juncture.practice.library.findings import FINDINGS, findings_for
from juncture.practice.library.protocols import KINDS, shipped_protocols
from juncture.practice.library.rules import rules_of


def test_the_rules_of_the_contrast_round_are_read_off_its_steps():
    assert rules_of(shipped_protocols()["contrast-round-60"]) == [
        "What is written in “Write in silence” is its author's alone until “Reveal and read”.",
        "In “Rounds” each has 2 minutes, uninterrupted. Who begins changes.",
        "Nothing is summed up before “Open with differences” has ended: no merging of cards, no vote, no ranking.",
        "Everybody leaves with a card of their own, which nobody else sees unless they share it.",
    ]


def test_the_short_round_says_one_minute():
    rules = rules_of(shipped_protocols()["contrast-round-25"])

    assert "In “Rounds” each has one minute, uninterrupted. Who begins changes." in rules


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda each: each.id)
def test_every_finding_shown_bears_on_a_step_the_protocol_has(protocol):
    kinds = {step.kind for step in protocol.steps}

    shown = findings_for(protocol)

    assert shown
    assert all(not one.kinds or one.kinds & kinds for one in shown)


def test_comparison_in_pairs_is_only_explained_where_there_are_pairs():
    short = {str(one.rule) for one in findings_for(shipped_protocols()["contrast-round-25"])}
    long = {str(one.rule) for one in findings_for(shipped_protocols()["contrast-round-60"])}

    assert long - short == {"Ask what is the same tension, too; a principle comes after"}


def test_every_finding_names_its_figure_and_its_source():
    for finding in FINDINGS:
        assert str(finding.figure)
        assert any(year in finding.source for year in ("19", "20"))
        assert finding.kinds <= set(KINDS)
