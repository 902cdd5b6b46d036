"""A first win is told better afterwards, by the one who told it."""

from django.db import transaction

from juncture.practice.journal.recording import record
from juncture.practice.moments.models import FirstWin
from juncture.practice.moments.telling import Story
from juncture.practice.people.models import Member


def retell(win: FirstWin, story: Story, *, by: Member) -> FirstWin:
    """The new words stand at once wherever the story may be read."""
    with transaction.atomic():
        win.before, win.moment, win.unlocked = (
            story.before.strip(),
            story.moment.strip(),
            story.unlocked.strip(),
        )
        win.save(update_fields=["before", "moment", "unlocked"])
        record("first_win_retold", by=by, noun=win, community_id=win.community_id)
    return win
