"""Beside the field: a way back from advice, a quiet line about who is heard, and posts that come too often."""

import pytest
from django.urls import reverse

from juncture.practice.models import Member, Orientation
from juncture.practice.moments.closing import close_room
from juncture.web.room.nudging import OFTEN, READ, read_end
from tests.rooms import Table, set_table
from tests.web.room.test_room_pages import browser, room_of


@pytest.fixture
def table(cast) -> Table:
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    return set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)


@pytest.fixture(autouse=True)
def rested():
    OFTEN._levels.clear()


def wording(table: Table) -> str:
    return reverse("room_wording", args=[table.room.pk])


def test_advice_gets_a_way_back_and_experience_gets_nothing(table, cast):
    table.go_to("write")
    jonas = browser(cast.jonas)

    advice = jonas.post(wording(table), {"text": "You should drop the newsletter."})
    experience = jonas.post(wording(table), {"text": "We dropped the newsletter in May."})

    assert "What happened where you are?" in advice.content.decode()
    assert "newsletter" not in advice.content.decode()
    assert (experience.status_code, experience.content) == (204, b"")


@pytest.mark.parametrize("step", ["wins", "orient"])
def test_the_story_and_the_card_say_what_they_ask_for(table, cast, step):
    table.go_to(step)
    purpose = {"wins": "first_win", "orient": "orientation"}[step]

    assert (
        f'data-nudge="{wording(table)}?for={purpose}"'
        in browser(cast.jonas).get(room_of(table)).content.decode()
    )


def test_a_first_win_that_prescribes_is_led_back_to_what_happened(table, cast):
    table.go_to("wins")

    answer = browser(cast.jonas).post(wording(table) + "?for=first_win", {"text": "You should begin small."})

    assert "How was it before, what was the moment, what did it unlock?" in answer.content.decode()
    assert "begin small" not in answer.content.decode()


def test_a_card_of_tasks_is_led_back_to_an_orientation_until_the_end_and_after(table, cast):
    table.go_to("orient")
    post = {"text": "Priya to draft the mail by Friday."}
    jonas = browser(cast.jonas)

    during = jonas.post(wording(table) + "?for=orientation", post).content.decode()
    close_room(table.room, by=cast.amara)
    after = jonas.post(wording(table) + "?for=orientation", post).content.decode()

    assert table.state.closed
    assert "What do you see differently?" in during
    assert "tripwire" in during
    assert after == during
    assert jonas.post(wording(table) + "?for=orientation", {"text": "You should rest."}).status_code == 204
    assert not Orientation.objects.filter(member=cast.jonas).exists()


def test_a_purpose_nobody_knows_is_experience(table, cast):
    table.go_to("write")

    answer = browser(cast.jonas).post(wording(table) + "?for=<b>tasks", {"text": "You should drop it."})

    assert "What happened where you are?" in answer.content.decode()


@pytest.mark.parametrize("purpose", ["", "first_win", "orientation"])
def test_nobody_outside_the_room_gets_a_reading(table, purpose):
    outsider = Member.objects.create(
        community=table.moment.round.community, name="Olga", email="olga@example.org"
    )

    answer = browser(outsider).post(wording(table) + f"?for={purpose}", {"text": "You should drop it."})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        ("experience", "You should drop the quarterly mailing."),
        ("orientation", "Send the quarterly mailing by May."),
    ],
)
def test_nothing_of_it_is_kept_or_logged(table, cast, caplog, purpose, text):
    table.go_to("write")
    before = table.room.events.count()
    caplog.set_level("DEBUG")

    answer = browser(cast.jonas).post(wording(table) + f"?for={purpose}", {"text": text})

    assert answer.status_code == 200
    assert table.room.events.count() == before
    assert "quarterly mailing" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert "quarterly mailing" not in caplog.text


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\ud800", "!" * 5000, "Du solltest den Rundbrief einstellen.", "?"]
)
def test_what_it_cannot_read_gets_no_note(table, cast, text):
    table.go_to("write")

    answer = browser(cast.jonas).post(wording(table), {"text": text.encode("utf-8", "replace")})

    assert answer.status_code == 204


def test_of_a_long_text_only_the_end_is_read_and_not_from_mid_sentence():
    told = "We tried ten ambassadors last spring. " * 60

    assert len(told) > READ
    assert read_end(f"You should drop it. {told}") is None
    assert read_end(f"{told}You should drop it.").text == "You should drop it."


def test_too_many_readings_wait_and_others_do_not(table, cast):
    table.go_to("write")
    jonas = browser(cast.jonas)

    statuses = [jonas.post(wording(table), {"text": "We did."}).status_code for _ in range(25)]
    answer = jonas.post(wording(table), {"text": "We did."})

    assert statuses[:20] == [204] * 20
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert browser(cast.priya).post(wording(table), {"text": "We did."}).status_code == 204


def test_without_scripts_the_page_has_no_note(table, cast):
    table.go_to("write")
    table.write(cast.jonas, "signal", "You should drop the newsletter.")

    assert "Keep my wording" not in browser(cast.jonas).get(room_of(table)).content.decode()


def test_posts_that_come_too_often_wait_and_keep_their_text(table, cast, stopped_clock):
    table.go_to("write")
    jonas, post = browser(cast.jonas), {"do": "write_all", "step": "write", "kind": "write"}

    statuses = [jonas.post(room_of(table), post | {"text.signal": f"{n}"}).status_code for n in range(40)]
    refused = jonas.post(room_of(table), post | {"text.signal": "Nobody answered <b>us</b>."})

    assert set(statuses) == {302}
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) in (1, 2)
    assert "Nobody answered &lt;b&gt;us&lt;/b&gt;." in refused.content.decode()
    assert table.state.words_of(cast.jonas.pk, "write", "signal").text == "39"
    assert browser(cast.priya).post(room_of(table), post | {"text.signal": "Mine"}).status_code == 302


def test_a_card_that_came_too_often_stays_filled_in(table, cast, stopped_clock):
    table.go_to("orient")
    jonas = browser(cast.jonas)
    for _ in range(40):
        jonas.post(room_of(table), {"do": "nothing_known"})

    refused = jonas.post(room_of(table), {"do": "orient", "stand": "Deepen, where trust is."})

    assert refused.status_code == 429
    assert "Deepen, where trust is." in refused.content.decode()
    assert not Orientation.objects.filter(member=cast.jonas).exists()
