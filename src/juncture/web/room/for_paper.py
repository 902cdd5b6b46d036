"""What `paper/board.typ` is filled in with."""

from dataclasses import asdict
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from juncture.practice.moments.exporting import Export
from juncture.web.room.in_order import in_order, passing_it_on


def board_on_paper(found: Export) -> dict[str, Any]:
    day = date_format(localtime(found.at), "j F Y") if found.at else ""
    room = _("Room %(n)s") % {"n": found.room.group.number}
    return {
        "title": found.moment.title,
        "facts": " · ".join(filter(None, (found.moment.community.name, day, room))),
        "anchor": found.moment.anchor_words,
        "sections": [asdict(section) for section in in_order(found)],
        "beside": _("beside"),
        "left_open": _("left this open"),
        "footer": passing_it_on(),
    }
