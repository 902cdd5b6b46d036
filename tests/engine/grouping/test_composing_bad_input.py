"""What can't be asked is refused with what came in and how to mend it."""

import pytest
from composer_worlds import STAGE, broken, community, without

from juncture.engine.grouping import (
    BadNumber,
    Dimension,
    DuplicatePerson,
    GroupingError,
    ImpossibleSizes,
    Iterations,
    Params,
    Person,
    Preferences,
    Problem,
    ProblemError,
    Rules,
    UnknownName,
    solve,
)

AMARA, BO = Person("amara"), Person("bo")


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Problem((AMARA, AMARA)), DuplicatePerson, "an id of their own"),
        (lambda: Rules(sizes=(1, 4)), ImpossibleSizes, "1–4"),
        (lambda: Rules(sizes=(5, 4)), ImpossibleSizes, "5–4"),
        (lambda: Rules(blocked=frozenset({frozenset({"amara"})})), ProblemError, "exactly two"),
        (lambda: Rules(pins={"amara": 0}), ProblemError, "count from 1"),
        (lambda: Rules(pins={"amara": 1}, facilitators={"amara": 2}), ProblemError, "keep one of the two"),
        (lambda: Problem((AMARA,), rules=Rules(pins={"bo": 1})), UnknownName, "bo"),
        (lambda: Problem((AMARA,), rules=Rules(pins={"amara": 9})), ImpossibleSizes, "at most 1"),
        (lambda: Problem((AMARA,), rules=Rules(facilitators={"amara": 1})), ProblemError, "not marked"),
        (
            lambda: Problem((AMARA,), rules=Rules(blocked=frozenset({frozenset({"amara", "zoe"})}))),
            UnknownName,
            "zoe",
        ),
        (lambda: Problem((Person("a", {"size": ("big",)}),), (STAGE,)), UnknownName, "not a dimension"),
        (lambda: Problem((Person("a", {"stage": ("huge",)}),), (STAGE,)), UnknownName, "huge"),
        (lambda: Problem((Person("a", {"stage": ("seed", "public")}),), (STAGE,)), ProblemError, "keep one"),
        (lambda: Problem((Person("a", slots=frozenset({"noon"})),), slots=("eve",)), UnknownName, "noon"),
        (lambda: Problem((AMARA,), slots=("eve", "eve")), ProblemError, "twice"),
        (lambda: Problem((AMARA, BO), met={frozenset({"amara", "bo"}): -1}), BadNumber, "-1"),
        (
            lambda: Problem((AMARA, BO), similarity={frozenset({"amara", "bo"}): float("nan")}),
            BadNumber,
            "nan",
        ),
        (lambda: Problem((AMARA, BO), similarity={frozenset({"amara", "bo"}): 1.5}), BadNumber, "1.5"),
        (lambda: Preferences(lean=-1), BadNumber, "lean"),
        (lambda: Preferences(adjacency=float("nan")), BadNumber, "adjacency"),
        (lambda: Preferences(band_width=0), BadNumber, "width"),
        (lambda: Preferences(0.5, 0.1, 0, 0, 0, 0, 0), BadNumber, "Every weight is 0"),
        (lambda: Dimension("stage", "sorted", ("a",)), ProblemError, "sorted"),
        (lambda: Dimension("stage", "one_of", ("a", "a")), ProblemError, "twice"),
        (lambda: Params(exact_up_to=40), ProblemError, "40"),
    ],
)
def test_it_says_what_came_in(make, error, words):
    with pytest.raises(error, match=words) as refusal:
        make()

    assert isinstance(refusal.value, GroupingError)


def test_somebody_blocked_with_everybody_stays_out_and_the_rest_sit():
    problem = community(11, 1)
    alone = frozenset(frozenset(("p0", f"p{at}")) for at in range(1, 11))

    result = solve(without(problem, blocked=alone), Iterations(3000))

    assert [one.person for one in result.unseated] == ["p0"]
    assert "may sit with" in result.unseated[0].reasons[0].text


def test_people_who_do_not_divide_leave_somebody_over_and_it_is_said():
    problem = without(community(11, 1), sizes=(4, 4))

    result = solve(problem, Iterations(3000))

    assert broken(problem, result) == []
    assert len(result.unseated) == 3
    assert any("can't be split into groups of 4" in clash.text for clash in result.clashes)


def test_pins_that_clash_are_named_and_one_of_them_stays_out():
    problem = without(community(12, 1), pins={"p0": 1, "p1": 1}, blocked=frozenset({frozenset({"p0", "p1"})}))

    result = solve(problem, Iterations(3000))

    assert broken(problem, result) == []
    assert any(clash.rules == ("pins", "apart") for clash in result.clashes)
    assert len(result.unseated) == 1


def test_too_few_facilitators_are_named_and_as_many_groups_made_as_they_can_hold():
    people = tuple(Person(f"p{at}", facilitator=at < 2) for at in range(20))
    problem = Problem(people, rules=Rules(facilitator_each=True))

    result = solve(problem, Iterations(6000))

    assert broken(problem, result) == []
    assert len(result.seats) == 12
    assert any("2 people can hold groups" in clash.text for clash in result.clashes)


def test_no_facilitator_at_all_makes_no_group():
    people = tuple(Person(f"p{at}") for at in range(14))

    result = solve(Problem(people, rules=Rules(facilitator_each=True)), Iterations(600))

    assert result.groups == ()
    assert "nobody can hold groups" in result.clashes[0].text
