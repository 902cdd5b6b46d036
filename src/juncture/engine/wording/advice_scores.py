"""How sure it is that a sentence prescribes: a linear model of its wording, and a network where it isn't enough.

The linear model (model/advice.md) reads every sentence. Where it is very sure its word is taken, else the network
(model/advice_network.md) reads the sentence too, and their points are mixed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording import advice_features as features
from juncture.engine.wording.advice_network import network
from juncture.engine.wording.meaning import word_table


def advice_scores(sentences: Sequence[str]) -> list[float]:
    """Above a half where a sentence is read as advice; the same whether it is read alone or among others."""
    found = _scores({sentence: features.advice_tokens(sentence) for sentence in sentences})
    return [found.get(sentence, 0.0) for sentence in sentences]


def _scores(sentences: Mapping[str, list[str]]) -> dict[str, float]:
    """Of those that have a word in them. What is said often ("Yes.") is read once."""
    linear = {
        sentence: linear_points(tokens)
        for sentence, tokens in sentences.items()
        if any(token[0].isalpha() for token in tokens)
    }
    if not linear:
        return {}
    mix = network().mix
    scores = {sentence: _score(points - _model().threshold) for sentence, points in linear.items()}
    asked = [sentence for sentence, points in linear.items() if mix.asks(points)]
    heard = network().points([" ".join(sentences[sentence]) for sentence in asked])
    return scores | {
        sentence: _score(mix.points(linear[sentence], points))
        for sentence, points in zip(asked, heard, strict=True)
    }


def _score(points: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, points))))


@dataclass(frozen=True)
class _Model:
    """Linear, in four parts: hashed pieces of the wording and of its shape, the words' meaning, and cues."""

    bias: float
    threshold: float
    words: tuple[NDArray[np.float32], NDArray[np.float32]]
    letters: tuple[NDArray[np.float32], NDArray[np.float32]]
    shapes: tuple[NDArray[np.float32], NDArray[np.float32]]
    classes: features.Classes
    common: frozenset[str]
    meaning: NDArray[np.float32]
    cues: NDArray[np.float32]


def linear_points(tokens: list[str]) -> float:
    model = _model()
    points = model.bias
    points += _block(features.hashed_words(tokens), *model.words)
    points += _block(features.hashed_letters(tokens), *model.letters)
    shapes = features.hashed_classes(tokens, word_table(), model.classes, model.common)
    points += _block(shapes, *model.shapes)
    points += float(features.meaning_of(tokens, word_table()) @ model.meaning)
    return points + float(features.cues_of(tokens) @ model.cues)


def _block(buckets: set[int], weights: NDArray[np.float32], rarity: NDArray[np.float32]) -> float:
    at = np.fromiter(buckets, dtype=np.intp, count=len(buckets))
    values = rarity[at]
    length = math.sqrt(float(values @ values))
    return float(values @ weights[at]) / length if length else 0.0


@cache
def _model() -> _Model:
    with (files("juncture.engine.wording") / "model" / "advice.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        return _Model(
            bias=float(kept["bias"]),
            threshold=float(kept["threshold"]),
            words=(_unpacked(kept, "words_weight"), _unpacked(kept, "words_rarity")),
            letters=(_unpacked(kept, "letters_weight"), _unpacked(kept, "letters_rarity")),
            shapes=(_unpacked(kept, "shapes_weight"), _unpacked(kept, "shapes_rarity")),
            classes=kept["classes"],
            common=frozenset(kept["common"].tobytes().decode("utf-8").split("\n")),
            meaning=kept["meaning"],
            cues=kept["cues"],
        )


def _unpacked(kept: np.lib.npyio.NpzFile, name: str) -> NDArray[np.float32]:
    values: NDArray[np.float32] = kept[name].astype(np.float32) * kept[f"{name}_scale"]
    return values
