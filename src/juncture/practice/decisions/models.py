"""What members are deciding, and how their view of it moved."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from juncture.practice.people.models import Community, Member
from juncture.practice.scoped import ScopedManager


class Decision(models.Model):
    """A statement of what someone is deciding, in their words."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="decisions")
    member = models.ForeignKey(Member, models.CASCADE, related_name="decisions")
    statement = models.TextField(max_length=2000)
    by_when = models.DateField(null=True, blank=True)
    assumption = models.TextField(blank=True, max_length=1000)
    kind = models.CharField(max_length=40, blank=True)  # the coach's hint, never a gate
    stated_at = models.DateTimeField(default=timezone.now)
    revised_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "decision"
        ordering = ("-stated_at", "-id")


class Option(models.Model):
    """One live way to go, and what going it would cost."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    cost = models.CharField(max_length=500, blank=True)

    objects = ScopedManager(community="decision__community")

    class Meta:
        db_table = "option"
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["decision", "position"], name="option_position_once")]

    def __str__(self) -> str:
        return self.text


_CLARITY = Q()
for _item in ("certain", "informed", "clear_tradeoff", "supported"):
    _CLARITY &= Q(**{f"{_item}__isnull": True}) | Q(**{f"{_item}__range": (1, 5)})


class Stance(models.Model):
    """How its owner saw a decision at one time: the lean, the confidence and the four clarity items (1 to 5).

    The same questions at intake and at the close, so that the two can be set side by side.
    """

    class Occasion(models.TextChoices):
        INTAKE = "intake"
        REVISION = "revision"
        CLOSE = "close"
        CHECK_IN = "check_in"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="stances")
    at = models.DateTimeField(default=timezone.now)
    occasion = models.CharField(max_length=10, choices=Occasion)
    lean = models.ForeignKey(Option, models.SET_NULL, null=True, blank=True, related_name="+")
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    certain = models.PositiveSmallIntegerField(null=True, blank=True)
    informed = models.PositiveSmallIntegerField(null=True, blank=True)
    clear_tradeoff = models.PositiveSmallIntegerField(null=True, blank=True)
    supported = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ScopedManager(community="decision__community")

    class Meta:
        db_table = "stance"
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__lte=100),
                name="stance_confidence_percent",
            ),
            models.CheckConstraint(condition=_CLARITY, name="stance_clarity_one_to_five"),
        ]


class Settlement(models.Model):
    """The decision came to rest, or was taken up again. Its status is the last of these rows."""

    class Outcome(models.TextChoices):
        DECIDED = "decided"
        DISSOLVED = "dissolved"
        REVISITED = "revisited"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="settlements")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome)
    words = models.TextField(blank=True, max_length=2000)

    objects = ScopedManager(community="decision__community")

    class Meta:
        db_table = "settlement"
        ordering = ("at", "id")


class IntakeDraft(models.Model):
    """What a member has typed so far, exactly as typed. Removed when the decision is stated."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="intake_draft")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="member__community")

    class Meta:
        db_table = "intake_draft"
