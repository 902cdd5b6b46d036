"""What is shown of a few people: by hand on small tables, and against everything one could subtract."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.engine.change import DISTRIBUTION, Person, Rule, enough, shown


def people(*ids: int, firms: int = 9) -> frozenset[Person]:
    return frozenset(Person(one, one % firms) for one in ids)


def test_five_people_of_three_employers_are_enough() -> None:
    assert enough(people(1, 2, 3, 4, 5))
    assert enough(people(1, 2, 3, 4, 5, firms=3))


def test_four_people_are_not_nor_two_employers() -> None:
    assert not enough(people(1, 2, 3, 4))
    assert not enough(people(*range(20), firms=2))


def test_people_whose_employer_is_not_known_count_as_one_employer() -> None:
    unknown = frozenset(Person(one) for one in range(10))

    assert not enough(unknown)
    assert enough(unknown | {Person(20, 1), Person(21, 2)})


def test_a_distribution_asks_for_eight() -> None:
    assert not enough(people(*range(7)), DISTRIBUTION)
    assert enough(people(*range(8)), DISTRIBUTION)


def test_large_cells_are_all_shown() -> None:
    cells = {"spring": people(*range(6)), "autumn": people(*range(6, 13))}

    assert shown(cells) == {"spring", "autumn"}


def test_the_only_small_cell_takes_the_smallest_large_one_along() -> None:
    # The total less both large cells would be the three people of "foyer".
    cells = {"spring": people(*range(6)), "autumn": people(*range(6, 13)), "foyer": people(13, 14, 15)}

    assert shown(cells) == {"autumn"}


def test_two_small_cells_hide_each_other() -> None:
    cells = {"large": people(*range(9)), "one": people(10, 11, 12), "two": people(13, 14, 15)}

    assert shown(cells) == {"large"}


def test_small_cells_of_one_employer_do_not_hide_each_other() -> None:
    same = frozenset(Person(one, 1) for one in range(20, 28))
    cells = {"large": people(*range(9)), "larger": people(*range(30, 41)), "one house": same}

    assert shown(cells) == {"larger"}


def test_people_in_no_cell_are_hidden_people_too() -> None:
    cells = {"spring": people(*range(6)), "autumn": people(*range(6, 13))}

    assert shown(cells, unlisted=people(40)) == {"autumn"}
    assert shown(cells, unlisted=people(*range(40, 45))) == {"spring", "autumn"}


def test_nothing_large_shows_nothing() -> None:
    assert shown({"a": people(1, 2), "b": people(3)}) == frozenset()
    assert shown({}) == frozenset()


def test_a_rule_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rule(people=0)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, frozenset[Person]]:
    """Cells that may share people: somebody comes to more than one moment."""
    everybody = [Person(one, one % draw(st.integers(1, 6))) for one in range(30)]
    names = draw(st.integers(1, 6))
    return {
        f"cell {name}": frozenset(draw(st.lists(st.sampled_from(everybody), max_size=14)))
        for name in range(names)
    }


@given(tables())
def test_no_difference_of_shown_figures_is_about_fewer_than_five(cells: dict[str, frozenset[Person]]) -> None:
    seen = shown(cells)

    # The total counts each coming: taking cells away leaves the comings of the cells that are left.
    for taken in chain.from_iterable(combinations(sorted(seen), size) for size in range(1, len(seen) + 1)):
        left = frozenset[Person]().union(*(cells[name] for name in cells if name not in taken))
        assert not left or enough(left)


@given(tables())
def test_what_is_shown_is_large_enough_itself(cells: dict[str, frozenset[Person]]) -> None:
    assert all(enough(cells[name]) for name in shown(cells))


@given(tables())
def test_the_order_of_the_cells_decides_nothing(cells: dict[str, frozenset[Person]]) -> None:
    assert shown(cells) == shown(dict(reversed(cells.items())))
