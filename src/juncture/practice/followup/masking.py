"""Words without the names in them, for a reader who is not to know who and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juncture.practice.people.models import Community, Employer, Member

# What a company's name ends in without being the name.
_LEGAL = re.compile(
    r"(?:[\s,]+(?:&\s*co\.?|co\.?|gmbh|ag|se|ltd\.?|limited|inc\.?|llc|llp|plc|corp\.?|corporation|b\.?v\.?|"
    r"n\.?v\.?|as|s\.?a\.?s?|s\.?r\.?l\.?|s\.?p\.?a\.?|oy|ab|a/s|aps|pty))+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Masks:
    """The names of a community, to be left out of a text."""

    people: re.Pattern[str] | None
    name_parts: re.Pattern[str] | None
    employers: re.Pattern[str] | None

    def over(self, text: str) -> str:
        """`text` with every name of a member and an employer of the community replaced.

        Single parts of a person's name are found as they are written, with their capital: "Will said" is
        masked where a Will is a member, "we will" is not. Nicknames and other companies stay: their teller is
        shown the text as it will be read (web/follow, the story's page).
        """
        if self.employers:
            text = self.employers.sub(_("[a company]"), text)
        if self.people:
            text = self.people.sub(_("[someone]"), text)
        if self.name_parts:
            text = self.name_parts.sub(_("[someone]"), text)
        return text

    def has_name(self, text: str) -> bool:
        return self.over(text) != text


def masks_of(community: Community) -> Masks:
    names = list(Member.objects.filter(community=community).values_list("name", flat=True))
    employers = list(Employer.objects.filter(community=community).values_list("name", flat=True))
    parts = {
        part for name in names for part in (*name.split(), *re.split(r"[\s\-]+", name)) if len(part) >= 3
    }
    return Masks(
        people=_any_of((name for name in names if " " in name.strip()), re.IGNORECASE),
        name_parts=_any_of((part for part in parts if part[:1].upper() == part[:1]), 0),
        employers=_any_of(
            [*employers, *(_LEGAL.sub("", name) for name in employers), community.name], re.IGNORECASE
        ),
    )


def _any_of(words: Iterable[str], flags: int) -> re.Pattern[str] | None:
    """Longest first, so that a name inside a longer one doesn't leave the rest of it standing."""
    ordered = sorted(
        {" ".join(word.split()) for word in words if len(word.strip()) >= 2}, key=len, reverse=True
    )
    if not ordered:
        return None
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", flags)
