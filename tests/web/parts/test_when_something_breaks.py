"""What goes wrong costs nobody their words, and the log of it is no key to anybody's pages."""

import logging
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from juncture.practice.people.linking import personal_token, revoke_links
from juncture.web.account import myself
from juncture.web.parts.logs import WithoutKeys
from juncture.web.parts.who import MEMBER_COOKIE
from tests.factories import make_decision

FORM = "application/x-www-form-urlencoded"
WORDS = "I would rather stop it, <b>and</b> I have told nobody yet."


@pytest.fixture
def jonas(cast) -> Client:
    client = Client(raise_request_exception=False)
    with scopes_disabled():
        client.get(reverse("personal_link", args=[personal_token(cast.jonas)]))
    assert MEMBER_COOKIE in client.cookies
    return client


def test_a_locked_database_gives_the_text_back(cast, jonas, monkeypatch):
    """The page said that it had been noted; the text was gone."""

    def locked(*_args, **_said):
        raise OperationalError("database is locked")

    monkeypatch.setattr("juncture.web.intake.views.revise_decision", locked)
    decision = make_decision(cast.jonas)

    answer = jonas.post(
        reverse("decision_edit", args=[decision.pk]), {"statement": WORDS, "way_1": "Yes", "way_2": "No"}
    )

    assert answer.status_code == 500
    assert "I would rather stop it, &lt;b&gt;and&lt;/b&gt; I have told nobody yet." in answer.content.decode()


def test_a_link_revoked_while_somebody_writes_gives_the_text_back(cast, jonas):
    with scopes_disabled():
        revoke_links(cast.jonas, by=cast.amara)

    answer = jonas.post(reverse("orientation_edit", args=[1]), {"stand": WORDS, "csrf": WORDS + " not this"})

    assert answer.status_code == 404
    assert "told nobody yet." in answer.content.decode()
    assert "not this" not in answer.content.decode()


def test_a_text_in_a_language_without_spaces_is_given_back_too(jonas):
    answer = jonas.post("/nowhere/", {"stand": "私はまだ誰にも話していない。" * 4})

    assert "私はまだ誰にも話していない。" in answer.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"statement": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
        {f"way_{n}": "x" for n in range(10_001)},
    ],
    ids=["long", "many"],
)
def test_more_than_a_form_can_take_is_said(jonas, sent):
    answer = jonas.post(reverse("state_decision"), urlencode(sent), content_type=FORM)

    assert answer.status_code == 413
    assert "more than a form can take" in answer.content.decode()


@pytest.mark.parametrize("method", ["head", "post", "put"])
def test_the_log_of_a_scanner_that_asks_in_another_way_holds_no_key(cast, method, caplog, monkeypatch):
    """A mail scanner's HEAD on a good link left the link in the log, and with it the member's pages."""
    with scopes_disabled():
        token = personal_token(cast.jonas)
    caplog.handler.addFilter(WithoutKeys())

    answer = getattr(Client(), method)(reverse("personal_link", args=[token]))

    assert answer.status_code == 405
    assert "/m/…/" in caplog.text
    assert token not in caplog.text


def test_the_log_of_a_fault_holds_no_key(cast, jonas, caplog, monkeypatch):
    def locked(_token):
        raise OperationalError("database is locked")

    monkeypatch.setattr(myself, "follow", locked)
    caplog.handler.addFilter(WithoutKeys())

    jonas.get(reverse("personal_link", args=["a-token-that-is-good"]))

    assert "/m/…/" in caplog.text
    assert "a-token-that-is-good" not in caplog.text


def test_whatever_is_logged_goes_through_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_keys"]
    assert settings.LOGGING["root"]["handlers"] == list(settings.LOGGING["handlers"])
    line = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/report/abc/",)})
    assert WithoutKeys().filter(line)
    assert line.getMessage() == "Not Found: /report/…/"
