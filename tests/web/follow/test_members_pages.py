"""What members see afterwards: their cards, their stories, their check-ins, and nobody else's."""

from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse

from juncture.practice.decisions.stating import View, take_stance
from juncture.practice.followup.models import CheckIn, CheckInAnswer
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.models import FirstWin, Member, Orientation, Room, Stance
from juncture.practice.moments.telling import allow
from tests.conftest import Cast
from tests.factories import make_card, make_decision, make_held_room
from tests.web.follow.conftest import As


@pytest.fixture
def room(cast: Cast) -> Room:
    make_decision(cast.jonas, "Do I keep the weekly stream?")
    room = make_held_room(cast.amara, [cast.jonas, cast.priya], days_ago=20)
    schedule_check_ins(room)
    return room


@pytest.fixture
def card(cast: Cast, room: Room) -> Orientation:
    return make_card(room, cast.jonas, stand="I was protecting a slide.", question="Who would notice?")


@pytest.fixture
def asked(cast: Cast, room: Room) -> CheckIn:
    return CheckIn.objects.get(member=cast.jonas, wave=1)


@pytest.fixture
def win(cast: Cast, room: Room) -> FirstWin:
    return FirstWin.objects.create(community=cast.community, member=cast.jonas, room=room, moment="It rang.")


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


# -- nobody else's --------------------------------------------------------------------------------------------


def own_pages(card: Orientation, win: FirstWin, asked: CheckIn) -> list[str]:
    return [
        reverse("orientation", args=[card.pk]),
        reverse("orientation_edit", args=[card.pk]),
        reverse("orientation_share", args=[card.pk]),
        reverse("orientation_text", args=[card.pk]),
        reverse("story", args=[win.pk]),
        reverse("check_in", args=[asked.pk]),
    ]


def test_their_owner_opens_every_one_of_them(
    cast: Cast, as_: As, card: Orientation, win: FirstWin, asked: CheckIn
) -> None:
    for page in own_pages(card, win, asked):
        assert as_(cast.jonas).get(page).status_code == 200, page


@pytest.mark.parametrize("who", ["priya", "lena", "sam", "amara", "nobody"])
def test_for_everybody_else_they_are_not_there(
    cast: Cast, as_: As, card: Orientation, win: FirstWin, asked: CheckIn, who: str
) -> None:
    browser = as_(getattr(cast, who, None))

    for page in own_pages(card, win, asked):
        assert browser.get(page).status_code == 404, page
        assert (
            browser.post(page, {"changed": "yes", "moment": "Mine now", "reach": "public"}).status_code == 404
        )
    assert browser.post(reverse("story_withdraw", args=[win.pk])).status_code == 404

    assert not CheckInAnswer.objects.exists()
    assert FirstWin.objects.get().moment == "It rang."


def test_a_list_of_cards_holds_ones_own(cast: Cast, as_: As, card: Orientation, room: Room) -> None:
    make_card(room, cast.priya, question="Priya's own question?")

    page = text(as_(cast.jonas).get(reverse("orientations")))

    assert "Who would notice?" in page
    assert "Priya's own question?" not in page


def test_before_the_first_card_the_list_says_what_will_be_there(cast: Cast, as_: As) -> None:
    assert "At the end of a moment" in text(as_(cast.lena).get(reverse("orientations")))


def test_a_check_in_is_not_there_before_its_day(cast: Cast, as_: As, room: Room) -> None:
    second = CheckIn.objects.get(member=cast.jonas, wave=2)

    assert as_(cast.jonas).get(reverse("check_in", args=[second.pk])).status_code == 404


# -- the card -------------------------------------------------------------------------------------------------


def test_a_card_is_worded_differently_and_keeps_its_rating(cast: Cast, as_: As, card: Orientation) -> None:
    page = reverse("orientation_edit", args=[card.pk])

    answer = as_(cast.jonas).post(page, {"stand": "  I was hiding.  ", "tripwire": "If two stay away."})

    assert answer.headers["Location"] == reverse("orientation", args=[card.pk])
    card.refresh_from_db()
    assert (card.stand, card.question, card.tripwire, card.useful) == (
        "I was hiding.",
        "",
        "If two stay away.",
        8,
    )


def test_a_task_on_a_card_is_led_back_to_an_orientation_weeks_later(
    cast: Cast, as_: As, card: Orientation
) -> None:
    asked = reverse("room_wording", args=[card.room_id]) + "?for=orientation"

    page = as_(cast.jonas).get(reverse("orientation_edit", args=[card.pk])).content.decode()
    note = as_(cast.jonas).post(asked, {"text": "Priya to draft the mail by Friday."})

    assert f'data-nudge="{asked}"' in page
    assert "What do you see differently?" in text(note)


def test_a_card_that_is_too_long_keeps_its_text(cast: Cast, as_: As, card: Orientation) -> None:
    far_too_long = "So " * 1000

    page = as_(cast.jonas).post(reverse("orientation_edit", args=[card.pk]), {"stand": far_too_long})

    assert page.status_code == 200
    assert "longer than 2000 characters. Your text is kept." in text(page)
    assert far_too_long.strip() in text(page)
    assert Orientation.objects.get().stand == "I was protecting a slide."


def test_only_the_chosen_pieces_are_shared(cast: Cast, as_: As, card: Orientation) -> None:
    page = text(as_(cast.jonas).get(reverse("orientation_share", args=[card.pk]), {"piece": "question"}))

    assert "Who would notice?" in page
    assert "I was protecting a slide." not in page
    assert "mailto:?subject=" in page


def test_nothing_chosen_shares_nothing(cast: Cast, as_: As, card: Orientation) -> None:
    page = text(as_(cast.jonas).get(reverse("orientation_share", args=[card.pk]), {"piece": "tripwire"}))

    assert "mailto:" not in page


def test_a_card_leaves_as_plain_text(cast: Cast, as_: As, card: Orientation) -> None:
    file = as_(cast.jonas).get(reverse("orientation_text", args=[card.pk]))

    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="depth-or-reach.txt"'
    assert file.content.decode() == (
        "Depth or reach\n\nWhere I stand now\nI was protecting a slide.\n\n"
        "The question I leave with\nWho would notice?\n"
    )


# -- the check-in ---------------------------------------------------------------------------------------------


def test_the_question_stands_beside_what_they_wrote_then(
    cast: Cast, as_: As, card: Orientation, asked: CheckIn
) -> None:
    page = text(as_(cast.jonas).get(reverse("check_in", args=[asked.pk])))

    assert "Do I keep the weekly stream?" in page
    assert "I was protecting a slide." in page


@pytest.mark.parametrize("tapped", ["yes", "no"])
def test_following_the_mails_link_fills_in_and_answers_nothing(
    cast: Cast, as_: As, asked: CheckIn, tapped: str
) -> None:
    page = text(as_(cast.jonas).get(reverse("check_in", args=[asked.pk]), {"changed": tapped}))

    chosen = page.split(f'value="{tapped}"')[1].split(">")[0]
    assert "checked" in chosen
    assert not CheckInAnswer.objects.exists()


def test_a_nonsense_tap_is_no_tap(cast: Cast, as_: As, asked: CheckIn) -> None:
    page = text(as_(cast.jonas).get(reverse("check_in", args=[asked.pk]), {"changed": "<script>"}))

    assert "checked" not in page
    assert "<script>" not in page


def test_one_tap_is_an_answer(cast: Cast, as_: As, asked: CheckIn) -> None:
    answer = as_(cast.jonas).post(reverse("check_in", args=[asked.pk]), {"changed": "no"})

    assert answer.headers["Location"] == reverse("check_in_thanks", args=[asked.pk])
    assert CheckInAnswer.objects.get().changed is False


def test_a_whole_answer_lands_in_its_places(cast: Cast, as_: As, asked: CheckIn) -> None:
    as_(cast.jonas).post(
        reverse("check_in", args=[asked.pk]),
        {
            "changed": "yes",
            "example": "Every second week.",
            "credit": "partly",
            "state": "decided",
            "confidence": "70",
            "assumption": "changed",
            "peer_words": "Nia's sentence.",
        },
    )

    kept = CheckInAnswer.objects.get()
    assert (kept.changed, kept.example, kept.credit, kept.state) == (
        True,
        "Every second week.",
        "partly",
        "decided",
    )
    assert asked.decision is not None
    assert asked.decision.settlements.get().outcome == "decided"
    assert asked.decision.stances.get().confidence == 70


def test_without_a_tap_the_sentence_is_kept_on_the_page(cast: Cast, as_: As, asked: CheckIn) -> None:
    page = as_(cast.jonas).post(reverse("check_in", args=[asked.pk]), {"example": "I wrote this first."})

    assert "One tap is enough: yes, or no." in text(page)
    assert "I wrote this first." in text(page)
    assert not CheckInAnswer.objects.exists()


def test_a_confidence_beyond_a_hundred_opens_where_it_is_and_keeps_the_rest(
    cast: Cast, as_: As, asked: CheckIn
) -> None:
    page = as_(cast.jonas).post(
        reverse("check_in", args=[asked.pk]), {"changed": "yes", "example": "Kept.", "confidence": "170"}
    )

    assert '<details class="disclosure" open>' in text(page)
    assert "Kept." in text(page)
    assert not CheckInAnswer.objects.exists()


def test_an_answer_can_be_said_better(cast: Cast, as_: As, asked: CheckIn) -> None:
    browser, page = as_(cast.jonas), reverse("check_in", args=[asked.pk])
    browser.post(page, {"changed": "yes", "example": "Something.", "confidence": "60"})

    again = text(browser.get(page))
    browser.post(page, {"changed": "yes", "example": "Every second week.", "confidence": "55"})

    assert "Something." in again
    assert 'value="60"' in again
    assert CheckInAnswer.objects.get().example == "Every second week."
    assert Stance.objects.get().confidence == 55


def test_the_thanks_set_then_and_now_side_by_side(
    cast: Cast, as_: As, card: Orientation, asked: CheckIn
) -> None:
    assert asked.decision is not None
    take_stance(asked.decision, Stance.Occasion.INTAKE, View(confidence=40), at=asked.decision.stated_at)
    browser = as_(cast.jonas)
    browser.post(
        reverse("check_in", args=[asked.pk]),
        {"changed": "yes", "example": "Every second week.", "confidence": "65"},
    )

    page = text(browser.get(reverse("check_in_thanks", args=[asked.pk])))

    for words in ("Every second week.", "I was protecting a slide.", "40 %", "65 %"):
        assert words in page


def test_thanks_wait_for_an_answer(cast: Cast, as_: As, asked: CheckIn) -> None:
    answer = as_(cast.jonas).get(reverse("check_in_thanks", args=[asked.pk]))

    assert answer.headers["Location"] == reverse("check_in", args=[asked.pk])


def test_somebody_without_decision_or_card_can_answer_as_well(cast: Cast, as_: As, room: Room) -> None:
    asked = CheckIn.objects.get(member=cast.priya, wave=1)
    page = reverse("check_in", args=[asked.pk])

    assert "the question still stands" in text(as_(cast.priya).get(page))
    assert as_(cast.priya).post(page, {"changed": "yes"}).status_code == 302
    assert as_(cast.priya).get(reverse("check_in_thanks", args=[asked.pk])).status_code == 200


# -- the story ------------------------------------------------------------------------------------------------


def test_a_story_is_told_better_and_let_travel(cast: Cast, as_: As, win: FirstWin) -> None:
    page = reverse("story", args=[win.pk])

    as_(cast.jonas).post(page, {"before": "Silence.", "moment": "It rang twice.", "reach": "company"})

    win.refresh_from_db()
    assert (win.before, win.moment) == ("Silence.", "It rang twice.")
    assert "It rang twice." in text(as_(cast.jonas).get(page)).split("As it is read in a report")[1]


def test_its_teller_sees_how_names_are_left_out(cast: Cast, as_: As, win: FirstWin) -> None:
    allow(win, "public", by=cast.jonas)
    Member.objects.filter(pk=cast.lena.pk).update(name="Tomasz Okoń")
    FirstWin.objects.update(moment="Tomasz rang.")

    page = text(as_(cast.jonas).get(reverse("story", args=[win.pk])))

    assert "[someone] rang." in page.split("As it is read in a report")[1]


def test_a_story_without_its_moment_keeps_the_rest(cast: Cast, as_: As, win: FirstWin) -> None:
    page = as_(cast.jonas).post(
        reverse("story", args=[win.pk]), {"before": "Long before.", "moment": "  ", "reach": "public"}
    )

    assert "Long before." in text(page)
    assert FirstWin.objects.get().moment == "It rang."
    assert not win.consents.exists()


@pytest.mark.parametrize("way", ["button", "choice"])
def test_a_story_taken_back_is_read_nowhere(cast: Cast, as_: As, win: FirstWin, way: str) -> None:
    allow(win, "community_named", by=cast.jonas)
    assert "It rang." in text(as_(cast.amara).get(reverse("first_wins", args=["northlight"])))

    if way == "button":
        as_(cast.jonas).post(reverse("story_withdraw", args=[win.pk]))
    else:
        as_(cast.jonas).post(reverse("story", args=[win.pk]), {"moment": "It rang.", "reach": "me"})

    assert "It rang." not in text(as_(cast.amara).get(reverse("first_wins", args=["northlight"])))
    assert "It rang." in text(as_(cast.jonas).get(reverse("story", args=[win.pk])))


def test_a_link_on_a_page_never_withdraws(cast: Cast, as_: As, win: FirstWin) -> None:
    allow(win, "public", by=cast.jonas)

    assert as_(cast.jonas).get(reverse("story_withdraw", args=[win.pk])).status_code == 405
    assert win.consents.filter(withdrawn_at=None).exists()


def test_words_are_shown_as_words(cast: Cast, as_: As, room: Room) -> None:
    make_card(room, cast.jonas, stand="<img src=x onerror=alert(1)>")
    card = Orientation.objects.get(member=cast.jonas)

    assert "<img src=x" not in as_(cast.jonas).get(reverse("orientation", args=[card.pk])).content.decode()


def _cards(cast: Cast, count: int) -> Member:
    for number in range(count):
        make_card(make_held_room(cast.amara, [cast.lena], title=f"M{number}"), cast.lena, stand="Here.")
    return cast.lena


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_cards_takes_as_many_queries_however_long(
    cast: Cast, as_: As, count: int, django_assert_num_queries: object
) -> None:
    browser = as_(_cards(cast, count))

    with django_assert_num_queries(2):  # type: ignore[operator]
        browser.get(reverse("orientations"))
