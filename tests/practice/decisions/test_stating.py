"""A decision in its member's words: said, said anew, and never losing what an earlier lean meant."""

from juncture.practice.decisions.drafting import MOST_CHARACTERS, keep_draft
from juncture.practice.decisions.settling import settle, status_of, unsettle
from juncture.practice.decisions.stating import (
    View,
    Way,
    just_stated,
    read_decision,
    revise_decision,
    state_decision,
)
from juncture.practice.models import Decision, Entry, IntakeDraft, Settlement

WAYS = [Way("Keep the webinar", "two days a month"), Way("Four small circles", "the board's number")]


def stated(cast, **rest) -> Decision:
    return state_decision(cast.jonas, " Webinar or circles? ", options=WAYS, **rest)


def revised(decision: Decision, ways: list[Way], **rest) -> Decision:
    return revise_decision(
        decision, decision.statement, options=ways, by_when=None, assumption="", by=decision.member, **rest
    )


def test_a_decision_is_kept_in_its_words_with_its_ways(cast) -> None:
    decision = stated(cast, view=View(lean=1, confidence=60))

    assert decision.statement == "Webinar or circles?"
    assert [(option.text, option.cost) for option in decision.options.all()] == [
        (way.text, way.cost) for way in WAYS
    ]
    assert decision.stances.get().lean.text == "Four small circles"
    assert Entry.objects.filter(verb="decision_stated", noun_id=decision.pk).count() == 1


def test_stating_is_the_end_of_the_draft(cast) -> None:
    keep_draft(cast.jonas, {"statement": ["Webinar or"]})

    stated(cast)

    assert not IntakeDraft.objects.exists()


def test_a_draft_far_too_long_leaves_the_last_one(cast) -> None:
    keep_draft(cast.jonas, {"statement": ["short\x00"]})

    assert keep_draft(cast.jonas, {"statement": ["x" * (MOST_CHARACTERS + 1)]}) is None
    assert IntakeDraft.objects.get().fields == {"statement": ["short"]}


def test_removing_the_first_way_keeps_what_an_earlier_lean_meant(cast) -> None:
    decision = stated(cast, view=View(lean=1))

    revised(decision, [WAYS[1]], view=View(lean=0))

    assert [stance.lean.text for stance in decision.stances.all()] == ["Four small circles"] * 2
    assert [option.position for option in decision.options.all()] == [0]


def test_a_way_worded_anew_in_its_place_is_the_same_way(cast) -> None:
    decision = stated(cast, view=View(lean=0))

    revised(decision, [Way("Keep the open webinar"), WAYS[1]], view=View())

    assert decision.stances.first().lean.text == "Keep the open webinar"


def test_ways_change_places_and_two_may_read_alike(cast) -> None:
    decision = stated(cast, view=View(lean=0))

    revised(decision, [WAYS[1], WAYS[0], Way("Both"), Way("Both")], view=View())

    assert [option.text for option in decision.options.all()] == [
        "Four small circles",
        "Keep the webinar",
        "Both",
        "Both",
    ]
    assert decision.stances.first().lean.text == "Keep the webinar"

    revised(decision, [Way("Both"), Way("Both")], view=View())

    assert [option.text for option in decision.options.all()] == ["Both", "Both"]


def test_the_same_words_moments_ago_are_a_form_sent_twice(cast) -> None:
    decision = stated(cast)

    assert just_stated(cast.jonas, "Webinar or circles?") == decision
    assert just_stated(cast.jonas, "Another?") is None
    assert just_stated(cast.priya, "Webinar or circles?") is None


def test_a_settlement_is_a_row_that_can_be_taken_back(cast) -> None:
    decision = stated(cast, view=View(lean=0))
    settle(decision, Settlement.Outcome.DECIDED, by=cast.jonas, words="It was time.")
    assert status_of(Decision.objects.get()) == "decided"

    unsettle(decision, by=cast.jonas)

    assert status_of(Decision.objects.get()) == "leaning"


def test_a_decision_is_read_in_the_language_it_is_written_in(cast) -> None:
    reading = read_decision("Soll ich die Gruppe weiter selbst moderieren oder an Jana abgeben?", WAYS)

    assert reading.kind == "decision"
    question = read_decision("Wir überlegen, ob wir das Forum auf Englisch umstellen.").question
    assert question == "Das Forum auf Englisch umstellen: Und wenn nicht, was dann?"


def test_what_each_way_would_cost_counts_where_it_was_written_beside_the_ways() -> None:
    one_priced = [WAYS[0], Way("Four small circles")]

    assert read_decision("Webinar or circles?", WAYS).element("costs").present
    assert not read_decision("Webinar or circles?", one_priced).element("costs").present
