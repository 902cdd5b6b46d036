import time

import pytest

from juncture.engine.wording import languages, name_roads, read_statement

DECISIONS = [
    "Should we hire a second support person or write better docs first?",
    "Do I give the Wednesday to those six, or keep the stream because the board counts it?",
    "I have two offers and can't decide. One pays more, the other has better people.",
    "Whether to raise our price for everyone or only for new customers.",
    "If I step back to lead them, the quality falls; if I keep writing, they become my assistants.",
    "Torn between hiring locally and going remote.",
    "Sprint or mentored places next season? The sponsors like the photo and we pay for both.",
    "I'm thinking about leaving my job to start my own studio, but I would lose the insurance.",
]
OTHERS = {
    "How do I set up a bot for the forum or for Discord?": "how_to",
    "What's the best tool for member surveys?": "how_to",
    "Does anyone have tips on writing newsletters or digests?": "how_to",
    "We decided to close the forum in May. Here is why.": "decided",
    "I'm fed up: nobody reads the guidelines and they always post in the wrong place.": "complaint",
    "Our participation is low and we need to find a way to make members more active.": "challenge",
    "We will launch a partner certification next half. It's the logical next step.": "leaning",
}


@pytest.mark.parametrize("text", DECISIONS)
def test_an_open_choice_of_ones_own_reads_as_a_decision(text: str):
    reading = read_statement(text)

    assert reading.decision
    assert reading.score > 0.5


@pytest.mark.parametrize("text", OTHERS)
def test_what_holds_no_open_choice_gets_another_hint_and_a_question(text: str):
    reading = read_statement(text)

    assert reading.kind == OTHERS[text]
    assert reading.question


def test_spans_point_into_the_text_as_it_was_written():
    text = "Ca n’t decide :  stay or go back to Slack by Friday?"

    stake = read_statement(text).element("stake")

    assert stake is not None
    assert [text[slice(*span)] for span in stake.spans] == ["by Friday"]


def test_the_restatement_keeps_their_words():
    reading = read_statement("Should I take the job, or stay because the team is good?")

    assert reading.restatement == "Whether to take the job or stay, given that the team is good"


def test_a_single_road_is_asked_for_the_other_in_the_second_person():
    reading = read_statement("I'm thinking about leaving my job.")

    assert reading.missing[0] == "options"
    assert reading.question == "If you don't leave your job, what would you do instead?"


def test_options_and_a_date_given_beside_the_text_count_as_said():
    reading = read_statement("Our newsletter.", options=("Keep it", "End it"), by_when="2026-12-01")

    present = {element.name for element in reading.elements if element.present}
    assert {"options", "stake"} <= present


def test_somebody_elses_decision_is_not_ones_own():
    reading = read_statement("My boss decides whether we move to Teams or stay on Slack.")

    assert "mine" in reading.missing


def test_a_reopened_decision_is_open():
    reading = read_statement(
        "We chose Discourse last year, but I'm having second thoughts: stay or go back to Slack?"
    )

    assert reading.decision


def test_german_is_read_in_german():
    reading = read_statement("Sollen wir das Forum behalten oder zu Discord umziehen?", language="de-AT")

    assert reading.decision
    assert reading.question == "Das Forum behalten oder zu Discord umziehen: Was würdest du jeweils aufgeben?"


@pytest.mark.parametrize(
    ("text", "question", "said_back"),
    [
        (
            "Ich überlege, ob ich zu einer anderen Firma wechsle oder bei meinem Verein bleibe.",
            "Zu einer anderen Firma wechseln oder bei deinem Verein bleiben: Was würdest du jeweils aufgeben?",
            "Zur Wahl steht: zu einer anderen Firma wechseln – oder: bei meinem Verein bleiben",
        ),
        (
            "Ich weiß nicht, ob ich Jana zur Leiterin machen soll oder jemanden von außen holen.",
            "Jana zur Leiterin machen oder jemanden von außen holen: Was würdest du jeweils aufgeben?",
            "Zur Wahl steht: Jana zur Leiterin machen – oder: jemanden von außen holen",
        ),
        (
            "Wir erwägen, den Newsletter einzustellen.",
            "Den Newsletter einstellen: Und wenn nicht, was dann?",
            "Zur Wahl steht: den Newsletter einstellen – oder: alles lassen, wie es ist",
        ),
        (
            "Festpreis oder Abrechnung nach Stunden? Der Kunde will bis Freitag Bescheid.",
            "Festpreis oder Abrechnung nach Stunden: Was würdest du jeweils aufgeben?",
            "Zur Wahl steht: Festpreis – oder: Abrechnung nach Stunden",
        ),
        (
            "Ich schwanke, ob ich die große oder die kleine Halle nehme.",
            "Die große oder die kleine Halle nehmen: Was würdest du jeweils aufgeben?",
            "Zur Wahl steht: die große – oder: die kleine Halle nehmen",
        ),
        (
            "Treffen wir uns dienstags oder jeden zweiten Samstag?",
            "Was würdest du auf dem einen und was auf dem anderen Weg aufgeben?",
            "Zur Wahl steht: Treffen wir uns dienstags – oder: jeden zweiten Samstag",
        ),
        (
            "Sollen wir den Beitrag erhöhen, um die Halle zu behalten, oder die Halle aufgeben?",
            "Was würdest du auf dem einen und was auf dem anderen Weg aufgeben?",
            "Zur Wahl steht: den Beitrag erhöhen, um die Halle zu behalten, – oder: die Halle aufgeben",
        ),
    ],
)
def test_german_asks_about_the_ways_by_their_name(text: str, question: str, said_back: str):
    reading = read_statement(text, language="de")

    assert reading.question == question
    assert reading.restatement == said_back


def test_every_language_brings_all_the_words_the_first_one_has():
    from juncture.engine.wording.language import language

    def names(part: object) -> object:
        return {key: names(value) for key, value in part.items()} if isinstance(part, dict) else None

    kept = {
        code: names({k: v for k, v in language(code).data.items() if k not in ("words", "said_back")})
        for code in languages()
    }

    assert all(of == kept["en"] for of in kept.values())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Devrions-nous embaucher ou attendre ?", "fr"),
        ("Je dois décider si je quitte mon poste ou si je reste encore un an.", "en"),
        ("Ich überlege, ob ich die Stelle annehme oder bei meinem Verein bleibe.", "en"),
        ("今週、どちらにするか決めなければなりません。", "en"),
        ("  \n ", "en"),
        ("", "en"),
        ("🙂🙂🙂", "en"),
    ],
)
def test_what_cannot_be_read_is_left_alone(text: str, language: str):
    reading = read_statement(text, language=language)

    assert reading.kind == "unread"
    assert reading.elements == ()
    assert reading.question is None


@pytest.mark.parametrize(
    "text",
    [
        "AI",
        "x" * 100_000,
        "or " * 30_000,
        "<script>or</script> " * 5_000,
        "\x00\x07 should I or not?",
        "? " * 50_000,
    ],
)
def test_odd_input_is_read_at_once_and_without_complaint(text: str):
    begun = time.process_time()  # what a busy machine does beside it isn't counted

    read_statement(text)

    assert time.process_time() - begun < 1


def test_a_statement_is_read_while_it_is_being_written():
    text = " ".join(DECISIONS[:3])
    read_statement(text)

    begun = time.process_time()
    for _ in range(20):
        read_statement(text)

    # Ten milliseconds is the promise; a busy machine gets three times that before the test complains.
    assert (time.process_time() - begun) / 20 < 0.03


@pytest.mark.parametrize(
    ("text", "roads"),
    [
        ("Should we stay small or grow?", ("stay small", "grow")),
        ("Field days (one farm), or online evenings?", ("field days", "online evenings")),
        ("Nothing to choose here.", ()),
    ],
)
def test_roads_are_named_in_the_persons_words(text: str, roads: tuple[str, ...]):
    assert name_roads(text) == roads


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (("Keep the forum", "Move to chat"), "Keep the forum, or move to chat?"),
        (("Two regions", "API first"), "Two regions, or API first?"),
        (("Hire somebody", "I do it myself"), "Hire somebody, or I do it myself?"),
    ],
)
def test_ways_that_were_listed_are_said_back_as_they_were_written(ways, said):
    assert read_statement("We keep going round in circles about this.", options=ways).restatement == said
