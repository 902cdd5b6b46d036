"""The design check: named rules over a moment's plan and a protocol, each with its reason and a way to mend it."""

from juncture.engine.wording.design.checking import RULES, check_design, mended
from juncture.engine.wording.design.document import PlanUnreadable, read_plan
from juncture.engine.wording.design.finding import Edit, Finding, Mend, Path, Rule

__all__ = [
    "RULES",
    "Edit",
    "Finding",
    "Mend",
    "Path",
    "PlanUnreadable",
    "Rule",
    "check_design",
    "mended",
    "read_plan",
]
