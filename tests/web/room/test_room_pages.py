"""The room's pages by role, without scripts, with bad input, and with a fixed number of queries."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from juncture.live import tickets
from juncture.practice.models import (
    Account,
    Cancellation,
    FirstWin,
    Host,
    Member,
    Orientation,
    Publication,
    Release,
)
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.sending import send
from juncture.practice.people.linking import follow, personal_token, revoke_links
from juncture.web.parts.who import MEMBER_COOKIE
from tests.rooms import Table, bring_decision, give_contexts, set_table


@pytest.fixture
def nils(cast) -> Member:
    return Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")


@pytest.fixture
def table(cast, nils) -> Table:
    return set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)


def browser(member: Member) -> Client:
    client = Client()
    with scopes_disabled():
        client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
    return client


def host_browser(host: Host) -> Client:
    client = Client()
    client.force_login(host.account)
    return client


def room_of(table: Table) -> str:
    return reverse("room", args=[table.room.pk])


# -- who gets in ----------------------------------------------------------------------------------------------


@pytest.fixture
def people(cast, table, nils) -> dict[str, Client]:
    facilitator = Member.objects.create(community=cast.community, name="Fay", email="fay@example.org")
    table.room.group.facilitator = facilitator
    table.room.group.save()
    with scopes_disabled():
        other_host = Host.objects.create(
            community=cast.elsewhere, account=Account.objects.create_user("omar@example.org", name="Omar")
        )
    table.all_arrive()
    return {
        "nobody": Client(),
        "other community": browser(cast.sam),
        "other group": browser(cast.lena),
        "member": browser(cast.jonas),
        "facilitator": browser(facilitator),
        "host": host_browser(cast.amara),
        "other host": host_browser(other_host),
    }


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("seat", {"member"}),
        ("seat_calendar", {"member"}),
        ("room", {"member", "facilitator"}),
        ("room_part", {"member"}),
        ("moment_live", {"host"}),
        ("room_seen", {"host"}),
    ],
)
def test_who_may_see_which_page(people, table, name, allowed):
    """The facilitator of this table has no seat and hasn't come in, so the room shows them its door only."""
    number = table.room.pk if "room" in name else table.moment.pk
    address = reverse(name, args=["northlight", number] if name in ("moment_live", "room_seen") else [number])

    seen = {role for role, client in people.items() if client.get(address).status_code == 200}
    lost = {role for role, client in people.items() if client.get(address).status_code == 404}

    assert seen == allowed
    assert seen | lost == set(people)


@pytest.mark.parametrize("do", ["arrive", "ready", "write_all", "orient", "tell", "close", "add"])
def test_nobody_else_posts_into_a_room(people, table, do):
    before = table.room.events.count()

    for role in ("nobody", "other community", "other group", "host", "other host"):
        answer = people[role].post(room_of(table), {"do": do, "from": "-1", "moment": "x", "text": "x"})
        assert answer.status_code == 404

    assert table.room.events.count() == before


def test_a_room_that_is_not_there_looks_like_one_that_is_not_yours(people, table):
    ours = people["other group"].get(room_of(table))
    none = people["other group"].get(reverse("room", args=[99999]))

    assert (ours.status_code, none.status_code) == (404, 404)
    assert len(ours.content) == len(none.content)


def test_an_unpublished_and_a_called_off_moment_have_no_room(table, cast):
    client = browser(cast.jonas)
    Cancellation.objects.create(moment=table.moment, by=cast.amara)
    assert client.get(room_of(table)).status_code == 404
    assert client.get(reverse("seat", args=[table.moment.pk])).status_code == 200

    Publication.objects.all().delete()
    assert client.get(reverse("seat", args=[table.moment.pk])).status_code == 404


def test_a_revoked_link_shuts_the_room(table, cast):
    client = browser(cast.jonas)
    assert client.get(room_of(table)).status_code == 200

    revoke_links(cast.jonas, by=cast.amara)

    assert client.get(room_of(table)).status_code == 404


def test_the_page_gives_a_ticket_for_this_room_and_this_member_alone(table, cast, settings):
    table.all_arrive()

    answer = browser(cast.jonas).get(room_of(table))

    cookie = answer.cookies[tickets.COOKIE.format(room=table.room.pk)]
    ticket = tickets.read(settings.SECRET_KEY, cookie.value, timezone.now().timestamp())
    assert (ticket.room, ticket.member, ticket.role) == (table.room.pk, cast.jonas.pk, "member")
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/live/", True, "Strict")


def test_a_ticket_goes_over_https_alone_wherever_tls_ends(table, cast, settings):
    """Behind a proxy the request looks plain, and the ticket was the one cookie that believed it."""
    settings.SESSION_COOKIE_SECURE = True
    table.all_arrive()

    answer = browser(cast.jonas).get(room_of(table))

    assert all(cookie["secure"] for name, cookie in answer.cookies.items() if name.startswith("juncture_"))
    assert any(name.startswith("juncture_ticket") for name in answer.cookies)


def test_whoever_has_not_come_in_gets_no_ticket(table, cast):
    answer = browser(cast.jonas).get(room_of(table))

    assert "Come in" in answer.content.decode()
    assert not any(name.startswith("juncture_ticket") for name in answer.cookies)


# -- before ---------------------------------------------------------------------------------------------------


def test_the_seat_shows_the_group_with_its_contexts_and_one_thing_to_think_about(table, cast, nils):
    give_contexts(cast.community, {cast.jonas: ("Seed", "Startup"), cast.priya: ("Growth", "Agency")})

    page = browser(cast.jonas).get(reverse("seat", args=[table.moment.pk])).content.decode()

    for words in ("Priya", "Growth", "Agency", "Nils", "What signal made you question your approach?"):
        assert words in page
    assert "priya@example.org" not in page
    assert "Priya &amp; Co" not in page


def test_a_seat_is_released_and_taken_back(table, cast):
    client, address = browser(cast.jonas), reverse("seat", args=[table.moment.pk])

    client.post(address, {"do": "release", "words": " A launch\x00 moved. "})
    assert Release.objects.get().words == "A launch moved."
    assert "I can make it after all" in client.get(address).content.decode()

    client.post(address, {"do": "take_back"})
    assert not Release.objects.exists()


def test_the_calendar_holds_the_seat(table, cast):
    answer = browser(cast.jonas).get(reverse("seat_calendar", args=[table.moment.pk]))

    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content
    assert f"moment-{table.moment.pk}-{cast.jonas.pk}-".encode() in answer.content


def test_too_early_a_room_says_when_it_opens(cast, nils):
    table = set_table(
        cast.community, [cast.jonas, cast.priya, nils], starts_at=timezone.now() + timedelta(hours=3)
    )

    answer = browser(cast.jonas).post(room_of(table), {"do": "arrive"})

    assert answer.status_code == 409
    assert "a quarter of an hour before it begins" in answer.content.decode()


# -- without scripts ------------------------------------------------------------------------------------------


def test_the_whole_round_by_plain_forms(table, cast, nils):
    """Every step is reached, and everything asked for is kept, by forms alone."""
    clients = {member: browser(member) for member in table.members}
    bring_decision(cast.jonas, "Widen or deepen?")

    def everybody(**data):
        for client in clients.values():
            number = table.state.number if table.state.show else -1
            answer = client.post(room_of(table), {"from": number, **data})
            assert answer.status_code == 302, answer.content.decode()

    everybody(do="arrive")
    everybody(do="ready")
    assert table.state.step.key == "settle"
    everybody(do="ready")
    answers = {f"text.{key}": f"My {key}" for key in ("signal", "choice", "tradeoff", "conditions")}
    everybody(do="write_all", step="write", kind="write", **answers)
    assert len(table.state.said) == 12
    everybody(do="ready")
    page = clients[nils].get(room_of(table)).content.decode()
    assert page.count("My tradeoff") == 3
    everybody(do="ready")
    while table.state.speaker:
        speaker = next(member for member in table.members if member.pk == table.state.speaker)
        turn = {"do": "pass_turn", "from": table.state.number, "turn": table.state.turn}
        assert clients[speaker].post(room_of(table), turn).status_code == 302
    everybody(do="ready")
    shared = {
        "do": "write_all",
        "kind": "pair_answer",
        "step": "compare",
        "text.same": "Reach or trust",
        "base.same": "",
    }
    assert clients[cast.jonas].post(room_of(table), shared).status_code == 302
    everybody(do="ready")
    about = f"{cast.jonas.pk}.write.choice"
    add = {"do": "add", "prompt": "open.difference", "text": "Ours went the other way.", "about": about}
    assert clients[cast.priya].post(room_of(table), add).status_code == 302
    everybody(do="ready")
    everybody(do="tell", moment="Somebody answered first.", before="", unlocked="", reach="group")
    everybody(do="ready")
    everybody(
        do="orient",
        stand="Deepen",
        test="",
        assumption="",
        question="",
        tripwire="",
        confidence="60",
        useful="8",
    )
    everybody(do="ready")
    everybody(do="write_all", step="close", kind="write", **{"text.leaving": "What would I stop?"})
    everybody(do="ready")
    everybody(do="close")

    assert table.state.closed
    assert FirstWin.objects.count() == 3
    assert Orientation.objects.count() == 3
    end = clients[cast.jonas].get(room_of(table)).content.decode()
    for words in (
        "What do you see differently?",
        "Reach or trust",
        "Ours went the other way.",
        "What would I stop?",
    ):
        assert words in end


def test_the_short_protocol_runs_to_its_end_by_plain_forms(cast, nils):
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], protocol="contrast-round-25")
    table.go_to("orient")
    client = browser(cast.jonas)
    assert "Close the room" not in client.get(room_of(table)).content.decode()
    for member in table.members:
        send(table.room, "ready", {"from": table.state.number}, by=member)

    assert "Close the room" in client.get(room_of(table)).content.decode()
    assert client.post(room_of(table), {"do": "close"}).status_code == 302
    assert table.state.closed


@pytest.mark.parametrize(
    "step", ["settle", "write", "reveal", "rounds", "compare", "open", "wins", "orient", "close"]
)
def test_every_step_says_where_one_is_and_its_part_is_the_same(table, cast, step):
    table.go_to(step)
    client = browser(cast.jonas)

    page = client.get(room_of(table)).content.decode()
    part = client.get(reverse("room_part", args=[table.room.pk])).content.decode()

    number = table.state.number + 1
    assert f"Step {number} of 9" in page
    assert table.state.step.title in page
    assert page.count('class="button button-primary"') <= 1
    assert 'role="timer"' in part
    assert part.count('id="room-now"') == page.count('id="room-now"') == 1
    assert "style=" not in page
    assert "onclick" not in page


# -- bad input ------------------------------------------------------------------------------------------------


def test_whoever_waits_is_told_what_comes_next_and_what_it_waits_for(table, cast):
    table.go_to("write")
    client = browser(cast.jonas)
    waits = (
        "The room moves on by itself when everybody is ready. Once half of you are, or the time is over, "
        "anybody can move it on."
    )

    before = client.get(room_of(table)).content.decode()
    send(table.room, "ready", {"from": table.state.number}, by=cast.jonas)
    ready = client.get(room_of(table)).content.decode()

    assert f"Next: “Reveal and read”, about 4 min. {waits}" in before
    assert f"Next: “Reveal and read”, about 4 min. You are ready. {waits}" in ready


def test_a_room_that_gathers_says_how_long_it_takes_what_comes_first_and_how_it_begins(table, cast):
    for member in table.members[:2]:
        arrive(table.room, by=member)

    page = browser(cast.jonas).get(room_of(table)).content.decode()

    assert "About 60 min in all. It begins with “Settle”." in page
    assert "It begins by itself when everybody is here and ready." in page


def test_who_comes_late_reads_at_the_door_where_the_group_is(table, cast):
    for member in table.members[:2]:
        arrive(table.room, by=member)
        send(table.room, "ready", {"from": table.state.number}, by=member)
    send(table.room, "move_on", {"from": table.state.number}, by=table.members[0])

    page = browser(table.members[2]).get(room_of(table)).content.decode()

    assert table.state.running
    assert "The group has begun; it is at “Settle”." in page


def test_ready_keeps_its_place_so_that_a_second_tap_on_it_never_moves_everybody(table, cast):
    table.go_to("write")
    client = browser(cast.priya)
    for member in table.members[:2]:
        send(table.room, "ready", {"from": table.state.number}, by=member)

    page = client.get(room_of(table)).content.decode()

    assert 0 < page.index('value="not_ready"') < page.index('value="move_on"')


def test_while_somebody_speaks_only_passing_the_turn_on_is_asked(table, cast):
    table.go_to("rounds")
    speaker = next(member for member in table.members if member.pk == table.state.speaker)

    pages = [browser(member).get(room_of(table)).content.decode() for member in table.members]

    assert all('value="ready"' not in page for page in pages)
    assert ['value="pass_turn"' in page for page in pages] == [one == speaker for one in table.members]


def test_a_story_that_was_told_says_so_and_so_does_every_change(table, cast):
    table.go_to("wins")
    client = browser(cast.jonas)
    told = "Your story is told. How far it may travel: The community, without my name."
    assert "Your story is told" not in client.get(room_of(table)).content.decode()

    story = {"do": "tell", "moment": "Somebody answered before I did.", "reach": "community_unnamed"}
    page = client.post(room_of(table), story, follow=True).content.decode()
    assert told in page
    assert "Keep my changes" in page
    assert "Your changes are kept." not in page

    page = client.post(room_of(table), story | {"before": "Silence."}, follow=True).content.decode()
    assert told in page
    assert "Your changes are kept." in page
    assert "Your story is told" not in browser(cast.priya).get(room_of(table)).content.decode()


def test_without_scripts_what_was_saved_and_what_is_on_the_board_is_said(table, cast):
    table.go_to("write")
    client = browser(cast.jonas)
    writes = {"do": "write_all", "step": "write", "kind": "write", "text.signal": "Two replies."}
    assert "Saved.</p>" in client.post(room_of(table), writes, follow=True).content.decode()

    table.go_to("open")
    adds = {"do": "add", "prompt": "open.difference", "text": "Ours came back."}
    assert "It is on the board." in client.post(room_of(table), adds, follow=True).content.decode()


def test_who_was_ready_reads_that_time_was_added(table, cast):
    table.go_to("write")
    send(table.room, "ready", {"from": table.state.number}, by=cast.priya)
    client = browser(cast.priya)
    assert "2 min were added" not in client.get(room_of(table)).content.decode()

    send(table.room, "more_time", {"from": table.state.number}, by=cast.jonas)

    assert "2 min were added" in client.get(room_of(table)).content.decode()


def test_whoever_leads_is_not_counted_among_those_who_are_waited_for(cast):
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], facilitator=cast.jonas, by=cast.amara)
    table.all_arrive()
    send(table.room, "ready", {"from": -1}, by=cast.priya)

    for member in (cast.jonas, cast.priya):
        assert "1 of 2 ready" in browser(member).get(room_of(table)).content.decode()


def test_everybody_s_words_keep_the_direction_of_their_own_language(table, cast):
    table.go_to("write")
    table.write(cast.jonas, "signal", "توقف اثنان عن الرد.")
    table.go_to("open")

    page = browser(cast.priya).get(room_of(table)).content.decode()

    assert '<div class="board-words" dir="auto">توقف اثنان عن الرد.</div>' in page
    assert '<textarea dir="auto" id="add-text"' in page


def test_every_timer_has_words_for_its_last_minute_and_its_end(table, cast):
    table.go_to("rounds")

    page = browser(cast.jonas).get(room_of(table)).content.decode()

    assert page.count('role="timer"') == 2
    for words in ("data-minutes", "data-last-minute", "data-soon", "data-over"):
        assert page.count(words) == 2


def test_too_long_an_answer_comes_back_whole(table, cast):
    table.go_to("write")
    long = "Zu lang. " * 300

    answer = browser(cast.jonas).post(
        room_of(table), {"do": "write_all", "step": "write", "kind": "write", "text.signal": long}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "too long for the board" in page
    assert long in page


def test_a_late_answer_comes_back_whole(table, cast):
    table.go_to("write")
    close_room(table.room, by=cast.amara)

    answer = browser(cast.jonas).post(
        room_of(table), {"do": "add", "prompt": "open.difference", "text": "Still thinking about this"}
    )

    assert answer.status_code == 409
    assert "has closed" in answer.content.decode()


def test_a_story_without_its_moment_comes_back_with_what_is_missing(table, cast):
    table.go_to("wins")

    answer = browser(cast.jonas).post(
        room_of(table),
        {"do": "tell", "before": "It was quiet.", "moment": "", "unlocked": "", "reach": "group"},
    )

    assert answer.status_code == 422
    assert "It was quiet." in answer.content.decode()
    assert not FirstWin.objects.exists()


def test_a_card_out_of_range_comes_back_as_it_was(table, cast):
    table.go_to("orient")

    answer = browser(cast.jonas).post(
        room_of(table), {"do": "orient", "stand": "Deepen", "confidence": "140"}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Deepen" in page
    assert "140" in page
    assert not Orientation.objects.exists()


def test_what_somebody_writes_is_text_and_nothing_else(table, cast, nils):
    hostile = '</textarea><script>alert("x")</script><img src=x onerror=alert(1)>{{ 7|add:7 }}'
    table.go_to("write")
    table.write(cast.jonas, "signal", hostile)
    table.go_to("reveal")

    for member in (cast.jonas, nils):
        page = browser(member).get(room_of(table)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page
    host = (
        host_browser(cast.amara)
        .get(reverse("room_seen", args=["northlight", table.room.pk]))
        .content.decode()
    )
    assert "<script>alert" not in host
    assert "&lt;script&gt;alert" in host


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": ""},
        {"do": "x" * 5000},
        {"do": "../../etc"},
        {"do": "open", "show": "{}"},
        {"do": "moved", "to": "8"},
        {"do": "ready", "from": "9" * 400},
        {"do": "ready", "from": "-1; DROP TABLE room"},
        {"do": "write_all", "step": "write", "text.": "x"},
        {"do": "write_all", "step": "\x00", "text.signal": "x"},
        {"do": "add", "prompt": "......", "text": "x", "about": "1.2"},
        {"do": "add", "prompt": "open.difference", "text": "x", "about": "9" * 30 + ".a.b"},
        {"do": "withdraw", "entry": "'; --"},
        {"do": "pass_turn", "from": "1", "turn": "١"},
        {"do": "lift_hold", "from": "1", "reason": "because"},
        {"do": "ready", "from": "1", "key": "\n" * 60},
    ],
)
def test_senseless_posts_are_answered_kindly(table, cast, data):
    table.go_to("write")
    before = table.state

    answer = browser(cast.jonas).post(room_of(table), data)

    assert answer.status_code in (302, 400, 403, 404, 409, 422)
    assert (table.state.number, table.state.said) == (before.number, before.said)


@pytest.mark.parametrize("nothing", ["", " \n ", "\u200b\ufeff", "\x00"])
def test_an_entry_that_shows_nothing_is_asked_for_and_not_said_to_be_on_the_board(table, cast, nothing):
    table.go_to("open")

    answer = browser(cast.jonas).post(
        room_of(table), {"do": "add", "prompt": "open.difference", "text": nothing}
    )

    assert answer.status_code == 422
    assert "There is nothing to add yet." in answer.content.decode()
    assert not table.state.said


def test_a_form_sent_twice_counts_once(table, cast):
    table.go_to("open")
    client = browser(cast.priya)
    add = {"do": "add", "prompt": "open.question", "text": "Who pays?", "key": "once-only-please"}

    assert client.post(room_of(table), add).status_code == 302
    assert client.post(room_of(table), add).status_code == 302

    assert [said.text for said in table.state.said.values()] == ["Who pays?"]


def test_a_part_is_refused_to_whoever_has_not_come_in(table, cast):
    assert browser(cast.jonas).get(reverse("room_part", args=[table.room.pk])).status_code == 404
    assert browser(cast.jonas).post(reverse("room_part", args=[table.room.pk])).status_code == 405


# -- the host -------------------------------------------------------------------------------------------------


def test_the_host_sees_where_each_room_is_and_who_needs_somebody(table, cast, nils):
    table.go_to("write")
    send(table.room, "ask_help", {}, by=cast.jonas)

    page = (
        host_browser(cast.amara)
        .get(reverse("moment_live", args=["northlight", table.moment.pk]))
        .content.decode()
    )

    assert "step 2 of 9: Write in silence" in page
    assert "3 of 3" in page
    assert "somebody asked for you" in page
    assert "Jonas" not in page


def test_a_host_reads_a_board_only_after_its_reveal(table, cast):
    address = reverse("room_seen", args=["northlight", table.room.pk])
    table.go_to("write")
    table.write(cast.jonas, "signal", "Two of ten answered")
    client = host_browser(cast.amara)

    assert "Until then nobody but their writers" in client.get(address).content.decode()
    table.go_to("reveal")
    assert "Two of ten answered" in client.get(address).content.decode()


def test_an_open_cell_is_being_written_until_the_reading_ends_and_left_open_after(table, cast):
    table.go_to("write")
    table.write(cast.jonas, "signal", "Two of ten answered")
    address = reverse("room", args=[table.room.pk])

    table.go_to("reveal")
    assert "Priya is still writing" in browser(cast.jonas).get(address).content.decode()
    table.go_to("rounds")
    page = browser(cast.jonas).get(address).content.decode()
    assert "Priya has left this open so far" in page
    assert "is still writing" not in page


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_hosts_list_of_rooms_takes_the_same_queries_however_many(
    cast, nils, rooms, django_assert_max_num_queries
):
    first = set_table(cast.community, [cast.jonas, cast.priya, nils])
    for number in range(2, rooms + 1):
        others = [
            Member.objects.create(
                community=cast.community, name=f"M{number}{n}", email=f"m{number}{n}@example.org"
            )
            for n in range(3)
        ]
        set_table(cast.community, others, moment=first.moment, number=number).go_to("write")
    first.go_to("write")
    client = host_browser(cast.amara)
    address = reverse("moment_live", args=["northlight", first.moment.pk])

    with django_assert_max_num_queries(7):
        page = client.get(address)

    assert page.content.decode().count("Write in silence") == rooms


@pytest.mark.parametrize("people", [3, 8])
def test_a_room_takes_the_same_queries_however_many_sit_in_it(cast, people, django_assert_max_num_queries):
    members = [cast.jonas, cast.priya] + [
        Member.objects.create(community=cast.community, name=f"M{n}", email=f"m{n}@example.org")
        for n in range(people - 2)
    ]
    give_contexts(cast.community, dict.fromkeys(members, ("Seed", "Startup")))
    table = set_table(cast.community, members)
    table.go_to("write")
    for member in members:
        table.write(member, "signal", "Something happened")
    table.go_to("open")
    client = browser(cast.jonas)

    with django_assert_max_num_queries(8):
        page = client.get(reverse("room_part", args=[table.room.pk]))

    assert page.content.decode().count("Something happened</div>") == people


def test_another_communitys_host_sees_no_room(table, cast):
    with scopes_disabled():
        omar = Host.objects.create(
            community=cast.elsewhere, account=Account.objects.create_user("omar@example.org", name="Omar")
        )
    client = host_browser(omar)
    with scope(community=cast.elsewhere):
        assert client.get(reverse("room_seen", args=["southgate", table.room.pk])).status_code == 404
        assert client.get(reverse("moment_live", args=["southgate", table.moment.pk])).status_code == 404


def test_the_seat_says_why_the_group_sits_together_and_nothing_about_anybodys_lean(table, cast, nils):
    group = table.room.group
    people = [str(member.pk) for member in table.members]
    group.reasons = [
        {"code": "nobody_has_met", "values": {"people": people}},
        {"code": "differing_leans", "values": {"people": people[:2], "tension": "1", "count": 2}},
        {"code": "written_by_a_later_version", "values": {}},
    ]
    group.save()

    page = browser(cast.jonas).get(reverse("seat", args=[table.moment.pk])).content.decode()

    assert "Why you sit together" in page
    assert "lean" not in page.split("Why you sit together")[1]


def test_a_locked_database_keeps_what_was_typed(table, cast, monkeypatch):
    """The one fault that can't be had from a database in memory: its refusal is made here, the rest is real."""
    from django.db import OperationalError

    from juncture.web.room import room

    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    table.go_to("open")
    monkeypatch.setattr(room, "do", locked)

    answer = browser(cast.jonas).post(
        room_of(table), {"do": "add", "prompt": "open.question", "text": "Who pays for the second year?"}
    )

    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Your text is kept" in page
    assert "Who pays for the second year?" in page


@pytest.mark.parametrize("step", ["write", "wins", "orient", "close"])
def test_what_a_device_keeps_is_kept_for_one_member_alone(table, cast, step):
    """On a tablet that two of a group share, the second found the first one's unsent orientation in the form."""
    table.go_to(step)
    kept_under = re.compile(r'data-draft="([^"]+)"|data-member="(\d+)"')

    names = [
        {
            name
            for found in kept_under.findall(browser(member).get(room_of(table)).content.decode())
            for name in found
        }
        for member in (cast.jonas, cast.priya)
    ]

    assert names[0] & names[1] <= {""}
    assert all(len(found) > 1 for found in names)
