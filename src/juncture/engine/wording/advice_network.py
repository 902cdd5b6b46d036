"""A small network's say on whether a sentence prescribes: a few layers of an open sentence encoder, in NumPy alone.

Its weights were trained offline (tools/train_advice_network.py; model/advice_network.md says from what and under which
licence). They are kept in one byte each and unpacked once, when they are first needed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from juncture.engine.wording.word_pieces import word_pieces

Rows = NDArray[np.float32]
Points = TypeVar("Points", float, NDArray[np.float64])

HEADS: Final = 12
TOGETHER: Final = 32
"""So many sentences of about one length are read at once."""
_SMALL: Final = np.float32(1e-12)
_UNSEEN: Final = np.float32(-1e4)


@dataclass(frozen=True)
class Linear:
    weight: Rows
    bias: Rows

    def __call__(self, rows: Rows) -> Rows:
        # As one product of all rows: with three axes NumPy would make one for each sentence.
        product: Rows = rows.reshape(-1, rows.shape[-1]) @ self.weight
        product += self.bias
        return product.reshape(*rows.shape[:-1], -1)


@dataclass(frozen=True)
class Norm:
    weight: Rows
    bias: Rows

    def __call__(self, rows: Rows) -> Rows:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.einsum("...i,...i->...", rows, rows) / np.float32(rows.shape[-1]) + _SMALL)
        rows *= self.weight / spread[..., None]
        rows += self.bias
        return rows


@dataclass(frozen=True)
class Layer:
    query_key_value: Linear
    joined: Linear
    norm: Norm
    up: Linear
    down: Linear
    norm_out: Norm

    def __call__(self, rows: Rows, unseen: Rows | None) -> Rows:
        rows = self.norm(rows + self.joined(self._attended(rows, unseen)))
        return self.norm_out(rows + self.down(_gelu(self.up(rows))))

    def _attended(self, rows: Rows, unseen: Rows | None) -> Rows:
        count, length, width = rows.shape
        split = self.query_key_value(rows).reshape(count, length, 3, HEADS, width // HEADS)
        query, key, value = split.transpose(2, 0, 3, 1, 4)
        scores = query @ key.swapaxes(-1, -2)
        if unseen is not None:
            scores += unseen
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        seen: Rows = (scores @ value).transpose(0, 2, 1, 3).reshape(count, length, width)
        return seen


def _gelu(rows: Rows) -> Rows:
    """In its common approximation by tanh, with which the layers were trained."""
    bent = rows * rows
    bent *= np.float32(0.044715)
    bent += np.float32(1)
    bent *= rows
    bent *= np.float32(math.sqrt(2 / math.pi))
    np.tanh(bent, out=bent)
    bent += np.float32(1)
    bent *= rows
    bent *= np.float32(0.5)
    return bent


@dataclass(frozen=True)
class Mix:
    """What the two models' points count for: advice is what is above nought.

    What the linear model puts below `low` or above `high` is taken from it alone; the network isn't asked.
    """

    linear: float
    network: float
    bias: float
    low: float
    high: float

    def points(self, linear: Points, network: Points) -> Points:
        return self.linear * linear + self.network * network + self.bias

    def asks(self, linear: float) -> bool:
        return self.low <= linear <= self.high


@dataclass(frozen=True)
class Network:
    mix: Mix
    known: dict[str, int]
    pieces: NDArray[np.int8]
    scales: Rows
    places: Rows
    norm: Norm
    layers: tuple[Layer, ...]
    output: Rows
    bias: float

    def cut(self, text: str) -> list[int]:
        most = len(self.places) - 2
        return [self.known["[CLS]"], *word_pieces(text, self.known, most), self.known["[SEP]"]]

    def points(self, texts: Sequence[str]) -> list[float]:
        """The same for a text whether it is read alone or beside others, but for rounding."""
        cut = [self.cut(text) for text in texts]
        order = sorted(range(len(cut)), key=lambda number: len(cut[number]))
        found = [0.0] * len(cut)
        for at in range(0, len(order), TOGETHER):
            which = order[at : at + TOGETHER]
            for number, points in zip(which, self._read([cut[one] for one in which]), strict=True):
                found[number] = float(points)
        return found

    def _read(self, lines: Sequence[Sequence[int]]) -> Rows:
        lengths = np.array([len(line) for line in lines])
        longest = int(lengths.max())
        there = np.arange(longest) < lengths[:, None]
        padded = np.zeros(there.shape, dtype=np.intp)
        padded[there] = [piece for line in lines for piece in line]
        rows = self.pieces[padded] * self.scales[padded][..., None]
        rows = self.norm(rows + self.places[:longest])
        unseen = None if there.all() else np.where(there, np.float32(0), _UNSEEN)[:, None, None, :]
        for layer in self.layers:
            rows = layer(rows, unseen)
        mean = np.einsum("blw,bl->bw", rows, there.astype(np.float32)) / lengths[:, None]
        pooled = np.concatenate([rows[:, 0], mean], axis=1).astype(np.float32)
        points: Rows = pooled @ self.output + np.float32(self.bias)
        return points


_loading = Lock()


def network() -> Network:
    """Unpacked once, however many threads ask first."""
    with _loading:
        return _network()


@cache
def _network() -> Network:
    with (files("juncture.engine.wording") / "model" / "advice_network.npz").open("rb") as file:
        return unpacked(dict(np.load(file, allow_pickle=False)))


def unpacked(kept: Mapping[str, NDArray[np.generic]]) -> Network:
    lines = kept["known"].tobytes().decode("utf-8").split("\n")
    return Network(
        mix=Mix(*(float(kept[f"mix_{field.name}"]) for field in fields(Mix))),
        known={piece: number for number, piece in enumerate(lines)},
        pieces=kept["pieces"].astype(np.int8, copy=False),
        scales=kept["pieces_scale"].astype(np.float32),
        places=kept["places"].astype(np.float32),
        norm=_norm(kept, "norm"),
        layers=tuple(_layer(kept, str(number)) for number in range(int(kept["layers"]))),
        output=kept["output"].astype(np.float32),
        bias=float(kept["output_bias"]),
    )


def _layer(kept: Mapping[str, NDArray[np.generic]], number: str) -> Layer:
    return Layer(
        query_key_value=_linear(kept, f"{number}.query_key_value"),
        joined=_linear(kept, f"{number}.joined"),
        norm=_norm(kept, f"{number}.norm"),
        up=_linear(kept, f"{number}.up"),
        down=_linear(kept, f"{number}.down"),
        norm_out=_norm(kept, f"{number}.norm_out"),
    )


def _linear(kept: Mapping[str, NDArray[np.generic]], name: str) -> Linear:
    weight = kept[f"{name}.weight"].astype(np.float32) * kept[f"{name}.weight_scale"].astype(np.float32)
    return Linear(weight, kept[f"{name}.bias"].astype(np.float32))


def _norm(kept: Mapping[str, NDArray[np.generic]], name: str) -> Norm:
    return Norm(kept[f"{name}.weight"].astype(np.float32), kept[f"{name}.bias"].astype(np.float32))
