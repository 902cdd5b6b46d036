"""Several rounds of one community: all new faces, the same groups again, or one new voice in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from typing import Literal

from juncture.engine.grouping.answering import answer
from juncture.engine.grouping.errors import ProblemError
from juncture.engine.grouping.lots import Lots
from juncture.engine.grouping.problem import Pair, Problem
from juncture.engine.grouping.result import Result
from juncture.engine.grouping.scoring import Weighed, group_cost, weigh, worst_aware_mean
from juncture.engine.grouping.series import plan_series
from juncture.engine.grouping.solve import Params, solve
from juncture.engine.grouping.stopping import Part, Stop

Mode = Literal["all_new_faces", "same_group_again", "one_new_voice"]
MODES: tuple[Mode, ...] = ("all_new_faces", "same_group_again", "one_new_voice")

TIGHT = 0.4  # of the others, met at full tables, above which a series is planned as a whole as well
ONE_BY_ONE = 0.5  # of the time then goes into rounds made one after the other
NEW_FACES_FIRST = 20.0  # novelty's weight, next to all else, once no round without a repeat is left


@dataclass(frozen=True)
class Rounds:
    """The rounds in order. `repeats` counts meetings of people who had met before, here or earlier.

    `without_new_voice` holds (round, group) where the rules let nobody change.
    """

    results: tuple[Result, ...]
    repeats: int
    met: Mapping[Pair, int]
    without_new_voice: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """Whether people meet again, in a sentence."""
        if self.repeats == 0:
            return "Nobody meets the same person twice."
        times = "one meeting is" if self.repeats == 1 else f"{self.repeats} meetings are"
        return f"Not everybody can meet new people every time: {times} between people who have met before."


def compose_rounds(
    problem: Problem,
    rounds: int,
    stop: Stop,
    seed: int = 0,
    mode: Mode = "all_new_faces",
    params: Params | None = None,
) -> Rounds:
    """So many rounds, each aware of the ones before it and of the meetings the problem came with."""
    if rounds < 1:
        raise ProblemError(f"The number of rounds came as {rounds}; it starts at 1.")
    if mode not in MODES:
        raise ProblemError(f"The mode came as “{mode}”; use one of {', '.join(MODES)}.")
    if mode == "all_new_faces" and _tight(problem, rounds):
        return _the_better_series(problem, rounds, stop, seed, params)
    return _one_after_the_other(problem, rounds, stop, seed, mode, params)


def _one_after_the_other(
    problem: Problem,
    rounds: int,
    stop: Stop,
    seed: int,
    mode: Mode,
    params: Params | None,
    share: float = 1.0,
) -> Rounds:
    makers: dict[Mode, Callable[[Problem, Part, int, Params | None, list[Result]], Result]] = {
        "all_new_faces": _new_faces,
        "same_group_again": _same_again,
        "one_new_voice": _one_new_voice,
    }
    results: list[Result] = []
    met: Counter[Pair] = Counter(problem.met)
    iterations = 0
    for number in range(rounds):
        part = Part(stop, share * (number + 1) / rounds, iterations)
        now = replace(problem, met=dict(met)) if number else problem
        result = makers[mode](now, part, seed + number, params, results)
        iterations += result.iterations
        met.update(_meetings(result))
        results.append(result)
    return _told(problem, results, mode)


def _told(problem: Problem, results: Sequence[Result], mode: Mode) -> Rounds:
    met: Counter[Pair] = Counter(problem.met)
    repeats = 0
    for pair in (pair for result in results for pair in _meetings(result)):
        repeats += met[pair] > 0
        met[pair] += 1
    missing = tuple(_without_new_voice(results)) if mode == "one_new_voice" else ()
    return Rounds(tuple(results), repeats, dict(met), missing)


def _tight(problem: Problem, rounds: int) -> bool:
    """Whether people meet so many others that rounds made one after the other may run out of new faces."""
    size = problem.rules.sizes[1]
    return rounds > 1 and rounds * (size - 1) > TIGHT * (len(problem.people) - 1)


def _the_better_series(problem: Problem, rounds: int, stop: Stop, seed: int, params: Params | None) -> Rounds:
    """Made one after the other and planned as a whole: the one that seats more, repeats less, is worth more."""
    one = _one_after_the_other(problem, rounds, stop, seed, "all_new_faces", params, ONE_BY_ONE)
    used = sum(result.iterations for result in one.results)
    fast = params.fast if params else True
    plan = plan_series(weigh(problem), rounds, Part(stop, 1.0, used), seed, fast)
    if plan is None:
        return one
    results: list[Result] = []
    met: Counter[Pair] = Counter(problem.met)
    for number, tables in enumerate(plan.rounds):
        spent = plan.iterations if number == 0 else 0
        result = answer(weigh(replace(problem, met=dict(met))), tables, seed + number, spent)
        met.update(_meetings(result))
        results.append(result)
    return max(
        one, _told(problem, results, "all_new_faces"), key=lambda series: _series_rank(problem, series)
    )


def _series_rank(problem: Problem, series: Rounds) -> tuple[int, int, float]:
    """Worth is weighed by what people bring to the series, whatever round it is: each later one is newer by itself."""
    tables = [
        [problem.index[name] for name in group.people] for result in series.results for group in result.groups
    ]
    worth = worst_aware_mean([weigh(problem).group_score(table) for table in tables])
    return sum(map(len, tables)), -series.repeats, worth


def _new_faces(
    problem: Problem, stop: Part, seed: int, params: Params | None, before: list[Result]
) -> Result:
    """Nobody meets again where that seats as many; else as few meet again as can be."""
    if not problem.met:
        return solve(problem, stop, seed, params)
    strangers = frozenset(pair for pair, times in problem.met.items() if times)
    apart = replace(problem.rules, blocked=problem.rules.blocked | strangers)
    half = Part(stop, 0.5)
    strict = solve(replace(problem, rules=apart), half, seed, params)
    hopeless = len(problem.people) - int(weigh(problem).rulebook.seatable.sum())
    if len(strict.unseated) <= max(hopeless, len(before[-1].unseated) if before else 0):
        return _told_plainly(problem, strict)
    keen = replace(problem.preferences, novelty=NEW_FACES_FIRST * _all_weights(problem))
    rest = Part(stop, 1.0, strict.iterations)
    loose = solve(replace(problem, preferences=keen), rest, seed, params)
    if len(loose.unseated) >= len(strict.unseated):
        return _told_plainly(problem, strict)
    return _told_plainly(problem, loose, strict.iterations)


def _told_plainly(problem: Problem, result: Result, more: int = 0) -> Result:
    """The same groups, scored and explained by the host's own rules and weights."""
    tables = {group.number: [problem.index[name] for name in group.people] for group in result.groups}
    return answer(weigh(problem), tables, result.seed, result.iterations + more)


def _all_weights(problem: Problem) -> float:
    wish = problem.preferences
    return wish.adjacency + wish.affinity + wish.lean + wish.role_cover + 1.0


def _same_again(
    problem: Problem, stop: Part, seed: int, params: Params | None, before: list[Result]
) -> Result:
    if not before:
        return solve(problem, stop, seed, params)
    return _told_plainly(problem, before[-1])


def _one_new_voice(
    problem: Problem, stop: Part, seed: int, params: Params | None, before: list[Result]
) -> Result:
    """One person of each group changes places with one of another; three groups in a ring if the number is odd."""
    if not before:
        return solve(problem, stop, seed, params)
    weighed, lots = weigh(problem), Lots(seed)
    tables = {group.number: [problem.index[name] for name in group.people] for group in before[-1].groups}
    waiting = list(tables)
    for at in range(len(waiting) - 1, 0, -1):
        other = lots.below(at + 1)
        waiting[at], waiting[other] = waiting[other], waiting[at]
    while len(waiting) > 1:
        rings: list[tuple[int, ...]] = [(waiting[0], other) for other in waiting[1:]]
        if len(waiting) == 3:
            rings = [tuple(waiting), (waiting[0], waiting[2], waiting[1])]
        changed = _best_ring(weighed, tables, rings)
        for number in changed or {waiting[0]: []}:
            waiting.remove(number)
        tables.update(changed)
    return answer(weighed, tables, seed)


def _best_ring(
    weighed: Weighed, tables: Mapping[int, Sequence[int]], rings: Iterable[tuple[int, ...]]
) -> dict[int, list[int]]:
    """The change in which one person of each group goes on to the next that costs least; empty if none may."""
    best: tuple[float, dict[int, list[int]]] = (float("inf"), {})
    for ring in rings:
        for leaving in product(*(_free_to_go(weighed, tables[number]) for number in ring)):
            coming = (leaving[-1], *leaving[:-1])
            after = {
                number: [*(at for at in tables[number] if at != gone), come]
                for number, gone, come in zip(ring, leaving, coming, strict=True)
            }
            if not all(_is_new(weighed, table) for table in after.values()):
                continue
            cost = sum(group_cost(weighed.group_score(table)) for table in after.values())
            cost -= sum(group_cost(weighed.group_score(tables[number])) for number in ring)
            if cost < best[0]:
                best = (cost, after)
    return best[1]


def _free_to_go(weighed: Weighed, table: Sequence[int]) -> list[int]:
    return [at for at in table if not weighed.rulebook.pins[at]]


def _is_new(weighed: Weighed, table: Sequence[int]) -> bool:
    """A group by every rule, whose last member has met nobody of the rest."""
    people, met = weighed.problem.people, weighed.problem.met
    strangers = all(not met.get(frozenset((people[table[-1]].id, people[at].id))) for at in table[:-1])
    return strangers and weighed.rulebook.is_group(table)


def _without_new_voice(results: Sequence[Result]) -> Iterator[tuple[int, int]]:
    for number, (old, new) in enumerate(pairwise(results), start=2):
        for group in new.groups:
            if set(group.people) == set(old.tables.get(group.number, ())):
                yield number, group.number


def _meetings(result: Result) -> list[Pair]:
    return [frozenset(pair) for group in result.groups for pair in combinations(group.people, 2)]
