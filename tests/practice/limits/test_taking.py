"""Buckets in the database: so much at once, then one every so often, for each by themselves."""

from datetime import UTC, datetime, timedelta

from juncture.practice.limits.models import Bucket
from juncture.practice.limits.taking import Limit, take

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
THREE = Limit("three", 3, timedelta(seconds=10))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_burst_is_free_and_then_one_waits_for_the_next_token(db):
    assert [take(THREE, "jonas", at=NOON) for _ in range(4)] == [0, 0, 0, 10]

    assert take(THREE, "jonas", at=at(9.5)) == 1
    assert take(THREE, "jonas", at=at(10)) == 0
    assert take(THREE, "jonas", at=at(10)) == 10


def test_a_rest_fills_the_bucket_and_no_more_than_that(db):
    for _ in range(3):
        take(THREE, "jonas", at=NOON)

    assert [take(THREE, "jonas", at=at(3600)) for _ in range(4)] == [0, 0, 0, 10]


def test_others_and_other_limits_do_not_notice(db):
    for _ in range(3):
        take(THREE, "jonas", at=NOON)

    assert take(THREE, "jonas", at=NOON) == 10
    assert take(THREE, "priya", at=NOON) == 0
    assert take(Limit("other", 1, timedelta(hours=1)), "jonas", at=NOON) == 0


def test_whoever_waits_costs_no_write(db, django_assert_num_queries):
    for _ in range(3):
        take(THREE, "jonas", at=NOON)

    with django_assert_num_queries(1):
        assert take(THREE, "jonas", at=NOON) == 10


def test_a_clock_that_is_set_back_makes_nobody_wait_for_hours(db):
    take(THREE, "jonas", at=at(86_400))

    assert take(THREE, "jonas", at=NOON) == 10
    Bucket.objects.update(full_at=at(15))
    assert take(THREE, "jonas", at=NOON) == 0


def test_the_table_tells_no_address_and_forgets_what_is_full_again(db):
    take(THREE, "amara@example.org", at=NOON)
    assert "amara" not in Bucket.objects.get().key

    take(THREE, "priya", at=at(3600))
    assert Bucket.objects.count() == 1
