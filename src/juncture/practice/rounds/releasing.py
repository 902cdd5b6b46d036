"""A member can't make it and says so; or can, after all."""

from __future__ import annotations

from django.db import transaction

from juncture.practice.journal.recording import record
from juncture.practice.people.models import Member
from juncture.practice.rounds.errors import NotHere
from juncture.practice.rounds.models import Participation, Release, Round


def release_seat(round: Round, *, by: Member, words: str = "") -> Release:
    """The member gives their place in this round free. Twice is once."""
    words = words.replace("\x00", "").strip()[:300]  # no column of PostgreSQL takes a NUL
    with transaction.atomic():
        release, new = Release.objects.get_or_create(
            participation=_participation(round, by), defaults={"words": words}
        )
        if new:
            record("seat_released", by=by, noun=round, community_id=round.community_id)
    return release


def take_back_release(round: Round, *, by: Member) -> None:
    """The member can make it after all; whether there still is a seat is for the host to see."""
    with transaction.atomic():
        gone, _ = Release.objects.filter(participation=_participation(round, by)).delete()
        if gone:
            record("seat_taken_back", by=by, noun=round, community_id=round.community_id)


def _participation(round: Round, member: Member) -> Participation:
    found = Participation.objects.filter(round=round, member=member).first()
    if found is None:
        raise NotHere("You are not among those who were asked to this round.")
    return found
