"""What `paper/report.typ` is filled in with."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.followup.figures import Figure, Two
from juncture.practice.followup.reporting import Report, ShiftLine, Wrestled
from juncture.web.follow import showing
from juncture.web.parts.templatetags.parts import percent


def report_on_paper(report: Report) -> dict[str, Any]:
    day = date_format(localtime(report.as_of), "j F Y")
    return {
        "title": report.moment.title if report.moment else showing.of_a_season(),
        "facts": " · ".join((report.community.name, _("Insight report"), day)),
        "promise": showing.promise(),
        "tensions": {
            "title": _("What people wrestle with"),
            "lines": [_tension(line) for line in report.tensions],
        },
        "two": _two(report) if not report.empty or report.moments else None,
        "shifts": {
            "title": _("How people saw their decision"),
            "note": showing.rising_is_not_success(),
            "columns": [_("Answer"), _("Before"), _("After"), _("Change, likely between")],
            "lines": [_shift(line) for line in report.shifts.lines],
        },
        "wins": {
            "title": _("First wins"),
            "note": showing.told_with_consent(),
            "stories": [
                [words for words in (win.before, win.moment, win.unlocked) if words] for win in report.wins
            ],
        },
        "reading": {"title": _("How to read this"), "notes": showing.how_to_read()},
        "footer": showing.promise(),
    }


def _tension(line: Wrestled) -> dict[str, str]:
    return {
        "label": line.label,
        "people": ngettext("%(n)d person", "%(n)d people", line.people) % {"n": line.people},
        "about": line.about,
        "leans": showing.leans_words(line.leans) if line.leans else "",
    }


def _two(report: Report) -> dict[str, Any]:
    two: Two = report.two
    return {
        "title": _("What came of the moments"),
        "figures": [
            _figure(_("Felt good"), two.felt_good, showing.felt_good_is()),
            _figure(_("Moved work"), two.moved_work, showing.moved_work_is()),
        ],
        "waves": [_figure(showing.wave_words(wave), figure, "") for wave, figure in two.rows]
        if two.moved_work.rate
        else [],
        "by_wave": _("Moved work, by check-in"),
    }


def _figure(name: str, figure: Figure, note: str) -> dict[str, Any]:
    """A share with its range from 0 to 1, or why there is none."""
    if figure.rate is None:
        return {"name": name, "share": "–", "range": None, "words": showing.why(figure.hidden)}
    low, high = percent(figure.rate.low), percent(figure.rate.high)
    words = _("Likely between %(low)s and %(high)s (95 %% interval).") % {"low": low, "high": high}
    words += " " + _("%(n)d of %(all)d answered.") % {"n": figure.answered, "all": figure.people}
    return {
        "name": name,
        "share": percent(figure.rate.share),
        "range": [figure.rate.low, figure.rate.share, figure.rate.high],
        "words": f"{words} {note}".strip(),
    }


def _shift(line: ShiftLine) -> list[str]:
    shift, places = line.shift, line.places
    likely = _("%(low)s and %(high)s (n = %(n)d)") % {
        "low": showing.signed(shift.low, places),
        "high": showing.signed(shift.high, places),
        "n": shift.n,
    }
    return [showing.shift_words(line.name), f"{shift.before:.{places}f}", f"{shift.after:.{places}f}", likely]
