"""Measure how often engine.tensions guesses a side, and how often rightly, for docs/wording.md.

    PYTHONPATH=src:. python -m bench.sides

Reads the ways in tools/data/sides.txt (a half to tune on, a half held) and the demo community's decisions with the
labels in tools/data/sides_demo.toml; all of it self-written (tools/data/sides.md).
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from juncture.engine.tensions import guess_side, sides_in

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "src/juncture/practice/demo/world"
Case = tuple[str, tuple[str, ...], str]  # a tension, a decision's ways, a letter for each


def main() -> None:
    shown = "--mistakes" in sys.argv
    print("| what | figure |\n|---|---|")
    for half in ("tune", "held"):
        print(f"| sides, own ways ({half}) | {figure(own(half), shown)} |")
    print(f"| sides, the demo community's ways | {figure(demo(), shown)} |")


def own(half: str) -> Iterator[Case]:
    text = (
        (ROOT / "tools/data/sides.txt").read_text(encoding="utf-8").split(f"== {half}\n")[1].split("\n== ")[0]
    )
    for block in filter(None, (block.strip() for block in text.split("\n\n"))):
        tension, *lines = block.splitlines()
        yield tension, tuple(line[2:] for line in lines), "".join(line[0] for line in lines)


def demo() -> Iterator[Case]:
    told = tomllib.loads((WORLD / "decisions.toml").read_text(encoding="utf-8"))["decision"]
    tensions = tomllib.loads((WORLD / "tensions.toml").read_text(encoding="utf-8"))["tension"]
    labels = {tension["key"]: tension["label"] for tension in tensions}
    letters = tomllib.loads((ROOT / "tools/data/sides_demo.toml").read_text(encoding="utf-8"))
    for decision in told:
        if decision["key"] in letters:
            ways = tuple(option["text"] for option in decision["options"])
            yield labels[decision["tension"]], ways, letters[decision["key"]]


def figure(cases: Iterator[Case], show: bool = False) -> str:
    said = right = ways_seen = 0
    for tension, ways, letters in cases:
        sides = sides_in(tension)
        if sides is None or len(ways) != len(letters):
            raise SystemExit(f"Not labelled whole: {tension} {ways}")
        for number, letter in enumerate(letters):
            guess = guess_side(sides, ways, number)
            ways_seen += 1
            if guess.side:
                said += 1
                right += letter == {"first": "F", "second": "S"}[guess.side]
                if show and letter != {"first": "F", "second": "S"}[guess.side]:
                    print(f"  {tension} {ways[number]} ({letter}): {guess.reason}", file=sys.stderr)
    return f"{right} of {said} guesses right ({right / max(1, said):.2f}), silent on {ways_seen - said} of {ways_seen}"


if __name__ == "__main__":
    main()
