"""Very many people at tables of five: `python -m bench.large --n 100000 --objective squared --seconds 15 --json`.

The people are synthetic: answers on four scales from 0 to 1, drawn evenly from the seed. The time
includes drawing them; `mean_pair_value` is counted afresh from the labels, inside the time too.
"""

from __future__ import annotations

import time

BEGAN = time.monotonic()

import bench.one_core  # noqa: E402, F401, I001
import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from bench.machine import peak_memory, versions  # noqa: E402
from juncture.engine.grouping import Crowd, Iterations, Seconds, solve_crowd, solve_crowd_on_cluster  # noqa: E402

SIZE = 5
DIMENSIONS = 4
LOADING = 0.15  # seconds that Python itself took before BEGAN, and writing the answer afterwards
SCORING = 2.5e-6  # seconds a person for the bound and the count at the end


def main() -> None:
    asked = _arguments()
    crowd = Crowd(people(asked.n, asked.seed), SIZE, asked.objective)
    left = asked.seconds - LOADING - SCORING * asked.n - (time.monotonic() - BEGAN)
    clock = time.process_time if asked.cpu else time.monotonic
    if asked.scheduler:
        stop = Iterations(asked.iterations) if asked.iterations else Seconds(left)
        found = solve_crowd_on_cluster(crowd, stop, asked.scheduler, asked.seed)
    else:
        stop = Iterations(asked.iterations) if asked.iterations else Seconds(left, clock)
        found = solve_crowd(crowd, stop, asked.seed, at_once=asked.at_once)
    if asked.labels:
        np.savez(asked.labels, vectors=crowd.vectors, labels=found.labels)
    answer = {
        "n": asked.n,
        "objective": asked.objective,
        "mean_pair_value": found.mean_pair_value,
        "bound": found.bound,
        "share_of_bound": found.mean_pair_value / found.bound,
        "by_lot": crowd.mean_by_lot(),
        "seconds": round(time.monotonic() - BEGAN, 3),
        "cpu_seconds": round(time.process_time(), 3),
        "peak_memory": peak_memory(),
        "at_once": asked.at_once,
        "seed": asked.seed,
        "iterations": found.iterations,
        "versions": versions(),
    }
    if asked.json:
        print(json.dumps(answer))
    else:
        share = answer["share_of_bound"]
        print(f"{share:.4f} of the bound in {answer['seconds']} s, {answer['peak_memory'] / 2**20:.0f} MB")


def people(count: int, seed: int) -> NDArray[np.float32]:
    """Contexts as vectors: an answer from 0 to 1 on each scale."""
    return np.random.default_rng(seed).random((count, DIMENSIONS), dtype=np.float32)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--objective", choices=("squared", "adjacency"), default="squared")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--iterations", type=int, help="stop after so many rows of swaps instead")
    parser.add_argument("--scheduler", help="a dask scheduler, whose workers solve the blocks")
    parser.add_argument(
        "--at-once", type=int, default=os.cpu_count() or 1, help="blocks side by side; every core by default"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--labels", type=Path, help="write vectors and labels to this .npz file as well")
    parser.add_argument(
        "--cpu", action="store_true", help="count this process's own time: for a busy machine"
    )
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
