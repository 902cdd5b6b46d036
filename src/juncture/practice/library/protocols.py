"""The session protocols: YAML files anyone can read, checked when they are loaded.

    ProtocolError
    └── names the file, the place in it and the cure

A moment keeps a filled-in copy of its protocol, the run of show (`as_plain` and `from_plain`), so that a
protocol that changes later never changes a moment already planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).parent / "protocols"

KINDS = ("settle", "write", "read", "rounds", "pairs", "open", "wins", "orient", "close")


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

    def minutes_for(self, people: int) -> float:
        return people * (self.seconds_each + self.pause_seconds) / 60


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

    def prompt(self, key: str) -> Prompt | None:
        return next((prompt for prompt in self.prompts if prompt.key == key), None)


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

    @property
    def minutes(self) -> float:
        return sum(step.minutes for step in self.steps)

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    def index(self, key: str) -> int:
        return next(number for number, step in enumerate(self.steps) if step.key == key)

    @property
    def hold_ends_at(self) -> int:
        """The number of the first step in which summing up is welcome."""
        return self.index(self.hold_until_after) + 1 if self.hold_until_after else 0

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Protocol:
        return read_protocol(plain, where="the run of show")


@cache
def shipped_protocols() -> Mapping[str, Protocol]:
    """The protocols that come with Juncture, by id."""
    found = {}
    for path in sorted(SHIPPED.glob("*.yaml")):
        protocol = load_protocol(path.read_text(encoding="utf-8"), where=path.name)
        found[protocol.id] = protocol
    return found


def load_protocol(text: str, where: str) -> Protocol:
    try:
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProtocolError(f"{where}: this is not YAML that can be read: {error}") from error
    return read_protocol(plain, where)


def read_protocol(plain: Any, where: str) -> Protocol:
    """Check and build; every message starts with where the trouble is."""
    fields = _mapping(plain, where)
    steps = tuple(
        _step(_mapping(step, f"{where}, step {number}"), f"{where}, step {number}")
        for number, step in enumerate(_list(fields, "steps", where), start=1)
    )
    if not steps:
        raise ProtocolError(f"{where}: a protocol has at least one step; 'steps' is empty.")
    people = _list(fields, "people", where)
    if len(people) != 2 or not all(type(size) is int for size in people) or not 2 <= people[0] <= people[1]:
        raise ProtocolError(
            f"{where}: 'people' is [smallest, largest], such as [4, 5]; it says {list(people)!r}."
        )
    protocol = Protocol(
        id=_text(fields, "id", where),
        title=_text(fields, "title", where),
        origin=_text(fields, "origin", where),
        about=_text(fields, "about", where),
        people=(people[0], people[1]),
        steps=steps,
        hold_until_after=fields.get("hold_until_after"),
        silenced=_silenced(fields.get("silenced")),
    )
    _check_references(protocol, where)
    return protocol


def _step(fields: Mapping[str, Any], where: str) -> Step:
    kind = _text(fields, "kind", where)
    if kind not in KINDS:
        raise ProtocolError(f"{where}: 'kind' is one of {', '.join(KINDS)}; it says {kind!r}.")
    minutes = fields.get("minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 24 * 60:
        raise ProtocolError(f"{where}: 'minutes' is a number above 0; it says {minutes!r}.")
    turns = fields.get("turns")
    return Step(
        key=_text(fields, "key", where),
        kind=kind,
        title=_text(fields, "title", where),
        minutes=minutes,
        say=_text(fields, "say", where),
        prompts=tuple(
            _prompt(_mapping(prompt, f"{where}, prompt {number}"), f"{where}, prompt {number}")
            for number, prompt in enumerate(fields.get("prompts") or (), start=1)
        ),
        sealed=bool(fields.get("sealed", False)),
        reveals=tuple(fields.get("reveals") or ()),
        turns=_turns(_mapping(turns, f"{where}, turns"), f"{where}, turns") if turns else None,
    )


def _prompt(fields: Mapping[str, Any], where: str) -> Prompt:
    return Prompt(
        key=_text(fields, "key", where),
        kind=_text(fields, "kind", where),
        ask=_text(fields, "ask", where),
        help=str(fields.get("help") or ""),
        many=bool(fields.get("many", False)),
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
    return Turns(seconds_each=seconds, pause_seconds=pause, rotate=bool(fields.get("rotate", True)))


def _check_references(protocol: Protocol, where: str) -> None:
    keys = [step.key for step in protocol.steps]
    for key in keys:
        if keys.count(key) > 1:
            raise ProtocolError(f"{where}: two steps have the key {key!r}; each needs its own.")
    if protocol.hold_until_after is not None and protocol.hold_until_after not in keys:
        raise ProtocolError(
            f"{where}: 'hold_until_after' names {protocol.hold_until_after!r}, which is no step."
        )
    for number, step in enumerate(protocol.steps):
        for revealed in step.reveals:
            if revealed not in keys[:number]:
                raise ProtocolError(
                    f"{where}, step {number + 1}: 'reveals' names {revealed!r}, which is no earlier step."
                )
    revealed_keys = {key for step in protocol.steps for key in step.reveals}
    for step in protocol.steps:
        if step.sealed and step.key not in revealed_keys:
            raise ProtocolError(f"{where}: what is written in {step.key!r} is sealed and no step reveals it.")


def _mapping(plain: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(plain, Mapping):
        raise ProtocolError(f"{where}: here 'name: value' pairs are expected.")
    return plain


def _list(fields: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    value = fields.get(key)
    if not isinstance(value, list | tuple):
        raise ProtocolError(f"{where}: {key!r} is missing or no list.")
    return value


def _text(fields: Mapping[str, Any], key: str, where: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ProtocolError(f"{where}: {key!r} is missing or empty.")
    return value.strip()
