"""Trying changes before making them."""

import pytest
from composer_worlds import broken, community, without

from juncture.engine.grouping import (
    CannotMove,
    DuplicatePerson,
    Iterations,
    Person,
    Problem,
    UnknownName,
    compose_again,
    gains_of_moving,
    move,
    rescore,
    seat_late,
    solve,
    swap,
    try_all,
)


@pytest.fixture(scope="module")
def problem():
    return community(30, 4)


@pytest.fixture(scope="module")
def result(problem):
    return solve(problem, Iterations(20_000), seed=1)


def test_rescoring_the_same_groups_gives_the_same_score(problem, result):
    again = rescore(problem, result.tables)

    assert again.groups == result.groups
    assert again.score.total == result.score.total


def test_a_swap_tells_what_it_gains_and_its_reverse_takes_it_back(problem, result):
    one, other = result.groups[0].people[0], result.groups[1].people[0]

    there = swap(problem, result.tables, one, other)
    back = swap(problem, there.result.tables, one, other)

    assert there.result.seats[one] == result.seats[other]
    assert there.gain == pytest.approx(there.result.score.total - result.score.total)
    assert back.gain == pytest.approx(-there.gain)


def test_moving_somebody_into_a_full_group_is_shown_as_a_clash_not_refused(problem, result):
    full = max(result.groups, key=lambda group: len(group.people))
    small = min(result.groups, key=lambda group: len(group.people))
    problem = without(problem, sizes=(4, len(full.people)))

    change = move(problem, result.tables, small.people[0], full.number)

    assert [clash.rules for clash in change.result.clashes if clash.rules == ("sizes",)]


def test_blocked_people_are_not_brought_together_and_the_block_is_not_told(problem, result):
    one, other = result.groups[0].people[0], result.groups[1].people[0]
    problem = without(problem, blocked=frozenset({frozenset((one, other))}))

    with pytest.raises(CannotMove) as refusal:
        move(problem, result.tables, one, result.groups[1].number)

    assert "are not seated together" in str(refusal.value)
    assert "block" not in str(refusal.value)


def test_a_no_show_leaves_and_a_late_joiner_finds_the_best_seat(problem, result):
    leaver = result.groups[0].people[0]

    gone = move(problem, result.tables, leaver, None)
    late = seat_late(problem, gone.result.tables, leaver)

    assert leaver not in gone.result.seats
    assert leaver in late.result.seats
    others = [
        move(problem, gone.result.tables, leaver, group.number).result.score.total
        for group in gone.result.groups
        if len(group.people) < problem.rules.sizes[1]
    ]
    assert late.result.score.total == pytest.approx(max(others))


def test_composing_the_rest_again_keeps_who_is_kept_and_changes_few(problem, result):
    gone = move(problem, result.tables, result.groups[0].people[0], None).result
    kept = frozenset(gone.groups[2].people)

    few = compose_again(problem, gone.tables, Iterations(20_000), seed=1, keep=kept, reluctance=0.2)
    many = compose_again(problem, gone.tables, Iterations(20_000), seed=1, keep=kept, reluctance=0.0)

    assert broken(problem, few.result) == []
    assert all(few.result.seats[name] == gone.seats[name] for name in kept)
    assert len(few.moved) < len(many.moved)
    assert few.moved  # whoever had no seat has one again


def test_composing_again_mends_what_a_new_block_has_broken(problem, result):
    one, other = result.groups[0].people[:2]
    blocked = without(problem, blocked=frozenset({frozenset((one, other))}))

    change = compose_again(blocked, result.tables, Iterations(20_000), seed=1, reluctance=0.5)

    assert broken(blocked, change.result) == []
    assert not change.result.unseated


@pytest.mark.parametrize(
    ("groups", "error"), [({1: ["p0", "p0"]}, DuplicatePerson), ({1: ["p0"], 2: ["nobody"]}, UnknownName)]
)
def test_groups_with_strangers_or_doubles_are_refused(problem, groups, error):
    with pytest.raises(error):
        rescore(problem, groups)


def test_composing_again_gives_up_a_group_when_too_few_are_left(problem):
    few = Problem(problem.people[:9], problem.dimensions, rules=problem.rules)
    groups = {1: ["p0", "p1", "p2"], 2: ["p3", "p4", "p5"], 3: ["p6", "p7", "p8"]}

    change = compose_again(few, groups, Iterations(20_000), seed=1)

    assert sorted(len(group.people) for group in change.result.groups) == [4, 5]
    assert not change.result.unseated


def test_composing_again_opens_a_group_when_many_have_come(problem):
    groups = {7: [f"p{at}" for at in range(6)]}

    change = compose_again(problem, groups, Iterations(20_000), seed=1)

    assert len(change.result.seats) == 30
    assert broken(problem, change.result) == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "groups", [{1: ["p0"], 2: ["p1", "p2"]}, {1: ["p1", "p2"], 2: ["p0"]}, {1: ["p0"], 2: []}, {}]
)
def test_somebody_alone_at_a_table_weighs_nothing_and_breaks_nothing(problem, groups):
    """Moving the last but one out of a group used to give a score that was no number."""
    score = rescore(problem, groups).score

    assert 0 <= score.total <= score.bound <= 1
    assert -1 <= score.against_chance <= 1
    assert ("adjacency" in score.parts) == (groups.get(1) == ["p1", "p2"] or groups.get(2) == ["p1", "p2"])


@pytest.mark.parametrize("person", ["p0", "p7", "p29"])
def test_all_moves_at_once_gain_what_each_gains_alone(problem, result, person):
    gains = gains_of_moving(problem, result.tables, person)

    assert sorted(gains) == [number for number, people in result.tables.items() if person not in people]
    for number, gain in gains.items():
        if isinstance(gain, CannotMove):
            with pytest.raises(CannotMove, match="can't sit in group"):
                move(problem, result.tables, person, number)
        else:
            assert gain == pytest.approx(move(problem, result.tables, person, number).gain)


def test_moves_of_somebody_without_a_seat_and_out_of_a_group_of_one_are_weighed_alike(problem):
    groups = {1: ["p0"], 2: ["p1", "p2"], 3: ["p3", "p4"]}

    for person in ("p0", "p9"):
        for number, gain in gains_of_moving(problem, groups, person).items():
            if not isinstance(gain, CannotMove):
                assert gain == pytest.approx(move(problem, groups, person, number).gain)


@pytest.mark.parametrize("person", ["p0", "p7", "p29"])
def test_a_lifted_card_is_told_what_each_change_alone_would_bring(problem, result, person):
    """Every group, the group left and the whole come out as if the change were made and all weighed anew."""
    trials = try_all(problem, result.tables, person)

    def agrees(trial, number, groups):
        after = rescore(problem, groups)
        assert trial.whole == pytest.approx(after.score.total)
        assert trial.worth == pytest.approx(after.group(number).score)
        assert trial.left == pytest.approx(after.group(trials.home).score)

    seats = {number: list(people) for number, people in result.tables.items()}
    assert person in seats[trials.home]
    assert trials.whole == pytest.approx(result.score.total)
    for number in seats.keys() - {trials.home}:
        moved = seats | {trials.home: [one for one in seats[trials.home] if one != person]}
        agrees(trials.seats[number], number, moved | {number: [*seats[number], person]})
        for other in seats[number]:
            swapped = {
                at: [{person: other, other: person}.get(one, one) for one in people]
                for at, people in seats.items()
            }
            agrees(trials.swaps[other], number, swapped)


def test_a_lifted_card_is_told_of_a_facilitator_gained_there_and_lost_here():
    people = tuple(Person(f"p{n}", tension="t", lean="ab"[n % 2], facilitator=n in (0, 6)) for n in range(9))
    groups = {1: ["p0", "p1", "p2"], 2: ["p3", "p4", "p5"], 3: ["p6", "p7", "p8"]}

    trials = try_all(Problem(people), groups, "p0")

    said = {number: {reason.code for reason in trial.reasons} for number, trial in trials.seats.items()}
    assert {"would_facilitate", "would_leave_without"} <= said[2]
    assert "would_facilitate" not in said[3]
    assert "would_lean_against" in said[3]


def test_somebody_without_a_seat_leaves_no_group_and_one_alone_at_a_table_is_no_pair():
    people = tuple(Person(f"p{n}", tension="t", lean="ab"[n % 2]) for n in range(6))

    trials = try_all(Problem(people), {1: ["p0", "p1"], 2: ["p2"], 3: ["p4", "p5"]}, "p3")

    assert trials.home is None
    assert trials.out is None
    assert {trial.left for trial in [*trials.seats.values(), *trials.swaps.values()]} == {None}
    assert trials.seats[2].worth > 0
