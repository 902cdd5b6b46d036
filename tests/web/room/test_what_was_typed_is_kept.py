"""A form from an old page, by its other button, twice, or into a room that has moved on: refused in words, and every
letter of it is on the page that says so. Without scripts nothing else keeps it."""

from __future__ import annotations

import pytest

from juncture.practice.models import Member
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.sending import send
from tests.rooms import Table, set_table
from tests.web.room.test_room_pages import browser, room_of

WORDS = 'Zwei von zehn "antworten" & der Rest\nschweigt <seit> Mai.'
ESCAPED = "Zwei von zehn &quot;antworten&quot; &amp; der Rest\nschweigt &lt;seit&gt; Mai."
LONG = WORDS + " Niemand weiß warum." * 120

FORMS = {
    "an answer too long": {"do": "write_all", "step": "write", "kind": "write", "text.signal": LONG},
    "an answer to a step that isn't there": {"do": "write_all", "step": "gone", "text.signal": WORDS},
    "an answer to what nobody asks": {"do": "write_all", "step": "write", "text.gone": WORDS},
    "an answer by a name no key can hold": {"do": "write_all", "step": "write", "text.ä #": WORDS},
    "a pair's answer too long": {
        "do": "write_all",
        "step": "compare",
        "kind": "pair_answer",
        "text.same": LONG,
    },
    "a difference too long": {"do": "add", "prompt": "open.difference", "text": LONG},
    "a question about what is gone": {
        "do": "add",
        "prompt": "open.question",
        "text": WORDS,
        "about": "999.write.signal",
    },
    "a summing up too long": {"do": "add", "prompt": "across.across", "text": LONG},
    "a story too long": {"do": "tell", "moment": LONG, "before": WORDS, "reach": "group"},
    "a story for nobody": {"do": "tell", "moment": WORDS, "reach": "the whole world"},
    "a card too long": {"do": "orient", "stand": WORDS, "test": LONG},
    "a reason by somebody who doesn't lead": {"do": "lift_hold", "reason": WORDS, "from": "3"},
    "a form of another version": {"do": "say_it_aloud", "text": WORDS},
    "a wish that is no word": {"do": "_a", "text": WORDS},
}


@pytest.fixture
def table(cast) -> Table:
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    return set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)


@pytest.fixture
def patient(monkeypatch) -> None:
    """So many posts would wait; what waits keeps its text as well, and has a test of its own."""
    monkeypatch.setattr("juncture.web.room.room.take", lambda *_: 0)


def assert_kept(table: Table, client, form: dict[str, str], when: str) -> None:
    before = table.state
    answer = client.post(room_of(table), form)
    page = answer.content.decode().replace("\r\n", "\n")
    assert 400 <= answer.status_code < 500, when
    assert ESCAPED in page, when
    assert page.count("weiß warum.") >= 120 * (LONG in form.values()), when
    assert table.state == before, when


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_whatever_is_refused_is_on_the_page_at_every_step_and_after_the_close(table, cast, patient, form):
    client = browser(cast.jonas)
    assert_kept(table, client, form, "at the door")
    table.all_arrive()
    assert_kept(table, client, form, "gathering")
    for step in [step.key for step in table.state.steps]:
        table.go_to(step)
        assert_kept(table, client, form, step)
    close_room(table.room, by=cast.amara)
    assert_kept(table, client, form, "closed")


@pytest.mark.parametrize(
    "form",
    [
        {"do": "write_all", "step": "write", "kind": "write", "text.signal": WORDS, "text.choice": "Kurz."},
        {"do": "write_all", "step": "compare", "kind": "pair_answer", "text.same": WORDS},
        {"do": "add", "prompt": "open.difference", "text": WORDS},
        {"do": "tell", "moment": WORDS, "reach": "group"},
    ],
)
def test_a_page_that_lay_there_until_the_room_closed_gives_the_words_back_and_says_why(table, cast, form):
    table.go_to("write")
    close_room(table.room, by=cast.amara)

    answer = browser(cast.jonas).post(room_of(table), form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This room has closed." in page
    assert "Here is what you wrote, so that you can copy it" in page
    assert ESCAPED in page
    assert all(words in page for words in form.values() if words == "Kurz.")


def test_what_a_field_takes_is_not_shown_twice(table, cast):
    table.go_to("write")

    page = browser(cast.jonas).post(room_of(table), FORMS["an answer too long"]).content.decode()

    assert page.count(ESCAPED) == 1
    assert "so that you can copy it" not in page


def test_what_was_typed_for_one_step_is_not_put_into_the_field_of_another(table, cast):
    """Steps may ask by the same key: put into the field of this one, it would be sent as its answer."""
    table.go_to("write")

    page = browser(cast.jonas).post(room_of(table), FORMS["an answer to a step that isn't there"])

    assert "so that you can copy it" in page.content.decode()
    assert f"{ESCAPED}</textarea>" not in page.content.decode()


def test_a_page_one_went_back_to_with_other_words_is_saved_anew(table, cast):
    """By the browser's Back one is on the page that was sent already, with its key: what was changed there was
    taken for the first sending once more, and was lost without a word."""
    table.go_to("write")
    client = browser(cast.jonas)
    form = {"do": "write_all", "step": "write", "kind": "write", "key": "of-this-one-page"}

    for words in ("First words.", "Better words.", "Better words."):
        assert client.post(room_of(table), form | {"text.signal": words}).status_code == 302

    assert table.state.words_of(cast.jonas.pk, "write", "signal").text == "Better words."
    assert table.room.events.filter(kind="wrote").count() == 2


def test_a_pages_other_button_does_something_else_than_its_first(table, cast):
    table.go_to("write")
    client, here = browser(cast.jonas), {"from": str(table.state.number), "key": "of-this-one-page"}

    for wish in ("ready", "more_time", "more_time"):
        assert client.post(room_of(table), here | {"do": wish}).status_code == 302

    assert table.state.extended == 2 * 60_000
    assert table.room.events.filter(kind="ready").exists()


def test_what_two_buttons_add_counts_twice_and_a_double_tap_once(table, cast):
    table.go_to("open")
    client = browser(cast.jonas)
    form = {"do": "add", "text": "Who pays?", "key": "of-this-one-page"}

    for prompt in ("open.question", "open.question", "open.difference"):
        assert client.post(room_of(table), form | {"prompt": prompt}).status_code == 302

    assert sorted(said.prompt for said in table.state.said.values()) == ["difference", "question"]


def test_a_pair_that_went_back_a_page_is_told_of_the_newer_answer(table, cast):
    table.go_to("compare")
    pair = {"do": "write_all", "step": "compare", "kind": "pair_answer", "key": "of-this-one-page"}
    client = browser(cast.jonas)
    assert client.post(room_of(table), pair | {"text.same": "Ours.", "base.same": "0"}).status_code == 302
    send(
        table.room,
        "pair_answer",
        {
            "step": "compare",
            "prompt": "same",
            "text": "Ours, better.",
            "base": next(iter(table.state.said.values())).seq,
        },
        by=cast.priya,
    )

    answer = client.post(room_of(table), pair | {"text.same": WORDS, "base.same": "0"})

    assert answer.status_code == 409
    assert ESCAPED in answer.content.decode()
    assert [said.text for said in table.state.said.values()] == ["Ours, better."]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_page_of_another_member_in_the_same_browser_sends_nothing_in_their_name(table, cast, form):
    """Two members on one device: what the first typed into the page that was still open went out under the second's
    name, who had come in by the same browser meanwhile."""
    table.go_to("wins")
    client, before = browser(cast.priya), table.state

    answer = client.post(room_of(table), form | {"as": str(cast.jonas.pk)})

    assert answer.status_code == 409
    assert "Somebody else has come in by this browser since" in answer.content.decode()
    assert ESCAPED in answer.content.decode().replace("\r\n", "\n")
    assert table.state == before


def test_every_form_of_a_room_says_whose_it_is(table, cast):
    for step in [step.key for step in table.go_to("settle").steps]:
        table.go_to(step)
        page = browser(cast.jonas).get(room_of(table)).content.decode()
        assert page.count("<form") == page.count(f'name="as" value="{cast.jonas.pk}"') > 0


def test_the_part_of_another_member_is_not_drawn_into_a_page(table, cast):
    table.go_to("write")
    part, his = f"{room_of(table)}part/", browser(cast.jonas)

    assert his.get(part, headers={"X-As": str(cast.jonas.pk)}).status_code == 200
    for other in (str(cast.priya.pk), "", "x"):
        assert his.get(part, headers={"X-As": other}).status_code == 409
