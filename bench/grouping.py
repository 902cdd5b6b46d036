"""One instance of the MDGP library, solved: `python -m bench.grouping FILE --seconds 10 --seed 1 --json`.

The time includes reading the file. The settings are the engine's own, the same for every instance.
"""

from __future__ import annotations

import time

BEGAN = time.monotonic()

import bench.one_core  # noqa: E402, F401, I001
import argparse  # noqa: E402
import json  # noqa: E402
from pathlib import Path  # noqa: E402

from bench.machine import versions  # noqa: E402
from bench.mdgplib import read_instance  # noqa: E402
from bench.peers import PEERS, run_peer  # noqa: E402
from juncture.engine.grouping import Iterations, Seconds, solve_matrix  # noqa: E402

LOADING = 0.15  # seconds that Python itself took before BEGAN, and writing the answer afterwards


def main() -> None:
    asked = _arguments()
    instance = read_instance(asked.file)
    left = asked.seconds - LOADING - (time.monotonic() - BEGAN)
    stop = Iterations(asked.iterations) if asked.iterations else Seconds(left)
    found = solve_matrix(instance.values, instance.ranges, stop, asked.seed, fast=not asked.numpy)
    answer = {
        "instance": instance.name,
        "objective": found.objective,
        "labels": found.labels.tolist(),
        "seconds": round(time.monotonic() - BEGAN, 3),
        "seed": asked.seed,
        "iterations": found.iterations,
        "versions": versions(),
    }
    if asked.peer:
        answer["peer"] = run_peer(asked.peer, instance, asked.seconds, asked.seed)
    if asked.json:
        print(json.dumps(answer))
    else:
        print(f"{instance.name}: {found.objective:.6f} in {answer['seconds']} s ({found.iterations} rows)")
        if asked.peer:
            peer = answer["peer"]
            print(f"  {peer['name']}: {peer['objective']} in {peer['seconds']} s ({peer['status']})")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument(
        "--iterations", type=int, help="stop after so many rows instead: the same on any machine"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--numpy", action="store_true", help="leave the compiled kernel aside")
    parser.add_argument("--peer", choices=PEERS, help="give another solver the same seconds afterwards")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
