"""Every protocol from the gathering to the close, by people who press nothing but what their own page offers.

At each step each of them reads what it is, how long, who is meant, and what moves it on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from juncture.practice.library.protocols import Protocol, shipped_protocols
from juncture.practice.models import Member
from juncture.practice.moments.moving import roles_missing
from juncture.practice.moments.replaying import RoomState
from tests.rooms import Table, bring_decision, set_table
from tests.web.room.test_room_pages import browser


@dataclass
class Page(HTMLParser):
    """The forms of a page, the choices it offers, and the line that says what comes next."""

    html: str
    offers: dict[str, dict[str, str]] = field(default_factory=dict)  # a button's value → its form's fields
    choices: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    _fields: dict[str, str] = field(default_factory=dict)
    _in: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._fields = {}
        elif tag == "input" and given.get("type") == "hidden":
            self._fields[given["name"]] = given.get("value", "")
        elif tag == "button" and given.get("name") == "do":
            self.offers.setdefault(given["value"], self._fields)
        classes = given.get("class", "").split()
        if "choice-label" in classes or "room-next" in classes:
            self._in = "choice" if "choice-label" in classes else "next"
            (self.choices if self._in == "choice" else self.next).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("span", "p"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            (self.choices if self._in == "choice" else self.next)[-1] += data


class Walk:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.address = reverse("room", args=[table.room.pk])
        self.of: dict[int, Client] = {member.pk: browser(member) for member in table.members}
        self.seen: dict[int, tuple[tuple[int, int], Page]] = {}

    def look(self, member: int) -> Page:
        answer = self.of[member].get(self.address)
        assert answer.status_code == 200
        page = Page(answer.content.decode())
        self.seen[member] = (self.where, page)
        return page

    @property
    def where(self) -> tuple[int, int]:
        return self.table.state.number, self.table.state.turn

    def press(self, member: int, do: str) -> None:
        """On the page they have before them, if it is of this step and turn."""
        where, page = self.seen.get(member, ((-2, 0), None))
        if page is None or where != self.where or do not in page.offers:
            page = self.look(member)
        offers = page.offers
        assert do in offers, f"{do} isn't offered at {self.table.state.step}"
        answer = self.of[member].post(self.address, offers[do] | {"do": do})
        assert answer.status_code == 302

    def lives(self) -> None:
        """The turns of this step; whoever's turn it is passes it on."""
        for _ in self.table.state.order:
            speaker = self.table.state.speaker
            assert speaker is not None
            assert "ready" not in self.look(speaker).offers
            self.press(speaker, "pass_turn")

    def goes_on(self) -> None:
        """Whoever has the floor moves the room on; a seat that is missing is taken first; else all are ready."""
        state = self.table.state
        free = (one for one in self.of if one not in state.roles.values())
        for _role in roles_missing(state, state.number + 1):
            self.press(next(free), "take_role")
        if state.step and state.step.kind == "tell" and state.floor is not None:
            self.press(state.floor, "move_on")
        else:
            for one in self.of:
                self.press(one, "ready")
        assert self.table.state.number == state.number + 1

    def all_come(self) -> None:
        for member in self.of:
            self.press(member, "arrive")


def a_table(cast, protocol: Protocol) -> Walk:
    members = [cast.jonas, cast.priya] + [
        Member.objects.create(community=cast.community, name=name, email=f"{name}@example.org".lower())
        for name in ("Nils", "Odile", "Rana", "Tomas", "Uma", "Vera")[: protocol.people[0] - 2]
    ]
    bring_decision(members[0], "Do I stay with the few who answer?")
    return Walk(set_table(cast.community, members, protocol=protocol.id, by=cast.amara))


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda one: one.id)
def test_from_the_gathering_to_the_close_everybody_knows_what_to_do(cast, protocol):
    walk = a_table(cast, protocol)
    walk.all_come()
    for member in walk.of:
        (begins,) = walk.look(member).next
        assert "It begins by itself when everybody is here and ready." in begins
    walk.goes_on()
    steps_said = set()

    while True:
        state = walk.table.state
        last = state.number == len(state.steps) - 1
        for member in around(state, list(walk.of)):
            page = walk.look(member)
            everybody_is_told(page, state)
            steps_said.add(state.expected_steps)
            (following,) = page.next
            assert following.startswith("This is the last step." if last else "Next: “")
        walk.lives()
        if last:
            break
        walk.goes_on()

    for member in walk.of:
        walk.press(member, "ready")
    walk.press(cast.priya.pk, "close")
    assert walk.table.state.closed
    assert "What do you see differently?" in walk.look(cast.jonas.pk).html
    # How many steps there will be is said from the first one on, also where some are lived once for each.
    assert steps_said == {len(state.steps)}


def around(state: RoomState, people: list[int]) -> list[int]:
    """Whoever carries the step, and two who don't."""
    carry = {one for one in (state.floor, state.speaker, *state.listening) if one is not None}
    return [*carry, *[one for one in people if one not in carry][:2]]


def everybody_is_told(page: Page, state: RoomState) -> None:
    step = state.step
    assert step is not None
    assert escape(step.title) in page.html
    assert escape(step.say) in page.html
    assert 'role="timer"' in page.html
    asked = [choice for choice in page.choices if not choice.isdigit()]
    assert len(asked) == len(set(asked)), f"asked twice at {step.key}: {asked}"
    roles = {role.key: role.title for role in state.show.roles} if state.show else {}
    for role in {step.each, step.speaks, *step.listens} - {None}:
        assert f"{escape(roles[role])}: <strong>" in page.html


def test_who_has_said_it_moves_the_room_on_and_nobody_else_does_before(cast):
    walk = a_table(cast, shipped_protocols()["consultancy"])
    walk.all_come()
    walk.press(cast.priya.pk, "take_role")
    while walk.table.state.step is None or walk.table.state.step.kind != "tell":
        walk.lives()
        walk.goes_on()
    state = walk.table.state

    for member in walk.of:
        assert ("move_on" in walk.look(member).offers) == (member == state.floor)
    others = [one for one in walk.of if one != state.floor]
    assert "moves the room on. When the time is over, anybody can." in walk.look(others[0]).next[0]
    assert "You move the room on, when you have said it." in walk.look(state.floor).next[0]


def test_the_silence_between_two_turns_takes_nothing_from_the_next_one(cast):
    walk = a_table(cast, shipped_protocols()["contrast-round-60"])
    walk.all_come()
    while walk.table.state.step is None or walk.table.state.step.key != "rounds":
        walk.goes_on()
    first, second = walk.table.state.order[:2]
    assert "Silence, for" not in walk.look(second).html

    walk.press(first, "pass_turn")

    state = walk.table.state
    assert state.silent(state.turn_since - 1)
    assert not state.silent(state.turn_since)
    assert "Silence, for 30 seconds." in walk.look(first).html
    assert (
        "Then it&#x27;s your turn" in walk.look(second).html
        or "Then it's your turn" in walk.look(second).html
    )
    assert "pass_turn" not in walk.look(first).offers


def test_the_questions_lie_beside_the_turns_also_for_who_wrote_no_notes(cast):
    walk = a_table(cast, shipped_protocols()["microlab"])
    walk.all_come()
    while walk.table.state.step is None or walk.table.state.step.key != "turns_one":
        walk.goes_on()

    asked = walk.table.state.steps[walk.table.state.number - 1].prompts[0].ask
    assert escape(asked) in walk.look(cast.jonas.pk).html


def test_a_seat_the_step_speaks_of_is_named_also_while_it_is_free_and_ones_own_is_always(cast):
    walk = a_table(cast, shipped_protocols()["microlab"])
    walk.all_come()
    walk.goes_on()
    assert "Reader: <span" in walk.look(cast.jonas.pk).html

    walk.press(cast.priya.pk, "take_role")
    assert "Reader: <strong>Priya</strong>" in walk.look(cast.jonas.pk).html
    walk.goes_on()
    assert "Reader:" not in walk.look(cast.jonas.pk).html
    assert "Reader: <strong>you</strong>" in walk.look(cast.priya.pk).html


def test_the_rule_for_those_who_ask_is_not_read_by_whoever_listens(cast):
    walk = a_table(cast, shipped_protocols()["wise-crowd"])
    walk.all_come()
    while walk.table.state.step is None or not walk.table.state.listening:
        walk.goes_on()
    (listens,) = walk.table.state.listening
    asks = next(one for one in walk.of if one != listens)

    assert "Only questions in this step" in walk.look(asks).html
    assert "Only questions in this step" not in walk.look(listens).html


def test_a_round_about_this_says_what_this_is(cast):
    walk = a_table(cast, shipped_protocols()["conversation-cafe"])
    walk.all_come()
    walk.goes_on()

    assert "It is about: Do we widen the ambassador programme" in walk.look(cast.jonas.pk).html


def test_without_one_of_them_the_page_says_that_half_of_those_here_are_enough(cast, monkeypatch):
    walk = a_table(cast, shipped_protocols()["contrast-round-60"])
    walk.all_come()
    walk.goes_on()
    here = list(walk.of)[:-1]
    monkeypatch.setattr("juncture.web.room.showing.present_in", lambda room: frozenset(here))

    (line,) = walk.look(here[0]).next

    assert "1 of you isn't here at the moment." in line
    assert "Once half of those here are ready" in line
