"""Sealed words are in nobody else's bytes: not in the stream, the page, its part, nor the host's pages."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from juncture.live.events import Event
from juncture.live.wire import Lines, seen_text
from juncture.practice.models import Member
from juncture.practice.moments.commanding import RoomBook
from juncture.practice.moments.orienting import Card, write_orientation
from juncture.practice.moments.sending import send
from juncture.practice.people.linking import follow, personal_token
from juncture.web.parts.who import MEMBER_COOKIE
from tests.rooms import Table, set_table

SECRET = "Zwölf-Botschafter-schweigen"
SECRET_BYTES = SECRET.encode()
CELL = {"step": "write", "prompt": "signal", "text": SECRET}


@pytest.fixture
def nils(cast) -> Member:
    return Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")


@pytest.fixture
def table(cast, nils) -> Table:
    ana = Member.objects.create(community=cast.community, name="Ana", email="ana@example.org")
    return set_table(cast.community, [cast.jonas, cast.priya, nils, ana], by=cast.amara)


def browser(member: Member) -> Client:
    client = Client()
    client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
    return client


def host_browser(cast) -> Client:
    client = Client()
    client.force_login(cast.amara.account)
    return client


def everything_a_member_gets(table: Table, member: Member) -> bytes:
    client = browser(member)
    pages = [
        client.get(reverse("room", args=[table.room.pk])),
        client.get(reverse("room_part", args=[table.room.pk])),
        client.get(reverse("seat", args=[table.moment.pk])),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    return b"".join(page.content for page in pages) + stream_of(table, member.pk)


def everything_the_host_gets(cast, table: Table) -> bytes:
    client = host_browser(cast)
    pages = [
        client.get(reverse("moment_live", args=["northlight", table.moment.pk])),
        client.get(reverse("room_seen", args=["northlight", table.room.pk])),
    ]
    assert [page.status_code for page in pages] == [200, 200]
    return b"".join(page.content for page in pages) + stream_of(table, 0)


def stream_of(table: Table, viewer: int) -> bytes:
    """All the stream would send this viewer, from the first event on, and the same as JSON."""
    book, state = RoomBook(), table.state
    events = [
        Event(row.room_id, row.seq, row.key, row.at, row.kind, row.author, json.loads(row.payload))
        for row in table.room.events.order_by("seq")
    ]
    lines = b"".join(Lines(book, state, event).for_viewer(viewer) for event in events)
    return lines + "".join(seen_text(book, state, event, viewer) for event in events).encode()


def test_a_sealed_answer_is_in_its_authors_page_alone(table, cast, nils):
    table.go_to("write")
    send(table.room, "write", CELL, by=cast.jonas)

    assert table.room.events.filter(payload__contains=SECRET).exists()
    assert SECRET_BYTES in everything_a_member_gets(table, cast.jonas)
    for other in (cast.priya, nils):
        assert SECRET_BYTES not in everything_a_member_gets(table, other)
    assert SECRET_BYTES not in everything_the_host_gets(cast, table)


def test_the_stream_does_not_tell_the_others_who_is_writing(table, cast, nils):
    table.go_to("write")
    before = stream_of(table, nils.pk)

    answer = send(table.room, "write", CELL, by=cast.jonas)

    told = json.loads(seen_text(RoomBook(), table.state, answer.events[0], nils.pk))
    assert told == {"seq": answer.seq, "kind": "sealed"}
    # Once on the stream, and once where the same log is read without one.
    assert stream_of(table, nils.pk).count(b'"kind":"sealed"') == before.count(b'"kind":"sealed"') + 2


def test_whoever_tries_the_doors_does_not_learn_who_has_written(table, cast, nils):
    """Taking back somebody else's entry was refused only where there was one: so it told who had written."""
    table.go_to("write")
    send(table.room, "write", CELL, by=cast.jonas)

    answers = []
    for other in (cast.jonas, nils):
        for kind, payload in (
            ("withdraw", {"entry": f"{other.pk}/write/signal"}),
            (
                "write",
                {"step": "write", "prompt": "signal", "text": "x", "entry": f"{other.pk}/write/signal"},
            ),
        ):
            answer = send(table.room, kind, payload, by=cast.priya)
            answers.append((other.pk, kind, [event.kind for event in answer.events]))

    assert [kinds for _who, kind, kinds in answers if kind == "withdraw"] == [[], []]
    assert SECRET in [said.text for said in table.state.said.values()]


def test_what_was_taken_back_before_the_reveal_is_told_to_nobody(table, cast, nils):
    table.go_to("write")
    send(table.room, "write", CELL, by=cast.jonas)
    answer = send(table.room, "write", CELL | {"text": ""}, by=cast.jonas)

    assert answer.events[0].kind == "withdrew"
    assert json.loads(seen_text(RoomBook(), table.state, answer.events[0], nils.pk))["kind"] == "sealed"


def test_the_reveal_opens_it_to_the_group_and_to_the_host(table, cast, nils):
    table.go_to("write")
    send(table.room, "write", CELL, by=cast.jonas)

    table.go_to("reveal")

    assert SECRET_BYTES in everything_a_member_gets(table, nils)
    assert SECRET_BYTES in everything_the_host_gets(cast, table)


def test_a_room_closed_before_its_reveal_keeps_its_seal(table, cast, nils):
    from juncture.practice.moments.closing import close_room

    table.go_to("write")
    send(table.room, "write", CELL, by=cast.jonas)
    close_room(table.room, by=cast.amara)

    assert SECRET_BYTES not in everything_a_member_gets(table, nils)
    assert SECRET_BYTES not in everything_the_host_gets(cast, table)


def test_a_pairs_answer_is_the_pairs_until_its_step_ends(table, cast, nils):
    table.go_to("compare")
    payload = {"step": "compare", "prompt": "same", "text": SECRET, "base": None}
    send(table.room, "pair_answer", payload, by=cast.jonas)

    assert SECRET_BYTES in everything_a_member_gets(table, cast.priya)
    assert SECRET_BYTES not in everything_a_member_gets(table, nils)
    assert SECRET_BYTES not in everything_the_host_gets(cast, table)

    table.go_to("open")
    assert SECRET_BYTES in everything_a_member_gets(table, nils)


def test_going_back_seals_nothing_again_and_unseals_nothing_new(table, cast, nils):
    table.go_to("write")
    send(table.room, "write", CELL, by=cast.jonas)
    state = table.go_to("reveal")
    send(table.room, "go_back", {"from": state.number}, by=cast.priya)

    assert table.state.step.key == "write"
    assert SECRET_BYTES in everything_a_member_gets(table, nils)


def test_an_orientation_is_its_writers_alone_for_ever(table, cast, nils):
    table.go_to("orient")
    write_orientation(table.room, Card(stand=SECRET, question=SECRET), by=cast.jonas)

    assert SECRET_BYTES in everything_a_member_gets(table, cast.jonas)
    assert SECRET_BYTES not in everything_a_member_gets(table, nils)
    assert SECRET_BYTES not in everything_the_host_gets(cast, table)


def test_a_story_told_to_the_group_does_not_reach_the_host(table, cast, nils):
    from juncture.practice.moments.telling import Story, keep_to_oneself, tell_first_win

    table.go_to("wins")
    win = tell_first_win(table.room, Story(moment=SECRET), by=cast.jonas)

    assert SECRET_BYTES in everything_a_member_gets(table, nils)
    assert SECRET_BYTES not in everything_the_host_gets(cast, table)

    keep_to_oneself(win, by=cast.jonas)
    assert SECRET_BYTES not in everything_a_member_gets(table, nils)
