"""The protocols a moment can run by, found by what they fit; each with its steps and what its rules stand on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from juncture.practice.library.findings import findings_for
from juncture.practice.library.protocols import FITS, Protocol, shipped_protocols
from juncture.practice.library.rules import rules_of
from juncture.web.parts.who import HostRequest, for_host

SUITS: dict[str, Promise] = {
    "decision": _("One person's decision"),
    "tension": _("A tension many share"),
    "relationship": _("A relationship that weighs"),
    "first_wins": _("First wins"),
    "learning": _("Learning to ask and listen"),
    "circle": _("A circle that meets again"),
    "event": _("An event, on the spot"),
}
SIZES = range(3, 9)  # of the groups a host can plan
LENGTHS = ((30, _("half an hour")), (60, _("an hour")), (120, _("two hours")))


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; anything that can't be read is as good as not said."""

    suits: str = ""
    people: int = 0
    minutes: int = 0

    @classmethod
    def read(cls, said: QueryDict) -> Wish:
        people, minutes = (said.get(name, "")[:3] for name in ("people", "minutes"))
        return cls(
            suits=said.get("suits", "") if said.get("suits") in FITS else "",
            people=next((size for size in SIZES if str(size) == people), 0),
            minutes=next((length for length, _said in LENGTHS if str(length) == minutes), 0),
        )

    def fits(self, protocol: Protocol) -> bool:
        low, high = self.people or protocol.people[0], self.people or protocol.people[0]
        return (
            (not self.suits or self.suits in protocol.suits)
            and protocol.runs_for(low, high)
            # Five minutes over is still what people call an hour.
            and (not self.minutes or protocol.minutes_for(low) <= self.minutes + 5)
        )


@dataclass(frozen=True)
class Shelved:
    protocol: Protocol
    suits: tuple[Promise, ...]


@for_host
def library(request: HostRequest) -> HttpResponse:
    wish = Wish.read(request.GET)
    found = [one for one in _by_fit() if wish.fits(one)]
    return render(
        request,
        "library/library.html",
        {
            "shelf": [Shelved(one, _suits(one)) for one in found],
            "wish": wish,
            "suits": SUITS.items(),
            "sizes": SIZES,
            "lengths": LENGTHS,
        },
    )


@for_host
def protocol(request: HostRequest, protocol_id: str) -> HttpResponse:
    found = shipped_protocols().get(protocol_id)
    if found is None:
        raise Http404
    return render(
        request,
        "library/protocol.html",
        {
            "protocol": found,
            "suits": _suits(found),
            "lines": _lines(found),
            "rules": rules_of(found),
            "findings": findings_for(found),
        },
    )


def _by_fit() -> list[Protocol]:
    """Juncture's own round first, the default; then by what they suit, the quickest first."""
    own = "contrast-round-60"
    return sorted(
        shipped_protocols().values(),
        key=lambda one: (
            one.id != own,
            FITS.index(one.suits[0]) if one.suits else 99,
            one.minutes,
        ),
    )


def _suits(found: Protocol) -> tuple[Promise, ...]:
    return tuple(SUITS[one] for one in found.suits)


def _lines(found: Protocol) -> list[dict[str, object]]:
    """The steps, each with the roles it speaks of, and where a block for each person begins."""
    titles = {role.key: role.title for role in found.roles}
    lines: list[dict[str, object]] = []
    before: str | None = None
    for step in found.steps:
        lines.append(
            {
                "step": step,
                "begins": titles.get(step.each or "") if step.each != before else "",
                "listens": ", ".join(titles[role] for role in step.listens),
                "speaks": titles.get(step.speaks or ""),
            }
        )
        before = step.each
    return lines
