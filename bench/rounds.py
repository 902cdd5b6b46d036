"""Rounds without meeting twice: `python -m bench.rounds GROUPS SIZE ROUNDS --seconds 5 --seed 1 --json`."""

from __future__ import annotations

import time

BEGAN = time.monotonic()

import bench.one_core  # noqa: E402, F401, I001
import argparse  # noqa: E402
import json  # noqa: E402

from bench.machine import versions  # noqa: E402
from juncture.engine.grouping import Seconds, schedule  # noqa: E402

LOADING = 0.15  # seconds that Python itself took before BEGAN, and writing the answer afterwards


def main() -> None:
    asked = _arguments()
    stop = Seconds(asked.seconds - LOADING - (time.monotonic() - BEGAN))
    found = schedule(asked.groups, asked.size, asked.rounds, stop, asked.seed)
    answer = {
        "rounds": found.rounds,
        "repeats": found.repeats,
        "way": found.way,
        "seconds": round(time.monotonic() - BEGAN, 3),
        "seed": asked.seed,
        "versions": versions(),
    }
    if asked.json:
        print(json.dumps(answer))
    else:
        print(
            f"{asked.groups}-{asked.size}-{asked.rounds}: {found.repeats} repeats, {found.way}, "
            f"{answer['seconds']} s"
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("groups", "size", "rounds"):
        parser.add_argument(name, type=int)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
