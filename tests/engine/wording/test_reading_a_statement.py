from juncture.engine.wording import read_statement


def test_two_open_roads_of_ones_own_read_as_a_decision():
    reading = read_statement("Should we hire a second support person or write better docs first?")

    assert reading.kind == "decision"
    assert reading.restatement == "Whether to hire a second support person or write better docs first"


def test_an_unknown_language_is_left_alone():
    reading = read_statement("Devrions-nous embaucher ou attendre ?", language="fr")

    assert reading.kind == "unread"
    assert reading.elements == ()
    assert reading.question is None


def test_nothing_written_asks_nothing():
    assert read_statement("  \n ").question is None
