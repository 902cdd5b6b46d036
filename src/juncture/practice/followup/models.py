from django.db import models
from django.db.models import Q
from django.utils import timezone

from juncture.practice.decisions.models import Decision
from juncture.practice.moments.models import Moment, Room
from juncture.practice.people.models import Community, Member
from juncture.practice.scoped import ScopedManager


class CheckIn(models.Model):
    """The question, some weeks after a moment, whether the approach changed."""

    class Wave(models.IntegerChoices):
        FIRST = 1  # at 2 to 3 weeks
        SECOND = 2  # at 8 to 10 weeks
        THIRD = 3  # at 26 weeks

    room = models.ForeignKey(Room, models.CASCADE, related_name="check_ins")
    member = models.ForeignKey(Member, models.CASCADE, related_name="check_ins")
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="check_ins")
    wave = models.PositiveSmallIntegerField(choices=Wave)
    due_at = models.DateTimeField()

    objects = ScopedManager(community="room__moment__community")

    class Meta:
        db_table = "check_in"
        ordering = ("due_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["room", "member", "wave"], name="check_in_once_a_wave")
        ]


class CheckInAnswer(models.Model):
    class State(models.TextChoices):
        DECIDED = "decided"
        STILL_OPEN = "still_open"
        DISSOLVED = "dissolved"

    class Credit(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    class Assumption(models.TextChoices):
        KEPT = "kept"
        CHANGED = "changed"
        NONE = "none"

    check_in = models.OneToOneField(CheckIn, models.CASCADE, related_name="answer")
    at = models.DateTimeField(default=timezone.now)
    revised_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, blank=True)
    changed = models.BooleanField()  # do I work differently
    example = models.TextField(blank=True, max_length=2000)  # what I do differently
    credit = models.CharField(max_length=8, choices=Credit, blank=True)
    assumption = models.CharField(max_length=8, choices=Assumption, blank=True)
    peer_words = models.TextField(blank=True, max_length=2000)  # what a peer said that stayed

    objects = ScopedManager(community="check_in__room__moment__community")

    class Meta:
        db_table = "check_in_answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(changed=True) | Q(credit=""), name="check_in_credit_needs_a_change"
            )
        ]


class ReportLink(models.Model):
    """A stakeholder's way to the insight report; revocable, stored only as a hash."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="report_links")
    moment = models.ForeignKey(Moment, models.CASCADE, null=True, blank=True, related_name="report_links")
    label = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    # Not scoped: looked up by its hash before the community is known.
    objects = models.Manager()

    class Meta:
        db_table = "report_link"
