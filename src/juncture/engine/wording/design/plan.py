"""A protocol or a moment's plan, seen through tolerant eyes: a design check reads half-finished plans too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from juncture.engine.wording.design.finding import Path

READING = {"reveal", "read", "board"}
TALKING = {"open", "dialogue", "dialog", "discuss", "discussion", "talk", "consult"}
TURNS = {"rounds", "round", "shares", "stories"}
COMPARING = {"pairs", "compare", "contrast"}
COMPARING_PROMPTS = {"same_tension", "other_way", "difference", "compare", "contrast"}
QUIET = {"write", "silence", "stillness", "reflect", "reflection"}
ORIENTING = {"orient", "orientation"}
SUMMING = {"summary", "summarise", "summarize", "synthesis", "synthesise", "harvest", "converge", "cluster"}
WINS = {"wins", "win", "first_win", "first_wins"}
VOTING = {"vote", "poll", "rank", "ranking", "dot_vote", "score", "rate"}
LECTURING = {"lecture", "talk_by_host", "presentation", "keynote", "slides", "input"}


@dataclass(frozen=True)
class Prompt:
    at: Path
    fields: Mapping[str, Any]

    @property
    def key(self) -> str:
        return _text(self.fields.get("key"))

    @property
    def kind(self) -> str:
        return _text(self.fields.get("kind")).lower()

    @property
    def text_field(self) -> str:
        return next((name for name in ("ask", "text") if _text(self.fields.get(name))), "ask")

    @property
    def text(self) -> str:
        return _text(self.fields.get(self.text_field))


@dataclass(frozen=True)
class Step:
    number: int
    fields: Mapping[str, Any]

    @property
    def at(self) -> Path:
        return ("steps", self.number)

    @property
    def key(self) -> str:
        return _text(self.fields.get("key"))

    @property
    def kind(self) -> str:
        return _text(self.fields.get("kind")).lower()

    @property
    def title(self) -> str:
        return _text(self.fields.get("title")) or self.key or f"step {self.number + 1}"

    @property
    def say(self) -> str:
        return _text(self.fields.get("say"))

    @property
    def minutes(self) -> float | None:
        return _number(self.fields.get("minutes"))

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        prompts = _list(self.fields.get("prompts"))
        return tuple(
            Prompt((*self.at, "prompts", number), prompt if isinstance(prompt, Mapping) else {"ask": prompt})
            for number, prompt in enumerate(prompts)
        )

    @property
    def turns(self) -> Mapping[str, Any]:
        turns = self.fields.get("turns")
        return turns if isinstance(turns, Mapping) else {}

    @property
    def seconds_field(self) -> str:
        return next((name for name in ("seconds_each", "each_seconds") if name in self.turns), "seconds_each")

    @property
    def seconds_each(self) -> float | None:
        return _number(self.turns.get(self.seconds_field))

    @property
    def pause_seconds(self) -> float:
        return _number(self.turns.get("pause_seconds")) or 0.0

    @property
    def writes(self) -> bool:
        return self.kind == "write"

    @property
    def reveals(self) -> bool:
        return self.kind in READING or bool(_list(self.fields.get("reveals")))

    @property
    def revealed(self) -> tuple[str, ...]:
        return tuple(key for key in _list(self.fields.get("reveals")) if isinstance(key, str))

    @property
    def optional(self) -> bool:
        return self.fields.get("optional") is True

    @property
    def quiet(self) -> bool:
        return self.kind in QUIET or self.fields.get("silence") is True

    @property
    def in_turns(self) -> bool:
        return self.kind in TURNS or bool(self.turns)

    @property
    def talks_freely(self) -> bool:
        return self.kind in TALKING and not self.turns

    @property
    def compares(self) -> bool:
        return self.kind in COMPARING or any(prompt.kind in COMPARING_PROMPTS for prompt in self.prompts)

    @property
    def has_wins(self) -> bool:
        return self.kind in WINS or any(prompt.kind in WINS for prompt in self.prompts)


@dataclass(frozen=True)
class Plan:
    fields: Mapping[str, Any]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(
            Step(number, step)
            for number, step in enumerate(_list(self.fields.get("steps")))
            if isinstance(step, Mapping)
        )

    @property
    def of_a_moment(self) -> bool:
        """A moment's plan has an anchor or at least a place for one; a protocol on the shelf has none yet."""
        return any(name in self.fields for name in ("anchor", "intention", "form"))

    @property
    def language(self) -> str:
        return _text(self.fields.get("language")) or "en"

    @property
    def anchor(self) -> str:
        anchor = self.fields.get("anchor")
        if isinstance(anchor, Mapping):
            anchor = anchor.get("text") or anchor.get("statement")
        return _text(anchor)

    @property
    def anchor_options(self) -> tuple[str, ...]:
        anchor = self.fields.get("anchor")
        options = _list(anchor.get("options")) if isinstance(anchor, Mapping) else []
        return tuple(
            _text(option.get("text") if isinstance(option, Mapping) else option) for option in options
        )

    @property
    def anchor_tradeoff(self) -> str:
        anchor = self.fields.get("anchor")
        return _text(anchor.get("tradeoff")) if isinstance(anchor, Mapping) else ""

    @property
    def intention(self) -> str:
        return _text(self.fields.get("intention"))

    @property
    def smallest(self) -> int | None:
        return self._size(0)

    @property
    def largest(self) -> int | None:
        return self._size(-1)

    @property
    def minutes(self) -> float | None:
        return _number(self.fields.get("minutes"))

    @property
    def over_days(self) -> bool:
        """Threads run over days; clock rules don't speak of them."""
        return _text(self.fields.get("form")) == "thread" or any(
            "days" in step.fields or "hours" in step.fields for step in self.steps
        )

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Everything somebody in the room is asked or told."""
        for step in self.steps:
            if step.say:
                yield (*step.at, "say"), step.say
            for prompt in step.prompts:
                if prompt.text:
                    yield (*prompt.at, prompt.text_field), prompt.text

    def prompts(self) -> Iterator[tuple[Step, Prompt]]:
        for step in self.steps:
            for prompt in step.prompts:
                yield step, prompt

    def _size(self, which: int) -> int | None:
        people = self.fields.get("people", self.fields.get("group_size"))
        if isinstance(people, Sequence) and not isinstance(people, str) and len(people):
            people = people[which]
        size = _number(people)
        return int(size) if size is not None else None


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value
        else None
    )


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else ()
