"""The design check: a plan is held against named rules, like a linter's. It advises; a host may silence a rule.

silenced:
  - rule: too-many-voices
    step: open                       # optional: only there
    because: The chapter always meets as ten, and pairs carry the talk.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from juncture.engine.wording.design import about_order, about_people, about_prompts, about_time
from juncture.engine.wording.design.finding import Edit, Finding, Mend, Path, Rule, Seen, rule
from juncture.engine.wording.design.plan import Plan


@rule(
    "silenced-without-reason",
    "A rule is silenced and it isn't said why.",
    "Whoever takes over the plan can't tell a decision from an oversight.",
    "Write because: and one sentence.",
)
def silenced_without_reason(plan: Plan) -> Iterator[Seen]:
    for number, entry in enumerate(_silenced(plan)):
        if not str(entry.get("because") or "").strip():
            yield Seen(("silenced", number), f"“{entry.get('rule')}” is silenced without a reason.")


@rule(
    "silenced-rule-unknown",
    "A rule is silenced that doesn't exist.",
    "A misspelt name silences nothing.",
    "juncture lint --rules lists the names.",
)
def silenced_rule_unknown(plan: Plan) -> Iterator[Seen]:
    for number, entry in enumerate(_silenced(plan)):
        if entry.get("rule") not in RULES:
            yield Seen(("silenced", number), f"There is no rule “{entry.get('rule')}”.")


_UNSILENCEABLE = (silenced_without_reason, silenced_rule_unknown)
RULES: Mapping[str, Rule] = {
    one.id: one
    for one in (
        *about_people.RULES,
        *about_time.RULES,
        *about_order.RULES,
        *about_prompts.RULES,
        *_UNSILENCEABLE,
    )
}


def check_design(fields: Mapping[str, Any], lines: Mapping[Path, int] | None = None) -> tuple[Finding, ...]:
    """In the order of the plan. `lines` gives the line each part of the file begins on (see document.read_plan)."""
    plan = Plan(fields)
    lines = lines or {}
    found = [
        Finding(
            rule=one.id,
            at=seen.at,
            reason=seen.reason,
            mend=seen.mend or Mend(one.mend),
            step=_step_key(plan, seen.at),
            line=_line(seen.at, lines),
        )
        for one in RULES.values()
        for seen in one.look(plan)
    ]
    return tuple(
        sorted(_unsilenced(found, plan), key=lambda finding: (finding.line or 0, _order(finding.at)))
    )


def mended(fields: Mapping[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """A copy of the plan with the edits made; an edit whose place is gone is left out."""
    plan: dict[str, Any] = copy.deepcopy(dict(fields))
    for edit in edits:
        _make(plan, edit)
    return plan


def _make(plan: dict[str, Any], edit: Edit) -> None:
    place: Any = plan
    try:
        for part in edit.at[:-1]:
            place = (
                place.setdefault(part, []) if part == "prompts" and isinstance(place, dict) else place[part]
            )
        last = edit.at[-1]
        if edit.do == "insert":
            place.insert(last, copy.deepcopy(edit.value))
        elif edit.do == "remove":
            del place[last]
        else:
            place[last] = copy.deepcopy(edit.value)
    except (KeyError, IndexError, TypeError, AttributeError):
        return


def _unsilenced(found: Iterable[Finding], plan: Plan) -> Iterator[Finding]:
    silenced = {
        (entry.get("rule"), entry.get("step") or None)
        for entry in _silenced(plan)
        if str(entry.get("because") or "").strip()
    }
    always = {one.id for one in _UNSILENCEABLE}
    for finding in found:
        quiet = (finding.rule, None) in silenced or (finding.rule, finding.step) in silenced
        if finding.rule in always or not quiet:
            yield finding


def _silenced(plan: Plan) -> list[Mapping[str, Any]]:
    entries = plan.fields.get("silenced")
    entries = entries if isinstance(entries, list | tuple) else []
    return [entry if isinstance(entry, Mapping) else {"rule": entry} for entry in entries]


def _step_key(plan: Plan, at: Path) -> str | None:
    if len(at) < 2 or at[0] != "steps":
        return None
    return next((step.key or None for step in plan.steps if step.number == at[1]), None)


def _line(at: Path, lines: Mapping[Path, int]) -> int | None:
    return next((lines[at[:end]] for end in range(len(at), -1, -1) if at[:end] in lines), None)


def _order(at: Path) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(part, int), part if isinstance(part, int) else 0, str(part)) for part in at)
