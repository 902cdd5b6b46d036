"""What the rules of a session stand on: a figure and its source for each, and the steps it bears on.

The figures are those of the sources named, not of Juncture.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from juncture.practice.library.protocols import Protocol

Words = str | Promise


@dataclass(frozen=True)
class Finding:
    rule: Words
    figure: Words
    source: str
    kinds: frozenset[str] = frozenset()  # the kinds of step it bears on; none: it bears on every protocol


def findings_for(protocol: Protocol) -> list[Finding]:
    """What this protocol's own steps stand on, in the order of its steps, then what every session stands on."""
    kinds = [step.kind for step in protocol.steps]
    own = [one for one in FINDINGS if one.kinds & set(kinds)]
    own.sort(key=lambda one: min(kinds.index(kind) for kind in one.kinds if kind in kinds))
    return own + [one for one in FINDINGS if not one.kinds]


FINDINGS: tuple[Finding, ...] = (
    Finding(
        _("Write privately first"),
        _(
            "Groups mention what everybody already knows two standard deviations more than what only one knows, and "
            "solve a problem eight times less often when what matters is spread among them."
        ),
        "Lu, Yuan, McLeod 2012, Personality and Social Psychology Review 16",
        frozenset({"write", "silence"}),
    ),
    Finding(
        _("Ask for the comparison; side by side is not enough"),
        _(
            "People who compared two cases were about three times likelier to carry the principle over than people who "
            "gave advice on the same two."
        ),
        "Thompson, Gentner, Loewenstein 2000, Organizational Behavior and Human Decision Processes 82",
        frozenset({"pairs", "open"}),
    ),
    Finding(
        _("Ask what is the same tension, too; a principle comes after"),
        _(
            "Comparing cases helps with d = .50 (95 % interval .44 to .56, 336 tests), more when similarities are "
            "asked for and the principle comes afterwards."
        ),
        "Alfieri, Nokes-Malach, Schunn 2013, Educational Psychologist 48",
        frozenset({"pairs"}),
    ),
    Finding(
        _("Contrast rather than consensus"),
        _("Norms of criticism improved group decisions; norms of consensus did not."),
        "Postmes, Spears, Cihangir 2001, Journal of Personality and Social Psychology 80",
        frozenset({"open"}),
    ),
    Finding(
        _("A tripwire, not a task"),
        _(
            "“If I see …, I will look at this again”: plans of that form work with d from .27 to .66 over 642 tests."
        ),
        "Sheeran, Listrom, Gollwitzer 2024",
        frozenset({"orient"}),
    ),
    Finding(
        _("Seat people who lean differently"),
        _("Dissent before a discussion reduces bias, even where everybody is wrong."),
        "Schulz-Hardt et al. 2006, Journal of Personality and Social Psychology 91",
    ),
    Finding(
        _("Four or five people"),
        _("Five people have a dialogue; ten have a series of monologues."),
        "Fay, Garrod, Carletta 2000, Psychological Science 11",
    ),
    Finding(
        _("Keep competitors apart"),
        _(
            "Managers shared most when they did not compete; monthly groups of 2,820 firms raised revenue by 8.1 %, "
            "and it lasted a year."
        ),
        "Cai, Szeidl 2018, Quarterly Journal of Economics 133",
    ),
    Finding(
        _("Check in later"),
        _(
            "Asking how it went moves people nearer to their goals: d = .40 (95 % interval .32 to .48, 138 trials)."
        ),
        "Harkin et al. 2016, Psychological Bulletin 142",
    ),
    Finding(
        _("Nudge away from advice, never block it"),
        _("In two trials seeking advice did help, so it is noticed and offered a way back, not refused."),
        "Sandvik et al. 2020, Quarterly Journal of Economics 135; Chatterji et al. 2019",
    ),
)
