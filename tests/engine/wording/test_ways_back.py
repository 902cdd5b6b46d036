"""What leaves the purpose of a field is led back to it, and what keeps to it is left alone."""

import pytest

from juncture.engine.wording import PURPOSES, languages, way_back
from juncture.engine.wording.language import language

TASKS = [
    ("en", "Action items:\nJonas"),
    ("en", "Priya to draft the mail by Friday."),
    ("en", "I will call the five sponsors by 12 December."),
    ("en", "By the end of the month I'll send everyone the plan."),
    ("en", "New landing page (Jonas, 12 Dec)"),
    ("en", "Owner: Jonas"),
    ("en", "- Call the sponsors\n- Draft the plan"),
    ("en", "[ ] new plan\n[x] budget"),
    ("de", "Nächste Schritte:\nPlan"),
    ("de", "Jonas ruft die Sponsoren bis Freitag an."),
    ("de", "Ich schreibe allen bis zum 12.12. eine Mail."),
    ("de", "- Sponsoren anrufen\n- Plan schreiben"),
]

ORIENTATIONS = [
    ("en", "Deepen it where trust is, for a quarter."),
    ("en", "If nobody answers by March, I will look at this again."),
    ("en", "I will look at this again by March."),
    ("en", "By March we had lost ten members."),
    ("en", "We must decide by Friday."),
    ("en", "What happens when I stop writing the newsletter by May?"),
    ("en", "I leave without action items."),
    ("en", "Ask two members what they would miss."),
    ("en", "- That trust scales\n- That they read it"),
    ("en", "- Call the sponsors"),
    ("en", "You should tell everybody."),
    ("de", "Wenn sich bis März niemand meldet, sehe ich mir das noch einmal an."),
    ("de", "Bis März hatten wir zehn verloren."),
    ("de", "Wir müssen uns bis Freitag entscheiden."),
    ("de", "Was wäre, wenn ich bis Freitag nichts schreibe?"),
]


@pytest.mark.parametrize(("code", "text"), TASKS)
def test_a_task_on_a_card_is_led_back_to_what_is_seen(code, text):
    found = way_back(text, "orientation", code)

    assert found is not None
    assert found.text in text
    assert found.question in ("What do you see differently?", "Was siehst du jetzt anders?")


@pytest.mark.parametrize(("code", "text"), ORIENTATIONS)
def test_an_orientation_is_left_alone(code, text):
    assert way_back(text, "orientation", code) is None


def test_the_same_advice_is_led_back_to_each_purpose_in_its_own_words():
    text = "Two of them met without me. You should begin small."

    experience, story = way_back(text, "experience"), way_back(text, "first_win")

    assert experience.text == story.text == "You should begin small."
    assert experience.question == "What happened where you are?"
    assert story.question == "How was it before, what was the moment, what did it unlock?"


def test_a_story_is_left_alone():
    assert way_back("Before, nobody answered. Then two of them met without me.", "first_win") is None


@pytest.mark.parametrize(
    "text", ["Priya doit appeler Jonas avant vendredi.", "", " ", "\x00\ud800", "1." * 4000]
)
@pytest.mark.parametrize("code", ["en", "fr", ""])
def test_what_cannot_be_read_gets_none(code, text):
    assert way_back(text, "orientation", code) is None


@pytest.mark.parametrize("code", languages())
def test_every_language_has_a_reason_and_a_question_for_each_purpose(code):
    for purpose in PURPOSES:
        said = language(code).texts("ways_back", purpose)
        assert said["reason"]
        assert said["question"].endswith("?")
