"""`juncture lint PLAN.yaml`: a plan held against the design check's named rules. Needs no database and no settings."""

import argparse
import sys
import textwrap
from pathlib import Path

from juncture.site.refusal import Refusal

MOST_BYTES = 2_000_000


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("lint", help="hold a plan or protocol against the design check's rules")
    verb.add_argument("plan", nargs="*", help="YAML files, or - for what comes in")
    verb.add_argument("--explain", metavar="RULE", help="what a rule says, why, and how to mend it")
    verb.add_argument("--rules", action="store_true", help="name every rule")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """0 with nothing found, 1 with findings."""
    if asked.explain:
        return explain(asked.explain)
    if asked.rules:
        return name_rules()
    if not asked.plan:
        raise Refusal("There is no plan to look at.", "juncture lint plan.yaml")
    return 1 if sum(lint(name) for name in asked.plan) else 0


def lint(name: str) -> int:
    """Prints file:line, rule and reason of each finding; returns how many."""
    from juncture.engine.wording.design import PlanUnreadable, check_design, read_plan

    try:
        fields, lines = read_plan(_text(name))
    except PlanUnreadable as unreadable:
        print(f"{name}:{unreadable.line or 1}: unreadable: {unreadable}")
        return 1
    findings = check_design(fields, lines)
    for finding in findings:
        print(f"{name}:{finding.line or 1}: {finding.rule}: {finding.reason} {finding.mend.say}")
    return len(findings)


def explain(rule_id: str) -> int:
    from juncture.engine.wording.design import RULES

    rule = RULES.get(rule_id)
    if rule is None:
        raise Refusal(f"There is no rule {rule_id!r}.", "juncture lint --rules names them all.")
    for title, text in (("", rule.what), ("Why", rule.why), ("How to mend it", rule.mend)):
        print(textwrap.fill(f"{title}: {text}" if title else f"{rule.id}. {text}", width=88))
    return 0


def name_rules() -> int:
    from juncture.engine.wording.design import RULES

    for rule in RULES.values():
        print(f"{rule.id:28} {rule.what}")
    return 0


def _text(name: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MOST_BYTES)
    except OSError as error:
        raise Refusal(
            f"{name} can't be read: {error.strerror}.", "Look at the name and at who may read it."
        ) from error
    return raw.decode("utf-8-sig", errors="replace")
