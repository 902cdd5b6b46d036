"""Shapes of posts the coach meets: headings, one way to take or leave, long lead-ins, proposals, things settled."""

import pytest

from juncture.engine.wording import read_statement

OPEN = {
    "a heading that sets one thing against another": "Newsletter vs. podcast\nWe have four hours a week for one. "
    "Our readers are loyal and few. In your experience, which of the two reaches new people?",
    "one way to take or leave": "should i quit my phd?",
    "a choice in the last sentence of many": "I have run the group for six years. It began in my kitchen. We are forty "
    "now and meet in the library. The library wants a contract with a named person in it. I never wanted to be that "
    "person. My knees are bad too. Is it time to hand it over, or do I sign for one more year?",
    "a list of ways": "Three options: hire a manager, contract an agency, or keep doing it myself on Sundays.",
    "a lean that asks what speaks against it": "I'm leaning towards closing the chat, since the same people talk "
    "there. Am I missing something? What would you do?",
    "English that isn't the writer's first": "Do we write the announcements in simple English only or we translate in "
    "four languages, what takes Ana two days each time?",
    "two sentences with an or between them": "We could raise the ticket price. Or we find a sponsor.",
    "an aside with a mark of its own": "Do we pay one of the coordinators (which one?!) or spend it on travel for all?",
    "two things, more said of the second": "English everywhere, or three language groups that hardly meet?",
    "a second way put as a question": "A rewrite is a year. Or I write only the twenty task pages?",
    "one of two that can be carried": "The contest again or a council of fifteen. I can carry one of the two.",
    "no apostrophes": "i dont know, better to make a meeting every month with few people or one big in the year",
    "wisdom asked for": "Do you think it's wise to let competitors into our user group?",
}
NOT_OPEN = {
    "a bare proposal": "Proposal: drop support for the old format in the next release. It blocks two features.",
    "a wish": "It would be nice if the calendar showed the week numbers.",
    "a fact asked": "Is it legal to film a meetup in a library, or are there rules for it?",
    "help asked without ways to go": "I was promoted but didn't get a raise or a new title. What do I do?",
    "advice to somebody else": "You should talk to her first. If she says no, you can ask the board or the office.",
    "an error": "When I run the import it fails with a timeout or an empty page. Does anyone know why?",
    "a past choice told": "I accepted the offer from the bank yesterday and start in January.",
    "a way offered to somebody else": "Walking helps most people. Or the patches, which they sell in every shop.",
    "an announcement": "Our spring gathering is on the 4th of May, doors open at six or a bit earlier.",
}


@pytest.mark.parametrize("shape", OPEN)
def test_an_open_choice_is_seen_in_posts_of_many_shapes(shape: str):
    assert read_statement(OPEN[shape]).decision


@pytest.mark.parametrize("shape", NOT_OPEN)
def test_an_or_alone_makes_no_decision(shape: str):
    reading = read_statement(NOT_OPEN[shape])

    assert not reading.decision
    assert reading.question


def test_what_leans_one_way_is_asked_for_what_speaks_against_it():
    reading = read_statement(OPEN["a lean that asks what speaks against it"])

    assert reading.kind == "leaning"
    assert reading.question == "What would be the strongest reason not to close the chat?"


def test_ways_that_cannot_follow_if_you_are_not_pressed_into_a_question():
    reading = read_statement("I don't know if I should tell my co-organiser before the conference or after.")

    assert reading.question == "What would you give up, whichever way you go?"
    assert reading.restatement == "Whether to tell my co-organiser before the conference or after"


def test_emphasis_and_bullets_do_not_hide_a_question():
    plain = "Should I open a new page, or edit the old one?"

    marked = read_statement(f"* **{plain}**")

    assert marked.decision
    assert next(span for element in marked.elements for span in element.spans) == (4, 4 + len(plain))


def test_a_thing_is_not_said_back_as_if_one_could_do_it():
    assert read_statement("Considering a move to a four-day event.").restatement is None
    between = read_statement("We are considering a newsletter or a podcast. Which one?")
    assert between.restatement == "Whether it is to be a newsletter or a podcast"


def test_pictures_stay_out_of_what_is_said_back():
    reading = read_statement("Do we 🤔 keep the free tier 🎁 or kill it 💀 before the summer?")

    assert reading.restatement == "Whether to keep the free tier or kill it"


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("Participation in our community is low.", "What would you give up with each of the ways you named?"),
        ("We will launch a certification next year.", "What speaks most for the other way you named?"),
    ],
)
def test_whoever_listed_ways_is_not_asked_for_a_choice_once_more(statement: str, asked: str):
    assert read_statement(statement, options=("Certify", "Wait a year")).question == asked
