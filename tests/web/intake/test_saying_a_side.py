"""A member says in a tap which way they lean in the tension their decision lies in; nobody but their host is told."""

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.decisions.settling import settle
from juncture.practice.decisions.stating import View, Way, revise_decision, state_decision
from juncture.practice.landscape.rearranging import new_tension, place
from juncture.practice.models import Decision, Siding, Tension

ASK = "Which way do you lean now?"
LABEL = "Depth with a few or reach to many?"


@pytest.fixture
def jonas(as_member, cast) -> Client:
    return as_member(cast.jonas)


@pytest.fixture
def decision(cast) -> Decision:
    ways = [Way("Twelve visits"), Way("One stream")]
    stated = state_decision(cast.jonas, "Visits or a stream?", options=ways, view=View(lean=0))
    new_tension(LABEL, [stated], by=cast.amara)
    return stated


def side(decision: Decision) -> str:
    return reverse("decision_side", args=[decision.pk])


def shown(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_the_question_comes_with_the_tension_and_goes_with_the_answer(jonas: Client, decision) -> None:
    page = shown(jonas, "me")
    assert ASK in page
    assert LABEL in page

    answered = jonas.post(side(decision), {"side": "first", "on": "me"}, follow=True)

    assert answered.redirect_chain == [(reverse("me"), 302)]
    assert ASK not in answered.content.decode()
    assert "You lean to “Depth with a few”." in shown(jonas, "decision", decision.pk)


def test_taken_back_it_is_asked_again(jonas: Client, decision) -> None:
    jonas.post(side(decision), {"side": "elsewhere"})
    assert "You said that it is not about that." in shown(jonas, "decision", decision.pk)

    jonas.post(side(decision), {"side": "back"})

    assert ASK in shown(jonas, "me")


def test_after_another_lean_it_is_asked_again_with_what_was_said(jonas: Client, cast, decision) -> None:
    jonas.post(side(decision), {"side": "first"})
    ways = [Way("Twelve visits"), Way("One stream")]

    revise_decision(
        decision, "Words", options=ways, by_when=None, assumption="", view=View(lean=1), by=cast.jonas
    )

    assert ASK in shown(jonas, "me")
    assert "You said “Depth with a few” before something changed." in shown(jonas, "decision", decision.pk)


def test_what_only_the_machine_named_is_not_shown(jonas: Client, cast, decision) -> None:
    place(decision, Tension.objects.create(community=cast.community, label="My boss or me?"), by=cast.amara)

    assert "My boss" not in shown(jonas, "me") + shown(jonas, "decision", decision.pk)
    refused = jonas.post(side(decision), {"side": "first"}, follow=True)
    assert "no two sides here" in refused.content.decode()


def test_what_has_come_to_rest_is_not_asked_about_on_the_first_page(jonas: Client, cast, decision) -> None:
    settle(decision, "decided", by=cast.jonas)

    assert ASK not in shown(jonas, "me")
    assert "Which way did you go?" in shown(jonas, "decision", decision.pk)


@pytest.mark.parametrize("word", ["", "between", "FIRST", "x" * 9000])
def test_another_word_is_refused_kindly(jonas: Client, decision, word) -> None:
    page = jonas.post(side(decision), {"side": word}, follow=True)

    assert "Choose one of those shown." in page.content.decode()
    assert not Siding.objects.exists()


def test_nobody_else_says_or_sees_it(as_member, cast, jonas: Client, decision) -> None:
    jonas.post(side(decision), {"side": "first"})
    priya = as_member(cast.priya)

    assert priya.post(side(decision), {"side": "second"}).status_code == 404
    assert Siding.objects.get().side == "first"
    mine = state_decision(cast.priya, "Mine?")
    place(mine, decision.gathering.tension, by=cast.amara)
    page = shown(priya, "me") + shown(priya, "decision", mine.pk)
    assert LABEL in page
    assert "Jonas" not in page
