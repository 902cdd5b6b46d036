"""To which side a decision leans: whose word counts, what makes a word stale, and what happens to it when the host
renames, joins, splits and moves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from juncture.engine.tensions import Sides
from juncture.practice.decisions.settling import settle, unsettle
from juncture.practice.decisions.stating import View, Way, revise_decision, state_decision
from juncture.practice.followup.answering import Answer, answer_check_in
from juncture.practice.landscape.asking import side_question
from juncture.practice.landscape.errors import LandscapeTrouble
from juncture.practice.landscape.leaning import Leaning, leaning_of, with_leanings
from juncture.practice.landscape.models import Siding
from juncture.practice.landscape.rearranging import (
    last_rearrangement,
    merge,
    name_tension,
    new_tension,
    place,
    split_tension,
    undo_rearrangement,
)
from juncture.practice.landscape.siding import say_side, take_side_back
from juncture.practice.models import CheckIn, Decision, Tension
from tests.factories import make_held_room

WAYS = [Way("Twelve visits"), Way("One big stream"), Way("A bit of both")]


@pytest.fixture
def decision(cast) -> Decision:
    """Jonas leans to twelve visits, which says nothing to the machine; Amara named the tension."""
    stated = state_decision(cast.jonas, "Visits or a stream?", options=WAYS, view=View(lean=0, confidence=60))
    new_tension("Depth or reach?", [stated], by=cast.amara)
    return stated


def now(decision: Decision) -> Leaning:
    return leaning_of(with_leanings(Decision.objects.filter(pk=decision.pk)).get())


def asked(decision: Decision) -> tuple[str, str] | None:
    question = side_question(with_leanings(Decision.objects.filter(pk=decision.pk)).get())
    return question and (question.said, question.before)


def lean(decision: Decision, way: int | None, ways: list[Way] = WAYS) -> None:
    revise_decision(
        decision,
        decision.statement,
        options=ways,
        by_when=None,
        assumption="",
        view=View(lean=way),
        by=decision.member,
    )


def tension_of(decision: Decision) -> Tension:
    return Tension.objects.get(gatherings__decision=decision)


# -- whose word counts


def test_a_members_word_goes_before_a_hosts_and_a_hosts_before_a_guess(cast) -> None:
    ways = [Way("Reach every city"), Way("Depth with the six")]
    decision = state_decision(cast.jonas, "Which?", options=ways, view=View(lean=0))
    new_tension("Depth or reach?", [decision], by=cast.amara)
    assert (now(decision).side, now(decision).by) == ("second", "guess")
    assert "Reach" in now(decision).reason or "reach" in now(decision).reason

    say_side(decision, "between", by=cast.amara)
    assert (now(decision).side, now(decision).said, now(decision).by) == (None, "between", "host")

    say_side(decision, "first", by=cast.jonas)
    say_side(decision, "second", by=cast.amara)
    assert (now(decision).side, now(decision).by, now(decision).words) == ("first", "member", "Depth")

    take_side_back(decision, by=cast.jonas)
    assert (now(decision).side, now(decision).by) == ("second", "host")

    take_side_back(decision, by=cast.amara)
    assert now(decision).by == "guess"


@pytest.mark.parametrize("word", ["neither", "elsewhere"])
def test_a_member_who_leans_nowhere_there_is_not_guessed_at(cast, decision, word) -> None:
    say_side(decision, "first", by=cast.amara)

    say_side(decision, word, by=cast.jonas)

    assert (now(decision).side, now(decision).said) == (None, word)


def test_said_twice_is_said_once_and_said_otherwise_is_a_row_more(cast, decision) -> None:
    say_side(decision, "first", by=cast.jonas)
    say_side(decision, "first", by=cast.jonas)
    assert Siding.objects.count() == 1

    say_side(decision, "second", by=cast.jonas)

    assert [row.side for row in Siding.objects.all()] == ["first", "second"]
    assert now(decision).side == "second"
    take_side_back(decision, by=cast.jonas)
    assert now(decision).side is None
    take_side_back(decision, by=cast.jonas)


@pytest.mark.parametrize("side", ["between", "good", "", "x" * 5000])
def test_only_what_is_offered_is_taken(cast, decision, side) -> None:
    with pytest.raises(LandscapeTrouble):
        say_side(decision, side, by=cast.jonas)
    assert not Siding.objects.exists()


def test_the_table_itself_keeps_hosts_from_a_members_words(cast, decision) -> None:
    row = {"tension": tension_of(decision), "decision": decision, "who": "member", "host": cast.amara}

    with pytest.raises(IntegrityError), transaction.atomic():
        Siding.objects.create(**row, side="first")


def test_members_are_asked_once_a_host_chose_the_words(cast) -> None:
    found = Tension.objects.create(community=cast.community, label="This or that?")
    decision = state_decision(cast.jonas, "This or that?")
    place(decision, found, by=cast.amara)
    assert asked(decision) is None
    with pytest.raises(LandscapeTrouble):
        say_side(decision, "first", by=cast.jonas)

    name_tension(found, "Hold or let go?", by=cast.amara)

    assert asked(decision) == ("", "")
    say_side(decision, "first", by=cast.jonas)
    assert asked(decision) == ("first", "")


def test_a_name_without_two_sides_asks_nobody_until_the_host_names_them(cast, decision) -> None:
    name_tension(tension_of(decision), "The stream", by=cast.amara)
    assert now(decision).sides is None
    with pytest.raises(LandscapeTrouble):
        say_side(decision, "first", by=cast.amara)

    name_tension(tension_of(decision), "The stream", by=cast.amara, sides=Sides("Keep it", "Drop it"))

    assert say_side(decision, "second", by=cast.jonas).words == "Drop it"


# -- what makes a word stale


def test_another_lean_makes_the_side_stale_and_asks_again(cast, decision) -> None:
    say_side(decision, "first", by=cast.jonas)
    say_side(decision, "first", by=cast.amara)

    lean(decision, 1)
    assert now(decision).side is None
    assert asked(decision) == ("", "Depth")

    lean(decision, None)
    assert now(decision).side is None

    say_side(decision, "second", by=cast.jonas)
    assert now(decision).side == "second"


def test_other_words_for_the_way_leaned_to_make_it_stale_and_other_words_elsewhere_do_not(
    cast, decision
) -> None:
    say_side(decision, "first", by=cast.jonas)
    lean(decision, 0, [WAYS[0], Way("One larger stream")])
    assert now(decision).side == "first"

    lean(decision, 0, [Way("No visits at all"), Way("One larger stream")])

    assert now(decision).side is None


def test_a_check_in_that_moves_only_the_confidence_keeps_the_side(cast, decision) -> None:
    say_side(decision, "first", by=cast.jonas)
    check_in = check_in_on(cast, decision)

    answer_check_in(check_in, Answer(changed=False, state="still_open", confidence=20), by=cast.jonas)

    assert now(decision).side == "first"


def test_a_check_in_that_settles_makes_it_stale_and_an_answer_taken_back_brings_it_again(
    cast, decision
) -> None:
    say_side(decision, "first", by=cast.jonas)
    check_in = check_in_on(cast, decision)

    answer_check_in(check_in, Answer(changed=True, state="decided"), by=cast.jonas)
    assert now(decision).side is None
    assert asked(decision) == ("", "Depth")

    answer_check_in(check_in, Answer(changed=True, state="still_open"), by=cast.jonas)
    assert now(decision).side == "first"


def test_once_decided_the_side_is_read_from_what_was_chosen_or_said_since(cast) -> None:
    ways = [Way("Reach every city"), Way("Depth with the six")]
    decision = state_decision(cast.jonas, "Which?", options=ways, view=View(lean=0))
    new_tension("Depth or reach?", [decision], by=cast.amara)
    say_side(decision, "second", by=cast.jonas)

    settle(decision, "decided", by=cast.jonas, words="Depth with the six")
    assert (now(decision).side, now(decision).by) == ("first", "guess")

    unsettle(decision, by=cast.jonas)
    assert (now(decision).side, now(decision).by) == ("second", "member")

    settle(decision, "decided", by=cast.jonas, words="It came to me on a walk.")
    assert now(decision).side is None

    settle(decision, "dissolved", by=cast.jonas)
    assert now(decision).side is None
    assert asked(decision) is None


def check_in_on(cast, decision: Decision) -> CheckIn:
    room = make_held_room(cast.amara, [cast.jonas, cast.priya, cast.lena], days_ago=20)
    return CheckIn.objects.create(
        room=room, member=cast.jonas, decision=decision, wave=1, due_at=timezone.now() - timedelta(days=1)
    )


# -- what a host changes


def test_reworded_sides_keep_who_stands_on_them_and_sides_that_change_places_take_them_along(
    cast, decision
) -> None:
    tension = tension_of(decision)
    say_side(decision, "first", by=cast.jonas)

    name_tension(tension, "Few or many?", by=cast.amara)
    assert now(decision).words == "Few"

    say_side(decision, "first", by=cast.jonas)
    name_tension(tension, "Many or few?", by=cast.amara)
    assert now(decision).words == "few"

    name_tension(tension, "Where do the days go?", by=cast.amara, sides=Sides("FEW", "Many"))
    assert now(decision).words == "FEW"


def test_own_words_for_the_sides_stay_through_another_name_and_can_be_given_up(cast, decision) -> None:
    tension = tension_of(decision)
    name_tension(tension, "Depth or reach?", by=cast.amara, sides=Sides("Six people", "Six hundred"))
    name_tension(tension, "Deep or wide?", by=cast.amara)
    assert now(decision).sides == Sides("Six people", "Six hundred")

    name_tension(tension, "Deep or wide?", by=cast.amara, sides=Sides("", ""))

    assert now(decision).sides == Sides("Deep", "wide")


def test_other_sides_ask_everybody_anew_until_that_is_taken_back(cast, decision) -> None:
    say_side(decision, "first", by=cast.jonas)
    say_side(decision, "second", by=cast.amara)

    name_tension(tension_of(decision), "Now or later?", by=cast.amara, other_sides=True)
    assert now(decision).side is None

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)
    assert (now(decision).side, now(decision).words) == ("first", "Depth")


def test_a_decision_that_moves_leaves_its_side_behind_and_finds_it_again(cast, decision) -> None:
    tension = tension_of(decision)
    say_side(decision, "first", by=cast.jonas)

    new_tension("Open or closed?", [decision], by=cast.amara)
    assert now(decision).side is None
    say_side(decision, "second", by=cast.jonas)
    assert now(decision).words == "closed"

    place(decision, tension, by=cast.amara)
    assert now(decision).words == "Depth"
    place(decision, None, by=cast.amara)
    assert now(decision) == Leaning()


def test_splitting_asks_those_who_go_anew_and_leaves_the_others(cast, decision) -> None:
    other = state_decision(cast.priya, "Visits or a stream, too?")
    tension = tension_of(decision)
    place(other, tension, by=cast.amara)
    say_side(decision, "first", by=cast.jonas)
    say_side(other, "first", by=cast.priya)

    split_tension(tension, "This year or next?", [other], by=cast.amara)
    assert (now(decision).side, now(other).side) == ("first", None)

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)
    assert (now(decision).side, now(other).side) == ("first", "first")


@pytest.mark.parametrize(
    ("into", "order", "words"),
    [
        ("Few or many?", "same", "Few"),
        ("Many or few?", "turned", "few"),
        ("Few or many?", "", ""),
        ("Depth, or  REACH?", "", "Depth"),
        ("Reach or depth?", "", "depth"),
    ],
)
def test_joining_takes_the_side_along_where_the_sides_answer_each_other(
    cast, decision, into, order, words
) -> None:
    say_side(decision, "first", by=cast.jonas)
    other = new_tension(into, [state_decision(cast.priya, "Another?")], by=cast.amara)

    merge(tension_of(decision), other, by=cast.amara, order=order)
    assert now(decision).words == words

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)
    assert (now(decision).words, now(decision).by) == ("Depth", "member")


def test_what_somebody_took_back_after_joining_does_not_come_again(cast, decision) -> None:
    say_side(decision, "first", by=cast.jonas)
    other = new_tension("Few or many?", [state_decision(cast.priya, "Another?")], by=cast.amara)
    merge(tension_of(decision), other, by=cast.amara, order="same")

    take_side_back(decision, by=cast.jonas)
    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)

    assert now(decision).side is None


def test_a_change_remembered_by_an_earlier_version_can_be_taken_back(cast, decision) -> None:
    tension = tension_of(decision)
    name_tension(tension, "Few or many?", by=cast.amara)
    change = last_rearrangement(cast.amara)
    change.before = {"tensions": [change.before["tensions"][0][:4]], "places": [], "made": None}
    change.save()

    undo_rearrangement(change.pk, by=cast.amara)

    assert now(decision).sides == Sides("Depth", "reach")
