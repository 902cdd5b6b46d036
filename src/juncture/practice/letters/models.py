from django.db import models
from django.utils import timezone

from juncture.practice.people.models import Community, Member
from juncture.practice.scoped import ScopedManager


class Letter(models.Model):
    """A mail that is due at some time: the due-table survives restarts and clocks that jump.

    Written in the same transaction as what it speaks of, so that nothing is promised that is not sent. `key`
    makes it unrepeatable. It holds no text: the post writes it when it is sent, from what is true then.

    `about_id` of INVITATION, CHANGE, CANCELLATION and UNSEATED is the moment's: seats and rooms are made anew when
    groups change, the moment stays. `moments.inviting` finds the member's seat in it (`invitation_for`), or what a
    calendar needs to forget one (`farewell_for`).
    """

    class Kind(models.TextChoices):
        LINK = "link"  # your personal link
        INVITATION = "invitation"  # a seat in a moment, with a calendar entry
        CHANGE = "change"  # the seat or the time changed
        CANCELLATION = "cancellation"
        UNSEATED = "unseated"  # no seat this time, and what comes next
        ORIENTATION = "orientation"  # your own card
        CHECK_IN = "check_in"
        CALL = "call"  # sentences of yours from a call wait for you

    community = models.ForeignKey(Community, models.CASCADE, related_name="letters")
    member = models.ForeignKey(Member, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=16, choices=Kind)
    about_id = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()
    written_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "letter"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, dropped_at=None),
                name="letter_due",
            )
        ]
