"""Cut as the tokeniser of the encoder's own library cuts; the cases were made with it."""

import pytest

from juncture.engine.wording.advice_network import network
from juncture.engine.wording.word_pieces import word_pieces

KNOWN = {
    piece: number
    for number, piece in enumerate(
        [
            "[UNK]",
            "talk",
            "##ing",
            "to",
            "your",
            "manager",
            "don",
            "'",
            "t",
            "wait",
            ".",
            "a",
            "##b",
            "cafe",
            "—",
            "中",
        ]
    )
}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("Talk to your manager.", ["talk", "to", "your", "manager", "."]),
        ("talking", ["talk", "##ing"]),
        ("don't wait", ["don", "'", "t", "wait"]),
        ("CAFÉ", ["cafe"]),
        ("wait—talk", ["wait", "—", "talk"]),
        ("wait中t", ["wait", "中", "t"]),
        ("tal", ["[UNK]"]),
        ("talk\u200bing", ["talk", "##ing"]),
        ("a\x00b", ["a", "##b"]),
        ("a" * 101, ["[UNK]"]),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(text: str, pieces: list[str]) -> None:
    names = list(KNOWN)

    assert [names[number] for number in word_pieces(text, KNOWN, most=50)] == pieces


def test_no_more_is_cut_than_is_wanted() -> None:
    assert len(word_pieces("talk " * 1_000_000, KNOWN, most=7)) == 7


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("you shouldn't wait for them .", "you shouldn ' t wait for them ."),
        ("our volunteers unsubscribed", "our volunteers un ##su ##bs ##cr ##ibe ##d"),
        ("qzxv", "q ##z ##x ##v"),
    ],
)
def test_a_word_that_isnt_known_whole_falls_into_smaller_pieces(text: str, pieces: str) -> None:
    known = network().known
    names = list(known)

    assert [names[number] for number in word_pieces(text, known, most=50)] == pieces.split()
