"""Two compositions of a moment beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from juncture.practice.people.models import Member
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.comparing import MOST_KEPT, Comparison, compare, compositions_of
from juncture.practice.rounds.models import Composition
from juncture.web.design.finding import the_moment
from juncture.web.design.showing import PARTS
from juncture.web.parts.who import HostRequest, for_host

HOW = {
    Composition.How.COMPOSED: _("composed anew"),
    Composition.How.MOVED: _("changed by hand"),
    Composition.How.REST: _("the rest composed again"),
}


@dataclass(frozen=True)
class Line:
    words: Any
    one: int | None
    other: int | None

    @property
    def change(self) -> int | None:
        if self.one is None or self.other is None or self.one == self.other:
            return None
        return self.other - self.one


@dataclass(frozen=True)
class Mover:
    name: str
    before: int | None
    after: int | None


@for_host
def compare_groups(request: HostRequest, moment_id: int) -> HttpResponse:
    """`one` and `other` are compositions of this moment; without them, the last two steps."""
    moment = the_moment(request, moment_id)
    kept = list(compositions_of(moment.round)[:MOST_KEPT])
    other = _asked(request, moment.round.compositions, "other") or current(moment.round)
    if other is None:
        raise Http404
    one = _asked(request, moment.round.compositions, "one") or other.before or other
    found = compare(one, other)
    return render(
        request,
        "design/compare.html",
        {
            "moment": moment,
            "kept": [(each, HOW[Composition.How(each.how)]) for each in _with(kept, one, other)],
            "one": one,
            "other": other,
            "now": current(moment.round),
            "lines": _lines(one, other),
            "movers": _movers(found),
            "stayed": found.stayed,
        },
    )


def _asked(request: HostRequest, compositions: Any, key: str) -> Composition | None:
    said = request.GET.get(key, "")
    if not said:
        return None
    wanted = int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0
    found: Composition | None = compositions.filter(pk=wanted).select_related("before").first()
    if found is None:
        raise Http404
    return found


def _with(kept: Sequence[Composition], *asked: Composition) -> list[Composition]:
    """An old composition that was asked for by its address can be chosen, too."""
    return [*kept, *{each.pk: each for each in asked if each not in kept}.values()]


def _lines(one: Composition, other: Composition) -> list[Line]:
    first, second = one.score, other.score
    return [
        Line(_("Contrast, of 100"), _hundred(first.get("total")), _hundred(second.get("total"))),
        *(
            Line(words, _hundred(first["parts"].get(key)), _hundred(second["parts"].get(key)))
            for key, words in PARTS.items()
            if key in first.get("parts", {}) and key in second.get("parts", {})
        ),
        Line(_("Groups"), one.groups.count(), other.groups.count()),
        Line(_("People seated"), one.seats.count(), other.seats.count()),
        Line(_("Without a seat"), one.unseated.count(), other.unseated.count()),
    ]


def _movers(found: Comparison) -> list[Mover]:
    wanted = [each.member for each in found.moved]
    names = dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    movers = [Mover(names[each.member], each.before, each.after) for each in found.moved]
    return sorted(movers, key=lambda mover: (mover.after is None, mover.after or 0, mover.name))


def _hundred(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
