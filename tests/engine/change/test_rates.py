"""A share and its interval: worked examples from the literature, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.engine.change import rate


def test_wilson_interval_of_81_of_263() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion", Stat. Med. 17 (1998), table I: method 3.
    found = rate(81, 263)

    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_near_the_ends(successes: int, n: int, low: float, high: float) -> None:
    # The same table.
    found = rate(successes, n)

    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_one_of_two_by_hand() -> None:
    # z = 1: middle 1/2, half width 1/(1 + 1/2) · √(1/8 + 1/16) = 2/3 · 0.4330
    found = rate(1, 2, z=1)

    assert found is not None
    assert (found.share, found.n) == (0.5, 2)
    assert found.low == pytest.approx(0.5 - 0.288675, abs=1e-6)
    assert found.high == pytest.approx(0.5 + 0.288675, abs=1e-6)


def test_nobody_gives_no_rate() -> None:
    assert rate(0, 0) is None


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 4), (0, -1)])
def test_what_cannot_be_is_refused_and_named(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"came {successes} of {n}"):
        rate(successes, n)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_on_the_scale(given: tuple[int, int]) -> None:
    successes, n = given

    found = rate(successes, n)

    assert found is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_counting_the_others_mirrors_the_interval(given: tuple[int, int]) -> None:
    successes, n = given

    one, other = rate(successes, n), rate(n - successes, n)

    assert one is not None
    assert other is not None
    assert one.low == pytest.approx(1 - other.high)
    assert one.high == pytest.approx(1 - other.low)


@given(st.integers(1, 40), st.integers(2, 10))
def test_the_same_share_of_more_people_is_surer(n: int, times: int) -> None:
    few, many = rate(n // 2, n), rate(n // 2 * times, n * times)

    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low
