"""`juncture wording advice|decision`: one sentence or statement a line in, one reading a line out, in order.

Empty lines are answered too, so that line n of the answer speaks of line n of the question.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from juncture.site.refusal import Refusal

LONGEST_LINE = 100_000
TOGETHER = 64
"""So many lines of a file are read at once; what comes in is answered line by line."""


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("wording", help="read lines: advice or experience, decision or not")
    kinds = verb.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, says in (("advice", "does the sentence prescribe?"), ("decision", "is it an open decision?")):
        kind = kinds.add_parser(name, help=says)
        kind.add_argument("file", nargs="?", default="-", help="one a line; - for what comes in")
        kind.add_argument("--json", action="store_true", help="one JSON object a line")
        kind.add_argument("--language", default="en")
        kind.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    from juncture.engine.wording.answering import advice_answers, decision_answers

    read, show = (
        (advice_answers, _show_advice) if asked.what == "advice" else (decision_answers, _show_decision)
    )
    try:
        with _opened(asked.file) as lines:
            for some in _groups(_lines(lines), 1 if asked.file == "-" else TOGETHER):
                for line, answer in zip(some, read(some, asked.language), strict=True):
                    print(json.dumps(answer, ensure_ascii=False) if asked.json else show(answer, line))
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise Refusal(f"{asked.file} can't be read: {error.strerror}.", "Look at its name.") from error
    return 0


def _show_advice(answer: dict[str, Any], line: str) -> str:
    return f"{'advice' if answer['advice'] else '-':7} {answer['score']:.2f}  {line[:100]}"


def _show_decision(answer: dict[str, Any], line: str) -> str:
    asks = f"\n        {answer['question']}" if answer["question"] else ""
    return f"{answer['kind']:10} {answer['score']:.2f}  {line[:100]}{asks}"


def _opened(name: str) -> TextIO:
    if name == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", errors="replace", newline="\n", closefd=False)
    return Path(name).open(encoding="utf-8-sig", errors="replace", newline="\n")


def _groups(lines: Iterator[str], size: int) -> Iterator[list[str]]:
    while some := list(islice(lines, size)):
        yield some


def _lines(stream: TextIO) -> Iterator[str]:
    """A line longer than a long statement is cut, and the rest of it passed over without being kept."""
    readline: Callable[[int], str] = stream.readline
    while line := readline(LONGEST_LINE):
        whole = line
        while whole and not whole.endswith("\n"):
            whole = readline(LONGEST_LINE)
        yield line.rstrip("\r\n")
