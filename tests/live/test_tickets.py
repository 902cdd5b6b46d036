from __future__ import annotations

import pytest

from juncture.live import tickets

SECRET = "a secret for tests, long enough to sign with"


def test_a_ticket_says_who_may_enter_where_and_until_when() -> None:
    text = tickets.issue(SECRET, 7, 12, "facilitator", 1_000)

    assert tickets.read(SECRET, text, 999) == tickets.Ticket(7, 12, "facilitator", 1_000)


def test_a_ticket_ends() -> None:
    text = tickets.issue(SECRET, 7, 12, "member", 1_000)

    with pytest.raises(tickets.Expired):
        tickets.read(SECRET, text, 1_000)


def test_no_letter_of_a_ticket_can_be_changed() -> None:
    text = tickets.issue(SECRET, 7, 12, "member", 1_000)

    for n, letter in enumerate(text):
        forged = text[:n] + ("A" if letter != "A" else "B") + text[n + 1 :]
        with pytest.raises(tickets.Invalid):
            tickets.read(SECRET, forged, 1)


@pytest.mark.parametrize("text", ["", ".", "a.b", "ü.ü", "x" * 5_000, "\x00.\x00"])
def test_what_was_never_a_ticket_is_invalid(text: str) -> None:
    with pytest.raises(tickets.Invalid):
        tickets.read(SECRET, text, 1)


def test_another_secret_opens_nothing() -> None:
    text = tickets.issue("another secret, also long enough to be one", 7, 12, "member", 1_000)

    with pytest.raises(tickets.Invalid):
        tickets.read(SECRET, text, 1)


def test_a_role_cannot_smuggle_fields() -> None:
    with pytest.raises(ValueError, match="can't carry"):
        tickets.issue(SECRET, 7, 12, "member|9999999999", 1_000)
