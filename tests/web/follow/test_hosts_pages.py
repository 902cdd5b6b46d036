"""What a host reads afterwards: two figures, stories that may travel, links; and never an answer or a card."""

import csv
from html import unescape
from io import StringIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from juncture.practice.followup.linking import make_report_link, revoke_report_link
from juncture.practice.followup.models import ReportLink
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.models import Account, FirstWin, Host, Member, Room
from juncture.practice.moments.telling import allow
from tests.conftest import Cast
from tests.factories import make_answer, make_card, make_held_room, make_people
from tests.paper import pages_of
from tests.web.follow.conftest import As

AS_PAGE_AND_PDF = pytest.mark.parametrize("name", ["report", "report_pdf"])
HOST_PAGES = ["follow", "follow_csv", "first_wins", "report_links"]


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def read(answer: HttpResponse) -> str:
    """The page or the PDF, with plain spaces."""
    if answer["Content-Type"] == "application/pdf":
        return " ".join(pages_of(answer))
    return text(answer).replace("\u00a0", " ")


def held(cast: Cast, count: int = 8, *, prefix: str = "Person", title: str = "Depth or reach") -> Room:
    people = make_people(cast.community, count, prefix=prefix)
    room = make_held_room(cast.amara, people, days_ago=40, title=title)
    schedule_check_ins(room)
    for member in people:
        make_card(room, member, useful=9, stand="PRIVATE stand", question="PRIVATE question")
    for member in people[: count // 2]:
        make_answer(room, member, example="PRIVATE example")
    return room


@pytest.mark.parametrize("page", HOST_PAGES)
def test_its_host_opens_it(cast: Cast, as_: As, page: str) -> None:
    assert as_(cast.amara).get(reverse(page, args=["northlight"])).status_code == 200


@pytest.mark.parametrize("page", HOST_PAGES)
@pytest.mark.parametrize("who", ["jonas", "sam", "nobody", "another host"])
def test_for_everybody_else_it_is_not_there(cast: Cast, as_: As, page: str, who: str) -> None:
    other = Host.objects.create(
        community=cast.elsewhere, account=Account.objects.create_user("o@example.org")
    )
    browser = as_(other if who == "another host" else getattr(cast, who, None))

    assert browser.get(reverse(page, args=["northlight"])).status_code == 404
    assert browser.post(reverse(page, args=["northlight"]), {"label": "x"}).status_code == 404


def test_before_the_first_moment_the_page_says_what_will_be_there(cast: Cast, as_: As) -> None:
    assert (
        "Nothing to check in on yet. Three weeks after a moment, we ask what changed in how people work."
        in text(as_(cast.amara).get(reverse("follow", args=["northlight"])))
    )


def test_both_figures_stand_side_by_side_with_what_they_stand_on(cast: Cast, as_: As) -> None:
    held(cast)

    page = text(as_(cast.amara).get(reverse("follow", args=["northlight"])))

    figures = page.split('class="figures"')[1].split("</section>")[0]
    assert "100\u00a0%" in figures
    assert "50\u00a0%" in figures
    assert "Likely between 22\u00a0% and 78\u00a0% (95 % interval)." in figures
    assert "4 of 8 answered (50\u00a0%)." in figures


def test_no_word_of_anybody_is_on_the_hosts_page_or_in_its_csv(cast: Cast, as_: As) -> None:
    room = held(cast)
    assert room.orientations.filter(stand="PRIVATE stand").count() == 8

    for page in ("follow", "follow_csv"):
        body = text(as_(cast.amara).get(reverse(page, args=["northlight"])))
        assert "PRIVATE" not in body
        assert "Person 1" not in body


def test_fewer_than_five_people_are_not_shown(cast: Cast, as_: As) -> None:
    held(cast, 4)

    page = text(as_(cast.amara).get(reverse("follow", args=["northlight"])))

    assert "Fewer than five people: not shown." in page
    assert "100\u00a0%" not in page


def test_the_csv_holds_the_figures_and_why_others_are_missing(cast: Cast, as_: As) -> None:
    held(cast, 8, title="=Large")
    held(cast, 6, prefix="Mid", title="Middle")
    held(cast, 4, prefix="Few", title="Small")

    body = text(as_(cast.amara).get(reverse("follow_csv", args=["northlight"])))

    rows = {(row["about"], row["figure"]): row for row in csv.DictReader(StringIO(body))}
    assert rows["'=Large", "moved work"]["share"] == "0.500"
    assert rows["'=Large", "moved work"]["answered"] == "4"
    assert rows["Small", "felt good"]["share"] == rows["Small", "felt good"]["people"] == ""
    assert rows["Small", "felt good"]["not shown because"] == "Fewer than five people: not shown."
    assert "beside the rest" in rows["Middle", "felt good"]["not shown because"]
    assert rows["Season", "felt good"]["people"] == "18"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_however_many_moments(
    cast: Cast, as_: As, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        held(cast, 6, prefix=f"P{number}")
    browser = as_(cast.amara)

    with django_assert_num_queries(7):
        browser.get(reverse("follow", args=["northlight"]))


# -- first wins -----------------------------------------------------------------------------------------------


def told(cast: Cast, words: str, reach: str) -> FirstWin:
    win = FirstWin.objects.create(community=cast.community, member=cast.jonas, moment=words)
    allow(win, reach, by=cast.jonas)
    return win


def test_a_name_goes_along_only_where_its_teller_said_so(cast: Cast, as_: As) -> None:
    told(cast, "It rang.", "community_unnamed")

    page = text(as_(cast.amara).get(reverse("first_wins", args=["northlight"])))
    assert "It rang." in page
    assert "Jonas" not in page

    allow(FirstWin.objects.get(), "community_named", by=cast.jonas)
    assert "Jonas" in text(as_(cast.amara).get(reverse("first_wins", args=["northlight"])))


def test_a_story_for_the_group_stays_with_the_group(cast: Cast, as_: As) -> None:
    told(cast, "It rang.", "group")

    assert "It rang." not in text(as_(cast.amara).get(reverse("first_wins", args=["northlight"])))


def test_stories_are_found_by_a_word(cast: Cast, as_: As) -> None:
    told(cast, "The bell rang.", "public")
    told(cast, "A door opened.", "public")

    page = text(as_(cast.amara).get(reverse("first_wins", args=["northlight"]), {"q": "BELL"}))

    assert "The bell rang." in page
    assert "A door opened." not in page


def test_a_search_without_a_find_offers_the_way_back(cast: Cast, as_: As) -> None:
    told(cast, "The bell rang.", "public")

    page = text(as_(cast.amara).get(reverse("first_wins", args=["northlight"]), {"q": "<b>zeb\x00ra"}))

    assert "No story has “<b>zebra” in it." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_stories_takes_as_many_queries_however_long(
    cast: Cast, as_: As, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        told(cast, f"Story {number}", "public")
    browser = as_(cast.amara)

    with django_assert_num_queries(5):
        browser.get(reverse("first_wins", args=["northlight"]))


# -- the report and its links ---------------------------------------------------------------------------------


def test_a_link_is_shown_once_and_opens_the_report_for_anybody(cast: Cast, as_: As) -> None:
    browser, page = as_(cast.amara), reverse("report_links", args=["northlight"])

    shown = text(browser.post(page, {"label": "Torvald"}))

    link = shown.split('id="link">')[1].split("<")[0]
    assert "/report/" in link
    assert "Torvald" in text(browser.get(page))
    assert link not in text(browser.get(page))
    path = "/report/" + link.split("/report/")[1]
    assert Client().get(path).status_code == 200
    assert "Torvald" not in text(Client().get(path))


def test_a_link_needs_a_name_to_be_revoked_by(cast: Cast, as_: As) -> None:
    page = as_(cast.amara).post(reverse("report_links", args=["northlight"]), {"label": " "})

    assert "Say who it is for" in text(page)
    assert not ReportLink.objects.exists()


def test_a_link_is_about_a_moment_of_ones_own_community(cast: Cast, as_: As) -> None:
    room = held(cast)
    page = reverse("report_links", args=["northlight"])

    as_(cast.amara).post(page, {"label": "Mine", "moment": room.moment_id})
    as_(cast.amara).post(page, {"label": "Wrong", "moment": room.moment_id + 999})

    assert [(link.label, link.moment) for link in ReportLink.objects.all()] == [("Mine", room.moment)]


def test_a_revoked_link_opens_nothing(cast: Cast, as_: As) -> None:
    link, token = make_report_link(cast.community, "Torvald", by=cast.amara)
    addresses = [reverse(name, args=[token]) for name in ("report", "report_pdf")]
    assert [Client().get(address).status_code for address in addresses] == [200, 200]

    as_(cast.amara).post(reverse("report_revoke", args=["northlight", link.pk]))

    assert [Client().get(address).status_code for address in addresses] == [404, 404]


def test_another_hosts_link_cannot_be_revoked_from_here(cast: Cast, as_: As) -> None:
    link, token = make_report_link(cast.elsewhere, "Theirs", by=None)

    assert as_(cast.amara).post(reverse("report_revoke", args=["northlight", link.pk])).status_code == 404
    assert Client().get(reverse("report", args=[token])).status_code == 200


@pytest.mark.parametrize("token", ["wrong", "x" * 400, "%00", "..%2f"])
def test_a_wrong_token_is_the_same_as_a_revoked_one(cast: Cast, token: str) -> None:
    link, revoked = make_report_link(cast.community, "Old", by=cast.amara)
    revoke_report_link(link, by=cast.amara)

    wrong, old = Client().get(f"/report/{token}/"), Client().get(reverse("report", args=[revoked]))

    assert wrong.status_code == old.status_code == 404


@AS_PAGE_AND_PDF
def test_the_report_is_kept_out_of_referrers_caches_and_search_engines(cast: Cast, name: str) -> None:
    _, token = make_report_link(cast.community, "Torvald", by=cast.amara)

    response = Client().get(reverse(name, args=[token]))

    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]


@AS_PAGE_AND_PDF
def test_the_report_tells_figures_and_allowed_stories_and_no_names(cast: Cast, name: str) -> None:
    held(cast, 8)
    held(cast, 4, prefix="Few", title="The small one")
    Member.objects.filter(pk=cast.lena.pk).update(name="Tomasz Okoń")
    told(cast, "Tomasz rang.", "company")
    told(cast, "PRIVATE to the community", "community_named")
    _, token = make_report_link(cast.community, "Torvald", by=cast.amara)

    page = read(Client().get(reverse(name, args=[token])))

    assert "[someone] rang." in page
    assert "50 %" in page
    assert "4 of 8 answered" in page
    for hidden in ("PRIVATE", "Tomasz", "Person 1", "House", "The small one"):
        assert hidden not in page


@AS_PAGE_AND_PDF
def test_the_report_only_reads(cast: Cast, name: str) -> None:
    _, token = make_report_link(cast.community, "Torvald", by=cast.amara)

    assert Client().post(reverse(name, args=[token])).status_code == 405
