"""A word is planted under every seal of every protocol, and looked for in every byte that anybody else can get: each
address that a room, a moment or a community has, the stream, the exports, the pages of refusals, the log files."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from juncture.practice.library.protocols import Step, shipped_protocols
from juncture.practice.models import Member
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.moving import roles_missing
from juncture.practice.moments.orienting import Card, write_orientation
from juncture.practice.moments.sending import send
from tests.paper import pages_of
from tests.rooms import Table, set_table
from tests.web.room.test_sealed_means_absent import browser, host_browser, stream_of
from tests.web.test_every_address import addresses

PLANTED = "Zwölfbotschafterschweigen"
SEALED = [
    name
    for name, one in shipped_protocols().items()
    if any(step.sealed or step.private or step.kind == "pairs" for step in one.steps)
]
# Pages that write what they are asked, or leave: of no use for looking, and they would end the visit.
NOT_LOOKED_AT = {"account_logout", "leave", "styleguide"}


@pytest.fixture
def crowd(cast) -> list[Member]:
    names = ("Nils", "Odile", "Rana", "Timo")
    more = [
        Member.objects.create(community=cast.community, name=one, email=f"{one}@example.org".lower())
        for one in names
    ]
    return [cast.jonas, cast.priya, *more]


def places(table: Table) -> list[str]:
    """Every address that needs no more than a community, a moment and a room."""
    known = {"slug": "northlight", "room_id": table.room.pk, "moment_id": table.moment.pk}
    found = []
    for pattern in addresses():
        wanted = pattern.pattern.converters.keys()
        if pattern.name and pattern.name not in NOT_LOOKED_AT and wanted <= known.keys():
            try:
                found.append(reverse(pattern.name, kwargs={name: known[name] for name in wanted}))
            except NoReverseMatch:
                continue
    assert reverse("room_seen_board_pdf", args=["northlight", table.room.pk]) in found
    assert len(found) > 50
    return found


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    if answer.get("Content-Type", "") == "application/pdf":
        return " ".join(pages_of(answer))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + str(answer.headers)


def refusals(client: Client, table: Table, author: Member, step: str, prompt: str) -> Iterator[str]:
    """Who tries the doors: about the sealed cell, over it, into it, away with it."""
    address, cell = reverse("room", args=[table.room.pk]), f"{author.pk}.{step}.{prompt}"
    for form in (
        {"do": "add", "prompt": "open.difference", "text": "Why?", "about": cell},
        {"do": "withdraw", "entry": cell.replace(".", "/")},
        {"do": "write_all", "step": step, f"text.{prompt}": "x" * 3000},
        {
            "do": "write_all",
            "step": step,
            "kind": "pair_answer",
            f"text.{prompt}": "Mine",
            f"base.{prompt}": "1",
        },
    ):
        yield client.post(address, form, follow=True).content.decode()
    yield client.get(f"{address}?about={cell}").content.decode()


def everybody_else(cast, table: Table, kept_from: Member) -> dict[str, Client]:
    both = host_browser(cast)
    both.cookies.update(browser(kept_from).cookies)
    return {
        "of the same table": browser(kept_from),
        "of another group": browser(cast.lena),
        "of another community": browser(cast.sam),
        "the host": host_browser(cast),
        "a host who is a member too": both,
        "nobody": Client(),
    }


def nobody_finds(cast, table: Table, kept_from: Member, author: Member, step: str, prompt: str) -> None:
    planted = words_in(step)
    everywhere = places(table)
    rooms = [address for address in everywhere if "/rooms/" in address]
    if len(table.state.said) > 1:
        everywhere = rooms  # the pages around the room were looked through under the first seal
    for who, client in everybody_else(cast, table, kept_from).items():
        for address in everywhere if who in ("of the same table", "the host") else rooms:
            assert planted not in read(client, address), f"{who} reads it at {address}"
        if who == "of the same table":
            for page in refusals(client, table, author, step, prompt):
                assert planted not in page, who
    for viewer in (kept_from.pk, 0):
        assert planted.encode() not in stream_of(table, viewer)


def words_in(step: str) -> str:
    return f"{PLANTED}-{step}"


def plant(table: Table, step: Step) -> str:
    """Under the first prompt of the step, by the first at the table; the prompt's key."""
    prompt = step.prompts[0].key
    payload = {"step": step.key, "prompt": prompt, "text": words_in(step.key)}
    kind = "pair_answer" if step.kind == "pairs" else "write"
    send(table.room, kind, payload, by=table.members[0])
    assert words_in(step.key) in read(browser(table.members[0]), reverse("room", args=[table.room.pk]))
    return prompt


def go_on(table: Table) -> None:
    state = table.state
    for role in roles_missing(state, state.number + 1):
        send(table.room, "take_role", {"role": role.key}, by=table.members[-1])
    for member in table.members:
        send(table.room, "ready", {"from": state.number}, by=member)
    send(table.room, "move_on", {"from": state.number}, by=table.members[0])


@pytest.mark.parametrize("protocol", SEALED)
def test_a_sealed_word_is_in_nobody_elses_bytes(cast, crowd, caplog, protocol):
    caplog.set_level(logging.DEBUG)
    table = set_table(cast.community, crowd, protocol=protocol, by=cast.amara)
    other = set_table(cast.community, [cast.lena], by=cast.amara, moment=table.moment, number=2)
    for one in (table, other):
        for member in one.members:
            arrive(one.room, by=member)
    author = table.members[0]
    planted = []

    while table.state.number < len(table.state.steps) - 1:
        go_on(table)
        state = table.state
        step = state.step
        if step.prompts and (step.sealed or step.kind == "pairs"):
            prompt = plant(table, step)
            far = next(
                one for one in crowd if one.pk not in state.pair_of(author.pk, step.key) and one != author
            )
            nobody_finds(cast, table, far, author, step.key, prompt)
            planted.append((step, far))
    write_orientation(table.room, Card(stand=f"{PLANTED} on the card."), by=author)
    close_room(table.room, by=cast.amara)

    for step, far in planted:
        page = read(browser(far), reverse("room", args=[table.room.pk]))
        assert (words_in(step.key) in page) is not step.private
    assert PLANTED not in caplog.text
    assert all(f"{PLANTED} on the card" not in read(host_browser(cast), one) for one in places(table))


def test_every_seal_is_tried():
    assert {"contrast-round-60", "contrast-round-25", "microlab", "standing-circle"} <= set(SEALED)
