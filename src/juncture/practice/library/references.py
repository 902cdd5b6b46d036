"""What in a protocol must fit together: keys, and the names by which one part speaks of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from juncture.practice.library.protocols import Protocol, Step

ASKING = ("write", "pairs", "open", "ask", "wins", "close")  # the kinds of step in which people write
SPEAKING = ("rounds", "tell")
KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def troubles(protocol: Protocol) -> Iterator[str]:
    """What doesn't fit, each with its place and its cure, to be put behind the file's name."""
    yield from _about_keys(protocol)
    yield from _about_the_hold(protocol)
    yield from _about_sizes(protocol)
    for number, step in enumerate(protocol.steps, start=1):
        for trouble in (
            *_about_prompts(step),
            *_about_revealing(protocol, step, number - 1),
            *_about_roles(protocol, step),
            *_about_retelling(protocol, step, number - 1),
            *_about_living_it_once(step),
        ):
            yield f", step {number} ({step.key}): {trouble}"
    yield from _about_blocks(protocol)


def _about_keys(protocol: Protocol) -> Iterator[str]:
    for named, keys in (
        ("steps", [step.key for step in protocol.steps]),
        ("roles", [role.key for role in protocol.roles]),
    ):
        for key in keys:
            if not KEY.fullmatch(key):
                yield (
                    f": {key!r} is no key; use up to 40 small letters, digits, '-' and '_', beginning with a letter."
                )
            if keys.count(key) > 1:
                yield f": two {named} have the key {key!r}; each needs its own."
    for number, step in enumerate(protocol.steps, start=1):
        asked = [prompt.key for prompt in step.prompts]
        for key in asked:
            if not KEY.fullmatch(key):
                yield (
                    f", step {number} ({step.key}): {key!r} is no key; use up to 40 small letters, digits, "
                    "'-' and '_', beginning with a letter."
                )
            if asked.count(key) > 1:
                yield f", step {number} ({step.key}): two prompts have the key {key!r}; each needs its own."


def _about_the_hold(protocol: Protocol) -> Iterator[str]:
    until = protocol.hold_until_after
    if until is not None and until not in [step.key for step in protocol.steps]:
        yield f": 'hold_until_after' names {until!r}, which is no step; name the last one that contrasts."


def _about_sizes(protocol: Protocol) -> Iterator[str]:
    low, high = protocol.sizes
    if low > protocol.people[0] or high < protocol.people[1]:
        yield ": 'runs_with' is narrower than 'people'; it names every size a group may have. Widen it, or take it out."


def _about_prompts(step: Step) -> Iterator[str]:
    if step.prompts and step.kind not in ASKING:
        yield (
            f"a step of kind {step.kind!r} takes no prompts; people write in {', '.join(ASKING)}. "
            "Change the kind, or say it in 'say'."
        )
    if step.kind == "write" and not step.prompts:
        yield "a step of kind 'write' has at least one prompt; add one, or make it 'silence'."
    if step.questions_only and step.kind not in ("ask", "open"):
        yield "'questions_only' is for steps of kind 'ask' or 'open'; take it out, or change the kind."
    if step.kind in ("silence", "tell") and step.turns:
        yield f"a step of kind {step.kind!r} has no turns; make it 'rounds', or take 'turns' out."
    if step.kind == "rounds" and not step.turns:
        yield "a step of kind 'rounds' says how long a turn is; add 'turns' with 'seconds_each'."


def _about_revealing(protocol: Protocol, step: Step, index: int) -> Iterator[str]:
    earlier = {one.key: one for one in protocol.steps[:index]}
    for key in step.reveals:
        if key not in earlier:
            yield f"'reveals' names {key!r}, which is no earlier step."
        elif earlier[key].private or earlier[key].kind == "orient":
            yield f"'reveals' names {key!r}, which is private; take it out."
        elif earlier[key].each != step.each and earlier[key].each:
            yield f"'reveals' names {key!r}, which is lived once for each person; reveal it inside the same block."
    if step.reveals and step.optional:
        yield "a step that reveals can't be optional: what was sealed would stay so. Take 'optional' out."
    revealed = {key for one in protocol.steps for key in one.reveals}
    if step.sealed and not step.private and step.key not in revealed:
        yield (
            f"what is written in {step.key!r} is sealed and no step reveals it. Name it in a later step's "
            "'reveals', or say 'private: true'."
        )


def _about_roles(protocol: Protocol, step: Step) -> Iterator[str]:
    known = [role.key for role in protocol.roles]
    said = f"the roles are {', '.join(known)}" if known else "there are no roles yet"
    turning = step.turns.without if step.turns else ()
    for named, keys in (
        ("speaks", [step.speaks] if step.speaks else []),
        ("listens", step.listens),
        ("turns: without", turning),
        ("each", [step.each] if step.each else []),
    ):
        for key in keys:
            if key not in known:
                yield f"'{named}' names {key!r}; {said}. Add it under 'roles', or name one of them."
    if step.kind == "tell" and not step.speaks:
        yield "a step of kind 'tell' says who has the floor; add 'speaks' with a role."
    if step.speaks and step.speaks in step.listens:
        yield f"{step.speaks!r} can't both speak and only listen; take one of them out."


def _about_retelling(protocol: Protocol, step: Step, index: int) -> Iterator[str]:
    if step.retell is None:
        return
    told = next((one for one in protocol.steps[:index] if one.key == step.retell), None)
    if told is None or told.kind != "pairs":
        yield f"'retell' names {step.retell!r}, which is no earlier step of kind 'pairs'."
    elif told.each or step.each:
        yield "'retell' and its pairs stand outside a block that is lived once for each person."
    if step.kind != "rounds":
        yield "'retell' is for steps of kind 'rounds': each tells what they heard, in turn."


def _about_living_it_once(step: Step) -> Iterator[str]:
    if step.each and step.kind in ("wins", "orient", "settle", "close"):
        yield f"a step of kind {step.kind!r} is lived once, by all; take 'each' out."


def _about_blocks(protocol: Protocol) -> Iterator[str]:
    """The steps of a block stand together: it is lived whole, once for each person."""
    over: set[str] = set()
    before: str | None = None
    for number, step in enumerate(protocol.steps, start=1):
        if step.each and step.each != before and step.each in over:
            yield (
                f", step {number} ({step.key}): the steps with 'each: {step.each}' don't stand together; "
                "put them one after the other, or give the later ones a role of their own."
            )
        if step.each and step.key == protocol.hold_until_after:
            later = protocol.steps[number : number + 1]
            if later and later[0].each == step.each:
                yield f": 'hold_until_after' names {step.key!r}, which is not the last step of its block."
        if step.each:
            over.add(step.each)
        before = step.each
