"""Other solvers on the same instance in the same run, where they are installed: one core, the same seconds."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from bench.mdgplib import Instance

PEERS = ("cpsat",)
SCALE = 1e6  # CP-SAT counts in whole numbers
MOST_PEOPLE = 240  # beyond this the model alone takes longer to build than a search lasts


def run_peer(name: str, instance: Instance, seconds: float, seed: int) -> dict[str, Any]:
    """The peer's name and version, objective (None where it found nothing), bound, status and seconds."""
    assert name in PEERS
    return _cpsat(instance, seconds, seed)


def _cpsat(instance: Instance, seconds: float, seed: int) -> dict[str, Any]:
    """Whether two people sit together is one yes or no; where it is yes, they have every group in common.

    Values are 0 or more, so a search for the most needs no more than that.
    """
    try:
        import ortools
        from ortools.sat.python import cp_model
    except ImportError as missing:
        raise SystemExit("OR-Tools isn't installed: pip install ortools brings it.") from missing
    began = time.monotonic()
    name = f"OR-Tools CP-SAT {ortools.__version__}"
    people, groups = len(instance.values), len(instance.ranges)
    nothing = {"name": name, "objective": None, "bound": None, "status": "not tried"}
    if people > MOST_PEOPLE or (instance.values < 0).any():
        return {**nothing, "seconds": 0.0}
    model = cp_model.CpModel()
    sits = [[model.new_bool_var("") for _ in range(groups)] for _ in range(people)]
    for row in sits:
        model.add_exactly_one(row)
    for group, (low, high) in enumerate(instance.ranges):
        model.add_linear_constraint(sum(row[group] for row in sits), low, high)
    terms, weights = [], []
    for one in range(people):
        for other in range(one + 1, people):
            together = model.new_bool_var("")
            for group in range(groups):
                model.add_bool_or(~together, ~sits[one][group], sits[other][group])
            terms.append(together)
            weights.append(round(float(instance.values[one, other]) * SCALE))
    model.maximize(cp_model.LinearExpr.weighted_sum(terms, weights))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - began))
    status = solver.solve(model)
    answer = {**nothing, "status": solver.status_name(status).lower()}
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        label = np.array([[solver.value(seat) for seat in row] for row in sits]).argmax(axis=1)
        alike = label[:, None] == label[None, :]
        answer["objective"] = float(instance.values[alike].sum() / 2)
        answer["bound"] = solver.best_objective_bound / SCALE
    return {**answer, "seconds": round(time.monotonic() - began, 3)}
