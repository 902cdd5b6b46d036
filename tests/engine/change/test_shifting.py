"""Before and after of the same people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.engine.change import shift
from juncture.engine.change.shifting import _t_95


def test_four_people_by_hand() -> None:
    # changes 1, 2, 3, 2: mean 2, standard deviation √(2/3), half width 3.1824 · √(2/3) / 2
    found = shift([(1, 2), (1, 3), (2, 5), (3, 5)])

    assert found is not None
    assert (found.before, found.after, found.change, found.n) == (1.75, 3.75, 2, 4)
    assert found.high - found.change == pytest.approx(1.29921, abs=1e-4)
    assert found.change - found.low == pytest.approx(1.29921, abs=1e-4)


def test_students_sleep_data() -> None:
    # "Student", 1908: ten patients, hours gained with one drug and the other; paired 95 % interval 0.70 to 2.46.
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

    found = shift(list(zip(one, other, strict=True)))

    assert found is not None
    assert (round(found.change, 2), round(found.low, 2), round(found.high, 2)) == (1.58, 0.70, 2.46)


@pytest.mark.parametrize(
    ("freedom", "t"), [(1, 12.7062), (4, 2.7764), (5, 2.5706), (7, 2.3646), (18, 2.1009), (60, 2.0003)]
)
def test_the_quantile_is_the_one_in_the_tables(freedom: int, t: float) -> None:
    assert _t_95(freedom) == pytest.approx(t, abs=5e-4)


def test_one_person_has_no_spread() -> None:
    assert shift([(40, 60)]) is None
    assert shift([]) is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=40))
def test_turning_time_round_turns_the_change_round(pairs: list[tuple[int, int]]) -> None:
    there, back = shift(pairs), shift([(after, before) for before, after in pairs])

    assert there is not None
    assert back is not None
    assert there.change == pytest.approx(-back.change)
    assert there.low == pytest.approx(-back.high)
    assert there.low <= there.change <= there.high
