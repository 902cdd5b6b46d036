"""The cast: Amara hosts, Jonas and Priya sit in the same group, Lena in another, Sam in another community."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from juncture.practice.models import Account, Community, Employer, Host, Member
from tests.browser import chromium  # noqa: F401

LONGEST = (
    "test_whole_story",
    "test_eight_phones_in_two_rooms",
    "test_demo",
    "test_in_a_browser",
    "test_bootstrap",
    "test_a_room_in_the_browser",
    "test_house",
    "test_the_map_in_a_browser",
    "test_every_address",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that where two run at once neither waits long for the other at the end."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@dataclass(frozen=True)
class Cast:
    community: Community
    amara: Host
    jonas: Member
    priya: Member
    lena: Member
    elsewhere: Community
    sam: Member


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody, inside the scope of Amara's community."""
    with scopes_disabled():
        community = Community.objects.create(name="Northlight", slug="northlight", time_zone="Europe/Berlin")
        elsewhere = Community.objects.create(name="Southgate", slug="southgate")
        amara = Host.objects.create(
            community=community, account=Account.objects.create_user("amara@example.org", name="Amara")
        )
        members = [_member(community, name) for name in ("Jonas", "Priya", "Lena")]
        sam = _member(elsewhere, "Sam")
    with scope(community=community):
        yield Cast(community, amara, *members, elsewhere, sam)


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    """For what counts seconds: a busy machine must not refill a bucket in the middle of a test."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


def _member(community: Community, name: str) -> Member:
    employer = Employer.objects.create(
        community=community, name=f"{name} & Co", key=f"{name} & co".casefold()
    )
    return Member.objects.create(
        community=community, name=name, email=f"{name.lower()}@example.org", employer=employer
    )
