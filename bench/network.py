"""What it costs to read a sentence, by the network and else. Times are of the processor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass

import numpy as np

from juncture.engine.wording import read_advice
from juncture.engine.wording.advice_features import advice_tokens
from juncture.engine.wording.advice_network import network
from juncture.engine.wording.advice_scores import linear_points

ROUNDS = 5


def latency(read: Callable[[str], object], texts: Sequence[str]) -> str:
    read(texts[0])
    taken = []
    for _ in range(ROUNDS):
        for text in texts:
            begun = time.process_time()
            read(text)
            taken.append(1000 * (time.process_time() - begun))
    return f"{statistics.median(taken):.2f} ms (slowest {max(taken):.1f})"


def network_rows(texts: Sequence[str]) -> list[tuple[str, str]]:
    """What the network costs, which is asked only where the linear model isn't sure."""
    reader = network()
    asked = sum(reader.mix.asks(linear_points(advice_tokens(text))) for text in texts)
    piece = "you might want to talk to the people who left before you change the way they join"
    many = " ".join(f"({n}) {text}" for n, text in enumerate([*texts] * 10))
    begun = time.process_time()
    read = len(read_advice(many))
    taken = time.process_time() - begun
    return [
        ("advice, sentences about which the network is asked", f"{asked / len(texts):.0%} of {len(texts)}"),
        (
            f"advice, the network alone, {len(reader.cut(piece))} word pieces",
            latency(lambda text: reader.points([text]), [piece]),
        ),
        ("advice, the same 32 times at once", latency(lambda text: reader.points([text] * 32), [piece])),
        (f"advice, a text of {read} sentences", f"{taken:.1f} s"),
        ("the network's weights in memory", f"{held(reader) / 1e6:.0f} MB"),
    ]


def held(part: object) -> int:
    """Bytes of all arrays in it."""
    if isinstance(part, np.ndarray):
        return part.nbytes
    if isinstance(part, tuple):
        return sum(held(one) for one in part)
    return sum(held(getattr(part, field.name)) for field in fields(part)) if is_dataclass(part) else 0
