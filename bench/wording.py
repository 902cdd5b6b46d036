"""Measure what engine.wording, engine.tensions and engine.transcripts do, and print a table for docs/wording.md.

    PYTHONPATH=src python -m bench.wording --dev needadvice=FILE.tsv --dev askparents=FILE.tsv \\
        --own tools/data/peer_talk.txt --tensions tests/engine/tensions/worlds/fifty_decisions.toml

A --dev file has the columns Sentence and DS_Label (Govindarajan et al., EMNLP 2020) and is
measured, never read for training. Times are of the processor,
so that a busy machine gives the figures of an idle one.
"""

from __future__ import annotations

import argparse
import csv
import math
import resource
import time
import tomllib
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import bench.one_core  # noqa: F401
import juncture
from bench.network import latency, network_rows
from bench.posts import cost_rows, german_rows, post_rows, questions
from juncture.engine.tensions import Statement, cluster
from juncture.engine.transcripts import read_call, read_talk
from juncture.engine.wording import read_line, read_statement
from juncture.engine.wording.reading import ELEMENTS


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--dev", action="append", default=[], metavar="NAME=FILE")
    asked.add_argument(
        "--own", type=Path, help="the own labelled sentences; the half marked test is measured"
    )
    asked.add_argument(
        "--tensions", type=Path, action="append", default=[], help="TOML of decisions with a tension each"
    )
    asked.add_argument(
        "--statements", type=Path, help="the own statements, labelled for the coach's elements"
    )
    asked.add_argument("--costs", type=Path, help="sentences written against the costs, c or - before each")
    asked.add_argument(
        "--posts",
        type=Path,
        action="append",
        default=[],
        help="TSV of labelled posts; bench/posts.py names the columns",
    )
    asked.add_argument(
        "--german",
        type=Path,
        nargs=2,
        metavar=("STATEMENTS", "TALK"),
        help="the own German statements and sentences",
    )
    asked.add_argument(
        "--ask", type=Path, help="only print what the coach would ask about each line of a file"
    )
    given = asked.parse_args()
    if given.ask:
        print("\n".join(questions(given.ask)))
        return
    print("| what | figure |\n|---|---|")
    for one in given.dev:
        name, _, path = one.partition("=")
        row(f"advice, F1 on {name} (dev)", scores(*public(Path(path))))
    if given.own:
        row("advice, F1 on the own frozen half", scores(*own(given.own)))
        row("advice, one sentence", latency(lambda text: read_line(text), own(given.own)[0][:200]))
        for what, figure in network_rows(own(given.own)[0]):
            row(what, figure)
    for path in given.tensions:
        for name, rows in communities(path).items():
            row(f"tensions, {name}", gathered(rows))
    if given.statements:
        for half, named in elements(given.statements):
            row(f"coach, elements on the own statements ({half})", named)
    if given.costs:
        for what, figure in cost_rows(given.costs):
            row(what, figure)
    for path in given.posts:
        for what, figure in post_rows(path):
            row(what, figure)
    if given.german:
        for what, figure in german_rows(*given.german):
            row(what, figure)
    row("coach, one statement of 50 words", latency(lambda text: read_statement(text), [fifty_words()]))
    row("coach, 2,000 characters", latency(lambda text: read_statement(text), [(fifty_words() + " ") * 7]))
    row("landscape of 300 decisions", landscape_time(300))
    row("a call of 2,000 cues, read whole", call_time(2_000))
    row("installed weight of the models", weight())
    row(
        "memory at the highest, all of the above",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
    )


def row(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


def public(path: Path) -> tuple[list[str], list[bool]]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [one["Sentence"] for one in rows], [one["DS_Label"] == "1" for one in rows]


def own(path: Path) -> tuple[list[str], list[bool]]:
    texts, labels, half = [], [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            half = line[3:].split()[0]
        elif line and not line.startswith("#") and half == "test":
            texts.append(line[4:])
            labels.append(line[0] == "A")
    return texts, labels


def elements(path: Path) -> list[tuple[str, str]]:
    """For each half: precision and recall of each of the five elements."""
    found: dict[str, dict[str, list[tuple[bool, bool]]]] = {}
    half = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            half = line[3:]
        elif line and not line.startswith("#"):
            reading = read_statement(line[6:])
            for place, name in enumerate(ELEMENTS):
                element = reading.element(name)
                said = element is not None and element.present
                found.setdefault(half, {}).setdefault(name, []).append((line[place] != "-", said))
    return [
        (half, "; ".join(f"{name} {precision_and_recall(pairs)}" for name, pairs in named.items()))
        for half, named in found.items()
    ]


def precision_and_recall(pairs: Sequence[tuple[bool, bool]]) -> str:
    both = sum(told and said for told, said in pairs)
    said, told = sum(said for _, said in pairs), sum(told for told, _ in pairs)
    return f"{both / max(1, said):.2f} / {both / max(1, told):.2f}"


def scores(texts: Sequence[str], labels: Sequence[bool]) -> str:
    readings = [read_line(text) for text in texts]
    said = [reading is not None and reading.advice for reading in readings]
    both = sum(a and b for a, b in zip(said, labels, strict=True))
    precision, recall = both / max(1, sum(said)), both / max(1, sum(labels))
    f1 = 2 * both / max(1, sum(said) + sum(labels))
    return f"{f1:.3f} (precision {precision:.3f}, recall {recall:.3f}, n = {len(texts)})"


def communities(path: Path) -> dict[str, list[dict[str, Any]]]:
    """A file's decisions by community, or all under the file's name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["decision"]:
        found.setdefault(row.get("community", path.stem), []).append(row)
    return found


def gathered(rows: Sequence[dict[str, Any]]) -> str:
    """Adjusted Rand index and normalised mutual information against the tensions somebody named."""
    told = [row.get("tension", f"alone {number}") for number, row in enumerate(rows)]
    texts = [
        Statement(number, row.get("text") or row["statement"], options(row), row.get("language", "en"))
        for number, row in enumerate(rows)
    ]
    landscape = cluster(texts)
    found = {member: one.key for one in landscape.tensions for member in one.members}
    said = [found.get(number, f"alone {number}") for number in range(len(rows))]
    alone = {number for number, name in enumerate(told) if told.count(name) == 1}
    return (
        f"ARI {rand(told, said):.3f}, NMI {shared(told, said):.3f}; {len(landscape.tensions)} tensions and "
        f"{len(landscape.singletons)} alone ({len(alone & set(landscape.singletons))} of the {len(alone)} who are) "
        f"of {len(rows)}, cut {landscape.cut}"
    )


def options(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one if isinstance(one, str) else one["text"] for one in row.get("options", []))


def rand(told: Sequence[str], said: Sequence[str]) -> float:
    def pairs(counts: Sequence[int]) -> float:
        return sum(count * (count - 1) / 2 for count in counts)

    both = pairs([*table(list(zip(told, said, strict=True))).values()])
    a, b = pairs([*table(told).values()]), pairs([*table(said).values()])
    expected = a * b / pairs([len(told)])
    return (both - expected) / ((a + b) / 2 - expected)


def shared(told: Sequence[str], said: Sequence[str]) -> float:

    size = len(told)

    def entropy(counts: Sequence[int]) -> float:
        return -sum(count / size * math.log(count / size) for count in counts)

    a, b = entropy([*table(told).values()]), entropy([*table(said).values()])
    both = entropy([*table(list(zip(told, said, strict=True))).values()])
    return 2 * (a + b - both) / (a + b)


def table(names: Sequence[Hashable]) -> dict[Hashable, int]:
    counts: dict[Hashable, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def fifty_words() -> str:
    return (
        "I do a live stream every Wednesday, about 140 people watch. It eats a full day. Six engineers keep "
        "writing us good issues and I answer them at night. Do I give the Wednesday to those six, or keep the "
        "stream because it is the only figure of mine on the board slide?"
    )


def landscape_time(count: int) -> str:
    texts = [
        Statement(number, f"Should we move group {number} to {number % 17} or stay with {number % 23}?")
        for number in range(count)
    ]
    begun = time.process_time()
    cluster(texts)
    return f"{time.process_time() - begun:.2f} s"


def call_time(cues: int) -> str:
    said = [
        f"00:{n // 60 % 60:02}:{n % 60:02}.000 --> 00:{n // 60 % 60:02}:{n % 60:02}.900\n"
        f"Voice {n % 5}: {fifty_words()[n % 150 :][:90]}\n"
        for n in range(cues)
    ]
    begun = time.process_time()
    read_talk(read_call("WEBVTT\n\n" + "\n".join(said)))
    return f"{time.process_time() - begun:.2f} s"


def weight() -> str:
    folder = Path(juncture.__file__).parent / "engine" / "wording" / "model"
    files = sorted(folder.glob("*.npz"))
    return ", ".join(f"{path.name} {path.stat().st_size / 1e6:.2f} MB" for path in files)


if __name__ == "__main__":
    main()
