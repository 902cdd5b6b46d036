"""A pattern that isn't run because its words are missing would not have been found."""

import re
from pathlib import Path

import pytest

from juncture.engine.wording import gates, read_statement
from juncture.engine.wording.gates import gate
from juncture.engine.wording.language import language

DATA = Path(__file__).parents[3] / "tools" / "data"


def lines(name: str) -> list[str]:
    written = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line[6:] for line in written if line and line[0] not in "#="]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\btorn\b", ("torn",)),
        (r"\b(?:torn|stuck) between\b", (" between",)),
        (r"\b(?:boring|noisy)\b", ("noisy", "boring")),
        (r"\b(?:very )?(?:noisy)+\b", ("noisy",)),
        (r"(?=loud)\w+", ()),
        (r"\b(?:noisy)?\b", ()),
        (r"\b(?:noisy|\w+ly)\b", ("ly", "noisy")),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(pattern: str, words: tuple[str, ...]):
    assert gate(pattern) == words


@pytest.mark.parametrize(("code", "name"), [("en", "statements.txt"), ("de", "german_statements.txt")])
def test_every_pattern_that_is_found_has_one_of_its_words_there(code: str, name: str):
    words = language(code)
    paths = [
        ("elements", element, strength)
        for element in words.data["elements"]
        for strength in ("strong", "weak")
    ]
    paths += [(kind, each) for kind in ("signs", "kind_patterns") for each in words.data.get(kind, ())]
    patterns = [
        pattern for path in paths if path[-1] in _within(words.data, path) for pattern in words.lowered(*path)
    ]

    found = [(each, line) for line in lines(name) for each in patterns if each.search(line.lower())]

    assert len(found) > 100
    for each, line in found:
        assert not gate(each.pattern) or any(word in line.lower() for word in gate(each.pattern))


def test_without_the_parser_all_patterns_are_run_and_say_the_same(monkeypatch):
    statement = "Should we stay in the kitchen or rent a hall? I'm afraid to lose the quiet ones, but it is noisy here."
    before = read_statement(statement)
    monkeypatch.setattr(gates, "_parser", None)
    gate.cache_clear()

    assert gate(re.compile("torn").pattern) == ()
    assert read_statement(statement) == before
    gate.cache_clear()


def _within(data: dict, path: tuple[str, ...]) -> dict:
    for step in path[:-1]:
        data = data[step]
    return data
