"""How figures and stories are named on every page of the follow-through."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.followup.models import CheckIn
from juncture.practice.followup.reporting import Leans
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


def felt_good_is() -> str:
    return _("Share of all who came that rated the moment 7 of 10 or more for their decision.")


def moved_work_is() -> str:
    return _(
        "Share of all who came, not of those who answered, that at a check-in so far work differently, say how, "
        "and credit the moment."
    )


def leans_words(leans: Leans) -> str:
    """How those who wrestle with a tension stand to it, as far as it may be told."""
    said = []
    if leans.leaning:
        said.append(
            ngettext("%(n)d leans one way.", "%(n)d lean one way.", leans.leaning) % {"n": leans.leaning}
        )
    if leans.nowhere:
        said.append(
            ngettext("%(n)d leans nowhere yet.", "%(n)d lean nowhere yet.", leans.nowhere)
            % {"n": leans.nowhere}
        )
    if leans.settled:
        said.append(_("For %(n)d it has come to rest.") % {"n": leans.settled})
    return " ".join([*said, _("Smaller parts are not shown.")])


def signed(number: float, places: int) -> str:
    """+4 or −4, with a real minus."""
    return f"{number:+.{places}f}".replace("-", "\u2212")


def of_a_season() -> str:
    """What a report of a whole season is called."""
    return _("What people are deciding, and what changed in the work")


def promise() -> str:
    return _(
        "Patterns, not people: no name, no employer, and nothing about fewer than five people of at least three "
        "employers."
    )


def rising_is_not_success() -> str:
    return _(
        "Before the moment and at its close, means of the same people. Rising is not success by itself: leaving "
        "less sure, with a better question, can be the good part."
    )


def told_with_consent() -> str:
    return _("Told with their tellers' consent to leave the community, without names.")


def how_to_read() -> tuple[str, ...]:
    return (
        _(
            "“Moved work” counts everybody who came, not only those who answered: whoever works differently, gives "
            "an example and credits the moment, over all. “Felt good” counts those who found it useful for their "
            "decision, 7 of 10 or more. They stay two figures."
        ),
        _(
            "The range beside a share is where the true share lies in 95 of 100 such seasons (Wilson's interval). "
            "With few people it is wide."
        ),
        _(
            "Every question is counted once, ten days after it was asked. Answers that come later, and moments "
            "with fewer than five people, are in none of the figures."
        ),
    )
