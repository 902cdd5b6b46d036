"""How figures and stories are named on every page of the follow-through."""

from django.utils.translation import gettext as _

from juncture.practice.followup.models import CheckIn
from juncture.practice.moments.models import StoryConsent

Reach = StoryConsent.Reach


def why(hidden: str) -> str:
    return {
        "": "",
        "not_asked": _("Not asked yet."),
        "no_answers": _("No answers yet."),
        "few_people": _("Fewer than five people: not shown."),
        "few_employers": _("From fewer than three employers: not shown."),
        "tells_on_others": _("Not shown: beside the rest it would tell about fewer than five people."),
    }[hidden]


def wave_words(wave: int) -> str:
    return {
        CheckIn.Wave.FIRST: _("after 2 to 3 weeks"),
        CheckIn.Wave.SECOND: _("after 8 to 10 weeks"),
        CheckIn.Wave.THIRD: _("after half a year"),
    }[CheckIn.Wave(wave)]


def reach_words(reach: str | None) -> str:
    """Who reads a story now, as its teller is told."""
    return {
        "": _("Nobody reads it but you."),
        Reach.GROUP: _("Your group reads it."),
        Reach.COMMUNITY_UNNAMED: _("The community reads it, without your name."),
        Reach.COMMUNITY_NAMED: _("The community reads it, with your name."),
        Reach.COMPANY: _("The community reads it without your name, and so do reports."),
        Reach.PUBLIC: _("Anybody may read it, without your name."),
    }[reach or ""]


def shift_words(name: str) -> str:
    return {
        "confidence": _("Confidence, in per cent"),
        "certain": _("Certain which way to go, 1 to 5"),
        "informed": _("Know enough about the options, 1 to 5"),
        "clear_tradeoff": _("Clear about the tradeoff, 1 to 5"),
        "supported": _("Have the support to decide, 1 to 5"),
    }[name]
