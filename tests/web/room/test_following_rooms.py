"""The host follows the rooms of a moment: when each opens, where it is, who is there, and whether it needs somebody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from juncture.practice.models import Member
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.sending import send
from tests.rooms import Table, set_table
from tests.web.room.test_room_pages import host_browser


@pytest.fixture
def tables(cast) -> list[Table]:
    """Five rooms: one writes, one has lost somebody, one gathers, one is closed, one opens in an hour."""
    seated = [
        [
            Member.objects.create(community=cast.community, name=name, email=f"{name}@example.org".lower())
            for name in names
        ]
        for names in (
            ("Ana", "Bea", "Cem"),
            ("Dag", "Eva", "Fay"),
            ("Gil", "Hana"),
            ("Ivo", "Jan"),
            ("Kim", "Lou"),
        )
    ]
    first = set_table(cast.community, seated[0], by=cast.amara)
    later = timezone.now() + timedelta(hours=1)
    others = [
        set_table(
            cast.community,
            members,
            by=cast.amara,
            moment=first.moment,
            number=number,
            starts_at=later if number == 5 else None,
        )
        for number, members in enumerate(seated[1:], start=2)
    ]
    tables = [first, *others]
    first.go_to("write")
    send(first.room, "more_time", {"from": first.state.number}, by=seated[0][1])
    send(first.room, "ready", {"from": first.state.number}, by=seated[0][2])
    tables[1].go_to("settle")
    arrive(tables[2].room, by=seated[2][0])
    tables[3].go_to("settle")
    close_room(tables[3].room, by=cast.amara)
    return tables


def lines(client: Client, tables: list[Table]) -> list[str]:
    page = client.get(reverse("moment_live", args=["northlight", tables[0].moment.pk])).content.decode()
    rows = re.findall(r'<tr role="row">\s*<th scope="row".*?</tr>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_every_room_says_where_it_is_how_long_and_who_is_there(cast, tables, monkeypatch):
    gone = tables[1].members[2].pk
    everybody = {member.pk for table in tables for member in table.members} - {gone}
    monkeypatch.setattr("juncture.web.room.hosting.present_in", lambda room: frozenset(everybody))

    writing, lost, gathering, closed, later = lines(host_browser(cast.amara), tables)

    assert (
        writing == "Room 1 step 2 of 9: Write in silence about 8 min left, 2 min added 3 of 3 1 of 3 ready –"
    )
    assert lost == "Room 2 step 1 of 9: Settle about 4 min left 2 of 3, 1 has gone 0 of 2 ready –"
    assert re.fullmatch(r"Room 3 gathering begins \d+ \w+, \d\d:\d\d 1 of 2 0 of 1 ready –", gathering)
    assert closed == "Room 4 closed – 2 came – –"
    assert re.fullmatch(r"Room 5 not open yet opens \d+ \w+, \d\d:\d\d 0 of 2 – –", later)


def test_a_room_that_is_open_and_empty_says_that_nobody_has_come(cast, tables):
    slot = tables[4].room.group.slot
    type(slot).objects.filter(pk=slot.pk).update(starts_at=timezone.now())

    assert "Room 5 nobody has come yet begins" in lines(host_browser(cast.amara), tables)[4]


def test_nobody_is_named_who_asked_for_time_or_for_the_host(cast, tables):
    send(tables[0].room, "ask_help", by=tables[0].members[0])
    client = host_browser(cast.amara)
    page = client.get(reverse("moment_live", args=["northlight", tables[0].moment.pk])).content.decode()

    assert "<strong>1 room may need you</strong>" in page
    assert "<strong>somebody asked for you</strong>" in page
    assert [name for name in ("Ana", "Bea", "Cem") if name in page] == []


def test_every_room_can_be_looked_into_and_says_who_is_there(cast, tables, monkeypatch):
    gone = tables[1].members[2].pk
    here = {member.pk for member in tables[1].members} - {gone}
    monkeypatch.setattr("juncture.web.room.hosting.present_in", lambda room: frozenset(here))
    client = host_browser(cast.amara)

    pages = [
        " ".join(
            re.sub(
                r"<[^>]+>",
                " ",
                client.get(reverse("room_seen", args=["northlight", table.room.pk])).content.decode(),
            ).split()
        )
        for table in tables
    ]

    assert "Dag here Eva here Fay came, and has gone for the moment" in pages[1]
    assert "about 4 min left · 0 of 2 ready" in pages[1]
    assert "Hana not here yet" in pages[2]
    assert "Ivo came" in pages[3]
    assert "Kim not here yet" in pages[4]
