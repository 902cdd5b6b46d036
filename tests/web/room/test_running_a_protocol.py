"""The room's pages for every kind of step and every role, as plain forms without scripts."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.models import Member
from juncture.practice.moments.moving import roles_missing
from tests.rooms import Table, bring_decision, set_table
from tests.web.room.test_room_pages import browser, host_browser


@pytest.fixture
def five(cast) -> list[Member]:
    more = [
        Member.objects.create(community=cast.community, name=name, email=f"{name}@example.org".lower())
        for name in ("Nils", "Odile", "Rana")
    ]
    return [cast.jonas, cast.priya, *more]


class Room:
    """A table whose people press what their pages offer."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.address = reverse("room", args=[table.room.pk])
        self.of = {member.pk: browser(member) for member in table.members}
        for client in self.of.values():
            client.post(self.address, {"do": "arrive"})

    def page(self, member: int) -> str:
        answer = self.of[member].get(self.address)
        assert answer.status_code == 200
        return answer.content.decode()

    def press(self, member: int, do: str, **more: str) -> str:
        said = {"do": do, "from": str(self.table.state.number), **more}
        answer = self.of[member].post(self.address, said, follow=True)
        return answer.content.decode()

    def go_on(self) -> None:
        state = self.table.state
        people = list(self.of)
        for role in roles_missing(state, state.number + 1):
            free = next(one for one in people if one not in self.table.state.roles.values())
            self.press(free, "take_role", role=role.key)
        for member in people[: (len(people) + 1) // 2]:
            self.press(member, "ready")
        self.press(people[0], "move_on")
        assert self.table.state.number == state.number + 1

    def go_to(self, key: str) -> None:
        while not (self.table.state.step and self.table.state.step.key.startswith(key)):
            self.go_on()


def at_table(cast, members, protocol) -> Room:
    return Room(set_table(cast.community, members, protocol=protocol, by=cast.amara))


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda one: one.id)
def test_every_step_says_what_it_is_to_whoever_carries_it_and_to_the_others(cast, five, protocol):
    room = at_table(cast, five[: protocol.people[0]], protocol.id)

    for _ in range(12):
        room.go_on()
        state = room.table.state
        for member in {state.floor or five[0].pk, *(list(state.listening)[:1] or [five[1].pk])}:
            page = room.page(member)
            assert escape(state.step.title) in page
            assert escape(state.step.say) in page
        if state.number == len(state.steps) - 1:
            break


def test_who_has_the_floor_and_who_listens_read_it(cast, five):
    room = at_table(cast, five, "case-clinic")
    assert "Case giver" in room.page(five[0].pk)
    room.press(five[1].pk, "take_role", role="giver")
    bring_decision(five[1], "Do I stay with the few who answer?")

    room.go_to("case")
    assert "Priya has the floor." in room.page(five[0].pk)
    assert "Do I stay with the few" not in room.page(five[0].pk)
    assert "You have the floor." in room.page(five[1].pk)
    assert "Do I stay with the few" in room.page(five[1].pk)

    room.go_to("mirror")
    assert "You only listen now" in room.page(five[1].pk)
    assert "Priya only listens now" in room.page(five[0].pk)
    assert five[1].pk not in room.table.state.order


def test_a_missing_seat_is_offered_where_one_moves_on(cast, five):
    room = at_table(cast, five, "peer-consultation")
    room.go_to("seats")
    for member in room.of:
        room.press(member, "ready")

    assert room.table.state.step.key == "seats"
    page = room.press(five[0].pk, "move_on")
    assert "somebody takes the seat: Case giver" in page


def test_a_statement_where_only_questions_are_asked_gets_a_kind_note_and_stays(cast, five):
    room = at_table(cast, five, "case-clinic")
    room.press(five[1].pk, "take_role", role="giver")
    room.go_to("clarify")

    page = room.press(five[0].pk, "add", prompt="clarify.question", text="We had the same and stopped.")
    assert "This states something." in page
    assert "This states something." not in room.page(five[2].pk)
    assert "We had the same and stopped." in room.page(five[2].pk)

    room.press(five[2].pk, "add", prompt="clarify.question", text="Since when is it so?")
    assert "This states something." not in room.page(five[2].pk)


def test_whoever_only_listens_has_the_form_at_rest_and_within_reach(cast, five):
    room = at_table(cast, five[:3], "troika")
    room.go_to("talk")
    state = room.table.state
    (client,) = state.listening
    other = next(one for one in room.of if one != client)

    assert "Write something after all" in room.page(client)
    assert "Write something after all" not in room.page(other)
    room.press(client, "add", prompt=f"{state.step.key}.own", text="One thing after all.")
    assert "One thing after all." in room.page(other)


def test_whose_time_it_is_is_said(cast, five):
    room = at_table(cast, five[:3], "troika")
    room.go_to("tell")
    state = room.table.state

    assert "This time is yours." in room.page(state.floor)
    other = next(one for one in room.of if one != state.floor)
    name = next(member.name for member in five if member.pk == state.floor)
    assert f"Client: <strong>{name}</strong>" in room.page(other)


def test_notes_of_ones_own_lie_beside_the_turns_for_their_writer_alone(cast, five):
    room = at_table(cast, five[:3], "microlab")
    room.go_to("notes_one")
    room.press(
        five[0].pk, "write_all", step="notes_one", kind="write", **{"text.signal": "Two replies in May."}
    )
    room.go_to("turns_one")

    assert "Two replies in May." in room.page(five[0].pk)
    assert "Two replies in May." not in room.page(five[1].pk)
    assert "Your place on the board is still open" not in room.page(five[1].pk)


def test_each_reads_whose_story_they_tell(cast, five):
    room = at_table(cast, five[:4], "first-win-rounds")
    room.go_to("retell")
    state = room.table.state
    partner = next(one for one in state.pair_of(state.speaker, "interview") if one != state.speaker)
    name = next(member.name for member in five if member.pk == partner)

    assert f"You tell {name}'s story" in room.page(state.speaker)
    assert "They tell your story." in room.page(partner)


def test_an_optional_step_is_left_out_by_a_tap(cast, five):
    room = at_table(cast, five, "clearness-committee")
    room.go_to("mirror")
    assert "Leave this step out" in room.page(five[3].pk)

    room.press(five[3].pk, "skip")

    assert room.table.state.step.key == "honour"
    assert "left out" in room.page(five[0].pk)


def test_the_order_is_changed_by_a_tap_and_what_can_not_be_moved_is_not_offered(cast, five):
    room = at_table(cast, five, "contrast-round-60")
    room.go_to("settle")
    page = room.page(five[0].pk)
    assert 'id="compare-earlier"' in page
    assert 'id="reveal-earlier"' not in page
    assert 'id="open-later"' not in page

    room.press(five[0].pk, "arrange", step="compare", way="earlier")

    assert [step.key for step in room.table.state.steps][3:5] == ["compare", "rounds"]


def test_the_host_moves_the_common_steps_for_all_rooms(cast, five):
    room = at_table(cast, five, "standing-circle")
    room.go_to("check_in")
    host = host_browser(cast.amara)
    address = reverse("moment_live", args=["northlight", room.table.moment.pk])
    page = host.get(address).content.decode()
    assert "Move the common steps for all rooms at once" in page
    assert "Common to all: “" in page

    page = host.post(address, {"do": "lead"}, follow=True).content.decode()
    assert "Everybody on from “Check in”" in page
    assert "your host moves it on" in room.page(five[0].pk)

    page = host.post(address, {"do": "move", "step": "check_in"}, follow=True).content.decode()
    assert "1 room has moved on." in page
    assert room.table.state.step.key == "fundamentals"
    assert (
        "No room is at that step any more."
        in host.post(address, {"do": "move", "step": "check_in"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("step", ["", "x" * 3000, "\x00", "check_in~1"])
def test_a_host_who_moves_a_step_that_is_not_there_moves_nothing(cast, five, step):
    room = at_table(cast, five, "standing-circle")
    room.go_to("check_in")
    address = reverse("moment_live", args=["northlight", room.table.moment.pk])

    answer = host_browser(cast.amara).post(address, {"do": "move", "step": step})

    assert answer.status_code == 302
    assert room.table.state.step.key == "check_in"


@pytest.mark.parametrize(
    "wish",
    [
        {"do": "take_role", "role": "\x00" * 50},
        {"do": "take_role"},
        {"do": "arrange", "step": "x" * 3000, "way": "earlier"},
        {"do": "arrange", "step": "compare", "way": "<script>"},
        {"do": "skip"},
        {"do": "lead", "on": "1"},
        {"do": "move", "step": "settle"},
    ],
)
def test_what_can_not_be_done_is_answered_kindly_and_changes_nothing(cast, five, wish):
    room = at_table(cast, five, "contrast-round-60")
    room.go_to("settle")
    before = room.table.state

    answer = room.of[five[0].pk].post(room.address, wish | {"from": "0"})

    assert 400 <= answer.status_code < 500
    assert room.table.state == before
