"""A plan as a YAML file: its fields, and the line each of them begins on."""

from __future__ import annotations

from typing import Any

import yaml

from juncture.engine.wording.design.finding import Path

MOST_CHARACTERS = 100_000
DEEPEST = 20


class PlanUnreadable(ValueError):
    """The file is no plan; the message says where and what was looked for."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_plan(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """Anchors and aliases are refused: a small file of them can unfold into a huge one. So is a name said twice:
    the first of the two would be lost without a word."""
    if len(text) > MOST_CHARACTERS:
        raise PlanUnreadable(f"A plan has a few thousand characters; this has {len(text):,}.")
    try:
        _refuse_traps(text)
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        fields = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PlanUnreadable(f"This is not YAML that can be read: {error.problem}.", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, PlanUnreadable):
            raise
        raise PlanUnreadable("This is not YAML that can be read.") from error
    if node is None or not isinstance(fields, dict):
        raise PlanUnreadable("A plan is made of 'name: value' pairs, with a list of steps.", 1)
    lines: dict[Path, int] = {}
    _note_lines(node, (), lines)
    return fields, lines


def _refuse_traps(text: str) -> None:
    """Before anything is built: no references, and no nesting deeper than a plan has."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise PlanUnreadable("References (*name) are not read here; write the part out.", _line(event))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise PlanUnreadable(
                "This is nested deeper than any plan and can't be read as YAML.", _line(event)
            )


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _note_lines(node: yaml.Node, at: Path, lines: dict[Path, int]) -> None:
    lines.setdefault(at, node.start_mark.line + 1)
    if len(at) >= DEEPEST:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here, line = (*at, str(key.value)), key.start_mark.line + 1
            if here in lines:
                raise PlanUnreadable(
                    f"'{key.value}' is said twice here, first on line {lines[here]}; keep one of them.", line
                )
            lines[here] = line
            _note_lines(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _note_lines(value, (*at, number), lines)
