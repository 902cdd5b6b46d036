"""Phrases the rules look for, from the data of the plan's language."""

from __future__ import annotations

from juncture.engine.wording.design.plan import Plan
from juncture.engine.wording.language import Language, language
from juncture.engine.wording.plain import make_plain
from juncture.engine.wording.sentences import sentence_spans


def first_hit(plan: Plan, name: str, text: str) -> str | None:
    """The words that gave it away; None also where the language has no rules. A "not" counts for its sentence."""
    words = language(plan.language)
    if words is None or not text:
        return None
    plain = make_plain(text, most=2_000).text
    hits = (_in_sentence(plain[start:end], name, words) for start, end in sentence_spans(plain))
    return next((hit for hit in hits if hit), None)


def questions_in(plan: Plan, text: str) -> int:
    """Also those that share a question mark: "what happened, why, and what did it cost?"."""
    words = language(plan.language)
    if words is None:
        return text.count("?")
    asking = (plain for plain in text.split("?")[:-1])
    return sum(max(1, sum(1 for _ in words.pattern("design", "asks").finditer(one))) for one in asking)


def _in_sentence(sentence: str, name: str, words: Language) -> str | None:
    if any(pattern.search(sentence) for pattern in words.patterns("design", f"not_{name}")):
        return None
    found = (pattern.search(sentence) for pattern in words.patterns("design", name))
    return next((hit.group().strip() for hit in found if hit), None)
