"""Whatever is pasted is read in bounded time, and what isn't English or German gets no nudge."""

import re
import time

import pytest

from juncture.engine.wording import languages, read_statement
from juncture.engine.wording.language import language
from juncture.engine.wording.looking import without_markup
from juncture.engine.wording.plain import make_plain, squeezed

LONG = 1_500
PARTS = ("elements", "statement", "signs", "kind_patterns")
HOSTILE = ("i ", "or ", "\n", "i'm still ", "ob ich ")


def patterns(code: str) -> list[re.Pattern[str]]:
    words = language(code)
    assert words is not None

    def leaves(part: object, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        if isinstance(part, dict):
            return [leaf for key, value in part.items() for leaf in leaves(value, (*path, key))]
        return [] if path[-1] in ("present", "absent") else [path]

    paths = [path for part in PARTS for path in leaves(words.texts(part), (part,))]
    return [pattern for path in paths for pattern in words.lowered(*path)]


@pytest.mark.parametrize("code", languages())
def test_no_pattern_runs_away_on_a_text_made_for_it(code: str):
    slow = []
    for pattern in patterns(code):
        own = [word + " " for word in re.findall(r"[a-zäöü]{3,}", pattern.pattern)[:1]]
        for piece in (*HOSTILE, *own):
            text = squeezed(make_plain(piece * (LONG // len(piece)))).text
            begun = time.process_time()
            sum(1 for _ in pattern.finditer(text))
            if time.process_time() - begun > 0.1:
                slow.append((pattern.pattern[:60], piece))

    assert not slow


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 100_000 + "Should I stay?",
        "should I go or stay? " + " " * 100_000,
        "🙂🚀" * 20_000,
        "<b>" * 30_000,
        "«»" * 40_000,
        "\u202e\u200b\x1b[31m" * 20_000,
        "I can't decide, " * 6_000,
        "*_" * 40_000,
        "должен ли я " * 8_000,
    ],
)
def test_a_hundred_thousand_characters_are_read_at_once(text: str):
    begun = time.process_time()

    read_statement(text)

    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "text",
    [
        "¿Debo dejar mi trabajo?",
        "No sé si debo aceptar la oferta o quedarme donde estoy un año más.",
        "Me voy a casa o me quedo a trabajar",
        "Non so se devo accettare l'offerta o restare dove sono.",
        "Je ne sais pas si je dois rester ou partir, et mon équipe attend.",
        "Ik weet niet of ik moet blijven of gaan, wat zouden jullie doen?",
        "今週、どちらにするか決めなければなりません。",
        "Вопрос: остаться или уйти?",
        "Soll ich gehen oder bleiben?",
        "for i in range(10): print(i)",
        "SELECT * FROM a WHERE b = 1 OR c = 2;",
        "def stay_or_go(a, b):\n    return a if a > b else b",
    ],
)
def test_a_language_without_rules_and_program_text_get_no_nudge(text: str):
    reading = read_statement(text)

    assert reading.kind == "unread"
    assert reading.question is None
    assert not reading.decision


def test_brackets_and_tags_are_no_program():
    assert read_statement("a) hire (somebody), b) wait (a year)? Which should I choose?").kind != "unread"
    assert read_statement("<p>Should we <b>hire</b> or wait?</p>").decision


def test_spans_hold_after_long_gaps_and_markup():
    text = "\n\n\n\n  **Should I stay**" + " " * 50 + "or go by Friday?"

    stake = read_statement(text).element("stake")

    assert stake is not None
    assert [text[slice(*span)] for span in stake.spans] == ["by Friday"]
    assert len(without_markup(text)) == len(text)
