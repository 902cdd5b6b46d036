"""Hold the coach against labelled posts of your own, and see what it would ask. Used by bench.wording.

A posts file is tab-separated with a heading: `text` (\\n for a line break) and `decision` (1 or 0), and, if you have
them, `kind` and `elements` (five characters, a letter of ocpms where the element is there, else a dash; the guide is
tools/data/statements.md).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from juncture.engine.wording import read_line, read_statement
from juncture.engine.wording.reading import ELEMENTS, ElementName, Reading

Pairs = list[tuple[bool, bool]]


def post_rows(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = {"text", "decision"} - set(rows[0] if rows else ())
    if missing:
        sys.exit(f"{path}: no column {' or '.join(sorted(missing))}; the first line names the columns.")
    readings = [read_statement(row["text"].replace("\\n", "\n")) for row in rows]
    told = [row["decision"].strip().lower() in ("1", "true", "yes") for row in rows]
    said = [reading.decision for reading in readings]
    yield f"coach, decision or not ({path.stem})", score(list(zip(told, said, strict=True)))
    leaning = [(row.get("kind") or "").lower() in ("l", "leaning") for row in rows]
    if any(leaning):
        sure = [pair for pair, lean in zip(zip(told, said, strict=True), leaning, strict=True) if not lean]
        yield f"the same without posts that lean ({path.stem})", score(sure)
    if rows[0].get("elements"):
        for place, name in enumerate(ELEMENTS):
            pairs = [
                (row["elements"][place] != "-", has(reading, name))
                for row, reading in zip(rows, readings, strict=True)
            ]
            yield f"element {name} ({path.stem})", share(pairs)


def german_rows(statements: Path, talk: Path) -> Iterator[tuple[str, str]]:
    for half, lines in halves(statements).items():
        readings = [(line, read_statement(line[6:], language="de")) for line in lines]
        named = "; ".join(
            f"{name} {short([(line[place] != '-', has(reading, name)) for line, reading in readings])}"
            for place, name in enumerate(ELEMENTS)
        )
        yield f"German, elements ({half})", named
        yield (
            f"German, decision or not ({half})",
            score([(li[2:4] == "pm", r.decision) for li, r in readings]),
        )
    for half, lines in halves(talk).items():
        found = [(line[0] == "A", bool((r := read_line(line[4:], "de")) and r.advice)) for line in lines]
        yield f"German, advice ({half})", score(found)


def cost_rows(path: Path) -> Iterator[tuple[str, str]]:
    for half, lines in halves(path).items():
        found = [(line[0] == "c", has(read_statement(line[2:]), "costs")) for line in lines]
        yield f"coach, costs on sentences against them ({half})", share(found)


def questions(path: Path) -> Iterator[str]:
    """A table of what the coach would ask about each line, and how it would say it back."""
    yield "| said | kind | asked | said back |\n|---|---|---|---|"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            reading = read_statement(line)
            yield f"| {line} | {reading.kind} | {reading.question or '–'} | {reading.restatement or '–'} |"


def has(reading: Reading, name: ElementName) -> bool:
    element = reading.element(name)
    return element is not None and element.present


def halves(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    half = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            half = line[3:]
        elif line and not line.startswith("#"):
            found.setdefault(half, []).append(line)
    return found


def score(pairs: Sequence[tuple[bool, bool]]) -> str:
    both, told, said = counts(pairs)
    f1 = 2 * both / max(1, told + said)
    return (
        f"F1 {f1:.3f} (precision {both / max(1, said):.2f}, recall {both / max(1, told):.2f}, "
        f"{told} of {len(pairs)} are)"
    )


def share(pairs: Sequence[tuple[bool, bool]]) -> str:
    both, told, said = counts(pairs)
    precision, recall = both / max(1, said), both / max(1, told)
    return f"precision {precision:.2f} ({both} of {said}), recall {recall:.2f} ({both} of {told})"


def short(pairs: Sequence[tuple[bool, bool]]) -> str:
    both, told, said = counts(pairs)
    return f"{both / max(1, said):.2f} / {both / max(1, told):.2f}"


def counts(pairs: Sequence[tuple[bool, bool]]) -> tuple[int, int, int]:
    return sum(a and b for a, b in pairs), sum(a for a, _ in pairs), sum(b for _, b in pairs)
