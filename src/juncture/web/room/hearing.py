"""The one quiet line under the room's buttons: a cue, or else one's own share, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juncture.practice.moments.hearing import CueName, Share, cue, own_share
from juncture.practice.moments.replaying import RoomState


def quiet_line(state: RoomState, member: int, now: int) -> str:
    """Never more than one. What it says about somebody, only they read."""
    if name := cue(state, member, now):
        return _cue_words(name)
    share = own_share(state, member)
    return _share_words(share) if share else ""


def _cue_words(name: CueName) -> str:
    if name == "unheard":
        return _("Somebody hasn't been heard yet. Ask, and leave a little silence.")
    if name == "nobody_differs":
        return _(
            "Nobody has differed so far. Under which condition would one of you have gone the other way?"
        )
    return _("The time of this step is over. Let whoever is speaking finish.")


def _share_words(share: Share) -> str:
    part = _part(share.share)
    if share.of == "talk":
        return ngettext(
            "Only you see this: %(part)s of the talking in turns so far was yours.",
            "Only you see this: %(part)s of the talking in turns so far was yours, among %(people)d who had one.",
            share.people,
        ) % {"part": part, "people": share.people}
    return ngettext(
        "Only you see this: %(part)s of the words on the board are yours.",
        "Only you see this: %(part)s of the words on the board are yours, among %(people)d who wrote.",
        share.people,
    ) % {"part": part, "people": share.people}


def _part(share: float) -> str:
    """Near enough: a figure would be read as a mark."""
    parts = (
        (0.0, _("hardly any")),
        (0.125, _("about an eighth")),
        (0.2, _("about a fifth")),
        (0.25, _("about a quarter")),
        (1 / 3, _("about a third")),
        (0.5, _("about half")),
        (2 / 3, _("about two thirds")),
        (1.0, _("most")),
    )
    return min(parts, key=lambda part: abs(part[0] - share))[1]
