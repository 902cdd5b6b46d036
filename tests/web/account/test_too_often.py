"""Signing in and links, too often: the same words for a known and an unknown address, and a time to come back."""

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.letters.models import Letter
from juncture.practice.people.linking import personal_token

pytestmark = pytest.mark.usefixtures("stopped_clock")


def ask(client: Client, address: str):
    return client.post(reverse("account_login"), {"email": address})


def test_codes_to_one_address_are_bounded_and_known_and_unknown_look_the_same(cast, mailoutbox):
    known = [ask(Client(), cast.amara.account.email) for _ in range(4)]
    unknown = [ask(Client(), "nobody@example.org") for _ in range(4)]

    assert [answer.status_code for answer in known] == [302] * 3 + [429]
    assert [answer.status_code for answer in unknown] == [302] * 3 + [429]
    assert known[-1]["Retry-After"] == unknown[-1]["Retry-After"] == "300"
    assert _plain(known[-1]) == _plain(unknown[-1])


def test_an_address_in_capitals_is_the_same_address(cast):
    for _ in range(3):
        ask(Client(), "amara@example.org")

    assert ask(Client(), " AMARA@example.org ").status_code == 429


def test_codes_from_one_place_are_bounded_whatever_the_addresses(cast):
    statuses = [ask(Client(), f"somebody{n}@example.org").status_code for n in range(21)]

    assert statuses[:20] == [302] * 20
    assert statuses[20] == 429
    assert Client().get(reverse("account_login")).status_code == 200


def test_another_place_is_not_held_up_and_a_header_is_believed_only_from_our_own_proxy(cast, settings):
    for n in range(21):
        ask(Client(), f"somebody{n}@example.org")
    claims = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    assert ask(claims, "one@example.org").status_code == 429

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask(claims, "one@example.org").status_code == 302


def test_guessing_links_is_slowed_while_a_right_one_opens(cast):
    guesses = [Client().get(f"/m/guess{n}/").status_code for n in range(31)]

    assert guesses == [404] * 30 + [429]
    assert Client().get(f"/m/{personal_token(cast.jonas)}/").status_code == 302


def test_a_mailbox_is_not_filled_with_links(cast):
    host = Client()
    host.force_login(cast.amara.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("member_link", args=[cast.community.slug, cast.jonas.pk])

    statuses = [host.post(address, {"mail": "1"}).status_code for _ in range(4)]

    assert statuses == [302, 302, 302, 429]
    assert Letter.objects.filter(member=cast.jonas, kind=Letter.Kind.LINK).count() >= 1
    assert host.post(address, {}).status_code == 200


def _plain(answer) -> str:
    import re

    return re.sub(r'nonce="[^"]+"', "", answer.content.decode())
