from django.db import models
from django.db.models import Q
from django.utils import timezone

from juncture.practice.decisions.models import Decision
from juncture.practice.people.models import Community, Host
from juncture.practice.scoped import ScopedManager


class Tension(models.Model):
    """A cluster of decisions that share a tradeoff, labelled "X or Y?"."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="tensions")
    label = models.CharField(max_length=160)
    about = models.TextField(blank=True, max_length=600)
    found_at = models.DateTimeField(default=timezone.now)
    # Set once a host chose the words: the machine leaves the label alone from then on.
    named_by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    # A host's own words for the two sides; empty, they are read from the label.
    first_side = models.CharField(max_length=100, blank=True)
    second_side = models.CharField(max_length=100, blank=True)
    # The sides are others since then: what was said before is about the old ones.
    sides_since = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "tension"
        ordering = ("label", "id")

    def __str__(self) -> str:
        return self.label


class Gathering(models.Model):
    """A decision's place in a tension; one decision pulls one way. Without a tension, a host set it apart."""

    tension = models.ForeignKey(Tension, models.CASCADE, null=True, blank=True, related_name="gatherings")
    decision = models.OneToOneField(Decision, models.CASCADE, related_name="gathering")
    at = models.DateTimeField(default=timezone.now)
    # Set when a host put it there: the machine respects it.
    placed_by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(community="decision__community")

    class Meta:
        db_table = "gathering"


class Siding(models.Model):
    """To which side of its tension a decision leans, as its member or a host said it. Which of these rows still hold is
    read in leaning.py: nothing is rewritten when a lean, a name or a tension changes."""

    class Side(models.TextChoices):
        FIRST = "first"
        SECOND = "second"
        BETWEEN = "between"  # a host's word for a way that is neither
        NEITHER = "neither"  # a member's: neither yet
        ELSEWHERE = "elsewhere"  # a member's: it is not about that

    class Who(models.TextChoices):
        MEMBER = "member"
        HOST = "host"

    tension = models.ForeignKey(Tension, models.CASCADE, related_name="sidings")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="sidings")
    at = models.DateTimeField(default=timezone.now)
    who = models.CharField(max_length=6, choices=Who)
    host = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=9, choices=Side)
    words = models.CharField(max_length=160, blank=True)  # what the side was called then
    lean = models.CharField(max_length=300, blank=True)  # the way leaned to then, in its words

    objects = ScopedManager(community="decision__community")

    class Meta:
        db_table = "siding"
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(who="member", host=None, side__in=["first", "second", "neither", "elsewhere"])
                | Q(who="host", side__in=["first", "second", "between"]),
                name="siding_in_ones_own_words",
            )
        ]


class Rearrangement(models.Model):
    """What a host changed on the landscape, with what it was before: undoing puts that back and removes the row."""

    class What(models.TextChoices):
        NAMED = "named"
        MERGED = "merged"
        SPLIT = "split"
        PLACED = "placed"

    community = models.ForeignKey(Community, models.CASCADE, related_name="rearrangements")
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=8, choices=What)
    label = models.CharField(max_length=160)  # of the tension it was about, for the line that offers the undo
    before = models.JSONField(default=dict)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "rearrangement"
        ordering = ("id",)
