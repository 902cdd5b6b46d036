"""Who there is: communities, the people who host them, the members, their contexts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from juncture.practice.scoped import ScopedManager


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **rest: Any) -> Account:
        account = self.model(email=email.strip().lower(), **rest)
        if password:
            account.set_password(password)
        else:
            account.set_unusable_password()
        account.save()
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in by a mailed code. Members need none: they come by a personal link."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    objects = AccountManager()

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.name or self.email


class Community(models.Model):
    """A tenant: its members, its context dimensions, its moments."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "community"

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """An account's seat at the head of a community."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="hosts")
    account = models.ForeignKey(Account, models.CASCADE, related_name="hosting")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "host"
        constraints = [models.UniqueConstraint(fields=["community", "account"], name="host_once")]

    def __str__(self) -> str:
        return str(self.account)


class Dimension(models.Model):
    """One side of a context: ordered (stage), one of (structure) or several of (constraints)."""

    class Kind(models.TextChoices):
        ORDERED = "ordered"
        ONE_OF = "one_of"
        SEVERAL_OF = "several_of"

    community = models.ForeignKey(Community, models.CASCADE, related_name="dimensions")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    question = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.FloatField(default=1.0)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "dimension"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="dimension_key_once"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="dimension_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.label


class DimensionValue(models.Model):
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="values")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager(community="dimension__community")

    class Meta:
        db_table = "dimension_value"
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["dimension", "key"], name="dimension_value_once")]

    def __str__(self) -> str:
        return self.label


class Employer(models.Model):
    """Where members work; `key` is the name as compared: casefolded, white space collapsed."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="employers")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "employer"
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="employer_once")]

    def __str__(self) -> str:
        return self.name


class CompetitorPair(models.Model):
    """Two employers whose people are not seated together (people share most when they don't compete)."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="competitors")
    one = models.ForeignKey(Employer, models.CASCADE, related_name="+")
    other = models.ForeignKey(Employer, models.CASCADE, related_name="+")

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "competitor_pair"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="competitor_pair_once"),
            # Ordered, so that a pair can't be stored twice the other way round.
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="competitor_pair_ordered"),
        ]


class Member(models.Model):
    community = models.ForeignKey(Community, models.CASCADE, related_name="members")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    employer = models.ForeignKey(Employer, models.SET_NULL, null=True, blank=True, related_name="members")
    time_zone = models.CharField(max_length=64, blank=True)
    facilitates = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    departed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "member"
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["community", "email"], name="member_email_once")]

    def __str__(self) -> str:
        return self.name


class ContextAnswer(models.Model):
    """One value a member gave on one dimension. No row means "not answered", which is not a value."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="context")
    value = models.ForeignKey(DimensionValue, models.CASCADE, related_name="answers")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="member__community")

    class Meta:
        db_table = "context_answer"
        constraints = [models.UniqueConstraint(fields=["member", "value"], name="context_answer_once")]


class FreeTime(models.Model):
    """A half-day in which a member usually can meet, in their own time zone. No rows: not asked yet."""

    class Part(models.TextChoices):
        MORNING = "morning"  # 08-12
        MIDDAY = "midday"  # 12-14
        AFTERNOON = "afternoon"  # 14-18
        EVENING = "evening"  # 18-22

    member = models.ForeignKey(Member, models.CASCADE, related_name="free_times")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    part = models.CharField(max_length=10, choices=Part)

    objects = ScopedManager(community="member__community")

    class Meta:
        db_table = "free_time"
        ordering = ("weekday", "id")
        constraints = [
            models.UniqueConstraint(fields=["member", "weekday", "part"], name="free_time_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="free_time_weekday"),
        ]


class Block(models.Model):
    """A member never sits with another. Known to the blocking member alone: not to the host, not to the other."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(community="member__community")

    class Meta:
        db_table = "block"
        constraints = [
            models.UniqueConstraint(fields=["member", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(member=F("blocked")), name="block_not_oneself"),
        ]


class PersonalLink(models.Model):
    """A member's reusable way in. Only the token's hash is stored; `nonce` with the server's secret remakes it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    # Not scoped: a link is looked up before anybody knows which community it belongs to.
    objects = models.Manager()

    class Meta:
        db_table = "personal_link"


class MemberVisit(models.Model):
    """The cookie a link was swapped for. Revoking the link ends every visit made by it."""

    link = models.ForeignKey(PersonalLink, models.CASCADE, related_name="visits")
    token_hash = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        db_table = "member_visit"


class MemberImport(models.Model):
    """A CSV as it was uploaded, kept until its host confirms or drops it: nothing is imported before."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="imports")
    host = models.ForeignKey(Host, models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    content = models.TextField()
    columns = models.JSONField(default=dict)  # our field -> the file's column
    uploaded_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict)

    objects = ScopedManager(community="community")

    class Meta:
        db_table = "member_import"


class ApiKey(models.Model):
    """A program's way to a community's part of the API; revocable, stored only as a hash."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Host, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    # Not scoped: looked up by its hash before the community is known.
    objects = models.Manager()

    class Meta:
        db_table = "api_key"
