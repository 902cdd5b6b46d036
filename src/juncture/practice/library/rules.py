"""A protocol's rules in sentences, read off its steps, so that they can't say other than what the room does."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juncture.practice.library.protocols import Protocol


def rules_of(protocol: Protocol) -> list[str]:
    rules = []
    for step in protocol.steps:
        if step.sealed:
            reveal = next(other.title for other in protocol.steps if step.key in other.reveals)
            rules.append(
                _("What is written in “%(write)s” is its author's alone until “%(reveal)s”.")
                % {"write": step.title, "reveal": reveal}
            )
        if step.turns:
            rules.append(_turns(step.title, step.turns.seconds_each, step.turns.rotate))
    if protocol.hold_until_after:
        held = protocol.step(protocol.hold_until_after).title
        rules.append(
            _("Nothing is summed up before “%(step)s” has ended: no merging of cards, no vote, no ranking.")
            % {"step": held}
        )
    if any(step.kind == "orient" for step in protocol.steps):
        rules.append(
            _("Everybody leaves with a card of their own, which nobody else sees unless they share it.")
        )
    return rules


def _turns(title: str, seconds: int, rotate: bool) -> str:
    said = {"step": title, "seconds": seconds, "minutes": seconds // 60}
    if seconds % 60:
        text = _("In “%(step)s” each has %(seconds)s seconds, uninterrupted.") % said
    elif seconds == 60:
        text = _("In “%(step)s” each has one minute, uninterrupted.") % said
    else:
        text = _("In “%(step)s” each has %(minutes)s minutes, uninterrupted.") % said
    return f"{text} {_('Who begins changes.')}" if rotate else text
