"""Phrases the rules look for, from the data of the plan's language."""

from __future__ import annotations

from juncture.engine.wording.design.plan import Plan
from juncture.engine.wording.language import language
from juncture.engine.wording.plain import make_plain


def first_hit(plan: Plan, name: str, text: str) -> str | None:
    """The words that gave it away; None also where the plan's language has no rules."""
    words = language(plan.language)
    if words is None or not text:
        return None
    plain = make_plain(text, most=2_000).text
    if any(pattern.search(plain) for pattern in words.patterns("design", f"not_{name}")):
        return None
    found = (pattern.search(plain) for pattern in words.patterns("design", name))
    return next((hit.group().strip() for hit in found if hit), None)
