"""How evenly a conversation was shared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.engine.change import evenness


def test_equal_turns_are_even() -> None:
    assert evenness([7, 7, 7, 7]) == pytest.approx(1)


def test_one_voice_alone_is_not() -> None:
    assert evenness([40, 0, 0, 0]) == 0


def test_half_a_quarter_and_a_quarter_by_hand() -> None:
    # entropy 1.5 bits, of at most log2(3) = 1.58496
    assert evenness([2, 1, 1]) == pytest.approx(1.5 / 1.5849625)


def test_silence_and_a_person_alone_have_no_evenness() -> None:
    assert evenness([0, 0, 0]) is None
    assert evenness([12]) is None
    assert evenness([]) is None


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        evenness([3, -1])


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any))
def test_it_lies_between_nothing_and_one_whoever_speaks_first(amounts: list[int]) -> None:
    found = evenness(amounts)

    assert found is not None
    assert 0 <= found <= 1
    assert found == pytest.approx(evenness(amounts[::-1]))


@given(st.lists(st.integers(1, 100), min_size=2, max_size=8))
def test_another_silent_person_makes_it_less_even(amounts: list[int]) -> None:
    with_them, without = evenness([*amounts, 0]), evenness(amounts)

    assert with_them is not None
    assert without is not None
    assert with_them < without
