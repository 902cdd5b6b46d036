"""A first win is told better afterwards, by the one who told it, and its reach set anew."""

from django.db import transaction

from juncture.practice.journal.recording import record
from juncture.practice.moments.models import FirstWin
from juncture.practice.moments.telling import Story, allow, keep_to_oneself
from juncture.practice.people.models import Member


def retell(win: FirstWin, story: Story, *, reach: str, by: Member) -> FirstWin:
    """The new words and the new reach hold at once wherever the story may be read; no reach is "only me"."""
    words = {name: value.strip() for name, value in vars(story).items()}
    with transaction.atomic():
        if any(getattr(win, name) != value for name, value in words.items()):
            for name, value in words.items():
                setattr(win, name, value)
            win.save(update_fields=[*words])
            record("first_win_retold", by=by, noun=win, community_id=win.community_id)
        if reach:
            allow(win, reach, by=by)
        else:
            keep_to_oneself(win, by=by)
    return win
