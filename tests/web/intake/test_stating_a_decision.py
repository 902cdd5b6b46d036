"""A member states a decision: three minutes, no script needed, and no word lost on the way."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from juncture.practice.decisions.models import Decision, IntakeDraft
from juncture.practice.landscape.rearranging import new_tension
from juncture.practice.people.linking import revoke_links
from tests.factories import make_decision, make_people

NEW, DRAFT, COACH = reverse("state_decision"), reverse("decision_draft"), reverse("coach")
WORDS = "Do we keep the webinar or put the two days into four small circles?"
FULL = {
    "statement": WORDS,
    "way_0": "Keep the webinar",
    "cost_0": "Two days a month",
    "way_2": "Four circles",
    "lean": "2",
    "confidence": "55",
    "certain": "2",
    "supported": "5",
    "assumption": "The board reads the number.",
}


@pytest.fixture
def jonas(as_member, cast) -> Client:
    return as_member(cast.jonas)


def test_the_statement_alone_is_enough(jonas: Client) -> None:
    jonas.post(NEW, {"statement": WORDS})

    assert Decision.objects.get().statement == WORDS


def test_everything_that_was_said_is_kept(jonas: Client) -> None:
    jonas.post(NEW, FULL)

    decision = Decision.objects.get()
    stance = decision.stances.get()
    assert [option.text for option in decision.options.all()] == ["Keep the webinar", "Four circles"]
    assert (stance.lean.text, stance.confidence, stance.certain, stance.supported) == (
        "Four circles",
        55,
        2,
        5,
    )
    assert jonas.get(reverse("decision", args=[decision.pk])).status_code == 200


def test_sent_twice_is_stated_once(jonas: Client) -> None:
    jonas.post(NEW, FULL)
    jonas.post(NEW, FULL)

    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"statement": ""},
        {"statement": " \n\t "},
        {"statement": "x" * 2001},
        {"statement": "nul \x00 here"},
        {"way_0": "x" * 301},
        {"way_0": "", "cost_0": "a cost of nothing"},
        {"lean": "5"},
        {"lean": "first"},
        {"confidence": "101"},
        {"confidence": "-1"},
        {"confidence": "1e9"},
        {"certain": "6"},
        {"by_when": "31 February"},
        {"by_when": "1999-12-31"},
        {"assumption": "y" * 1001},
    ],
)
def test_what_is_wrong_is_named_and_every_word_stays(jonas: Client, wrong) -> None:
    page = jonas.post(NEW, FULL | {"cost_2": "The board misses its number"} | wrong)

    text = unescape(page.content.decode())
    assert page.status_code == 200
    assert "field-error" in text
    assert "The board misses its number" in text
    assert all(wrong[name].strip() in text for name in wrong if name in ("statement", "way_0", "assumption"))
    assert not Decision.objects.exists()


def test_hostile_words_are_words(jonas: Client) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} ' OR 1=1 -- 🦉 \u202eoidar"

    jonas.post(NEW, FULL | {"statement": hostile, "way_0": hostile})

    page = jonas.get(reverse("decision", args=[Decision.objects.get().pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    assert "<script>alert" not in page


def test_a_draft_waits_on_the_server(jonas: Client) -> None:
    assert jonas.post(DRAFT, FULL | {"csrfmiddlewaretoken": "x"}).status_code == 204
    assert "csrfmiddlewaretoken" not in IntakeDraft.objects.get().fields

    page = jonas.get(NEW).content.decode()

    assert all(words in page for words in (WORDS, "Four circles", "The board reads the number."))
    assert "Finish your decision" in jonas.get(reverse("me")).content.decode()


def test_a_draft_is_kept_by_its_button_and_thrown_away_by_its_own(jonas: Client) -> None:
    jonas.post(NEW, FULL | {"keep": ""})
    assert IntakeDraft.objects.get().fields["statement"] == [WORDS]

    jonas.post(DRAFT, {"throw_away": ""})

    assert not IntakeDraft.objects.exists()


def test_a_draft_far_too_long_is_said_and_shown_again(jonas: Client) -> None:
    huge = FULL | {"statement": "w" * 50_000}

    assert jonas.post(DRAFT, huge).status_code == 413
    assert "w" * 50_000 in jonas.post(NEW, huge | {"keep": ""}).content.decode()


def test_words_come_back_when_the_link_was_revoked_meanwhile(jonas: Client, cast) -> None:
    revoke_links(cast.jonas, by=cast.amara)

    page = jonas.post(NEW, FULL)

    assert page.status_code == 404
    assert all(words in page.content.decode() for words in (WORDS, "Four circles", "Two days a month"))
    assert not Decision.objects.exists()
    assert WORDS not in jonas.get(NEW).content.decode()


# -- the coach


def test_the_coach_answers_without_script_and_keeps_the_page(jonas: Client) -> None:
    answer = jonas.post(NEW, {"statement": "Engagement is low.", "way_0": "Half typed", "read": ""})

    page = answer.content.decode()
    assert 'class="coach"' in page
    assert 'value="Half typed"' in page
    assert not Decision.objects.exists()


def test_the_coach_stays_where_something_else_is_amiss(jonas: Client) -> None:
    page = jonas.post(NEW, {"statement": WORDS, "by_when": "2020-01-01"}).content.decode()

    assert "That day has passed" in page
    assert 'class="coach"' in page


def test_the_coach_never_blocks(jonas: Client) -> None:
    jonas.post(NEW, {"statement": "Engagement is low."})

    assert Decision.objects.get().statement == "Engagement is low."


@pytest.mark.parametrize(
    "statement", ["", " ", "?", "x" * 100_000, "🦉" * 500, "决定" * 200, "<b>or</b>", "\x00", "a or " * 3000]
)
def test_the_coach_answers_anything(jonas: Client, statement: str) -> None:
    answer = jonas.post(COACH, {"statement": statement, "way_0": statement, "by_when": statement})

    assert answer.status_code == 200
    assert answer.content.decode().count('id="coach"') == 1


def test_what_the_coach_says_is_marked_with_its_language(jonas: Client) -> None:
    ours = jonas.post(COACH, {"statement": "Should we keep the forum or move to a chat?"}).content.decode()
    german = jonas.post(COACH, {"statement": "Sollen wir das Forum behalten oder zu Discord umziehen?"})

    assert 'data-question lang="en">What would you give up' in ours
    assert 'data-question lang="de">Das Forum behalten oder zu Discord' in german.content.decode()
    assert '<q lang="de">Zur Wahl steht' in german.content.decode()


def test_the_coach_keeps_nothing(jonas: Client) -> None:
    jonas.post(COACH, {"statement": WORDS})

    assert not IntakeDraft.objects.exists()
    assert not Decision.objects.exists()


# -- afterwards


def test_worded_differently_the_view_stands_beside_the_earlier_one(jonas: Client) -> None:
    jonas.post(NEW, FULL)
    decision = Decision.objects.get()
    anew = FULL | {"statement": "Webinar, or circles?", "lean": "0"}

    jonas.post(reverse("decision_edit", args=[decision.pk]), anew)

    decision.refresh_from_db()
    assert decision.statement == "Webinar, or circles?"
    assert [stance.lean.text for stance in decision.stances.all()] == ["Four circles", "Keep the webinar"]


def test_a_day_that_has_passed_stays_when_it_was_there_before(jonas: Client, cast) -> None:
    decision = make_decision(cast.jonas)
    day = timezone.localdate() - timedelta(days=3)
    Decision.objects.filter(pk=decision.pk).update(by_when=day)

    response = jonas.post(
        reverse("decision_edit", args=[decision.pk]), {"statement": WORDS, "by_when": day.isoformat()}
    )

    assert response.status_code == 302


def test_it_comes_to_rest_and_is_taken_up_again(jonas: Client, cast) -> None:
    decision = make_decision(cast.jonas)
    settle = reverse("decision_settle", args=[decision.pk])

    jonas.post(settle, {"outcome": "decided", "words": "It was time."})
    assert "It was time." in jonas.get(reverse("decision", args=[decision.pk])).content.decode()
    jonas.post(settle, {"undo": ""})

    assert "It was time." not in jonas.get(reverse("decision", args=[decision.pk])).content.decode()


@pytest.mark.parametrize("outcome", ["", "won", "x" * 5000])
def test_a_rest_that_is_none_keeps_the_sentence(jonas: Client, cast, outcome: str) -> None:
    decision = make_decision(cast.jonas)

    page = jonas.post(
        reverse("decision_settle", args=[decision.pk]), {"outcome": outcome, "words": "Because of winter."}
    )

    assert "Because of winter." in page.content.decode()
    assert not decision.settlements.exists()


@pytest.mark.parametrize("name", ["decision", "decision_edit", "decision_settle"])
def test_a_decision_is_its_owners_alone(as_member, cast, name: str) -> None:
    address = reverse(name, args=[make_decision(cast.jonas).pk])

    for who in (as_member(cast.priya), as_member(cast.sam), Client()):
        assert who.post(address, FULL).status_code in (404, 405)
    assert Decision.objects.get().statement != WORDS


def test_others_who_wrestle_with_it_are_counted_from_five_on(as_member, cast) -> None:
    people = make_people(cast.community, 5)
    decisions = [make_decision(member, f"This or that, {n}?") for n, member in enumerate(people)]
    new_tension("This or that?", decisions[:4], by=cast.amara)
    page = reverse("decision", args=[decisions[0].pk])
    assert "wrestle with this" not in as_member(people[0]).get(page).content.decode()

    new_tension("Still this or that?", decisions, by=cast.amara)

    assert "4 others wrestle with this, too." in as_member(people[0]).get(page).content.decode()
