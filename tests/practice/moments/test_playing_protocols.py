"""Every protocol from its first step to its last, by the fewest and the most it is made for, as pages send it."""

import json

import pytest

from juncture.live.events import Event, Refused
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.models import Member, Orientation, RoomEvent
from juncture.practice.moments.arranging import base_key
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.moving import roles_missing
from juncture.practice.moments.orienting import Card, write_orientation
from juncture.practice.moments.replaying import RoomState, replay
from juncture.practice.moments.seeing import board_for, people_at
from juncture.practice.moments.sending import send
from juncture.practice.moments.telling import Story, tell_first_win
from juncture.web.room.carrying import partner_of
from tests.rooms import Table, bring_decision, set_table

SIZES = [
    pytest.param(protocol, size, id=f"{protocol.id}-{size}")
    for protocol in shipped_protocols().values()
    for size in sorted(set(protocol.people))
]


@pytest.mark.parametrize(("protocol", "size"), SIZES)
def test_a_group_lives_it_from_the_first_step_to_the_last(cast, protocol, size):
    members = [
        Member.objects.create(community=cast.community, name=f"P{n}", email=f"p{n}@example.org")
        for n in range(size)
    ]
    table = set_table(cast.community, members, protocol=protocol.id, by=cast.amara)
    table.all_arrive()
    lived = []

    for _ in range(200):
        state = table.state
        if state.step:
            lived.append(state.step.key)
            live(table, state)
        if state.number == len(state.steps) - 1:
            break
        go_on(table, state)

    for member in members:
        write_orientation(table.room, Card(stand="Here."), by=member)
    send_ready(table, table.state)
    close_room(table.room, by=members[0])

    state = table.state
    assert state.closed
    assert lived == [step.key for step in state.steps]
    assert len(lived) == sum(size if step.each else 1 for step in protocol.steps)
    for step in protocol.steps:
        if step.each:
            passes = [state.whose[key] for key in lived if base_key(key) == step.key]
            assert sorted(passes) == sorted(member.pk for member in members)
    assert not state.held
    assert Orientation.objects.filter(room=table.room).count() == size
    assert replay(table.room.pk, log(table)) == state


def live(table: Table, state: RoomState) -> None:
    """Whatever the step asks for is done: words are written, turns are taken, stories are told."""
    step, members = state.step, {member.pk: member for member in table.members}
    assert step is not None
    someone = table.members[0]
    if step.speaks:
        assert state.floor in members
    if step.turns:
        silent = {state.in_role(role) for role in step.turns.without}
        assert set(state.order) == set(members) - silent
        assert state.length <= (step.minutes + 5) * 60_000
        for turn, speaker in enumerate(state.order):
            send(table.room, "pass_turn", {"from": state.number, "turn": turn}, by=members[speaker])
        assert table.state.speaker is None
    if step.kind == "pairs":
        assert sorted(one for pair in state.pairs[step.key] for one in pair) == sorted(members)
    if step.kind == "wins":
        tell_first_win(table.room, Story(moment="They wrote back."), by=someone)
    elif step.kind != "pairs":
        for prompt in step.prompts:
            payload = {"step": step.key, "prompt": prompt.key, "text": f"What did you see? {step.key}"}
            send(table.room, "write", payload, by=someone)
        others = board_for(table.state, people_at(table.room, table.state, None), None)
        said = [note.step for note in (*others.notes, *others.leaving)] + [row.step for row in others.rows]
        assert (step.key in said) == (bool(step.prompts) and not step.sealed)


def go_on(table: Table, state: RoomState) -> None:
    for role in roles_missing(state, state.number + 1):
        free = next(member for member in table.members if member.pk not in table.state.roles.values())
        send(table.room, "take_role", {"role": role.key}, by=free)
    send_ready(table, state)
    send(table.room, "move_on", {"from": state.number}, by=table.members[0])
    assert table.state.number == state.number + 1


def send_ready(table: Table, state: RoomState) -> None:
    for member in table.members[: (len(table.members) + 1) // 2]:
        send(table.room, "ready", {"from": state.number}, by=member)


def log(table: Table) -> list[Event]:
    rows = RoomEvent.objects.filter(room=table.room).order_by("seq")
    return [
        Event(row.room_id, row.seq, row.key, row.at, row.kind, row.author, json.loads(row.payload))
        for row in rows
    ]


@pytest.fixture
def five(cast) -> list[Member]:
    more = [
        Member.objects.create(community=cast.community, name=name, email=f"{name}@example.org".lower())
        for name in ("Nils", "Odile", "Rana")
    ]
    return [cast.jonas, cast.priya, *more]


def at_table(cast, members, protocol, **more) -> Table:
    table = set_table(cast.community, members, protocol=protocol, by=cast.amara, **more)
    table.all_arrive()
    return table


def test_the_anchors_owner_presents_unless_they_give_the_seat_free(cast, five):
    table = set_table(cast.community, five, protocol="case-clinic", by=cast.amara)
    table.moment.anchor_decision = bring_decision(five[2], "Do I leave the programme as it is?")
    table.moment.save()
    table.room.refresh_from_db()

    table.all_arrive()
    assert table.state.roles == {"giver": five[2].pk}

    send(table.room, "leave_role", {"role": "giver"}, by=five[2])
    assert table.state.roles == {}


def test_a_step_that_somebody_carries_waits_for_them_and_says_which_seat_is_free(cast, five):
    table = at_table(cast, five, "case-clinic")
    send_ready(table, table.state)

    with pytest.raises(Refused, match="“The case” somebody takes the seat: Case giver"):
        send(table.room, "move_on", {"from": -1}, by=five[0])

    send(table.room, "take_role", {"role": "giver"}, by=five[1])
    send(table.room, "move_on", {"from": -1}, by=five[0])
    assert table.state.floor == five[1].pk


def test_a_seat_that_somebody_has_is_theirs_to_give_free(cast, five):
    table = at_table(cast, five, "case-clinic")
    send(table.room, "take_role", {"role": "giver"}, by=five[1])

    with pytest.raises(Refused, match="give it free"):
        send(table.room, "take_role", {"role": "giver"}, by=five[2])
    with pytest.raises(Refused, match="gives the seat free"):
        send(table.room, "leave_role", {"role": "giver"}, by=five[2])
    assert table.state.roles == {"giver": five[1].pk}


def test_one_person_has_one_seat(cast, five):
    table = at_table(cast, five, "case-clinic")
    send(table.room, "take_role", {"role": "timekeeper"}, by=five[1])
    send(table.room, "take_role", {"role": "giver"}, by=five[1])

    assert table.state.roles == {"giver": five[1].pk}


@pytest.mark.parametrize("role", ["client", "nobody", ""])
def test_a_seat_that_passes_round_or_isnt_there_can_not_be_taken(cast, five, role):
    table = at_table(cast, five[:3], "troika")

    with pytest.raises(Refused, match="no such seat"):
        send(table.room, "take_role", {"role": role}, by=five[0])


def test_whoever_the_others_talk_about_may_still_write(cast, five):
    table = at_table(cast, five[:3], "troika")
    while not (table.state.step and table.state.step.listens):
        go_on(table, table.state)
    state = table.state
    client = next(member for member in five if member.pk in state.listening)

    send(table.room, "write", {"step": state.step.key, "prompt": "own", "text": "One thing."}, by=client)

    assert [said.text for said in table.state.said.values()] == ["One thing."]


def test_an_optional_step_is_left_out_and_can_be_gone_back_to(cast, five):
    table = at_table(cast, five, "clearness-committee")
    while not (table.state.step and table.state.step.optional):
        go_on(table, table.state)
    number = table.state.number

    send(table.room, "skip", {"from": number}, by=five[0])
    assert (table.state.step.key, table.state.skipped) == ("honour", {"mirror"})

    send(table.room, "go_back", {"from": number + 1}, by=five[4])
    assert (table.state.step.key, table.state.skipped) == ("mirror", frozenset())


def test_a_step_that_is_not_optional_can_not_be_left_out(cast, five):
    table = at_table(cast, five, "contrast-round-60")
    go_on(table, table.state)

    with pytest.raises(Refused, match="isn't optional"):
        send(table.room, "skip", {"from": 0}, by=five[0])


def test_with_a_facilitator_it_is_theirs_to_leave_out_and_to_arrange(cast, five):
    table = at_table(cast, five, "standing-circle", facilitator=five[0])
    send(table.room, "move_on", {"from": -1}, by=five[0])
    send(table.room, "move_on", {"from": 0}, by=five[0])

    with pytest.raises(Refused, match="facilitator moves"):
        send(table.room, "skip", {"from": 1}, by=five[1])
    with pytest.raises(Refused, match="facilitator changes the order"):
        send(table.room, "arrange", {"from": 1, "step": "connect", "way": "earlier"}, by=five[1])
    send(table.room, "arrange", {"from": 1, "step": "connect", "way": "earlier"}, by=five[0])
    send(table.room, "skip", {"from": 1}, by=five[0])
    assert table.state.step.key == "connect"


def keys(table: Table) -> list[str]:
    return [step.key for step in table.state.steps]


def test_a_coming_step_changes_its_place(cast, five):
    table = at_table(cast, five, "contrast-round-60")
    go_on(table, table.state)

    send(table.room, "arrange", {"from": 0, "step": "compare", "way": "earlier"}, by=five[0])
    assert keys(table)[3:5] == ["compare", "rounds"]

    send(table.room, "arrange", {"from": 0, "step": "compare", "way": "later"}, by=five[0])
    assert keys(table)[3:5] == ["rounds", "compare"]


@pytest.mark.parametrize(
    ("step", "way"),
    [
        ("reveal", "earlier"),  # before what it reveals
        ("write", "later"),
        ("write", "earlier"),  # it would come before the step that runs
        ("settle", "later"),  # it runs
        ("wins", "earlier"),  # summing up would come before the differences
        ("open", "later"),
        ("close", "later"),  # the last one
        ("nothing", "later"),
        ("compare", "sideways"),
    ],
)
def test_an_order_that_would_break_what_is_promised_is_refused(cast, five, step, way):
    table = at_table(cast, five, "contrast-round-60")
    go_on(table, table.state)
    before = keys(table)

    with pytest.raises(Refused, match="can't stand there"):
        send(table.room, "arrange", {"from": 0, "step": step, "way": way}, by=five[0])
    assert keys(table) == before


def test_whoever_comes_while_a_block_runs_gets_their_time_at_its_end(cast, five):
    table = set_table(cast.community, five[:4], protocol="wise-crowd", by=cast.amara)
    for member in five[:3]:
        arrive(table.room, by=member)
    send(table.room, "ready", {"from": -1}, by=five[0])
    send(table.room, "ready", {"from": -1}, by=five[1])
    send(table.room, "move_on", {"from": -1}, by=five[0])
    assert len(table.state.steps) == 3 * 5 + 1

    arrive(table.room, by=five[3])

    state = table.state
    assert len(state.steps) == 4 * 5 + 1
    assert state.whose["back~4"] == five[3].pk
    assert state.steps[-1].key == "orient"


def test_who_begins_a_block_changes_from_room_to_room(cast, five):
    began = []
    for _ in range(3):
        table = at_table(cast, five[:3], "troika")
        go_on(table, table.state)
        began.append(table.state.whose["think~1"])

    assert sorted(began) == sorted(member.pk for member in five[:3])


def test_the_turn_of_somebody_who_has_gone_is_left_out_as_a_whole(cast, five, monkeypatch):
    table = at_table(cast, five[:3], "troika")
    go_on(table, table.state)
    gone = table.state.whose["think~1"]
    left = [member for member in five[:3] if member.pk != gone]
    monkeypatch.setattr(
        "juncture.practice.moments.sending._present", lambda room: frozenset(one.pk for one in left)
    )

    send(table.room, "skip", {"from": 0}, by=left[0])

    assert table.state.step.key == "think~2"


def test_each_retells_their_partners_story(cast, five):
    table = at_table(cast, five, "first-win-rounds")
    while not (table.state.step and table.state.step.retell):
        go_on(table, table.state)
    state = table.state

    told = {member.pk: partner_of(state, "interview", member.pk) for member in five}

    assert sorted(told) == sorted(told.values())
    assert all(one != other and other in state.pair_of(one, "interview") for one, other in told.items())


def test_notes_for_oneself_are_never_revealed(cast, five):
    table = at_table(cast, five[:3], "microlab")
    go_on(table, table.state)
    send(
        table.room,
        "write",
        {"step": "notes_one", "prompt": "signal", "text": "Two replies in May."},
        by=five[0],
    )
    while table.state.number < len(table.state.steps) - 1:
        go_on(table, table.state)

    state = table.state
    said = next(iter(state.said.values()))
    assert state.readable(said, five[0].pk)
    assert not state.readable(said, five[1].pk)
    assert not state.readable(said, None)
