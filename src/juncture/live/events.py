"""What travels on a room's stream, and what the practice tells the stream about it.

Errors, by what the caller will do about them:

    Trouble
    ├─ Refused       the practice said no, nothing was written: tell the person why
    └─ Unavailable   the log can't be reached, nothing was acknowledged: repeat with the same key
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Payload = dict[str, Any]
State = Any

KEY = re.compile(r"[A-Za-z0-9_.:-]{1,56}")
KIND = re.compile(r"[a-z][a-z0-9_.-]{0,31}")


class Trouble(Exception):
    """Anything a command can meet that isn't an answer."""


class Refused(Trouble):
    """The practice says no. `message` is shown to the person: what happened, what they can do."""

    def __init__(self, code: str, message: str, status: int = 409) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class Unavailable(Trouble):
    """The log is locked or away. Repeated with its key, the command will count once."""

    def __init__(self, why: str, retry_after: int = 2) -> None:
        super().__init__(why)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a room's log. `at` is milliseconds since the epoch and never goes back within a room."""

    room: int
    seq: int
    key: str
    at: int
    kind: str
    author: int | None
    payload: Payload
    text: str = field(default="", repr=False, compare=False)
    """The payload as JSON of one line, where it is at hand."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person (or, with no author, the house) wants to happen in a room.

    The key is made where the wish is made and kept until it is answered: the same key never counts twice.
    """

    room: int
    key: str
    kind: str
    author: int | None
    payload: Payload = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"a command's key is 1–56 of A–Z a–z 0–9 _ . : -, not {self.key[:80]!r}")
        _check_kind(self.kind)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that a command leads to, before the log gives it its place and time."""

    kind: str
    payload: Payload = field(default_factory=dict)
    author: int | None = None

    def __post_init__(self) -> None:
        _check_kind(self.kind)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command led to. A repeated key gets the first answer again, with `repeated` set.

    `seq` is the last event of this command, or where the room stands when it led to none.
    `state` is the room's state now, so that a page can be drawn from it.
    """

    seq: int
    events: tuple[Event, ...]
    state: State = field(repr=False, compare=False)
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A room as it stands: the state after event `seq`, the events asked for, and whether more follow."""

    seq: int
    state: State
    events: tuple[Event, ...] = ()
    more: bool = False


class Reader(Protocol):
    """A way to read the database that the log is in."""

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Placeholders are `%s`, on SQLite as on PostgreSQL."""


class Book(Protocol):
    """What the practice tells the stream. The stream itself knows no nouns.

    A state is a value: `apply` returns a new one and leaves the old one as it was, because the old one
    may be read on another thread at that moment. All but `seen_by` run on the stream's one database
    thread, so they must be quick and must not wait for anything.
    """

    def blank(self, room: int, reader: Reader) -> State:
        """The room before its first event: who sits in it, by which run of show. Everything that
        happened later comes from the log, so nothing that an event tells may be read here as well.
        Raises Refused (404) for a room that isn't there.
        """

    def apply(self, state: State, event: Event) -> State:
        """The state after `event`. Must accept every event that was ever written, and give the same again."""

    def decide(self, state: State, command: Command, present: frozenset[int], now: int) -> Sequence[Draft]:
        """What the command leads to: none, one or several events. Raises Refused.

        A command that leads to no event leaves no trace: repeated, it is decided anew. `now` is in
        milliseconds, like Event.at.
        """

    def seen_by(self, state: State, event: Event, viewer: int) -> Payload | None:
        """The payload as `viewer` may see it, or None when the event is sealed for them.

        `state` is at least as new as the event. Only what is returned here leaves the building, so an
        author who may be known is put in by hand. Return `event.payload` itself when all of it may be seen:
        it is then encoded once for everybody.
        """


Moved = Mapping[int, int]
"""room → the last seq somebody knows of."""


def _check_kind(kind: str) -> None:
    if not KIND.fullmatch(kind):
        raise ValueError(f"a kind is 1–32 of a–z 0–9 _ . - and starts with a letter, not {kind[:80]!r}")
