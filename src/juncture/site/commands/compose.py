"""`juncture compose people.csv --size 4-6 -o groups.csv --explain`: groups without a server and without a database.

Exits with 0 when everybody has a seat, with 3 when groups were made but somebody has none or rules clash, with 1
when what came in can't be read, and with 130 when Ctrl-C ended it: the best groups so far are written all the same.
"""

import argparse
import csv
import io
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from juncture.site.refusal import Refusal

if TYPE_CHECKING:
    from juncture.engine.grouping.plain import Question
    from juncture.engine.grouping.problem import Problem
    from juncture.engine.grouping.rounds import Rounds
    from juncture.engine.grouping.stopping import Progress, Stop
    from juncture.engine.grouping.table import Settings

MOST_BYTES = 20_000_000
SOMEBODY_LEFT = 3
INTERRUPTED = 130
MODES = ("all_new_faces", "same_group_again", "one_new_voice")
QUIET = 2.0  # seconds before a long run starts to say how far it is
# defusedcsv looks at the first sign alone; white space and control characters in front would hide a formula.
HIDES_A_FORMULA = "".join(map(chr, range(33)))


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("compose", help="form groups from a table of people, and say why")
    verb.add_argument("people", help="a CSV with a column “id”, or a question in JSON; - for what comes in")
    verb.add_argument("--size", metavar="4-6", help="people in a group (4-6, or what the rules say)")
    verb.add_argument("--rounds", type=_from(1, 50), metavar="N", help="how many rounds (1)")
    verb.add_argument("--mode", choices=MODES, help="who sits together in later rounds (all_new_faces)")
    verb.add_argument("--rules", metavar="RULES.toml", help="rules, preferences and dimensions")
    verb.add_argument(
        "--met", metavar="GROUPS.csv", action="append", default=[], help="groups of earlier times"
    )
    verb.add_argument("-o", "--output", metavar="FILE", default="-", help="where the groups go (- for here)")
    verb.add_argument("--explain", action="store_true", help="say why each group and what it scores")
    verb.add_argument("--json", action="store_true", help="the groups with all reasons and scores as JSON")
    verb.add_argument("--seed", type=_from(0, 2**63 - 1), help="the same seed gives the same groups (0)")
    until = verb.add_mutually_exclusive_group()
    until.add_argument("--seconds", type=_seconds, help="search so long")
    until.add_argument("--iterations", type=_from(1, 10**12), metavar="N", help="try so many moves")
    verb.add_argument(
        "--scheduler", metavar="ADDRESS", help="a dask scheduler whose workers help above 2,000 people"
    )
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    from juncture.engine.grouping import GroupingError

    try:
        question = _question(asked)
        rounds, interrupted = _searched(asked, question)
    except GroupingError as error:
        at = getattr(error, "at", "")
        raise Refusal(f"{f'{at}: ' if at else ''}{error}") from error
    if interrupted:
        print("Stopped early: these are the best groups so far.", file=sys.stderr)
    _write(asked.output, _as_json(question, rounds) if asked.json else _as_csv(question.problem, rounds))
    if asked.explain:
        # Beside a file the words are the answer; in one stream with the groups they would spoil the table.
        print(_in_words(question.problem, rounds), file=sys.stderr if asked.output == "-" else sys.stdout)
    if interrupted:
        return INTERRUPTED
    return SOMEBODY_LEFT if any(one.unseated or one.clashes for one in rounds.results) else 0


def _searched(asked: argparse.Namespace, question: "Question") -> "tuple[Rounds, bool]":
    """The rounds, and whether Ctrl-C cut the search short."""
    from juncture.engine.grouping import Params, compose_rounds

    rule = _stop(asked, question)
    if asked.scheduler:
        # The rule is shared out among the workers as it is: they don't hear of Ctrl-C, and nor do we of them.
        there = Params(scheduler=asked.scheduler)
        return compose_rounds(
            question.problem, question.rounds, rule, question.seed, question.mode, there
        ), False
    with _interruptible() as interrupted:
        told = _Told(rule, interrupted)
        rounds = compose_rounds(question.problem, question.rounds, told, question.seed, question.mode)
        told.end()
    return rounds, bool(interrupted)


# ---- what comes in -------------------------------------------------------------------------------------


def _question(asked: argparse.Namespace) -> "Question":
    from juncture.engine.grouping.plain import Question
    from juncture.engine.grouping.table import read_sizes, with_sizes

    settings = _settings(asked.rules)
    sizes = read_sizes(asked.size) if asked.size else None
    if sizes:
        settings = with_sizes(settings, sizes)
    content = _bytes(asked.people)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        question = _from_json(asked.people, content, settings)
    else:
        question = Question(_from_table(asked.people, content, settings))
    problem = question.problem
    if sizes:
        problem = replace(problem, rules=replace(problem.rules, sizes=sizes))
    met = Counter(problem.met)
    for name in asked.met:
        met.update(_meetings(name, problem))
    return Question(
        replace(problem, met=dict(met)),
        rounds=asked.rounds or question.rounds,
        mode=asked.mode or question.mode,
        seed=question.seed if asked.seed is None else asked.seed,
    )


def _settings(name: str | None) -> "Settings":
    import tomllib

    from juncture.engine.grouping import GroupingError
    from juncture.engine.grouping.table import Settings, read_settings

    if name is None:
        return Settings()
    try:
        return read_settings(tomllib.loads(_bytes(name).decode("utf-8-sig").replace("\r\n", "\n")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(f"{name} is no TOML: {error}.", "docs/composer.md shows a rules file.") from error
    except GroupingError as error:
        raise Refusal(f"{name}: {error}") from error


def _from_json(name: str, content: bytes, settings: "Settings") -> "Question":
    from juncture.engine.grouping.plain import read_question

    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{name} is no JSON: {error}.", "docs/composer.md shows a question.") from error
    return read_question(raw, defaults=settings)


def _from_table(name: str, content: bytes, settings: "Settings") -> "Problem":
    from juncture.engine.grouping.table import KNOWN, read_people

    columns, rows, numbers = _table(name, content)
    columns = [_known(column, KNOWN) for column in columns]
    twice = next((column for column, times in Counter(columns).items() if times > 1), None)
    if twice:
        raise Refusal(f"{name}: two columns are called “{twice}”.", "Rename one of them or leave it out.")
    problem = read_people((dict(zip(columns, row, strict=True)) for row in rows), settings, numbers)
    if not settings.dimensions:
        _say_what_counts(problem, [column for column in columns if column not in KNOWN])
    return problem


def _known(column: str, known: Sequence[str]) -> str:
    """“ID” and “Further along” are columns we know; other headings stay as they are."""
    folded = column.strip().casefold().replace(" ", "_")
    return folded if folded in known else column


def _say_what_counts(problem: "Problem", columns: Sequence[str]) -> None:
    kept = [dimension.key for dimension in problem.dimensions]
    dropped = [column for column in columns if column not in kept]
    if kept:
        print(f"Context: {', '.join(kept)}.", file=sys.stderr)
    if dropped:
        print(f"Left out, different for everybody: {', '.join(dropped)}.", file=sys.stderr)


def _meetings(name: str, problem: "Problem") -> Counter[frozenset[str]]:
    """Who sat together in groups of an earlier time, as this command writes them. Who isn't here now is passed over."""
    columns, rows, _numbers = _table(name, _bytes(name))
    places = {column.strip().casefold(): at for at, column in enumerate(columns)}
    if not {"group", "id"} <= places.keys():
        raise Refusal(
            f"{name} doesn't look like groups of an earlier time: it has no columns “group” and “id”.",
            "Give the file that juncture compose -o wrote.",
        )
    tables: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        group, person = row[places["group"]], row[places["id"]]
        when = row[places["round"]] if "round" in places else ""
        if group and person in problem.index:
            tables.setdefault((when, group), []).append(person)
    return Counter(
        frozenset(pair) for people in tables.values() for pair in combinations(sorted(set(people)), 2)
    )


def _table(name: str, content: bytes) -> tuple[list[str], list[tuple[str, ...]], list[int]]:
    from juncture.practice.people.errors import UnreadableFile
    from juncture.practice.people.reading_tables import decode, read_table

    try:
        table = read_table(decode(content))
    except UnreadableFile as error:
        raise Refusal(f"{name}: {error}") from error
    return list(table.columns), [row for _, row in table.rows], [line for line, _ in table.rows]


def _bytes(name: str) -> bytes:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise Refusal(f"{name} can't be read: {what}.", "Look at the name and at who may read it.") from error
    if len(content) > MOST_BYTES:
        raise Refusal(
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB.", "Leave out columns or split it."
        )
    return content


# ---- how long ------------------------------------------------------------------------------------------


def _stop(asked: argparse.Namespace, question: "Question") -> "Stop":
    from juncture.engine.grouping import Iterations, Seconds, enough_moves

    if asked.seconds:
        return Seconds(asked.seconds)
    moves = enough_moves(len(question.problem.people)) * question.rounds
    return Iterations(asked.iterations or moves)


class _Told:
    """A stop rule that also heeds Ctrl-C, and says on stderr how far a long run is."""

    def __init__(self, rule: "Stop", interrupted: list[bool]) -> None:
        self._rule, self._interrupted = rule, interrupted
        self._next = time.monotonic() + QUIET
        self._said = False

    def __call__(self, progress: "Progress") -> bool:
        if time.monotonic() >= self._next:
            self._say(self.share(progress) or 0.0)
        return bool(self._interrupted) or self._rule(progress)

    def share(self, progress: "Progress") -> float | None:
        return 1.0 if self._interrupted else self._rule.share(progress)

    def end(self) -> None:
        if self._said and sys.stderr.isatty():
            print(file=sys.stderr)

    def _say(self, share: float) -> None:
        on_screen = sys.stderr.isatty()
        self._said, self._next = True, time.monotonic() + (0.5 if on_screen else 10.0)
        words = f"Composing: {min(share, 1.0):4.0%}. Ctrl-C keeps the best so far."
        print(
            f"\r{words}" if on_screen else words, end="" if on_screen else "\n", file=sys.stderr, flush=True
        )


@contextmanager
def _interruptible() -> Iterator[list[bool]]:
    """The first Ctrl-C is noted, so that what was found is kept; a second one ends everything as usual."""
    noted: list[bool] = []

    def note(*_: object) -> None:
        noted.append(True)
        signal.signal(signal.SIGINT, before)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not the main thread, where no Ctrl-C arrives
        yield noted
        return
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


# ---- what goes out -------------------------------------------------------------------------------------


def _as_csv(problem: "Problem", rounds: "Rounds") -> str:
    from defusedcsv import csv as safe_csv

    from juncture.engine.grouping.table import group_rows

    page = io.StringIO()
    writer = safe_csv.writer(page, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    for row in group_rows(problem, rounds.results):
        writer.writerow([cell.lstrip(HIDES_A_FORMULA) for cell in row])
    return page.getvalue()


def _as_json(question: "Question", rounds: "Rounds") -> str:
    from juncture.engine.grouping.plain import plain_rounds

    answer: dict[str, Any] = plain_rounds(rounds, question.seed)
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _in_words(problem: "Problem", rounds: "Rounds") -> str:
    from juncture.engine.grouping.table import explained

    several = len(rounds.results) > 1
    lines = []
    for number, result in enumerate(rounds.results, start=1):
        lines += ([f"Round {number}", ""] if several else []) + [explained(problem, result), ""]
    return "\n".join(lines + ([rounds.text] if several else [])).rstrip()


def _write(name: str, text: str) -> None:
    """Whole or not at all: a file that was there stays until the new one is complete."""
    if name == "-":
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    target = Path(name)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            target.write_text(
                text, encoding="utf-8", newline=""
            )  # a pipe or a device is written to, not replaced
            return
        beside.write_text(text, encoding="utf-8", errors="replace", newline="")
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Refusal(
            f"{name} can't be written: {error.strerror}.", "Look at the folder and at who may write there."
        ) from error


# ---- what the words mean -------------------------------------------------------------------------------


def _from(low: int, high: int) -> Any:
    def number(word: str) -> int:
        if not (word.isascii() and word.isdigit()) or len(word) > 20 or not low <= int(word) <= high:
            raise argparse.ArgumentTypeError(f"{word!r} is no whole number from {low} to {high}")
        return int(word)

    return number


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = float("nan")
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of seconds above 0, up to a day")
    return seconds
