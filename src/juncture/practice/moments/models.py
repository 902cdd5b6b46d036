"""One designed peer session, its rooms, and what people take from them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.models import Tension
from juncture.practice.people.models import Community, Host, Member
from juncture.practice.rounds.models import Group, Round
from juncture.practice.scoped import ScopedManager


class Moment(models.Model):
    class Form(models.TextChoices):
        ROUNDTABLE = "roundtable"
        CIRCLE = "circle"
        SIDE_CONVERSATION = "side_conversation"
        THREAD = "thread"
        SHARED_PROBLEM = "shared_problem"

    community = models.ForeignKey(Community, models.CASCADE, related_name="moments")
    round = models.OneToOneField(Round, models.PROTECT, related_name="moment")
    title = models.CharField(max_length=160)
    form = models.CharField(max_length=20, choices=Form, default=Form.ROUNDTABLE)
    anchor_decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="anchored"
    )
    anchor_tension = models.ForeignKey(
        Tension, models.SET_NULL, null=True, blank=True, related_name="anchored"
    )
    # What the anchor says; kept in words, so that it stands even when its source is erased.
    anchor_words = models.TextField(max_length=2000)
    intention = models.TextField(blank=True, max_length=1000)
    protocol = models.SlugField(max_length=60)
    run_of_show = models.JSONField(default=dict)  # the protocol's filled-in copy for this moment
    planned_by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="planned")
    planned_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "moment"
        ordering = ("-planned_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(anchor_decision__isnull=True) | Q(anchor_tension__isnull=True),
                name="moment_one_anchor",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanMend(models.Model):
    """A mend the design check made in a plan, with what stood before, so that it can be taken back."""

    moment = models.ForeignKey(Moment, models.CASCADE, related_name="mends")
    rule = models.CharField(max_length=60)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="moment__community")

    class Meta:
        db_table = "plan_mend"


class Publication(models.Model):
    """From here on members know of their seats; the groups are those of this composition."""

    moment = models.OneToOneField(Moment, models.CASCADE, related_name="publication")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    sequence = models.PositiveSmallIntegerField(default=0)  # the calendar's, raised with every change

    objects = ScopedManager(community="moment__community")

    class Meta:
        db_table = "publication"


class Lead(models.Model):
    """The host moves the steps that are for all groups, in every room, also one that opens later."""

    moment = models.OneToOneField(Moment, models.CASCADE, related_name="lead")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(community="moment__community")

    class Meta:
        db_table = "lead"


class Cancellation(models.Model):
    moment = models.OneToOneField(Moment, models.CASCADE, related_name="cancellation")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)

    objects = ScopedManager(community="moment__community")

    class Meta:
        db_table = "cancellation"


class Room(models.Model):
    """Where one group's moment runs. What happened in it is in its events; this row says where it stands."""

    moment = models.ForeignKey(Moment, models.CASCADE, related_name="rooms")
    group = models.OneToOneField(Group, models.PROTECT, related_name="room")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="moment__community")

    class Meta:
        db_table = "room"


class RoomEvent(models.Model):
    """The append-only log, and the only truth, of a room. Written by the stream, read by everybody through
    `seeing`, which leaves out what is sealed for the one who looks."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    at = models.BigIntegerField()  # milliseconds since 1970
    kind = models.CharField(max_length=32)
    author = models.BigIntegerField(null=True, blank=True)  # a member's id; nobody's when the system wrote it
    payload = models.TextField()  # JSON

    objects = ScopedManager(community="room__moment__community")

    class Meta:
        db_table = "room_event"
        ordering = ("room_id", "seq")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="room_event_seq_once"),
            models.UniqueConstraint(fields=["room", "key"], name="room_event_key_once"),
        ]


class Attendance(models.Model):
    """A member came into the room while it ran."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendances")
    arrived_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="room__moment__community")

    class Meta:
        db_table = "attendance"
        constraints = [models.UniqueConstraint(fields=["room", "member"], name="attendance_once")]


class Orientation(models.Model):
    """The private card a member leaves with. Its member's alone: no host page, report, export or log holds it."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="orientations")
    member = models.ForeignKey(Member, models.CASCADE, related_name="orientations")
    stand = models.TextField(blank=True, max_length=2000)
    test = models.TextField(blank=True, max_length=2000)
    assumption = models.TextField(blank=True, max_length=2000)
    question = models.TextField(blank=True, max_length=2000)
    tripwire = models.TextField(blank=True, max_length=2000)
    useful = models.PositiveSmallIntegerField(null=True, blank=True)  # useful for my decision, 0 to 10
    written_at = models.DateTimeField(default=timezone.now)
    revised_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="room__moment__community")

    class Meta:
        db_table = "orientation"
        constraints = [
            models.UniqueConstraint(fields=["room", "member"], name="orientation_once"),
            models.CheckConstraint(
                condition=Q(useful__isnull=True) | Q(useful__lte=10), name="orientation_useful_to_ten"
            ),
        ]


class FirstWin(models.Model):
    """The story of an early moment of momentum: before, the moment, what it unlocked."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="first_wins")
    member = models.ForeignKey(Member, models.CASCADE, related_name="first_wins")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="first_wins")
    before = models.TextField(blank=True, max_length=2000)
    moment = models.TextField(max_length=2000)
    unlocked = models.TextField(blank=True, max_length=2000)
    told_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "first_win"
        ordering = ("-told_at", "-id")


class StoryConsent(models.Model):
    """How far its teller lets a first win travel. The newest row not withdrawn is the one that holds."""

    class Reach(models.TextChoices):
        GROUP = "group"
        COMMUNITY_UNNAMED = "community_unnamed"
        COMMUNITY_NAMED = "community_named"
        COMPANY = "company"  # de-identified, in the insight report
        PUBLIC = "public"

    first_win = models.ForeignKey(FirstWin, models.CASCADE, related_name="consents")
    reach = models.CharField(max_length=20, choices=Reach)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="first_win__community")

    class Meta:
        db_table = "story_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["first_win"], condition=Q(withdrawn_at=None), name="story_consent_one_holds"
            )
        ]


class CallImport(models.Model):
    """The subtitles of one group's call. Its words are held only until each speaker has answered, its figures stay."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="call")
    by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)  # shares and counts; no name and no word of anybody
    turns = models.JSONField(null=True, blank=True)  # [speaker's number, seconds, words]; None once dropped
    found = models.JSONField(null=True, blank=True)  # candidates, until they are their speakers' to look at
    left_out = models.CharField(max_length=200, blank=True)
    matched_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # the words are gone since
    kept_at = models.DateTimeField(null=True, blank=True)  # everybody agreed that the group keeps them

    objects = ScopedManager(community="room__moment__community")

    class Meta:
        db_table = "call_import"


class CallSpeaker(models.Model):
    """One voice of a call. The name the file gave is forgotten once a host said whose voice it is."""

    call = models.ForeignKey(CallImport, models.CASCADE, related_name="speakers")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120, blank=True)
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="voices")
    agreed_at = models.DateTimeField(null=True, blank=True)  # the whole text may stay with the group
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="call__room__moment__community")

    class Meta:
        db_table = "call_speaker"
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="call_speaker_number_once")]


class CallPiece(models.Model):
    """A sentence of a call that may be worth keeping; its speaker's alone until they accept it."""

    class Kind(models.TextChoices):
        SIGNAL = "signal"
        TRADEOFF = "tradeoff"
        FIRST_WIN = "first_win"

    call = models.ForeignKey(CallImport, models.CASCADE, related_name="pieces")
    member = models.ForeignKey(Member, models.CASCADE, related_name="call_pieces")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(max_length=2000)
    seconds = models.PositiveIntegerField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="call__room__moment__community")

    class Meta:
        db_table = "call_piece"
        ordering = ("seconds", "id")
