"""What a step changed, in sentences: from one composition of a round to another, in whichever direction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.people.models import Member
from juncture.practice.rounds.arranging import Arrangement, arrangement_of
from juncture.practice.rounds.comparing import Comparison, Moved, compare
from juncture.practice.rounds.models import Composition, RoundSlot

MOST_NAMED = 3


def what_changed(before: Composition, after: Composition) -> str:
    """Who sits elsewhere; where nobody does, what else was set. Empty where the two are alike."""
    found = compare(before, after)
    if found.moved:
        return _who_moved(found)
    return " ".join(_what_was_set(arrangement_of(before), arrangement_of(after)))


def _who_moved(found: Comparison) -> str:
    moved = found.moved
    if len(moved) > MOST_NAMED:
        changed = ngettext("%(n)s person sits elsewhere", "%(n)s people sit elsewhere", len(moved)) % {
            "n": len(moved)
        }
        stayed = ngettext("%(n)s stays.", "%(n)s stay.", found.stayed) % {"n": found.stayed}
        return f"{changed}; {stayed}"
    names = _names([each.member for each in moved])
    if len(moved) == 2 and _swapped(*moved):
        return _("%(people)s swapped seats.") % {"people": get_text_list(names, _("and"))}
    return " ".join(_one_moved(each, name) for each, name in zip(moved, names, strict=True))


def _swapped(one: Moved, other: Moved) -> bool:
    return one.before == other.after and other.before == one.after


def _one_moved(each: Moved, name: str) -> str:
    said = {"person": name, "before": each.before, "after": each.after}
    if each.before is None:
        return _("%(person)s has a seat in group %(after)s.") % said
    if each.after is None:
        return _("%(person)s has no seat any more; it was in group %(before)s.") % said
    return _("%(person)s moved from group %(before)s to group %(after)s.") % said


def _what_was_set(before: Arrangement, after: Arrangement) -> list[str]:
    said = []
    for words, members in (
        (_("%(people)s: pinned."), after.pinned.keys() - before.pinned.keys()),
        (_("%(people)s: no longer pinned."), before.pinned.keys() - after.pinned.keys()),
    ):
        if members:
            said.append(words % {"people": get_text_list(_names(sorted(members)), _("and"))})
    for number, (was, now) in enumerate(zip(before.tables, after.tables, strict=False), start=1):
        if now.slot != was.slot and now.slot:
            when = RoundSlot.objects.get(pk=now.slot).starts_at
            said.append(
                _("Group %(number)s meets %(when)s.")
                % {"number": number, "when": date_format(timezone.localtime(when), "D j M, H:i")}
            )
        if now.facilitator != was.facilitator:
            said.append(_who_facilitates(number, now.facilitator))
    return said


def _who_facilitates(number: int, member: int | None) -> str:
    if member is None:
        return _("Nobody facilitates group %(number)s.") % {"number": number}
    return _("%(person)s facilitates group %(number)s.") % {"person": _names([member])[0], "number": number}


def _names(members: Sequence[int]) -> list[str]:
    known = dict(Member.objects.filter(pk__in=members).values_list("pk", "name"))
    return [known.get(one, _("Someone who has left")) for one in members]
