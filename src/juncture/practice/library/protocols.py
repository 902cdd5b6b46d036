"""The session protocols: YAML files anyone can read, checked when they are loaded.

    ProtocolError
    └── names the file, the place in it and the cure

A moment keeps a filled-in copy of its protocol, the run of show (`as_plain` and `from_plain`), so that a
protocol that changes later never changes a moment already planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from reprlib import Repr
from typing import Any

from juncture.engine.wording.design import PlanUnreadable, read_plan
from juncture.practice.library.references import troubles

SHIPPED = Path(__file__).parent / "protocols"

KINDS = (
    "settle",
    "silence",
    "write",
    "read",
    "tell",
    "ask",
    "rounds",
    "pairs",
    "open",
    "wins",
    "orient",
    "close",
)
SCOPES = ("group", "all")
FITS = ("decision", "tension", "relationship", "first_wins", "circle", "event", "learning")


_short = Repr()
_short.maxstring = _short.maxother = _short.maxlong = 80
"""What a file says, in a message: as much of it as one needs to find it."""


class ProtocolError(ValueError):
    """The file can't be used; the message says where and how to mend it."""


@dataclass(frozen=True)
class Prompt:
    key: str
    kind: str  # signal, approach, tradeoff, conditions, same_tension, other_way, difference, question, first_win
    ask: str
    help: str = ""
    many: bool = False  # several answers by one person, each a contribution of its own


@dataclass(frozen=True)
class Turns:
    seconds_each: int
    pause_seconds: int = 0
    rotate: bool = True  # who begins changes from round to round and from room to room
    without: tuple[str, ...] = ()  # roles that take no turn here

    def minutes_for(self, people: int) -> float:
        return people * (self.seconds_each + self.pause_seconds) / 60


@dataclass(frozen=True)
class Role:
    """A named seat that somebody in the room takes, beside the chair they sit on."""

    key: str
    title: str
    does: str
    anchor: bool = False  # whoever's decision anchors the moment takes it on arriving, and may give it on


@dataclass(frozen=True)
class Step:
    key: str
    kind: str
    title: str
    minutes: float
    say: str
    prompts: tuple[Prompt, ...] = ()
    sealed: bool = False  # what is written here is its author's alone until a step reveals it
    reveals: tuple[str, ...] = ()
    turns: Turns | None = None
    private: bool = False  # notes for their writer alone, which no step reveals
    speaks: str | None = None  # the role that has the floor
    listens: tuple[str, ...] = ()  # roles that only listen: their forms rest, and stay within reach
    questions_only: bool = False
    retell: str | None = None  # the step whose pairs tell each other's story here
    each: str | None = (
        None  # steps in a row with the same role are lived once for each person, who has it then
    )
    optional: bool = False
    scope: str = "group"  # "all": a host who leads moves every room of the moment at once

    def prompt(self, key: str) -> Prompt | None:
        return next((prompt for prompt in self.prompts if prompt.key == key), None)


# What most steps don't say. The design check reads what is said: `private: false` on a card is a finding.
_LATER = {
    one.name: one.default
    for one in fields(Step)
    if one.name in ("private", "speaks", "listens", "questions_only", "retell", "each", "optional", "scope")
}


@dataclass(frozen=True)
class Silenced:
    """A rule of the design check that stays quiet here, and why."""

    rule: str
    because: str
    step: str = ""  # only there; empty for the whole plan


@dataclass(frozen=True)
class Protocol:
    id: str
    title: str
    origin: str
    about: str
    people: tuple[int, int]
    steps: tuple[Step, ...]
    hold_until_after: str | None = None  # synthesis is held until this step has ended
    silenced: tuple[Silenced, ...] = ()
    roles: tuple[Role, ...] = ()
    runs_with: tuple[int, int] = (0, 0)  # sizes it can be planned for; (0, 0): those it is made for
    suits: tuple[str, ...] = ()

    @property
    def minutes(self) -> float:
        """With the fewest people it is made for."""
        return sum(step.minutes * (self.people[0] if step.each else 1) for step in self.steps)

    @property
    def most_minutes(self) -> float:
        return max(self.minutes, self.minutes_for(self.people[1]))

    @property
    def sizes(self) -> tuple[int, int]:
        return self.runs_with if self.runs_with[0] else self.people

    def minutes_for(self, people: int) -> float:
        """Turns grow with the group, and a block that is lived once for each person with it."""
        return sum(
            max(step.minutes, step.turns.minutes_for(people) if step.turns else 0)
            * (people if step.each else 1)
            for step in self.steps
        )

    def runs_for(self, low: int, high: int) -> bool:
        return self.sizes[0] <= low and high <= self.sizes[1]

    def role(self, key: str) -> Role | None:
        return next((role for role in self.roles if role.key == key), None)

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    def index(self, key: str) -> int:
        return next(number for number, step in enumerate(self.steps) if step.key == key)

    @property
    def hold_ends_at(self) -> int:
        """The number of the first step in which summing up is welcome."""
        return self.index(self.hold_until_after) + 1 if self.hold_until_after else 0

    def as_plain(self) -> dict[str, Any]:
        """What a file would say: what a step doesn't use is left out, as in a file."""
        plain = asdict(self)
        plain["steps"] = [
            {name: value for name, value in step.items() if name not in _LATER or value != _LATER[name]}
            for step in plain["steps"]
        ]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Protocol:
        return read_protocol(plain, where="the run of show")


@cache
def shipped_protocols() -> Mapping[str, Protocol]:
    """The protocols that come with Juncture, by id."""
    return protocols_in(SHIPPED)


def protocols_in(folder: Path) -> Mapping[str, Protocol]:
    found: dict[str, Protocol] = {}
    for path in sorted(folder.glob("*.yaml")):
        protocol = load_protocol(_read(path), where=path.name)
        if protocol.id in found:
            raise ProtocolError(
                f"{path.name}: another file has the id {protocol.id!r} already; give it its own."
            )
        found[protocol.id] = protocol
    return found


def load_protocol(text: str, where: str) -> Protocol:
    try:
        plain, _ = read_plan(text.removeprefix("\ufeff"))
    except PlanUnreadable as unreadable:
        at = f", line {unreadable.line}" if unreadable.line else ""
        raise ProtocolError(f"{where}{at}: {unreadable}") from unreadable
    return read_protocol(plain, where)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ProtocolError(
            f"{path.name}, line {line}: this is not UTF-8; save the file as UTF-8."
        ) from error


def read_protocol(plain: Any, where: str) -> Protocol:
    """Check and build; every message starts with where the trouble is."""
    fields = _mapping(plain, where)
    steps = tuple(
        _step(_mapping(step, f"{where}, step {number}"), f"{where}, step {number}")
        for number, step in enumerate(_list(fields, "steps", where), start=1)
    )
    if not steps:
        raise ProtocolError(f"{where}: a protocol has at least one step; 'steps' is empty.")
    protocol = Protocol(
        id=_text(fields, "id", where),
        title=_text(fields, "title", where),
        origin=_text(fields, "origin", where),
        about=_text(fields, "about", where),
        people=_sizes(fields, "people", where),
        steps=steps,
        silenced=_silenced(fields.get("silenced")),
        hold_until_after=_maybe(fields, "hold_until_after", where),
        roles=tuple(
            _role(_mapping(role, f"{where}, role {number}"), f"{where}, role {number}")
            for number, role in enumerate(_several(fields, "roles", where), start=1)
        ),
        runs_with=_sizes(fields, "runs_with", where) if any(fields.get("runs_with") or ()) else (0, 0),
        suits=_suits(fields, where),
    )
    for trouble in troubles(protocol):
        raise ProtocolError(f"{where}{trouble}")
    return protocol


def _step(fields: Mapping[str, Any], where: str) -> Step:
    kind = _text(fields, "kind", where)
    if kind not in KINDS:
        raise ProtocolError(f"{where}: 'kind' is one of {', '.join(KINDS)}; it says {_short.repr(kind)}.")
    minutes = fields.get("minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 24 * 60:
        raise ProtocolError(f"{where}: 'minutes' is a number above 0; it says {_short.repr(minutes)}.")
    turns = fields.get("turns")
    return Step(
        key=_text(fields, "key", where),
        kind=kind,
        title=_text(fields, "title", where),
        minutes=minutes,
        say=_text(fields, "say", where),
        prompts=tuple(
            _prompt(_mapping(prompt, f"{where}, prompt {number}"), f"{where}, prompt {number}")
            for number, prompt in enumerate(_several(fields, "prompts", where), start=1)
        ),
        sealed=_yes(fields, "sealed", where) or _yes(fields, "private", where),
        reveals=_names(fields, "reveals", where),
        turns=_turns(_mapping(turns, f"{where}, turns"), f"{where}, turns") if turns else None,
        private=_yes(fields, "private", where),
        speaks=_maybe(fields, "speaks", where),
        listens=_names(fields, "listens", where),
        questions_only=_yes(fields, "questions_only", where),
        retell=_maybe(fields, "retell", where),
        each=_maybe(fields, "each", where),
        optional=_yes(fields, "optional", where),
        scope=_one_of(fields, "scope", SCOPES, "group", where),
    )


def _role(fields: Mapping[str, Any], where: str) -> Role:
    return Role(
        key=_text(fields, "key", where),
        title=_text(fields, "title", where),
        does=_text(fields, "does", where),
        anchor=_yes(fields, "anchor", where),
    )


def _prompt(fields: Mapping[str, Any], where: str) -> Prompt:
    return Prompt(
        key=_text(fields, "key", where),
        kind=_text(fields, "kind", where),
        ask=_text(fields, "ask", where),
        help=str(fields.get("help") or ""),
        many=_yes(fields, "many", where),
    )


def _silenced(entries: Any) -> tuple[Silenced, ...]:
    """Read leniently: what is wrong with them is the design check's to say, and no room stays shut over it."""
    entries = entries if isinstance(entries, list | tuple) else ()
    return tuple(
        Silenced(str(one.get("rule") or ""), str(one.get("because") or ""), str(one.get("step") or ""))
        for one in entries
        if isinstance(one, Mapping)
    )


def _turns(fields: Mapping[str, Any], where: str) -> Turns:
    seconds = fields.get("seconds_each")
    pause = fields.get("pause_seconds", 0)
    if type(seconds) is not int or type(pause) is not int or seconds < 5 or pause < 0:
        raise ProtocolError(
            f"{where}: 'seconds_each' is a whole number from 5 on, 'pause_seconds' from 0 on."
        )
    return Turns(
        seconds_each=seconds,
        pause_seconds=pause,
        rotate=_yes(fields, "rotate", where, otherwise=True),
        without=_names(fields, "without", where),
    )


def _sizes(fields: Mapping[str, Any], key: str, where: str) -> tuple[int, int]:
    sizes = _list(fields, key, where)
    if len(sizes) != 2 or not all(type(size) is int for size in sizes) or not 2 <= sizes[0] <= sizes[1]:
        raise ProtocolError(
            f"{where}: {key!r} is [smallest, largest], such as [4, 5]; it says {_short.repr(list(sizes))}."
        )
    return (sizes[0], sizes[1])


def _suits(fields: Mapping[str, Any], where: str) -> tuple[str, ...]:
    suits = _names(fields, "suits", where)
    for one in suits:
        if one not in FITS:
            raise ProtocolError(
                f"{where}: 'suits' names some of {', '.join(FITS)}; it says {_short.repr(one)}."
            )
    return suits


def _mapping(plain: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(plain, Mapping):
        raise ProtocolError(f"{where}: here 'name: value' pairs are expected.")
    return plain


def _list(fields: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    value = fields.get(key)
    if not isinstance(value, list | tuple):
        raise ProtocolError(f"{where}: {key!r} is missing or no list.")
    return value


def _several(fields: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    return _list(fields, key, where) if fields.get(key) is not None else ()


def _names(fields: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    names = _several(fields, key, where)
    if not all(isinstance(name, str) and name for name in names):
        raise ProtocolError(
            f"{where}: {key!r} is a list of names, such as [write]; it says {_short.repr(list(names))}."
        )
    return tuple(names)


def _maybe(fields: Mapping[str, Any], key: str, where: str) -> str | None:
    return None if fields.get(key) is None else _text(fields, key, where)


def _one_of(fields: Mapping[str, Any], key: str, choices: Sequence[str], otherwise: str, where: str) -> str:
    value = fields.get(key, otherwise)
    if value not in choices:
        raise ProtocolError(f"{where}: {key!r} is one of {', '.join(choices)}; it says {_short.repr(value)}.")
    return str(value)


def _yes(fields: Mapping[str, Any], key: str, where: str, otherwise: bool = False) -> bool:
    """YAML reads “yes” in quotes as text, which would be true whatever it says."""
    value = fields.get(key, otherwise)
    if not isinstance(value, bool):
        raise ProtocolError(f"{where}: {key!r} is true or false; it says {_short.repr(value)}.")
    return value


def _text(fields: Mapping[str, Any], key: str, where: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ProtocolError(f"{where}: {key!r} is missing or empty.")
    return value.strip()
