"""The board question by question, in the order in which it is read: what paper and Markdown are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juncture.practice.moments.exporting import Export
from juncture.practice.moments.models import FirstWin
from juncture.practice.moments.seeing import BoardCell, Note, Pair, Person


@dataclass(frozen=True)
class Who:
    name: str
    place: int  # the seat's colour; 0 has none


@dataclass(frozen=True)
class Entry:
    """What one person wrote, or two together. Words that are None were left open."""

    who: tuple[Who, ...]
    words: str | None
    about: str = ""  # their context, or in what sense it is said
    replies: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Section:
    title: str
    entries: tuple[Entry, ...]
    remark: str = ""


def in_order(found: Export) -> Iterator[Section]:
    board = found.board
    for row in board.rows:
        alone = _("Only %(name)s has said something here.") % {"name": row.alone.name} if row.alone else ""
        yield Section(row.question, tuple(_cell(cell) for cell in row.cells), alone)
    for line in board.compared:
        yield Section(line.question, tuple(_together(c.people, c.text) for c in line.cells if c.text))
    for pair in board.loose_pairs:
        yield from _pair(pair)
    for title, notes in (
        (_("Said beside the board"), board.notes),
        (_("Questions people leave with"), board.leaving),
        (_("Seen across"), board.across),
    ):
        if notes:
            yield Section(title, tuple(_note(note, ask=notes is board.notes) for note in notes))
    if found.wins:
        yield Section(_("First wins"), tuple(_win(win) for win in found.wins))


def passing_it_on() -> str:
    return _(
        "Ways of going about it, side by side. Nobody needs to agree. What is here was said at one table; "
        "pass it on as you would your own words."
    )


def _cell(cell: BoardCell) -> Entry:
    replies = tuple(_note(note, ask=True) for note in cell.notes)
    return Entry((_who(cell.person),), cell.words, cell.context, replies)


def _pair(pair: Pair) -> Iterator[Section]:
    for answer in pair.answers:
        if answer.text:
            yield Section(answer.ask, (_together(pair.people, answer.text),))


def _together(people: Iterable[Person], words: str) -> Entry:
    return Entry(tuple(_who(person) for person in people), words)


def _note(note: Note, *, ask: bool) -> Entry:
    return Entry((_who(note.by),), note.text, note.ask if ask else "")


def _win(win: FirstWin) -> Entry:
    words = "\n\n".join(filter(None, (win.before, win.moment, win.unlocked)))
    return Entry((Who(win.member.name, 0),), words)


def _who(person: Person) -> Who:
    return Who(person.name, person.place)
