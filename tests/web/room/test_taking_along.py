"""The board on one page: what everybody at the table reads, for those who sat there and for the host."""

import base64
import hashlib
import re

import pytest
from django.urls import reverse

from juncture.practice.models import Member
from juncture.practice.moments.orienting import Card, write_orientation
from juncture.practice.moments.sending import send
from juncture.practice.moments.telling import Story, tell_first_win
from tests.paper import pages_of, title_of
from tests.rooms import Table, set_table
from tests.web.room.test_room_pages import browser, host_browser

HOSTILE = "<script>alert(1)</script> # not a heading\n- [x](javascript:alert(1)) `code` *loud*\n1. one"


@pytest.fixture
def nils(cast) -> Member:
    return Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")


@pytest.fixture
def table(cast, nils) -> Table:
    return set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)


@pytest.fixture
def told(table, cast, nils) -> Table:
    """Revealed, compared, differed, and one story for the group, one for the community by name."""
    table.go_to("write")
    table.write(cast.jonas, "signal", "Two of ten wrote every answer.")
    table.write(cast.priya, "signal", "Sales asked for names.")
    table.write(cast.priya, "choice", "Each region its own cadence.")
    table.go_to("compare")
    pair = table.state.pairs["compare"][0]
    writer = next(member for member in table.members if member.pk == pair[0])
    prompt = table.state.step.prompts[0].key
    send(
        table.room, "pair_answer", {"step": "compare", "prompt": prompt, "text": "Reach or depth."}, by=writer
    )
    table.go_to("open")
    about = [cast.jonas.pk, "write", "signal"]
    difference = {"step": "open", "prompt": "difference", "text": "Ours read nothing else.", "about": about}
    send(table.room, "write", difference, by=cast.priya)
    table.go_to("wins")
    tell_first_win(table.room, Story("Somebody answered before I did."), by=cast.jonas, reach="group")
    tell_first_win(table.room, Story("A region called us."), by=cast.priya, reach="community_named")
    tell_first_win(table.room, Story("We slept again."), by=nils, reach="community_unnamed")
    return table


def page_of(table: Table, kind: str = "") -> str:
    return reverse(f"room_board{kind}", args=[table.room.pk])


def host_page_of(table: Table, kind: str = "") -> str:
    return reverse(f"room_seen_board{kind}", args=["northlight", table.room.pk])


FORMATS = pytest.mark.parametrize("kind", ["", "_text", "_pdf"])


def read(answer) -> str:
    """What somebody reads who opens it, in one line."""
    if answer["Content-Type"] != "application/pdf":
        return answer.content.decode()
    return " ".join(pages_of(answer))


@FORMATS
def test_a_member_takes_along_what_the_table_reads(told, cast, kind):
    page = read(browser(cast.jonas).get(page_of(told, kind)))

    for words in ("Two of ten wrote", "Reach or depth", "Ours read nothing else", "before I did", "We slept"):
        assert words in page
    assert "Jonas" in page
    assert "(you)" not in page


@FORMATS
def test_the_hosts_page_holds_no_story_that_could_point_at_its_teller_and_no_card(told, cast, nils, kind):
    told.go_to("orient")
    write_orientation(told.room, Card(stand="Deepen for a quarter."), by=cast.jonas)

    page = read(host_browser(cast.amara).get(host_page_of(told, kind)))

    assert "Two of ten wrote" in page
    assert "A region called us" in page
    for words in ("before I did", "We slept", "Deepen for a quarter"):
        assert words not in page
    assert "Deepen for a quarter" not in read(browser(cast.jonas).get(page_of(told, kind)))


@FORMATS
def test_before_the_reveal_there_is_nothing_to_take_not_even_ones_own(table, cast, kind):
    table.go_to("write")
    table.write(cast.jonas, "signal", "Two of ten wrote every answer.")

    member = browser(cast.jonas).get(page_of(table, kind), follow=True)
    host = host_browser(cast.amara).get(host_page_of(table, kind), follow=True)

    assert member.redirect_chain == [(reverse("room", args=[table.room.pk]), 302)]
    assert "once its cards are open" in member.content.decode()
    assert "Two of ten" not in host.content.decode()


@FORMATS
def test_who_never_came_in_finds_the_door_and_strangers_find_nothing(table, cast, nils, kind):
    for member in (cast.jonas, cast.priya):
        from juncture.practice.moments.arriving import arrive

        arrive(table.room, by=member)

    assert browser(nils).get(page_of(table, kind))["Location"] == reverse("room", args=[table.room.pk])
    assert browser(cast.lena).get(page_of(table, kind)).status_code == 404
    assert browser(cast.sam).get(page_of(table, kind)).status_code == 404


def test_the_page_is_whole_in_itself_and_says_so(told, cast):
    answer = browser(cast.jonas).get(page_of(told) + "?keep=1")
    page = answer.content.decode()

    styles = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert f"sha256-{digest}" in page.replace("&#x27;", "'")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    for fetched in ("<script", "<link", "src=", "href=", "url(", "@import", "<form", "csrf"):
        assert fetched not in page


@pytest.mark.parametrize("kind", ["", "_text"])
def test_what_people_typed_is_text_in_every_format(table, cast, kind):
    table.go_to("write")
    table.write(cast.jonas, "signal", HOSTILE)
    table.go_to("reveal")

    page = browser(cast.priya).get(page_of(table, kind)).content.decode()

    assert "<script>alert" not in page
    if kind:
        assert "\\<script\\>" in page
        assert "> \\- \\[x\\](javascript" in page
        assert "> 1\\. one" in page
        assert "\\# not a heading" in page
    else:
        assert "&lt;script&gt;" in page


def test_on_paper_what_people_typed_stands_as_they_typed_it(table, cast):
    typed = HOSTILE + '\n#strong[loud] $x^2$ #read("/etc/passwd") @nobody // ж 漢 שלום 🙂'
    table.go_to("write")
    table.write(cast.jonas, "signal", typed)
    table.go_to("reveal")

    answer = browser(cast.priya).get(page_of(table, "_pdf"))

    assert answer["Content-Disposition"].endswith('.pdf"')
    words = read(answer)
    for line in (
        '#strong[loud] $x^2$ #read("/etc/passwd") @nobody // ж',
        "1. one",
        "*loud*",
        "<script>alert(1)",
    ):
        assert line in words
    assert title_of(answer) == table.room.moment.title


def test_a_long_board_of_eight_goes_on_over_several_pages(cast):
    words = "Two of ten wrote every answer, and the others read. " * 75
    members = [
        Member.objects.create(community=cast.community, name=f"Member {n}", email=f"m{n}@example.org")
        for n in range(8)
    ]
    table = set_table(cast.community, members, by=cast.amara)
    table.go_to("write")
    for prompt in table.state.step.prompts:
        for member in members:
            table.write(member, prompt.key, words[:1900])
    table.go_to("reveal")

    pages = pages_of(browser(members[0]).get(page_of(table, "_pdf")))

    assert len(pages) > 2
    assert "Member 3" in pages[0]
    assert "Member 7" in " ".join(pages)


def test_one_query_more_or_less_whatever_was_written(told, cast, django_assert_max_num_queries):
    client = browser(cast.jonas)
    client.get(page_of(told))

    with django_assert_max_num_queries(14):
        client.get(page_of(told))
