"""The pages after a moment in a real browser: answered from the mail without JavaScript, and clean for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from juncture.practice.followup.linking import make_report_link
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.models import CheckIn, CheckInAnswer, FirstWin, Orientation
from juncture.practice.moments.telling import allow
from juncture.practice.people.linking import personal_token
from tests.browser import PHONE, found_by_axe, goes_on, session_of
from tests.conftest import Cast
from tests.factories import make_answer, make_card, make_decision, make_held_room, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def season(cast: Cast) -> Cast:
    """Eight came six weeks ago; some have answered, Jonas has not."""
    people = [*make_people(cast.community, 7), cast.jonas]
    make_decision(cast.jonas)
    room = make_held_room(cast.amara, people, days_ago=40)
    schedule_check_ins(room)
    for member in people:
        make_card(room, member, stand="I was protecting a slide.", question="Who would notice?")
    for member in people[:4]:
        make_answer(room, member)
    win = FirstWin.objects.create(community=cast.community, member=cast.jonas, room=room, moment="It rang.")
    allow(win, "company", by=cast.jonas)
    return cast


def test_a_member_answers_from_the_mail_on_a_phone_without_javascript(
    chromium: Any, live_server: Any, season: Cast
) -> None:
    asked = CheckIn.objects.get(member=season.jonas, wave=1)
    tapped = f"{reverse('check_in', args=[asked.pk])}%3Fchanged%3Dyes"
    phone = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()

    phone.goto(f"{live_server.url}/m/{personal_token(season.jonas)}/?next={tapped}")
    assert phone.get_by_label("Yes, something is different").is_checked()
    assert not CheckInAnswer.objects.filter(check_in=asked).exists()

    phone.get_by_label("What do you do differently").fill("Every second week.")
    phone.get_by_label("Partly").check(force=True)
    goes_on(phone.get_by_role("button", name="Send"))

    assert "Thank you" in phone.get_by_role("heading", level=1).inner_text()
    assert phone.get_by_text("Every second week.").is_visible()
    with scope(community=season.community):
        answer = CheckInAnswer.objects.get(check_in=asked)
    assert (answer.changed, answer.example, answer.credit) == (True, "Every second week.", "partly")


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_clean_and_fits(chromium: Any, live_server: Any, season: Cast, width: int) -> None:
    _, token = make_report_link(season.community, "Board", by=season.amara)
    found: dict[str, list[str]] = {}

    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.add_cookies([session_of(season.amara.account, live_server.url)])
        page = context.new_page()
        page.goto(f"{live_server.url}/m/{personal_token(season.jonas)}/")
        for path in _pages(season, token):
            page.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if wrong := found_by_axe(page):
                found[f"{scheme} {path}"] = wrong
        context.close()

    assert found == {}


def _pages(season: Cast, token: str) -> list[str]:
    card = Orientation.objects.get(member=season.jonas)
    asked = CheckIn.objects.get(member=season.jonas, wave=1)
    win = FirstWin.objects.get()
    slug = season.community.slug
    return [
        reverse("orientations"),
        reverse("orientation", args=[card.pk]),
        reverse("orientation_edit", args=[card.pk]),
        reverse("orientation_share", args=[card.pk]) + "?piece=question",
        reverse("story", args=[win.pk]),
        reverse("check_in", args=[asked.pk]),
        reverse("follow", args=[slug]),
        reverse("first_wins", args=[slug]),
        reverse("report_links", args=[slug]),
        reverse("report", args=[token]),
    ]
