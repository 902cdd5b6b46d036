"""Train the advice model and write its weights for scoring with NumPy alone. A build-time tool; see model/advice.md.

    pip install numpy scipy scikit-learn          (in an environment of its own)
    PYTHONPATH=src python tools/train_advice.py --public DIR --own tools/data/peer_talk.txt --cv
    PYTHONPATH=src python tools/train_advice.py --public DIR --own tools/data/peer_talk.txt --cv --share needadvice=.336
    PYTHONPATH=src python tools/train_advice.py --public DIR --own tools/data/peer_talk.txt --out FILE.npz

DIR holds needadvice_train.tsv and askparents_train.tsv (Govindarajan et al., EMNLP 2020). Of the own set only the half
marked `train` is read here. Choices were made by the cross-validation that --cv prints: four folds, whole threads and
whole sessions kept together.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from juncture.engine.wording import advice_features as features
from juncture.engine.wording.meaning import word_table

PUBLIC = ("needadvice", "askparents")
OWN = "own"


@dataclass(frozen=True)
class Settings:
    strength: float = 2.0
    meaning_strength: float = 0.003
    share: float = 0.6
    shapes_share: float = 0.4
    shapes_strength: float = 2.0
    cues: float = 0.5
    letters: float = 1.0
    own_weight: float = 4.0
    lift: float = 1.3
    """Weight of an AskParents sentence that is advice: rarer there, it would be missed at a shared threshold."""
    fewest: int = 2
    soft: bool = True


@dataclass(frozen=True)
class Sentences:
    texts: list[str]
    labels: np.ndarray
    shares: np.ndarray
    """How sure the annotators are that it is advice: 1, 0, or a half where the two ways of counting differ."""
    groups: np.ndarray
    source: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)


def read_public(path: Path, source: str) -> Sentences:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    label = np.array([int(row["DS_Label"]) for row in rows])
    majority = np.array([int(row["Majority_label"]) for row in rows])
    groups = np.array([f"{source}:{row['ID'].split('-')[0]}" for row in rows])
    return Sentences(
        [row["Sentence"] for row in rows],
        label,
        (2 * label + majority) / 3,
        groups,
        np.array([source] * len(rows)),
    )


def read_own(path: Path, half: str) -> Sentences:
    texts, labels, groups, session = [], [], [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            session = line[3:]
        elif line and not line.startswith("#") and session.startswith(half):
            texts.append(line[4:])
            labels.append(int(line[0] == "A"))
            groups.append(f"{OWN}:{session}")
    found = np.array(labels)
    return Sentences(texts, found, found.astype(float), np.array(groups), np.array([OWN] * len(texts)))


def together(parts: Sequence[Sentences]) -> Sentences:
    return Sentences(
        [text for part in parts for text in part.texts],
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("labels", "shares", "groups", "source")
        ),
    )


CLASSES = (100, 400)
COMMON = 150


def word_classes() -> np.ndarray:
    """The words of the table in so many classes of meaning, coarse and fine; no sentence and no label is looked at."""
    rows = word_table().rows
    rows = rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True))
    found = [
        MiniBatchKMeans(count, random_state=0, n_init=2, batch_size=2048, max_iter=40).fit(rows).labels_
        for count in CLASSES
    ]
    return np.stack(found, axis=1).astype(np.uint16)


def common_words(tokens: Sequence[Sequence[str]]) -> frozenset[str]:
    """The words of which sentences are built: the most frequent ones of the training text."""
    counted = Counter(token for one in tokens for token in one)
    return frozenset(token for token, _ in counted.most_common(COMMON))


class Looked:
    """Every sentence's features, computed once."""

    def __init__(self, sentences: Sentences) -> None:
        table = word_table()
        tokens = [features.advice_tokens(text) for text in sentences.texts]
        self.classes, self.common = word_classes(), common_words(tokens)
        self.shapes = one_hot(
            [features.hashed_classes(one, table, self.classes, self.common) for one in tokens]
        )
        self.words = one_hot([features.hashed_words(one) for one in tokens])
        self.letters = one_hot([features.hashed_letters(one) for one in tokens])
        self.meaning = np.stack([features.meaning_of(one, table) for one in tokens])
        self.cues = np.stack([features.cues_of(one) for one in tokens])


def one_hot(buckets: Sequence[set[int]]) -> sparse.csr_matrix:
    indptr = np.cumsum([0, *(len(one) for one in buckets)])
    columns = np.fromiter((at for one in buckets for at in sorted(one)), dtype=np.int32, count=indptr[-1])
    return sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, indptr), shape=(len(buckets), features.BUCKETS)
    )


@dataclass
class Fitted:
    """Three linear models, of the wording, its shape and its meaning, mixed; the mix is linear too."""

    word_rarity: np.ndarray
    letter_rarity: np.ndarray
    shape_rarity: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    wording: LogisticRegression
    meaning: LogisticRegression
    shapes: LogisticRegression
    settings: Settings

    def shape_rows(self, looked: Looked, which: np.ndarray) -> sparse.csr_matrix:
        return unit(looked.shapes[which].multiply(self.shape_rarity))

    def wording_rows(self, looked: Looked, which: np.ndarray) -> sparse.csr_matrix:
        blocks = [unit(looked.words[which].multiply(self.word_rarity))]
        blocks.append(unit(looked.letters[which].multiply(self.letter_rarity)) * self.settings.letters)
        blocks.append(sparse.csr_matrix(looked.cues[which] * self.settings.cues))
        return sparse.hstack(blocks).tocsr()

    def meaning_rows(self, looked: Looked, which: np.ndarray) -> np.ndarray:
        return (np.hstack([looked.meaning[which], looked.cues[which]]) - self.centre) / self.spread

    def scores(self, looked: Looked, which: np.ndarray) -> np.ndarray:
        of_wording, of_meaning, of_shapes = self.parts()
        return (
            of_wording * self.wording.decision_function(self.wording_rows(looked, which))
            + of_meaning * self.meaning.decision_function(self.meaning_rows(looked, which))
            + of_shapes * self.shapes.decision_function(self.shape_rows(looked, which))
        )

    def parts(self) -> tuple[float, float, float]:
        rest = 1 - self.settings.shapes_share
        return rest * (1 - self.settings.share), rest * self.settings.share, self.settings.shapes_share


def unit(rows: sparse.spmatrix) -> sparse.csr_matrix:
    rows = sparse.csr_matrix(rows)
    lengths = (
        np.sqrt(rows.multiply(rows).sum(axis=1)).A1
        if hasattr(rows.sum(axis=1), "A1")
        else np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    )
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows


def rarity(rows: sparse.csr_matrix, fewest: int) -> np.ndarray:
    seen = np.asarray(rows.sum(axis=0)).ravel()
    return np.where(seen >= fewest, np.log((1 + rows.shape[0]) / (1 + seen)) + 1, 0).astype(np.float32)


def fit(sentences: Sentences, looked: Looked, which: np.ndarray, settings: Settings) -> Fitted:
    dense = np.hstack([looked.meaning[which], looked.cues[which]])
    fitted = Fitted(
        rarity(looked.words[which], settings.fewest),
        rarity(looked.letters[which], settings.fewest),
        rarity(looked.shapes[which], settings.fewest),
        dense.mean(axis=0),
        dense.std(axis=0) + 1e-6,
        LogisticRegression(C=settings.strength, solver="liblinear", max_iter=300),
        LogisticRegression(C=settings.meaning_strength, max_iter=300),
        LogisticRegression(C=settings.shapes_strength, solver="liblinear", max_iter=300),
        settings,
    )
    weight = np.where(sentences.source[which] == OWN, settings.own_weight, 1.0)
    yes = np.where(sentences.source[which] == "askparents", settings.lift, 1.0)
    share = sentences.shares[which] if settings.soft else sentences.labels[which].astype(float)
    softly(fitted.wording, fitted.wording_rows(looked, which), share, weight, yes)
    softly(fitted.shapes, fitted.shape_rows(looked, which), share, weight, yes)
    softly(fitted.meaning, fitted.meaning_rows(looked, which), share, weight, yes)
    return fitted


def softly(
    model: LogisticRegression,
    rows: sparse.csr_matrix | np.ndarray,
    share: np.ndarray,
    weight: np.ndarray,
    yes: np.ndarray,
) -> None:
    """A sentence of which the annotators are two thirds sure counts as two thirds yes and one third no."""
    both = np.concatenate([np.ones(len(share)), np.zeros(len(share))])
    weights = np.concatenate([share * weight * yes, (1 - share) * weight])
    kept = weights > 0
    twice = sparse.vstack([rows, rows]).tocsr() if sparse.issparse(rows) else np.vstack([rows, rows])
    model.fit(twice[kept], both[kept], sample_weight=weights[kept])


def cross_validate(sentences: Sentences, looked: Looked, settings: Settings, folds: int = 4) -> np.ndarray:
    scores = np.zeros(len(sentences))
    for train, test in GroupKFold(folds).split(scores, groups=sentences.groups):
        fitted = fit(sentences, looked, train, settings)
        scores[test] = fitted.scores(looked, test)
    return scores


def best_threshold(labels: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    tried = np.quantile(scores, np.linspace(0.4, 0.9, 101))
    return max((f1_score(labels, scores > at), float(at)) for at in tried)


def report(sentences: Sentences, scores: np.ndarray) -> str:
    parts = []
    shared = shared_threshold(sentences, scores)
    for source in (*PUBLIC, OWN):
        here = sentences.source == source
        f1, at = best_threshold(sentences.labels[here], scores[here])
        together = f1_score(sentences.labels[here], scores[here] > shared)
        parts.append(f"{source} {f1:.4f} at {at:+.2f}, {together:.4f} shared")
    return "   ".join(parts)


def shared_threshold(sentences: Sentences, scores: np.ndarray) -> float:
    """One threshold for all: the one whose mean F1 over the three sources is highest."""

    def mean_f1(at: float) -> float:
        return float(np.mean([f1_score(sentences.labels[h], scores[h] > at) for h in here]))

    here = [sentences.source == source for source in (*PUBLIC, OWN)]
    return max(np.linspace(-2, 1, 121), key=mean_f1)


def f1_at_share(labels: np.ndarray, said: np.ndarray, share: float) -> float:
    """What F1 to expect of the same readings where another share of the sentences is advice."""
    hits, false_alarms = said[labels == 1].mean(), said[labels == 0].mean()
    return float(2 * share * hits / (share + share * hits + (1 - share) * false_alarms))


def quantised(fitted: Fitted, looked: Looked, threshold: float) -> dict[str, np.ndarray]:
    """The three models as one: their mix, with centre and spread folded in, and every hashed weight in one byte."""
    of_wording, of_meaning, of_shapes = fitted.parts()
    buckets = features.BUCKETS
    wording = of_wording * fitted.wording.coef_[0]
    dense = of_meaning * fitted.meaning.coef_[0] / fitted.spread
    width = len(dense) - features.CUES
    bias = (
        of_wording * fitted.wording.intercept_[0]
        + of_meaning * fitted.meaning.intercept_[0]
        + of_shapes * fitted.shapes.intercept_[0]
        - float(dense @ fitted.centre)
    )
    kept: dict[str, np.ndarray] = {
        "bias": np.float32(bias),
        "threshold": np.float32(threshold),
        "classes": looked.classes,
        "common": np.frombuffer("\n".join(sorted(looked.common)).encode("utf-8"), dtype=np.uint8),
        "meaning": dense[:width].astype(np.float32),
        "cues": (wording[2 * buckets :] * fitted.settings.cues + dense[width:]).astype(np.float32),
    }
    blocks = (
        ("words", wording[:buckets], fitted.word_rarity),
        ("letters", wording[buckets : 2 * buckets] * fitted.settings.letters, fitted.letter_rarity),
        ("shapes", of_shapes * fitted.shapes.coef_[0], fitted.shape_rarity),
    )
    for name, block, rare in blocks:
        scale = np.abs(block).max() / 127
        kept[f"{name}_weight"] = np.rint(block / scale).astype(np.int8)
        kept[f"{name}_weight_scale"] = np.float32(scale)
        kept[f"{name}_rarity"] = np.rint(rare / rare.max() * 255).astype(np.uint8)
        kept[f"{name}_rarity_scale"] = np.float32(rare.max() / 255)
    return kept


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--public", type=Path, required=True)
    asked.add_argument("--own", type=Path, required=True)
    asked.add_argument("--cv", action="store_true")
    asked.add_argument(
        "--try", dest="tried", action="append", default=[], help="name=value of a setting, for --cv"
    )
    asked.add_argument(
        "--share", action="append", default=[], help="SOURCE=SHARE: expect F1 where so much is advice"
    )
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    sentences = together(
        [
            *(read_public(given.public / f"{name}_train.tsv", name) for name in PUBLIC),
            read_own(given.own, "train"),
        ]
    )
    looked = Looked(sentences)
    if given.tried:
        for one in given.tried:
            settings = Settings(
                **{
                    name: type(getattr(Settings(), name))(float(value))
                    for name, value in (pair.split("=") for pair in one.split(","))
                }
            )
            print(one, report(sentences, cross_validate(sentences, looked, settings)), flush=True)
        return
    scores = cross_validate(sentences, looked, Settings())
    threshold = shared_threshold(sentences, scores)
    print("cross-validated, each at its best threshold:", report(sentences, scores))
    for source in (*PUBLIC, OWN):
        here = sentences.source == source
        f1 = f1_score(sentences.labels[here], scores[here] > threshold)
        print(f"  {source}: F1 {f1:.4f} at the shared threshold {threshold:+.2f}")
    for source, share in (one.split("=") for one in given.share):
        here = sentences.source == source
        f1 = f1_at_share(sentences.labels[here], scores[here] > threshold, float(share))
        print(f"  {source}, {float(share):.1%} of it advice: F1 {f1:.4f} to be expected")
    if given.out:
        fitted = fit(sentences, looked, np.arange(len(sentences)), Settings())
        np.savez_compressed(given.out, **quantised(fitted, looked, threshold))
        print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
