from datetime import UTC, datetime

import pytest

from juncture.practice.people.describing import set_free_times
from juncture.practice.rounds.timing import can_make, reach

TUESDAY_1500_UTC = datetime(2027, 3, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "free", "able"),
    [
        ("UTC", {(1, "afternoon")}, True),
        ("UTC", {(1, "morning"), (2, "afternoon")}, False),
        ("America/Los_Angeles", {(1, "afternoon")}, False),  # seven in the morning there
        ("America/New_York", {(1, "morning")}, True),
        ("Asia/Tokyo", {(1, "evening")}, False),  # Wednesday, midnight
        ("Pacific/Nowhere", {(1, "afternoon")}, True),  # an unknown zone counts as UTC
    ],
)
def test_a_time_is_looked_at_in_the_members_own_zone(zone, free, able):
    assert can_make(TUESDAY_1500_UTC, zone, free) is able


def test_somebody_who_was_not_asked_can_make_any_time():
    assert can_make(TUESDAY_1500_UTC, "UTC", ())


def test_reach_counts_who_can_and_who_was_not_asked(cast):
    set_free_times(cast.jonas, [(1, "afternoon")], by=cast.jonas)
    set_free_times(cast.priya, [(4, "morning")], by=cast.priya)

    [found] = reach([cast.jonas, cast.priya, cast.lena], [TUESDAY_1500_UTC], "UTC")

    assert (found.able, found.unasked, found.of) == (2, 1, 3)
