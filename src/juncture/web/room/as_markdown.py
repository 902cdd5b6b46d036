"""The board in Markdown: question by question, so that the contrast survives; people's words as quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from juncture.practice.moments.exporting import Export
from juncture.practice.moments.models import FirstWin
from juncture.practice.moments.seeing import BoardCell, BoardRow, Note, Pair

# What Markdown or HTML could read as anything but the sign itself.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def board_in_markdown(found: Export) -> str:
    return "\n".join(_lines(found)).rstrip() + "\n"


def plain(words: str) -> str:
    """As it was typed, whatever it is made of."""
    return _AT_START.sub(_escaped, _SIGNS.sub(r"\\\1", words))


def _escaped(found: re.Match[str]) -> str:
    """`1.` is escaped at its dot, since a digit can't be."""
    indent, sign = found.groups()
    return f"{indent}{sign}\\" if sign.isdigit() else f"{indent}\\{sign}"


def _lines(found: Export) -> Iterator[str]:
    board = found.board
    yield f"# {_one_line(found.moment.title)}"
    yield ""
    if found.at:
        yield f"{localtime(found.at):%Y-%m-%d %H:%M %Z}"
        yield ""
    yield from _quoted(found.moment.anchor_words)
    for row in board.rows:
        yield from _row(row)
    for line in board.compared:
        yield f"## {_one_line(line.question)}"
        yield ""
        for cell in line.cells:
            if cell.text:
                yield from _by([person.name for person in cell.people], cell.text)
    for pair in board.loose_pairs:
        yield from _pair(pair)
    yield from _notes(_("Said beside the board"), board.notes, asks=True)
    yield from _notes(_("Questions people leave with"), board.leaving)
    yield from _notes(_("Seen across"), board.across)
    yield from _wins(found.wins)


def _row(row: BoardRow) -> Iterator[str]:
    yield f"## {_one_line(row.question)}"
    yield ""
    for cell in row.cells:
        yield from _cell(cell)


def _cell(cell: BoardCell) -> Iterator[str]:
    if cell.words is None:
        yield f"**{_one_line(cell.name)}** {_('left this open')}"
        yield ""
        return
    yield from _by([cell.name], cell.words, cell.context)
    for note in cell.notes:
        yield f"> **{_one_line(note.by.name)}** ({_one_line(note.ask)})"
        yield ">"
        yield from (f"> > {line}".rstrip() for line in plain(note.text).split("\n"))
        yield ""


def _pair(pair: Pair) -> Iterator[str]:
    for answer in pair.answers:
        if answer.text:
            yield f"## {_one_line(answer.ask)}"
            yield ""
            yield from _by([person.name for person in pair.people], answer.text)


def _notes(title: str, notes: Iterable[Note], *, asks: bool = False) -> Iterator[str]:
    for number, note in enumerate(notes):
        if number == 0:
            yield f"## {title}"
            yield ""
        yield from _by([note.by.name], note.text, note.ask if asks else "")


def _wins(wins: Iterable[FirstWin]) -> Iterator[str]:
    for number, win in enumerate(wins):
        if number == 0:
            yield f"## {_('First wins')}"
            yield ""
        yield from _by([win.member.name], "\n\n".join(filter(None, (win.before, win.moment, win.unlocked))))


def _by(names: list[str], words: str, context: str = "") -> Iterator[str]:
    who = f" {_('beside')} ".join(f"**{_one_line(name)}**" for name in names)
    yield f"{who} ({_one_line(context)})" if context else who
    yield ""
    yield from _quoted(words)


def _quoted(words: str) -> Iterator[str]:
    for line in plain(words).split("\n"):
        yield f"> {line}".rstrip()
    yield ""


def _one_line(words: str) -> str:
    return plain(" ".join(words.split()))
