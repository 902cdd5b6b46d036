"""Whatever somebody types is text, in the room, on the page to keep, on paper and in Markdown: it is read as itself,
breaks nothing around it and stays inside its column."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse
from markdown_it import MarkdownIt

from juncture.practice.models import FirstWin, Member, Orientation
from juncture.practice.moments.replaying import Said
from juncture.practice.moments.sending import send
from tests.paper import pages_of
from tests.rooms import Table, set_table
from tests.web.room.test_room_pages import browser, host_browser, room_of

HOSTILE = {
    "markup": "</textarea></td><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7|add:7 }} {% now %}",
    "markdown": "# a\n- b\n1. c\n\n    d\n\n\te\n```\nf\n```\n> g\n***\n[h](javascript:1) ![i](x)"
    " <https://j> &amp; |k|l|\n-|-",
    "headings beneath": "a\n===\nb\n---\nc\n+ d\n* e\n~~~\nf",
    "typst": '#read("/etc/passwd") $x^2$ @nobody <label> \\ _a_ *b* = c // d /* e',
    "a formula": '=HYPERLINK("https://elsewhere.example")\n@SUM(1)\n+1\n-1',
    "backwards": "\u202etxet lived a\u202c \u2066hidden\u2069 abc",
    "two directions": "שלום abc مرحبا 123",
    "families": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 " * 60,
    "one letter, many marks": "Z" + "\u0301\u0302\u0303" * 300,
    "controls": "a\x01b\x08c\x0bd\x1be\x7ff\x85g\u2028h\u2029i\ufeffj\u200bk\u00adl",
    "beyond the first plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠮷 \U0010fffd",
    "a thousand lines": "\n".join(["a"] * 1000),
    "one word": "x" * 2000,
    "one address": "https://elsewhere.example/" + "a" * 1900,
    "one compound": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft. " * 20,
    "at the limit": "é" * 2000,
}
EVERY = pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
COLUMN = 60  # characters of a line, at most, where three columns share a sheet
ALLOWED = {"heading", "paragraph", "blockquote", "inline", "text", "text_special", "strong", "softbreak"}


@pytest.fixture
def table(cast) -> Table:
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)
    table.go_to("write")
    return table


def everywhere(table: Table, member: Member, words: str) -> Said:
    """On a card, as a difference about it, and in a story told to all."""
    table.write(member, "signal", words)
    table.go_to("open")
    about = [member.pk, "write", "signal"]
    difference = {"step": "open", "prompt": "difference", "text": words, "about": about}
    send(table.room, "write", difference, by=member)
    table.go_to("wins")
    told = {"do": "tell", "moment": words, "reach": "community_named"}
    assert browser(member).post(room_of(table), told).status_code == 302
    return table.state.words_of(member.pk, "write", "signal")


def words_in(page: str) -> list[str]:
    found = re.findall(r'<div class="board-words"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found
    return [html.unescape(one) for one in found]


@EVERY
def test_it_is_text_on_every_page_and_in_every_export(table, cast, words):
    said = everywhere(table, cast.jonas, words)

    pages = [
        browser(cast.priya).get(room_of(table)),
        browser(cast.priya).get(reverse("room_board", args=[table.room.pk])),
        host_browser(cast.amara).get(reverse("room_seen", args=["northlight", table.room.pk])),
        host_browser(cast.amara).get(reverse("room_seen_board", args=["northlight", table.room.pk])),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert said.text in words_in(text)
        assert "<script>alert" not in text
        assert "<img src=x" not in text

    paper = browser(cast.priya).get(reverse("room_board_pdf", args=[table.room.pk]))
    assert paper.status_code == 200
    assert paper.content.startswith(b"%PDF")


@EVERY
def test_in_markdown_it_is_a_quotation_and_nothing_else(table, cast, words):
    everywhere(table, cast.jonas, words)

    raw = browser(cast.priya).get(reverse("room_board_text", args=[table.room.pk])).content.decode()

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(raw)
    kinds = {one.type.removesuffix("_open").removesuffix("_close") for one in tokens}
    kinds |= {
        child.type.removesuffix("_open").removesuffix("_close")
        for one in tokens
        for child in one.children or ()
    }
    assert kinds <= ALLOWED
    # Every heading is one of ours, and whoever spoke stands outside of what they said.
    headings = [tokens[at + 1].content for at, one in enumerate(tokens) if one.type == "heading_open"]
    assert headings[0] == table.room.moment.title
    assert all(len(line) < 100 for line in headings)
    strong = [
        child.content
        for one in tokens
        for before, child in zip(one.children or (), (one.children or ())[1:], strict=False)
        if before.type == "strong_open"
    ]
    assert set(strong) == {"Jonas", "Priya", "Nils"}


@pytest.mark.parametrize("name", ["one word", "one address", "one compound", "at the limit"])
def test_on_paper_a_long_word_stays_in_its_column(table, cast, name):
    everywhere(table, cast.jonas, HOSTILE[name])

    answer = browser(cast.priya).get(reverse("room_board_pdf", args=[table.room.pk]))

    lines = " ".join(pages_of(answer)).split()
    assert max(map(len, lines)) <= COLUMN
    assert HOSTILE[name].strip().replace(" ", "") in "".join(lines)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_story_with_another_machines_line_ends_stays_inside_its_quotation(table, cast, end):
    """A lone carriage return ended the quotation: what followed stood in the file as if it were the file's own."""
    everywhere(table, cast.jonas, f"One.{end}{end}Two{end}- three")

    raw = browser(cast.priya).get(reverse("room_board_text", args=[table.room.pk])).content.decode()

    assert "\r" not in raw
    assert raw.count("> One.\n>\n> Two\n> \\- three") >= 2
    assert FirstWin.objects.get().moment == "One.\n\nTwo\n- three"


@pytest.mark.parametrize("longest", [1999, 2000, 2001])
def test_a_line_end_counts_once_on_the_card_and_in_a_story(table, cast, longest):
    """A browser sends it as two characters: a text of 1,990 with twenty lines was refused as too long."""
    table.go_to("wins")
    words = ("a\n" * 1000)[: longest - 1] + "b" * (longest - len(("a\n" * 1000)[: longest - 1]))
    sent = words.replace("\n", "\r\n")
    assert len(words) == longest
    assert len(sent) > 2000
    client = browser(cast.jonas)

    told = client.post(room_of(table), {"do": "tell", "moment": sent, "reach": "group"})
    kept = client.post(room_of(table), {"do": "orient", "stand": sent})

    assert {told.status_code, kept.status_code} == {302 if longest <= 2000 else 422}
    assert FirstWin.objects.filter(moment=words).exists() is (longest <= 2000)
    assert Orientation.objects.filter(stand=words).exists() is (longest <= 2000)
