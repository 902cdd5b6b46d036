"""The board in Markdown: question by question, so that the contrast survives; people's words as quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from juncture.practice.moments.exporting import Export
from juncture.web.room.in_order import Entry, Who, in_order

# What Markdown or HTML could read as anything but the sign itself.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
# Where Markdown ends a line, which a form's text may hold; and what it would read as program text.
_LINE_END = re.compile(r"\r\n?")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def board_in_markdown(found: Export) -> str:
    return "\n".join(_lines(found)).rstrip() + "\n"


def plain(words: str) -> str:
    """As it was typed, whatever it is made of."""
    lines = _INDENT.sub(lambda indent: "\u00a0" * len(indent[0].expandtabs(4)), _LINE_END.sub("\n", words))
    return _AT_START.sub(_escaped, _SIGNS.sub(r"\\\1", lines))


def _escaped(found: re.Match[str]) -> str:
    """`1.` is escaped at its dot, since a digit can't be."""
    indent, sign = found.groups()
    return f"{indent}{sign}\\" if sign.isdigit() else f"{indent}\\{sign}"


def _lines(found: Export) -> Iterator[str]:
    yield f"# {_one_line(found.moment.title)}"
    yield ""
    if found.at:
        yield f"{localtime(found.at):%Y-%m-%d %H:%M %Z}"
        yield ""
    yield from _quoted(found.moment.anchor_words)
    for section in in_order(found):
        yield f"## {_one_line(section.title)}"
        yield ""
        if section.remark:
            yield _one_line(section.remark)
            yield ""
        for entry in section.entries:
            yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    if entry.words is None:
        yield f"{_names(entry.who)} {_('left this open')}"
        yield ""
        return
    about = f" ({_one_line(entry.about)})" if entry.about else ""
    yield f"{_names(entry.who)}{about}"
    yield ""
    yield from _quoted(entry.words)
    for reply in entry.replies:
        yield f"> {_names(reply.who)} ({_one_line(reply.about)})"
        yield ">"
        yield from (f"> > {line}".rstrip() for line in plain(reply.words or "").split("\n"))
        yield ""


def _names(who: tuple[Who, ...]) -> str:
    return f" {_('beside')} ".join(f"**{_one_line(one.name)}**" for one in who)


def _quoted(words: str) -> Iterator[str]:
    for line in plain(words).split("\n"):
        yield f"> {line}".rstrip()
    yield ""


def _one_line(words: str) -> str:
    return plain(" ".join(words.split()))
