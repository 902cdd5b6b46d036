"""The host answers a room that asked, and closes one that was left open; nothing else is theirs."""

import pytest
from django.urls import reverse

from juncture.practice.journal.models import Entry
from juncture.practice.models import Member
from juncture.practice.moments.sending import send
from tests.rooms import Table, set_table
from tests.web.room.test_room_pages import browser, host_browser, room_of


@pytest.fixture
def table(cast) -> Table:
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    return set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)


def seen(table: Table) -> str:
    return reverse("room_seen", args=["northlight", table.room.pk])


def test_a_group_reads_that_the_host_has_seen_it(table, cast):
    table.go_to("settle")
    send(table.room, "ask_help", by=cast.jonas)
    host = host_browser(cast.amara)
    assert "would like you to look in" in host.get(seen(table)).content.decode()

    host.post(seen(table), {"do": "look_in"})

    assert "Your host has seen that you asked." in browser(cast.priya).get(room_of(table)).content.decode()
    assert "would like you to look in" not in host.get(seen(table)).content.decode()
    assert Entry.objects.filter(verb="room_looked_in").count() == 1


def test_looking_in_where_nobody_asked_changes_nothing(table, cast):
    table.go_to("settle")
    before = table.room.events.count()

    host_browser(cast.amara).post(seen(table), {"do": "look_in"})

    assert table.room.events.count() == before
    assert not Entry.objects.filter(verb="room_looked_in").exists()


def test_a_host_closes_a_room_that_was_left_open(table, cast):
    table.go_to("settle")
    host = host_browser(cast.amara)
    assert "Close the room" in host.get(seen(table)).content.decode()

    answer = host.post(seen(table), {"do": "close"}, follow=True)

    table.room.refresh_from_db()
    assert table.room.closed_at is not None
    assert table.state.closed
    assert "The room is closed" in answer.content.decode()
    assert "Close this room?" not in answer.content.decode()


def test_a_room_that_never_opened_cannot_be_closed(table, cast):
    answer = host_browser(cast.amara).post(seen(table), {"do": "close"}, follow=True)

    assert "isn&#x27;t open yet" in answer.content.decode()
    table.room.refresh_from_db()
    assert table.room.closed_at is None


@pytest.mark.parametrize("kind", ["look_in", "close"])
def test_members_cannot_send_what_is_the_houses(table, cast, kind):
    from juncture.live.events import Refused

    table.go_to("settle")
    send(table.room, "ask_help", by=cast.jonas)

    with pytest.raises(Refused):
        send(table.room, kind, {}, by=cast.jonas)
