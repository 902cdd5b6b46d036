"""What ships as weights is what its card says, and scores what it scored when the figures were taken."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest

from juncture.engine.wording import read_line
from juncture.engine.wording.advice_network import network

MODELS = Path(str(files("juncture.engine.wording") / "model"))


def test_every_file_of_weights_has_a_card_that_names_its_hash() -> None:
    weights = sorted(MODELS.glob("*.npz"))
    assert weights
    for one in weights:
        card = one.with_suffix(".md").read_text(encoding="utf-8")
        named = re.search(r"^\| sha256 \| ([0-9a-f]{64}) \|$", card, re.MULTILINE)
        assert named, f"{one.name}: its card names no hash"
        assert named[1] == hashlib.sha256(one.read_bytes()).hexdigest(), one.name
        assert re.search(r"^\| licence \| \S", card, re.MULTILINE), f"{one.name}: its card names no licence"


def test_the_networks_card_names_its_source_and_the_band_in_which_it_is_asked() -> None:
    card = " ".join((MODELS / "advice_network.md").read_text(encoding="utf-8").split())
    mix = network().mix

    assert re.search(r"\| from \| all-MiniLM-L6-v2 .*model\.safetensors, sha256 [0-9a-f]{64}\)", card)
    assert "| licence | Apache-2.0" in card
    assert f"{len(network().known):,} of the encoder's" in card
    assert (
        f"{mix.linear:.3f} of the linear model's, {mix.network:.3f} of the network's, and {mix.bias:.2f}"
        in card
    )
    assert f"below {mix.low:.2f} or above {mix.high:.2f}" in card


@pytest.mark.parametrize(
    ("sentence", "score"),
    [
        ("You should n't wait for them , talk to your manager first .", 0.934),
        ("You shouldn't wait for them, talk to your manager first.", 0.934),
        ("I would start with two people and see who stays.", 0.862),
        ("Just stop replying on weekends.", 0.836),
        ("It depends on who pays for it.", 0.241),
        ("We tried a paid moderator for a year and lost the volunteers.", 0.205),
        ("The tradeoff we accepted was slower answers.", 0.172),
    ],
)
def test_the_weights_give_the_scores_they_gave_when_they_were_measured(sentence: str, score: float) -> None:
    reading = read_line(sentence)
    assert reading is not None
    assert reading.score == pytest.approx(score, abs=0.002)
