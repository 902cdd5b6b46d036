"""A protocol's rules in sentences, read off its steps, so that they can't say other than what the room does."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juncture.practice.library.protocols import Protocol


def rules_of(protocol: Protocol) -> list[str]:
    rules = []
    for step in protocol.steps:
        if step.private:
            rules.append(
                _("What is written in “%(write)s” is for its writer alone; nobody reads it at any time.")
                % {"write": step.title}
            )
        elif step.sealed:
            reveal = next(other.title for other in protocol.steps if step.key in other.reveals)
            rules.append(
                _("What is written in “%(write)s” is its author's alone until “%(reveal)s”.")
                % {"write": step.title, "reveal": reveal}
            )
        if step.questions_only:
            rules.append(
                _("In “%(step)s” only questions are asked. A statement gets a kind note, and stays.")
                % {"step": step.title}
            )
        if step.listens:
            who = _roles(protocol, step.listens)
            rules.append(_("In “%(step)s” these only listen: %(who)s.") % {"step": step.title, "who": who})
        if step.retell:
            rules.append(
                _("In “%(step)s” everybody tells their partner's story, not their own.")
                % {"step": step.title}
            )
        if step.optional:
            rules.append(_("“%(step)s” is optional: one tap leaves it out.") % {"step": step.title})
        if step.turns:
            rules.append(_turns(step.title, step.turns.seconds_each, step.turns.rotate))
    for block in dict.fromkeys(step.each for step in protocol.steps if step.each):
        inside = [step for step in protocol.steps if step.each == block]
        rules.append(
            _("From “%(first)s” to “%(last)s” everybody has their turn as %(who)s, with the same minutes.")
            % {"first": inside[0].title, "last": inside[-1].title, "who": _roles(protocol, [block])}
        )
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


def _roles(protocol: Protocol, keys: Sequence[str | None]) -> str:
    return ", ".join(role.title for role in protocol.roles if role.key in keys)


def _turns(title: str, seconds: int, rotate: bool) -> str:
    said = {"step": title, "seconds": seconds, "minutes": seconds // 60}
    if seconds % 60:
        text = _("In “%(step)s” each has %(seconds)s seconds, uninterrupted.") % said
    elif seconds == 60:
        text = _("In “%(step)s” each has one minute, uninterrupted.") % said
    else:
        text = _("In “%(step)s” each has %(minutes)s minutes, uninterrupted.") % said
    return f"{text} {_('Who begins changes.')}" if rotate else text
