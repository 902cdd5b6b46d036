"""What each change of a lifted card would bring: asked for once, when it is lifted, by the compose page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from juncture.practice.moments.standing import groups_may_change
from juncture.practice.rounds.arranging import arrangement_of, current
from juncture.practice.rounds.bringing import Company
from juncture.practice.rounds.lately import company_lately
from juncture.practice.rounds.trying import InHand, Tried, in_hand
from juncture.web.design.finding import the_moment
from juncture.web.design.forms import LiftForm
from juncture.web.parts.who import HostRequest, for_host


@require_safe
@for_host
def weigh(request: HostRequest, moment_id: int) -> HttpResponse:
    """Figures and sentences ready to be shown, so that the page computes nothing."""
    moment = the_moment(request, moment_id)
    form = LiftForm(request.GET)
    composition = current(moment.round)
    if composition is None or not form.is_valid() or not groups_may_change(moment):
        return JsonResponse({"says": _("There is nothing to weigh. Load the page anew.")}, status=400)
    here = company_lately(moment.round)
    member = form.cleaned_data["member"]
    if composition.pk != form.cleaned_data["seen"] or member not in here.members:
        return JsonResponse({"says": _("The groups were changed meanwhile. Load the page anew.")}, status=409)
    return JsonResponse(_shown(here, in_hand(here, arrangement_of(composition), member)))


def _shown(here: Company, held: InHand) -> dict[str, Any]:
    best = max((one.whole for one in held.seats.values() if not one.refusal), default=0.0)
    says = _Saying(here, held)
    return {
        "groups": {
            number: says.seat(one) | {"best": not one.refusal and one.whole == best > held.whole}
            for number, one in held.seats.items()
        }
        | {len(held.worth) + 1: says.new_group()},
        "people": {other: says.swap(one, here.members[other].name) for other, one in held.swaps.items()},
        "home": says.home(),
        "out": held.out and says.out(held.out),
    }


class _Saying:
    """One answer's sentences. Two hundred swaps are told, so each phrase is looked up once."""

    def __init__(self, here: Company, held: InHand) -> None:
        self.low, self.high = here.round.size_low, here.round.size_high
        self.held = held
        self.point = get_format("DECIMAL_SEPARATOR")
        self.whole = self._fine(held.whole)
        self.group = _(
            "Group %(number)s: from %(was)s to %(then)s, the whole from %(whole)s to %(whole_then)s."
        )
        self.with_other = _(
            "Swap with %(name)s, group %(number)s: from %(was)s to %(then)s, the whole from %(whole)s to "
            "%(whole_then)s."
        )
        self.back = _("Group %(number)s goes from %(was)s to %(then)s.")

    def seat(self, one: Tried) -> dict[str, Any]:
        if one.refusal:
            return {"no": one.refusal}
        why = " ".join([*one.reasons, *self._sizes(one)])
        return self._figures(one) | {"line": self.group % self._said(one), "why": why}

    def swap(self, one: Tried, name: str) -> dict[str, Any]:
        if one.refusal:
            return {"no": one.refusal}
        told = self._figures(one) | {"line": self.with_other % self._said(one, name=name), "why": ""}
        home = self.held.home
        if home is None or one.left is None:
            return told
        left = _hundred(one.left)
        why = self.back % {"number": home, "was": _hundred(self.held.worth[home]), "then": left}
        return told | {"left": left, "why": why}

    def home(self) -> dict[str, Any] | None:
        home, out = self.held.home, self.held.out
        if home is None:
            return None
        line = _("Group %(number)s, where they sit now.") % {"number": home}
        if out is None or out.left is None:
            return {"number": home, "line": line}
        return {
            "number": home,
            "was": _hundred(self.held.worth[home]),
            "then": _hundred(out.left),
            "line": line,
            "why": _("Without them it would be worth %(then)s.") % {"then": _hundred(out.left)},
        }

    def new_group(self) -> dict[str, Any]:
        line = _("A new group: they would be its first, with no contrast until somebody joins them.")
        return {"line": line, "why": " ".join(self._left_behind())}

    def out(self, one: Tried) -> dict[str, Any]:
        line = _("Without a seat: the whole from %(whole)s to %(whole_then)s.")
        return {
            "gain": self._gain(one),
            "line": line % {"whole": self.whole, "whole_then": self._fine(one.whole)},
            "why": " ".join(self._sizes(one)),
        }

    def _figures(self, one: Tried) -> dict[str, Any]:
        return {"was": self._was(one), "then": _hundred(one.worth), "gain": self._gain(one)}

    def _said(self, one: Tried, **more: str) -> dict[str, Any]:
        return {
            "number": one.number,
            "was": self._was(one),
            "then": _hundred(one.worth),
            "whole": self.whole,
            "whole_then": self._fine(one.whole),
            **more,
        }

    def _was(self, one: Tried) -> int:
        return _hundred(self.held.worth[one.number or 0])

    def _gain(self, one: Tried) -> str:
        """By how much the whole would rise or fall, as the two figures beside it differ."""
        change = round(round(100 * one.whole, 1) - round(100 * self.held.whole, 1), 1)
        if not change:
            return "±0"
        return ("+" if change > 0 else "−") + self._fine(abs(change) / 100)

    def _sizes(self, one: Tried) -> list[str]:
        """Where a group would become smaller or larger than planned."""
        said = []
        if one.size > self.high:
            said.append(
                _("It would have %(size)s people; %(high)s is the most planned.")
                % {"size": one.size, "high": self.high}
            )
        return [*said, *self._left_behind()]

    def _left_behind(self) -> list[str]:
        rest = self.held.home_size - 1
        if self.held.home is None or not 0 < rest < self.low:
            return []
        words = ngettext(
            "Group %(number)s would be left with %(rest)s person; %(low)s is the least planned.",
            "Group %(number)s would be left with %(rest)s people; %(low)s is the least planned.",
            rest,
        )
        return [words % {"number": self.held.home, "rest": rest, "low": self.low}]

    def _fine(self, share: float) -> str:
        """One place behind the point: one seat of two hundred moves the whole by less than one."""
        return f"{100 * share:.1f}".replace(".", self.point)


def _hundred(share: float) -> int:
    return round(100 * share)
