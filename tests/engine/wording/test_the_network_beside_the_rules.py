"""The network reads a sentence the same whoever stands beside it, and bounded however long it is."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from juncture.engine.wording import read_advice, read_line
from juncture.engine.wording.advice_network import network, unpacked
from juncture.engine.wording.advice_scores import advice_scores

SENTENCES = [
    "Maybe it would be worth asking the ones who left.",
    "We asked the ones who left, and two came back.",
    "I would start with two people.",
    "It depends on who pays for it.",
    "Talk to them before the conference, since afterwards nobody has time, and then again in the week when the report "
    "is due, so that what they say can still change what is written there.",
    "Honestly?",
]


def test_a_sentence_has_the_same_score_alone_and_among_others() -> None:
    together = advice_scores(SENTENCES * 20)
    alone = [advice_scores([sentence])[0] for sentence in SENTENCES]

    assert together == pytest.approx(alone * 20, abs=1e-4)
    assert network().points(SENTENCES) == pytest.approx(
        [network().points([sentence])[0] for sentence in SENTENCES], abs=1e-3
    )


def test_where_the_linear_model_is_very_sure_the_network_isnt_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    kind = type(network())
    points = kind.points
    monkeypatch.setattr(kind, "points", lambda self, texts: asked.extend(texts) or points(self, texts))

    read_line("I was there when it happened.")
    read_line("Maybe it would be worth asking the ones who left.")

    assert asked == ["maybe it would be worth asking the ones who left ."]


def test_two_threads_get_one_network() -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: network(), range(8)))

    assert all(one is found[0] for one in found)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a",
        "you",
        "🙂 you should 🙂",
        "\x00\x01you\x02 should\x7f wait",
        "Вам следует подождать",
        "你应该等一等",
        "you should wait " * 7_000,
        "you" * 40_000,
        "é" * 100_000,
        "\u0301" * 100_000,
        "you,should;wait:" * 7_000,
    ],
)
def test_odd_lines_are_read_and_cost_no_more_than_long_ones(line: str) -> None:
    (score,) = advice_scores([line])

    assert 0 <= score <= 1
    assert len(network().cut(line)) <= len(network().places)


def test_weights_in_one_byte_are_unpacked_column_by_column() -> None:
    kept = {name: np.zeros((2, 2), dtype=np.float32) for name in _names()}
    kept |= {"layers": np.uint8(1), "known": np.frombuffer(b"[UNK]\n[CLS]", dtype=np.uint8)}
    kept |= {f"mix_{name}": np.float32(1) for name in ("linear", "network", "bias", "low", "high")}
    kept["output_bias"] = np.float32(0)
    kept["0.up.weight"] = np.array([[127, -127], [1, 2]], dtype=np.int8)
    kept["0.up.weight_scale"] = np.array([[0.5, 2.0]], dtype=np.float32)

    (layer,) = unpacked(kept).layers

    assert layer.up.weight.tolist() == [[63.5, -254.0], [0.5, 4.0]]


def _names() -> list[str]:
    parts = [f"0.{name}" for name in ("query_key_value", "joined", "up", "down")]
    weights = [f"{part}.{end}" for part in parts for end in ("weight", "weight_scale", "bias")]
    norms = [f"{name}.{end}" for name in ("norm", "0.norm", "0.norm_out") for end in ("weight", "bias")]
    return ["pieces", "pieces_scale", "places", "output", *weights, *norms]


def test_a_long_text_is_read_sentence_by_sentence() -> None:
    text = " ".join(SENTENCES)

    readings = read_advice(text)

    assert [reading.text for reading in readings] == SENTENCES
    assert [reading.score for reading in readings] == pytest.approx(
        [read_line(sentence).score for sentence in SENTENCES], abs=2e-3
    )
