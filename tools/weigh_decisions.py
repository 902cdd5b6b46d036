"""Learn the weights of engine/wording/weighing.py from labelled posts, and write them. A build-time tool; NumPy only.

    PYTHONPATH=src python tools/weigh_decisions.py --posts TUNE.tsv --own tools/data/statements.txt --cv
    PYTHONPATH=src python tools/weigh_decisions.py --posts TUNE.tsv --own tools/data/statements.txt \\
        --out src/juncture/engine/wording/model/decision.toml

TUNE.tsv has the columns source, decision (1 or 0) and text, with \\n for a line break. Posts by strangers are not
shipped (docs/wording.md says how they were found). --cv leaves out one source after the other; of the own statements
only the half marked `tune` is read.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording.language import language
from juncture.engine.wording.looking import look_at, without_markup
from juncture.engine.wording.plain import make_plain
from juncture.engine.wording.weighing import signs

STRENGTHS = (0.3, 1.0, 3.0, 10.0)
OWN_SHARE = 0.4
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Post:
    source: str
    decision: bool
    text: str
    share: float = 1.0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--posts", type=Path, action="append", required=True)
    asked.add_argument("--own", type=Path)
    asked.add_argument("--cv", action="store_true")
    asked.add_argument("--strength", type=float, default=1.0)
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    posts = [post for path in given.posts for post in read_posts(path)]
    posts += own_statements(given.own) if given.own else []
    names, rows = table(posts)
    truth = np.array([post.decision for post in posts], dtype=float)
    shares = np.array([post.share for post in posts])
    if given.cv:
        for strength in STRENGTHS:
            print(f"strength {strength}: {crossed(posts, rows, truth, shares, strength)}")
    weights = learn(rows, truth, shares, given.strength)
    if given.out:
        write(given.out, names, weights)
    else:
        for name, weight in sorted(zip(names, weights, strict=True), key=lambda pair: -abs(pair[1])):
            print(f"{name:18} {weight:+.2f}")


def read_posts(path: Path) -> list[Post]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Post(row["source"], row["decision"] == "1", row["text"].replace("\\n", "\n")) for row in rows]


def own_statements(path: Path) -> list[Post]:
    """A statement of one's own with an open choice in it is a decision."""
    posts, half = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            half = line[3:]
        elif line and not line.startswith("#") and half == "tune":
            posts.append(Post("own", line[2:4] == "pm", line[6:], OWN_SHARE))
    return posts


def table(posts: Sequence[Post]) -> tuple[list[str], Numbers]:
    words = language("en")
    assert words is not None
    found = [signs(look_at(make_plain(without_markup(post.text)), words, (), None)) for post in posts]
    names = ["start", *found[0]]
    return names, np.array([[1.0, *one.values()] for one in found])


def learn(rows: Numbers, truth: Numbers, shares: Numbers, strength: float) -> Numbers:
    """Logistic regression with a ridge, by Newton's steps; the start isn't held back."""
    ridge = strength * np.eye(rows.shape[1])
    ridge[0, 0] = 0.001
    positive = (shares * truth).sum() / shares.sum()
    balance = shares * np.where(truth > 0, 0.4 / positive, 0.6 / (1 - positive))
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (balance * (truth - likely)) - ridge @ weights
        bend = (rows * (balance * likely * (1 - likely))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def crossed(posts: Sequence[Post], rows: Numbers, truth: Numbers, shares: Numbers, strength: float) -> str:
    """Each source read with weights that were learned from the others."""
    sources = np.array([post.source for post in posts])
    said = np.zeros(len(posts))
    for source in sorted(set(sources) - {"own"}):
        left = sources == source
        weights = learn(rows[~left], truth[~left], shares[~left], strength)
        said[left] = rows[left] @ weights > 0
    kept = sources != "own"
    both = float((said * truth)[kept].sum())
    precision, recall = both / max(1, said[kept].sum()), both / truth[kept].sum()
    f1 = 2 * both / (said[kept].sum() + truth[kept].sum())
    return f"F1 {f1:.3f} (precision {precision:.2f}, recall {recall:.2f}, n = {int(kept.sum())})"


def write(path: Path, names: Sequence[str], weights: Numbers) -> None:
    lines = [f"{name} = {weight:.2f}" for name, weight in zip(names, weights, strict=True)]
    head = "# Written by tools/weigh_decisions.py from posts by strangers; the card is docs/wording.md.\n[weights]\n"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
