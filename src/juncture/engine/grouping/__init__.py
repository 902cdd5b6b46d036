"""The composer: groups of people who differ enough to learn from each other, under rules that hold.

    result = solve(problem, Seconds(2), seed=1)

Everything one needs is here; nothing else in this folder is promised.
"""

from juncture.engine.grouping.dense import Partition, solve_matrix
from juncture.engine.grouping.errors import (
    BadNumber,
    CannotMove,
    ClusterTrouble,
    DuplicatePerson,
    GroupingError,
    ImpossibleSizes,
    PlainError,
    ProblemError,
    TableError,
    UnknownName,
)
from juncture.engine.grouping.golfers import Schedule, schedule
from juncture.engine.grouping.large import Crowd, Crowded, solve_crowd, solve_crowd_on_cluster
from juncture.engine.grouping.picture import places
from juncture.engine.grouping.problem import Dimension, Person, Preferences, Problem, Rules
from juncture.engine.grouping.result import Change, Clash, Group, Reason, Result, Score, Unseated
from juncture.engine.grouping.rounds import Rounds, compose_rounds
from juncture.engine.grouping.solve import Params, enough_moves, plenty_of_moves, solve
from juncture.engine.grouping.stopping import (
    FirstOf,
    Iterations,
    Landing,
    NoImprovement,
    Progress,
    Seconds,
    Stop,
)
from juncture.engine.grouping.trying import Trial, Trials, try_all
from juncture.engine.grouping.what_if import compose_again, gains_of_moving, move, rescore, seat_late, swap

__all__ = [
    "BadNumber",
    "CannotMove",
    "Change",
    "Clash",
    "ClusterTrouble",
    "Crowd",
    "Crowded",
    "Dimension",
    "DuplicatePerson",
    "FirstOf",
    "Group",
    "GroupingError",
    "ImpossibleSizes",
    "Iterations",
    "Landing",
    "NoImprovement",
    "Params",
    "Partition",
    "Person",
    "PlainError",
    "Preferences",
    "Problem",
    "ProblemError",
    "Progress",
    "Reason",
    "Result",
    "Rounds",
    "Rules",
    "Schedule",
    "Score",
    "Seconds",
    "Stop",
    "TableError",
    "Trial",
    "Trials",
    "UnknownName",
    "Unseated",
    "compose_again",
    "compose_rounds",
    "enough_moves",
    "gains_of_moving",
    "move",
    "places",
    "plenty_of_moves",
    "rescore",
    "schedule",
    "seat_late",
    "solve",
    "solve_crowd",
    "solve_crowd_on_cluster",
    "solve_matrix",
    "swap",
    "try_all",
]
