"""A tap and a sentence: kept, revised, and landed beside the decision they are about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from juncture.practice.decisions.settling import settle, status_of
from juncture.practice.decisions.stating import View, take_stance
from juncture.practice.followup.answering import Answer, answer_check_in, confidence_at
from juncture.practice.followup.models import CheckIn, CheckInAnswer
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.letters.models import Letter
from juncture.practice.models import Decision, Entry, Option, Settlement, Stance
from tests.conftest import Cast
from tests.factories import make_decision, make_held_room


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return make_decision(cast.jonas)


@pytest.fixture
def asked(cast: Cast, decision: Decision) -> CheckIn:
    return schedule_check_ins(make_held_room(cast.amara, [cast.jonas], days_ago=20))[0]


def test_a_tap_alone_is_an_answer(cast: Cast, asked: CheckIn) -> None:
    answer = answer_check_in(asked, Answer(changed=False), by=cast.jonas)

    assert (answer.changed, answer.example, answer.credit) == (False, "", "")
    assert Entry.objects.filter(verb="check_in_answered", noun_id=asked.pk).count() == 1


def test_what_is_said_is_kept_as_it_was_said(cast: Cast, asked: CheckIn) -> None:
    said = Answer(
        changed=True,
        state="decided",
        example="  The stream is every second week now.\nThe hour between is for six people.  ",
        credit="partly",
        assumption="changed",
        peer_words="Nia's sentence about whoever isn't looking.",
    )

    answer = answer_check_in(asked, said, by=cast.jonas)

    answer.refresh_from_db()
    assert answer.example == "The stream is every second week now.\nThe hour between is for six people."
    assert (answer.credit, answer.assumption, answer.state) == ("partly", "changed", "decided")
    assert answer.peer_words == "Nia's sentence about whoever isn't looking."


def test_credit_without_a_change_is_left_out_and_the_sentence_is_not(cast: Cast, asked: CheckIn) -> None:
    answer = answer_check_in(asked, Answer(changed=False, credit="yes", example="I tried."), by=cast.jonas)

    assert (answer.credit, answer.example) == ("", "I tried.")


def test_answering_again_revises_the_one_answer(cast: Cast, asked: CheckIn) -> None:
    first = answer_check_in(asked, Answer(changed=False), by=cast.jonas)

    answer_check_in(asked, Answer(changed=True, example="A short list.", credit="yes"), by=cast.jonas)

    kept = CheckInAnswer.objects.get()
    assert (kept.pk, kept.at, kept.changed) == (first.pk, first.at, True)
    assert kept.revised_at is not None
    assert Entry.objects.filter(verb="check_in_revised").count() == 1


def test_a_late_answer_is_as_welcome(cast: Cast, asked: CheckIn) -> None:
    late = asked.due_at + timedelta(days=200)

    answer = answer_check_in(asked, Answer(changed=True), by=cast.jonas, at=late)

    assert answer.at == late


def test_the_letter_that_still_waits_is_dropped(cast: Cast, asked: CheckIn) -> None:
    waiting = Letter.objects.get(kind=Letter.Kind.CHECK_IN, about_id=asked.pk)
    assert waiting.dropped_at is None

    answer_check_in(asked, Answer(changed=False), by=cast.jonas)

    waiting.refresh_from_db()
    assert waiting.dropped_at is not None


def test_a_decision_that_is_decided_comes_to_rest_once(
    cast: Cast, asked: CheckIn, decision: Decision
) -> None:
    answer_check_in(asked, Answer(changed=True, state="decided"), by=cast.jonas)
    answer_check_in(asked, Answer(changed=True, state="decided", example="Now in words."), by=cast.jonas)

    assert list(decision.settlements.values_list("outcome", flat=True)) == ["decided"]


def test_what_was_decided_before_is_not_decided_again(cast: Cast, asked: CheckIn, decision: Decision) -> None:
    settle(decision, Settlement.Outcome.DECIDED, by=cast.jonas)

    answer_check_in(asked, Answer(changed=True, state="decided"), by=cast.jonas)

    assert decision.settlements.count() == 1


def test_a_decided_decision_that_is_open_again_is_taken_up_again(
    cast: Cast, asked: CheckIn, decision: Decision
) -> None:
    settle(decision, Settlement.Outcome.DECIDED, by=cast.jonas, at=asked.due_at)

    answer_check_in(asked, Answer(changed=False, state="still_open"), by=cast.jonas)

    assert status_of(Decision.objects.get()) == Settlement.Outcome.REVISITED


def test_a_revised_answer_takes_its_own_settlement_back(
    cast: Cast, asked: CheckIn, decision: Decision
) -> None:
    answer_check_in(asked, Answer(changed=True, state="decided"), by=cast.jonas)

    answer_check_in(asked, Answer(changed=True, state="still_open"), by=cast.jonas)

    assert not decision.settlements.exists()


def test_confidence_is_a_stance_beside_the_earlier_ones_and_keeps_the_lean(
    cast: Cast, asked: CheckIn, decision: Decision
) -> None:
    option = Option.objects.create(decision=decision, position=0, text="Stop the stream")
    take_stance(decision, Stance.Occasion.INTAKE, View(lean=0, confidence=40), at=decision.stated_at)

    answer = answer_check_in(asked, Answer(changed=True, confidence=65), by=cast.jonas)
    answer_check_in(asked, Answer(changed=True, confidence=55), by=cast.jonas)

    stances = decision.stances.order_by("at").values_list("occasion", "confidence", "lean")
    assert list(stances) == [("intake", 40, option.pk), ("check_in", 55, option.pk)]
    assert confidence_at(answer) == 55


def test_without_a_decision_there_is_nothing_to_move(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.priya], days_ago=20)
    (asked, *_) = schedule_check_ins(room)

    answer_check_in(asked, Answer(changed=True, state="decided", confidence=90), by=cast.priya)

    assert not Settlement.objects.exists()
    assert not Stance.objects.exists()


def test_an_answer_is_no_older_than_its_asking_when_no_time_is_given(cast: Cast, asked: CheckIn) -> None:
    before = timezone.now()

    answer = answer_check_in(asked, Answer(changed=False), by=cast.jonas)

    assert before <= answer.at <= timezone.now()
