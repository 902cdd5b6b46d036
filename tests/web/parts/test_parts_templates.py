"""What templates share: times in the reader's zone, figures in words, people's own words, pages that fail kindly."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from juncture.web.parts.modules import import_map

WHEN = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

pytestmark = pytest.mark.urls("tests.web.parts.urls")


def rendered(text, **context):
    return Template("{% load parts %}" + text).render(Context(context))


def test_a_time_is_in_the_readers_zone_and_names_it():
    html = rendered("{% localtime when zone='Europe/Berlin' %}", when=WHEN)

    assert ">Tuesday 24 November 2026, 17:00 Berlin time</time>" in html
    assert 'datetime="2026-11-24T17:00:00+01:00"' in html


def test_without_a_zone_the_active_one_is_used():
    with timezone.override("America/Sao_Paulo"):
        assert "24 Nov, 13:00 Sao Paulo time" in rendered("{% localtime when form='short' %}", when=WHEN)


def test_a_zone_that_does_not_exist_falls_back_to_the_active_one():
    assert "16:00 UTC" in rendered("{% localtime when zone='Mars/Base' form='hour' %}", when=WHEN)


def test_no_time_is_nothing():
    assert rendered("{% localtime when %}", when=None) == ""


def test_peoples_words_keep_their_lines_and_lose_their_markup():
    html = rendered("{{ words|voice }}", words="Ten\n<b>ambassadors</b>")

    assert html == '<span class="voice lines">Ten\n&lt;b&gt;ambassadors&lt;/b&gt;</span>'


@pytest.mark.parametrize(
    ("position", "colour"),
    [(1, "seat-1"), (8, "seat-8"), (9, "seat-1"), ("2", "seat-2"), (None, ""), ("x", "")],
)
def test_a_place_at_the_table_has_a_colour(position, colour):
    assert rendered("{{ position|seat }}", position=position) == colour


def test_a_figure_says_in_words_what_it_draws():
    html = rendered("{% figure 'Moved work' 0.29 0.17 0.45 n=34 asked=41 %}")

    assert "29\u00a0%" in html
    assert html.count("Likely between 17\u00a0% and 45\u00a0% (95 % interval).") == 2
    assert "34 of 41 answered (83\u00a0%)." in html
    assert "<title>Moved work: 29\u00a0%</title>" in html


def test_a_figure_is_drawn_with_points_whatever_the_language(settings):
    settings.USE_THOUSAND_SEPARATOR = True
    from django.utils import translation

    with translation.override("de"):
        html = rendered("{% figure 'Moved work' 0.29 0.17 0.45 n=3 asked=4 %}")

    assert 'cx="95.3"' in html


def test_a_share_of_none_and_of_all_stay_on_the_line():
    assert 'cx="6.0"' in rendered("{% figure 'Moved work' 0 0 0.2 n=9 asked=9 %}")
    assert 'cx="314.0"' in rendered("{% figure 'Moved work' 1 0.8 1 n=9 asked=9 %}")


def test_a_figure_without_answers_is_not_a_zero():
    html = rendered("{% figure 'Moved work' None n=0 asked=41 %}")

    assert "No answers yet." in html
    assert "0\u00a0%" not in html
    assert "<svg" not in html


def test_the_hosts_navigation_marks_where_one_is():
    html = rendered("{% host_nav %}", community=SimpleNamespace(slug="northlight"), section="moments")

    assert re.findall(r'href="([^"]+)" aria-current="true"', html) == ["/c/northlight/moments/"]
    assert html.count("nav-link") == 6


def test_without_a_community_there_is_no_navigation_into_one():
    assert "nav-link" not in rendered("{% host_nav %}")


def test_somebody_still_writing_keeps_the_place_and_shows_no_words():
    html = render_to_string(
        "parts/_board_cell.html", {"cell": {"name": "Lena", "words": None}, "position": 4}
    )

    assert "Lena is still writing" in html
    assert "board-words" not in html
    assert 'class="seat-4"' in html


def test_every_module_is_in_the_import_map():
    assert '"parts/draft":"/static/parts/js/draft.js"' in import_map()
    assert "<" not in import_map()


@pytest.mark.django_db
def test_wrong_and_forbidden_look_the_same(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is nothing here for you to see" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [("/forbidden/", 403, "This needs another way in"), ("/broken/", 500, "Something broke on our side")],
)
def test_pages_that_fail_are_kind(address, status, words):
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert '<html lang="en"' in answer.text


@pytest.mark.django_db
def test_a_form_that_waited_too_long_gives_the_words_back():
    words = "Do we widen the programme, <or> deepen it?"

    answer = Client(enforce_csrf_checks=True).post(
        "/form/", {"statement": words, "password": "three small words", "stage": "seed"}
    )

    assert answer.status_code == 403
    assert "Do we widen the programme, &lt;or&gt; deepen it?" in answer.text
    assert "three small words" not in answer.text


@pytest.mark.django_db
def test_the_page_that_says_we_broke_needs_nothing_that_may_be_broken(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.STATIC_ROOT = "/nonexistent"

    answer = Client(raise_request_exception=False).get("/broken/")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "stylesheet" not in answer.text


@pytest.mark.django_db
def test_every_page_has_a_language_a_main_place_and_one_voice(client):
    html = client.get("/styleguide/").text

    assert '<html lang="en" dir="ltr">' in html
    assert html.count("<main") == 1
    assert html.count("<h1") == 1
    assert html.count('role="status"') == 1
    assert "style=" not in html
    assert " onclick" not in html
    assert all('nonce="' in tag or 'src="' in tag for tag in re.findall(r"<script[^>]*>", html))


def test_a_mail_is_whole_without_a_request():
    html = render_to_string("parts/mail/base.html")

    assert "<style>" in html
    assert "var(" not in html
