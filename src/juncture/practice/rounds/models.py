"""Who takes part, and how they were composed into groups."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from juncture.practice.people.models import Community, Host, Member
from juncture.practice.scoped import ScopedManager


class Round(models.Model):
    """One occasion on which people are composed into groups, with its rules."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="rounds")
    created_at = models.DateTimeField(default=timezone.now)
    size_low = models.PositiveSmallIntegerField(default=4)
    size_high = models.PositiveSmallIntegerField(default=6)
    employers_apart = models.BooleanField(default=True)
    facilitator_each = models.BooleanField(default=False)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "round"
        constraints = [
            models.CheckConstraint(
                condition=Q(size_low__gte=3) & Q(size_high__lte=8) & Q(size_low__lte=F("size_high")),
                name="round_sizes_three_to_eight",
            )
        ]


class RoundSlot(models.Model):
    """A time at which groups of this round may meet."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()

    objects = ScopedManager(community="round__community")

    class Meta:
        db_table = "round_slot"
        ordering = ("starts_at", "id")
        constraints = [models.UniqueConstraint(fields=["round", "starts_at"], name="round_slot_once")]


class Participation(models.Model):
    round = models.ForeignKey(Round, models.CASCADE, related_name="participations")
    member = models.ForeignKey(Member, models.CASCADE, related_name="participations")
    since = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="round__community")

    class Meta:
        db_table = "participation"
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="participation_once")]


class Release(models.Model):
    """A member can't make it and has said so. Taking it back removes the row."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="release")
    at = models.DateTimeField(default=timezone.now)
    words = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(community="participation__round__community")

    class Meta:
        db_table = "release"


class Composition(models.Model):
    """One way of seating a round. Every change by hand makes a new one, so that undo is a step back.

    With its seed and parameters a composition can be made again and explained.
    """

    class How(models.TextChoices):
        COMPOSED = "composed"
        MOVED = "moved"
        REST = "rest"  # pins kept, the rest composed again

    round = models.ForeignKey(Round, models.CASCADE, related_name="compositions")
    before = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="after")
    how = models.CharField(max_length=10, choices=How)
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    seed = models.BigIntegerField()
    params = models.JSONField(default=dict)
    score = models.JSONField(default=dict)
    # Set when a host steps back over it: the round's composition is the newest one not undone.
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="round__community")

    class Meta:
        db_table = "composition"
        ordering = ("id",)


class Search(models.Model):
    """A composing that takes too long for a page to wait: it goes on beside the pages, from asking to its end.

    `claimed_at` is whose it is: of several processes one changes it. `heard_at` is when that one last spoke; after
    a silence another takes the search up from its beginning. `before` is what stood when it was asked for.
    """

    class What(models.TextChoices):
        ANEW = "anew"
        REST = "rest"

    class Ended(models.TextChoices):
        DONE = "done"
        STOPPED = "stopped"  # by a host
        OVERTAKEN = "overtaken"  # what it rests on has changed; `message` says what
        FAILED = "failed"

    round = models.ForeignKey(Round, models.CASCADE, related_name="searches")
    before = models.ForeignKey(Composition, models.SET_NULL, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    moves = models.BigIntegerField()  # to be tried
    claimed_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    share = models.FloatField(default=0.0)  # of the way behind it, 0 to 1
    best = models.FloatField(null=True, blank=True)  # the highest total so far, once everybody has a seat
    take_asked_at = models.DateTimeField(null=True, blank=True)  # a host would rather have the best so far
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended, blank=True)
    message = models.TextField(blank=True)  # for the host, where it ended otherwise than they wished
    composition = models.ForeignKey(Composition, models.SET_NULL, null=True, blank=True, related_name="+")
    put_away_at = models.DateTimeField(null=True, blank=True)  # a host has read how it ended

    objects = ScopedManager(community="round__community")

    class Meta:
        db_table = "search"
        ordering = ("id",)
        constraints = [
            # Two at once would each overtake the other.
            models.UniqueConstraint(fields=["round"], condition=Q(ended_at=None), name="search_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | (Q(ended_at__isnull=False) & ~Q(ended="")),
                name="search_ended_somehow",
            ),
        ]


class Group(models.Model):
    composition = models.ForeignKey(Composition, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    slot = models.ForeignKey(RoundSlot, models.PROTECT, null=True, blank=True, related_name="+")
    facilitator = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)

    objects = ScopedManager(community="composition__round__community")

    class Meta:
        db_table = "group"
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["composition", "number"], name="group_number_once")]


class Seat(models.Model):
    composition = models.ForeignKey(Composition, models.CASCADE, related_name="seats")
    group = models.ForeignKey(Group, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField()  # the seat's colour and its place on the board
    pinned_at = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list)

    objects = ScopedManager(community="composition__round__community")

    class Meta:
        db_table = "seat"
        ordering = ("group__number", "position")
        constraints = [
            models.UniqueConstraint(fields=["composition", "member"], name="seat_once_a_composition")
        ]


class Unseated(models.Model):
    """Somebody no rule left a seat for, and why."""

    composition = models.ForeignKey(Composition, models.CASCADE, related_name="unseated")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)

    objects = ScopedManager(community="composition__round__community")

    class Meta:
        db_table = "unseated"
        constraints = [models.UniqueConstraint(fields=["composition", "member"], name="unseated_once")]
