"""An uploaded CSV as a table of texts, whatever its encoding and separator. Knows no tables of ours."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

from juncture.practice.people.errors import UnreadableFile

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200  # each is offered once for every field of ours
_SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Table:
    """`rows` are (line in the file, cells); every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def decode(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, and otherwise Windows' Latin-1, which reads any bytes."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"The file has {len(content) / 1e6:.0f} MB; up to {MOST_BYTES / 1e6:.0f} MB can be read at once. "
            "Split it and import the parts one after the other."
        )
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise UnreadableFile(
        "This doesn't look like a text file. Save the sheet as “CSV (UTF-8)” and upload that file."
    )


def read_table(text: str) -> Table:
    """Raises UnreadableFile, saying what to change, when there is no header or there are too many rows."""
    if not text.strip():
        raise UnreadableFile(
            "The file is empty. Its first line names the columns, such as: name, email, employer."
        )
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text))
    try:
        return _table(reader)
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {reader.line_num} can't be read ({error}). A quotation mark may be missing its partner."
        ) from error


def _table(reader: Any) -> Table:
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            if len(cells) > MOST_COLUMNS:
                raise UnreadableFile(
                    f"The first line has {len(cells):,} columns; up to {MOST_COLUMNS} can be read. Remove those "
                    "that say nothing about your members."
                )
            columns = _named_apart([cell.strip() for cell in cells])
            continue
        if len(rows) == MOST_ROWS:
            raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Split it and import the parts.")
        padded = [cell.strip() for cell in cells[: len(columns)]] + [""] * (len(columns) - len(cells))
        rows.append((reader.line_num, tuple(padded)))
    return Table(columns, tuple(rows))


def _separator(text: str) -> str:
    """The one that cuts the first lines into the most columns of equal number."""
    lines = [line for line in text.splitlines()[:20] if line.strip()][:10]

    def consistency(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator))
        except csv.Error:
            return (0, 0)
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        return (times, width) if width > 1 else (0, 0)

    return max(_SEPARATORS, key=consistency)


def _named_apart(names: list[str]) -> tuple[str, ...]:
    """Columns without a name get their number; a second column of the same name gets its place behind it."""
    seen: Counter[str] = Counter()
    columns = []
    for number, name in enumerate(names, start=1):
        name = name or f"Column {number}"
        seen[name] += 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(columns)
