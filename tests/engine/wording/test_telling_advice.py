import pytest

from juncture.engine.wording import read_advice, read_line


@pytest.mark.parametrize(
    "sentence",
    [
        "You should segment the list before you do anything else.",
        "You might want to talk to the ten that pay most.",
        "Why don't you take a working student first?",
        "Try to keep it under twenty minutes.",
    ],
)
def test_a_sentence_that_prescribes_is_seen(sentence: str):
    (reading,) = read_advice(sentence)

    assert reading.advice
    assert reading.way_back == "What happened where you are?"


@pytest.mark.parametrize(
    "sentence",
    [
        "We tried a monthly digest, and the tradeoff we accepted was fewer sign-ups.",
        "What made me doubt it was that our own colleagues stopped forwarding it.",
        "What did you see first?",
        "I moved the call to the evening and lost two people from the night shift.",
    ],
)
def test_experience_and_questions_are_left_alone(sentence: str):
    (reading,) = read_advice(sentence)

    assert not reading.advice
    assert reading.way_back is None


def test_text_split_into_tokens_reads_like_text_as_written():
    written = read_line("You shouldn't wait, it won't get better.")
    split = read_line("You should n't wait , it wo n't get better .")

    assert written is not None
    assert split is not None
    assert abs(written.score - split.score) < 0.02


def test_spans_point_into_the_text_as_it_was_written():
    text = "We lost a month.  You should start earlier!"

    readings = read_advice(text)

    assert [text[slice(*reading.span)] for reading in readings] == [
        "We lost a month.",
        "You should start earlier!",
    ]


def test_german_is_read_by_its_rules():
    told, advised = read_advice(
        "Wir haben das Treffen gekürzt und zwei Leute verloren. Ihr solltet es kürzen.", "de"
    )

    assert not told.advice
    assert advised.advice
    assert advised.way_back == "Was ist bei dir geschehen?"


@pytest.mark.parametrize("language", ["fr", "", "xx-YY"])
def test_an_unknown_language_gets_no_nudge(language: str):
    assert read_advice("Vous devriez attendre.", language) == ()


def test_english_rules_leave_a_text_in_another_language_alone():
    assert read_advice("Vous devriez attendre la fin du mois avant de fermer le forum.") == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x01", "🙂🙂", "<b></b>", "....", "a" * 100_000, "!" * 100_000, "a. " * 40_000]
)
def test_odd_input_is_read_without_complaint(text: str):
    assert len(read_advice(text)) <= 2_000
