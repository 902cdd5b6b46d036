"""A code by mail, bound to the browser that asked; a personal link that is a cookie a moment later."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from juncture.practice.models import Decision, Member
from juncture.practice.people.joining import depart
from juncture.practice.people.linking import personal_token, revoke_links
from juncture.web.parts.who import MEMBER_COOKIE

LOGIN, CODE = reverse("account_login"), reverse("account_confirm_login_code")


def ask(client: Client, email: str = "amara@example.org") -> str:
    """The code that was mailed, or nothing."""
    client.post(LOGIN, {"email": email})
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[-1].body) if mail.outbox else None
    return found[0] if found else ""


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_host_signs_in_with_the_code(client: Client, cast) -> None:
    response = client.post(CODE, {"code": ask(client)}, follow=True)

    assert signed_in(client)
    assert response.redirect_chain[-1][0] == reverse("host_home", args=["northlight"])


def test_the_code_is_of_no_use_in_another_browser(client: Client, cast) -> None:
    code, other = ask(client), Client()

    other.post(CODE, {"code": code})

    assert not signed_in(other)


def test_three_wrong_tries_and_the_code_is_dead(client: Client, cast) -> None:
    code = ask(client)
    for _ in range(3):
        client.post(CODE, {"code": "AAAA-AAAA"})

    client.post(CODE, {"code": code})

    assert not signed_in(client)


def test_after_ten_minutes_the_code_is_dead(client: Client, cast, monkeypatch) -> None:
    import time

    code, now = ask(client), time.time()
    monkeypatch.setattr(time, "time", lambda: now + timedelta(minutes=10, seconds=5).total_seconds())

    client.post(CODE, {"code": code})

    assert not signed_in(client)


def test_a_known_and_an_unknown_address_read_the_same(cast) -> None:
    pages = []
    for email in ("amara@example.org", "nobody@example.org"):
        client = Client()
        page = client.post(LOGIN, {"email": email}, follow=True)
        pages.append(
            (
                page.status_code,
                re.sub(r'nonce="[^"]+"|value="[^"]+"', "", page.content.decode()).replace(email, ""),
            )
        )

    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["amara@example.org"], ["nobody@example.org"]]
    assert not re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[1].body)


def test_asking_often_for_one_address_stops(cast) -> None:
    for _ in range(6):
        ask(Client())

    assert len(mail.outbox) == 3


def test_a_new_code_can_be_asked_for(client: Client, cast) -> None:
    ask(client)

    back = client.post(reverse("account_logout"), {"next": LOGIN})

    assert back["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client: Client, cast, onward: str) -> None:
    client.post(LOGIN, {"email": "amara@example.org", "next": onward})
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mail.outbox[-1].body)[0]

    response = client.post(CODE, {"code": code, "next": onward})

    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\"))


def test_nobody_signs_up_by_themselves(client: Client, cast) -> None:
    response = client.post(reverse("account_signup"), {"email": "new@example.org"})

    assert "Hosts are invited" in response.content.decode()
    assert not signed_in(client)


def test_signing_out_takes_a_post(host: Client) -> None:
    host.get(reverse("account_logout"))
    assert signed_in(host)

    host.post(reverse("account_logout"))

    assert not signed_in(host)


# -- a member's link


def test_a_link_is_swapped_for_a_cookie_and_leaves_no_trace(client: Client, cast) -> None:
    response = client.get(reverse("personal_link", args=[personal_token(cast.jonas)]))

    cookie = response.cookies[MEMBER_COOKIE]
    assert (response.status_code, response["Location"]) == (302, "/me/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in personal_token(cast.jonas)


def test_a_wrong_an_old_and_a_departed_link_are_the_same_404(client: Client, cast) -> None:
    revoked, departed = personal_token(cast.jonas), personal_token(cast.priya)
    revoke_links(cast.jonas, by=cast.amara)
    depart(cast.priya, by=cast.amara)

    pages = [
        client.get(reverse("personal_link", args=[token]))
        for token in (revoked, departed, "x" * 32, "..%2F", "é" * 40, "x" * 2000)
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r'nonce="[^"]+"', "", page.content.decode()) for page in pages}) == 1


@pytest.mark.parametrize(
    ("onward", "to"),
    [
        ("/me/decisions/new/", "/me/decisions/new/"),
        ("/rooms/12/", "/rooms/12/"),
        ("/rooms/12/part/", "/me/"),
        ("/c/northlight/", "/me/"),
        ("//evil.example/me/", "/me/"),
        ("https://evil.example/me/", "/me/"),
        ("/\\evil.example", "/me/"),
        ("", "/me/"),
    ],
)
def test_a_link_leads_on_to_a_members_own_pages_alone(client: Client, cast, onward: str, to: str) -> None:
    token = personal_token(cast.jonas)

    assert client.get(reverse("personal_link", args=[token]), {"next": onward})["Location"] == to


def test_a_members_link_in_a_hosts_browser_leaves_both_signed_in(host: Client, cast, url) -> None:
    host.get(reverse("personal_link", args=[personal_token(cast.jonas)]))

    assert "Jonas" in host.get(reverse("me")).content.decode()
    assert host.get(url("members")).status_code == 200


def test_a_page_left_open_by_another_member_sends_nothing_in_the_next_ones_name(cast) -> None:
    """Two members on one device: the decision the first had half written was stated by the second, who had come in by
    a second tab; its words are shown, to be copied."""
    client = Client(enforce_csrf_checks=True)
    state = reverse("state_decision")

    def come_in(member: Member) -> str:
        client.get(reverse("personal_link", args=[personal_token(member)]))
        page = client.get(state).content.decode()
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    words = "Do I take the offer from Utrecht, or stay until the spring?"
    left_open = come_in(cast.jonas)
    come_in(cast.jonas)
    assert client.post(state, {"csrfmiddlewaretoken": left_open, "statement": ""}).status_code != 403
    hers = come_in(cast.priya)

    refused = client.post(state, {"csrfmiddlewaretoken": left_open, "statement": words})

    assert refused.status_code == 403
    assert "somebody else has come in by this browser since" in refused.content.decode()
    assert words in refused.content.decode()
    assert not Decision.objects.exists()
    assert client.post(state, {"csrfmiddlewaretoken": hers, "statement": ""}).status_code != 403


def test_a_host_who_looks_in_by_several_members_links_keeps_their_own_pages(host: Client, cast, url) -> None:
    host.handler.enforce_csrf_checks = True
    page = host.get(url("community_settings")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    for member in (cast.jonas, cast.priya):
        host.get(reverse("personal_link", args=[personal_token(member)]))

    assert host.post(url("community_settings"), {"csrfmiddlewaretoken": token}).status_code != 403


def test_leaving_on_one_device(as_member, cast) -> None:
    phone, laptop = as_member(cast.jonas), as_member(cast.jonas)

    phone.post(reverse("leave"))

    assert phone.get(reverse("me")).status_code == 404
    assert laptop.get(reverse("me")).status_code == 200


def test_a_revoked_link_ends_a_visit_at_once(as_member, cast) -> None:
    phone = as_member(cast.jonas)

    revoke_links(cast.jonas, by=cast.amara)

    assert phone.get(reverse("me")).status_code == 404


def test_pages_about_people_stay_out_of_caches_and_referrers(as_member, cast) -> None:
    page = as_member(cast.jonas).get(reverse("me"))

    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"


def test_a_mail_server_that_is_away_is_said_the_same_to_everybody(client: Client, cast, monkeypatch) -> None:
    """Asking for a code while no mail could be sent ended in a page that said something broke."""

    def away(*_args: object, **_rest: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", away)
    monkeypatch.setattr(mail.EmailMessage, "send", away)

    pages = [
        Client().post(LOGIN, {"email": email}, follow=True)
        for email in ("amara@example.org", "x@example.org")
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("could not be sent just now" in page.content.decode() for page in pages)
    monkeypatch.undo()
    client.post(CODE, {"code": ask(client)}, follow=True)
    assert signed_in(client)
