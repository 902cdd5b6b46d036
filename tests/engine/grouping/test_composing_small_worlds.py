"""Worlds a reader can solve by hand, and every grouping of a few people tried one by one."""

from itertools import combinations

import pytest
from composer_worlds import broken, community, world

from juncture.engine.grouping import Iterations, Params, Person, Problem, Rules, solve
from juncture.engine.grouping.scoring import preferred_counts, weigh, worst_aware_mean


def test_people_with_differing_leans_sit_together_unless_blocked():
    result = solve(world("four_people_two_leans"), Iterations(1))

    assert {frozenset(group.people) for group in result.groups} == {
        frozenset({"jonas", "priya"}),
        frozenset({"lena", "sam"}),
    }


def test_six_people_of_two_employers_cannot_make_groups_of_three_and_hear_why():
    problem = world("six_people_two_employers")

    result = solve(problem, Iterations(1))

    assert result.groups == ()
    assert len(result.unseated) == 6
    assert all(one.reasons[0].text for one in result.unseated)
    assert result.clashes[0].rules == ("employer_apart", "sizes")
    assert "3 people come from" in result.clashes[0].text


def test_relaxing_the_employer_rule_seats_all_six():
    problem = world("six_people_two_employers")
    relaxed = Problem(problem.people, rules=Rules(sizes=(3, 3), employer_apart=False))

    assert len(solve(relaxed, Iterations(1)).seats) == 6


def test_whoever_has_no_time_is_left_over_and_told_so():
    result = solve(world("seven_people_one_without_time"), Iterations(1))

    assert {group.slot for group in result.groups} == {"monday", "tuesday"}
    assert [one.person for one in result.unseated] == ["gil"]
    assert result.unseated[0].reasons[0].text == "gil has not offered any of the times."


def test_a_fixed_facilitator_holds_her_group_and_the_other_group_gets_the_other():
    result = solve(world("eight_people_two_facilitators"), Iterations(1))

    assert result.seats["mia"] == 2
    assert result.seats["noor"] == 1


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("every_rule", [False, True])
def test_exact_answer_equals_every_grouping_tried(seed, every_rule):
    problem = community(9, seed, every_rule=every_rule, days=("mon", "tue"))

    result = solve(problem, Iterations(1))

    assert broken(problem, result) == []
    assert _standing(problem, [group.people for group in result.groups]) == pytest.approx(_best(problem))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fast", [True, False])
def test_the_search_finds_what_is_exact_for_ten_people(seed, fast):
    problem = community(10, seed, every_rule=seed % 2 == 0)

    exact = solve(problem, Iterations(1))
    found = solve(problem, Iterations(30_000), seed=1, params=Params(exact_up_to=0, batch=500, fast=fast))

    assert len(found.seats) == len(exact.seats)
    assert found.score.total == pytest.approx(exact.score.total, abs=1e-9)


def _standing(problem: Problem, groups: list[tuple[str, ...]]) -> tuple[int, int, float]:
    weighed = weigh(problem)
    tables = [[problem.index[name] for name in group] for group in groups]
    seated = sum(len(table) for table in tables)
    counts = preferred_counts(seated, problem.rules.sizes)
    place = -counts.index(len(tables)) if tables else 0
    return seated, place, worst_aware_mean([weighed.group_score(table) for table in tables])


def _best(problem: Problem) -> tuple[int, int, float]:
    return max(
        _standing(problem, groups)
        for groups in _groupings(problem, [p.id for p in problem.people])
        if _allowed(problem, groups)
    )


def _groupings(problem: Problem, names: list[str]):
    """All ways to seat some of these people in groups of allowed sizes."""
    if not names:
        yield []
        return
    first, rest = names[0], names[1:]
    yield from _groupings(problem, rest)  # the first stays unseated
    low, high = problem.rules.sizes
    for size in range(low, high + 1):
        for others in combinations(rest, size - 1):
            table = (first, *others)
            if weigh(problem).rulebook.is_group([problem.index[name] for name in table]):
                for more in _groupings(problem, [name for name in rest if name not in others]):
                    yield [table, *more]


def _allowed(problem: Problem, groups: list[tuple[str, ...]]) -> bool:
    numbers = [
        number
        for table in groups
        for number in {problem.rules.fixed[n] for n in table if n in problem.rules.fixed}
    ]
    return len(numbers) == len(set(numbers))


def test_nobody_at_all_is_no_groups_and_no_error():
    result = solve(Problem(()), Iterations(1))

    assert (result.groups, result.unseated, result.clashes) == ((), (), ())


def test_one_person_hears_that_a_group_takes_more():
    result = solve(Problem((Person("amara"),)), Iterations(1))

    assert result.groups == ()
    assert result.unseated[0].reasons[0].text == "1 person is here; a group takes at least 4."
