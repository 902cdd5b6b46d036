"""A room from its opening to its close, by its verbs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from juncture.live.events import Refused
from juncture.practice.journal.models import Entry
from juncture.practice.letters.models import Letter
from juncture.practice.models import Attendance, Member, Orientation, Participation, Release, Stance
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_left_open, close_room
from juncture.practice.moments.orienting import Card, Clarity, write_orientation
from juncture.practice.moments.replaying import replay
from juncture.practice.moments.seeing import board_for, people_at
from juncture.practice.moments.sending import send
from juncture.practice.moments.telling import Story, keep_to_oneself, tell_first_win, wins_in
from tests.rooms import Table, bring_decision, set_table


@pytest.fixture
def nils(cast) -> Member:
    return Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")


@pytest.fixture
def table(cast, nils) -> Table:
    return set_table(cast.community, [cast.jonas, cast.priya, nils], by=cast.amara)


def test_the_first_to_come_opens_the_room_and_counts_as_there(table, cast):
    arrive(table.room, by=cast.jonas)

    table.room.refresh_from_db()
    assert table.room.opened_at is not None
    assert table.state.arrived == (cast.jonas.pk,)
    assert Attendance.objects.get().member == cast.jonas
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == [
        "room_opened",
        "member_arrived",
    ]


def test_arriving_twice_is_arriving_once(table, cast):
    arrive(table.room, by=cast.jonas)
    arrive(table.room, by=cast.jonas)

    assert table.state.arrived == (cast.jonas.pk,)
    assert Attendance.objects.count() == 1


def test_a_room_does_not_open_long_before_its_time(cast, nils):
    table = set_table(
        cast.community, [cast.jonas, cast.priya, nils], starts_at=timezone.now() + timedelta(hours=1)
    )

    with pytest.raises(Refused, match="quarter of an hour"):
        arrive(table.room, by=cast.jonas)

    table.room.refresh_from_db()
    assert table.room.opened_at is None


def test_somebody_from_another_group_is_not_let_in(table, cast):
    with pytest.raises(Refused, match="no seat"):
        arrive(table.room, by=cast.lena)

    assert Attendance.objects.count() == 0


def test_coming_takes_a_release_back(table, cast):
    Release.objects.create(participation=Participation.objects.get(member=cast.jonas))

    arrive(table.room, by=cast.jonas)

    assert not Release.objects.exists()


def test_one_alone_cannot_begin(table, cast):
    arrive(table.room, by=cast.jonas)
    send(table.room, "ready", {"from": -1}, by=cast.jonas)

    with pytest.raises(Refused):
        send(table.room, "move_on", {"from": -1}, by=cast.jonas)


def test_half_of_those_here_begin_without_a_facilitator(table, cast):
    arrive(table.room, by=cast.jonas)
    arrive(table.room, by=cast.priya)
    send(table.room, "ready", {"from": -1}, by=cast.jonas)

    send(table.room, "move_on", {"from": -1}, by=cast.priya)

    assert table.state.step.key == "settle"


def test_two_who_press_move_on_at_once_move_one_step(table, cast):
    table.go_to("settle")
    send(table.room, "ready", {"from": 0}, by=cast.jonas)
    send(table.room, "ready", {"from": 0}, by=cast.priya)

    send(table.room, "move_on", {"from": 0}, by=cast.jonas)
    send(table.room, "move_on", {"from": 0}, by=cast.priya)

    assert table.state.step.key == "write"


def test_the_room_moves_by_itself_once_everybody_is_ready(table, cast, nils):
    table.go_to("settle")

    for member in table.members:
        send(table.room, "ready", {"from": 0}, by=member)

    assert table.state.step.key == "write"


def test_only_the_facilitator_moves_a_facilitated_room(cast, nils):
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], facilitator=cast.priya)
    table.all_arrive()
    for member in table.members:
        send(table.room, "ready", {"from": -1}, by=member)
    assert table.state.number == -1

    with pytest.raises(Refused, match="facilitator"):
        send(table.room, "move_on", {"from": -1}, by=cast.jonas)
    send(table.room, "move_on", {"from": -1}, by=cast.priya)

    assert table.state.step.key == "settle"


def test_nobody_is_stuck_behind_a_facilitator_who_dropped_off(cast, nils):
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], facilitator=cast.priya)
    table.all_arrive()
    send(table.room, "move_on", {"from": -1}, by=cast.priya)
    later = timezone.now() + timedelta(minutes=7)

    send(table.room, "move_on", {"from": 0}, by=cast.jonas, at=later)

    assert table.state.step.key == "write"


def test_anyone_gets_more_time_and_nobody_learns_who(table, cast):
    table.go_to("write")
    before = table.state.length

    answer = send(table.room, "more_time", {"from": 1}, by=cast.priya)

    assert table.state.length == before + 2 * 60_000
    from juncture.practice.moments.commanding import RoomBook

    assert RoomBook().seen_by(table.state, answer.events[0], cast.jonas.pk) == {}


def test_the_newest_version_of_an_answer_stands(table, cast):
    table.go_to("write")
    table.write(cast.jonas, "signal", "Two of ten")
    table.write(cast.jonas, "signal", "Two of ten wrote every answer.")

    table.go_to("reveal")

    board = board_for(table.state, people_at(table.room, table.state, None), None)
    assert [cell.words for cell in board.rows[0].cells] == ["Two of ten wrote every answer.", None, None]
    assert board.rows[0].alone.name == "Jonas"


def test_who_writes_first_begins_no_round_twice(cast, nils):
    """The order rotates from room to room."""
    one = set_table(cast.community, [cast.jonas, cast.priya, nils])
    other = set_table(cast.community, [cast.jonas, cast.priya, nils])

    begins = {one.go_to("rounds").order[0], other.go_to("rounds").order[0]}

    assert len(begins) == 2


def test_a_turn_is_passed_by_the_one_who_speaks(table, cast):
    state = table.go_to("rounds")
    speaker = next(m for m in table.members if m.pk == state.speaker)
    listener = next(m for m in table.members if m.pk != state.speaker)

    with pytest.raises(Refused, match="speaking"):
        send(table.room, "pass_turn", {"from": state.number, "turn": 0}, by=listener)
    send(table.room, "pass_turn", {"from": state.number, "turn": 0}, by=speaker)

    assert table.state.turn == 1
    assert table.state.speaker == state.order[1]


def test_three_people_compare_as_one_group_of_three(table):
    state = table.go_to("compare")

    assert [len(pair) for pair in state.pairs["compare"]] == [3]


def test_a_late_comer_joins_a_pair_and_speaks_last(cast, nils):
    table = set_table(cast.community, [cast.jonas, cast.priya, nils])
    early = Table(table.moment, table.room, (cast.jonas, cast.priya))
    early.go_to("rounds")

    arrive(table.room, by=nils)

    assert table.state.order[-1] == nils.pk
    early.go_to("compare")
    assert len(table.state.pairs["compare"]) == 1


def test_either_of_a_pair_writes_and_nobody_overwrites_unseen(cast, nils):
    fourth = Member.objects.create(community=cast.community, name="Ana", email="ana@example.org")
    table = set_table(cast.community, [cast.jonas, cast.priya, nils, fourth])
    table.go_to("compare")
    first = {"step": "compare", "prompt": "same", "text": "Reach or depth.", "base": None}
    answer = send(table.room, "pair_answer", first, by=cast.jonas)

    with pytest.raises(Refused, match="partner"):
        send(table.room, "pair_answer", first | {"text": "Time or trust."}, by=cast.priya)
    send(table.room, "pair_answer", first | {"text": "Time or trust.", "base": answer.seq}, by=cast.priya)

    people = people_at(table.room, table.state, cast.jonas.pk)
    mine = next(pair for pair in board_for(table.state, people, cast.jonas.pk).pairs if pair.mine)
    assert mine.answers[0].text == "Time or trust."
    other = board_for(table.state, people, nils.pk)
    assert [pair.answered for pair in other.pairs] == [False, False]


def test_a_difference_is_attached_to_the_cell_it_concerns(table, cast):
    table.go_to("write")
    table.write(cast.jonas, "choice", "We stopped the newsletter.")
    table.go_to("open")

    about = [cast.jonas.pk, "write", "choice"]
    payload = {
        "step": "open",
        "prompt": "difference",
        "text": "Ours was the only thing read.",
        "about": about,
    }
    send(table.room, "write", payload, by=cast.priya)

    board = board_for(table.state, people_at(table.room, table.state, None), None)
    cell = board.rows[1].cells[0]
    assert [note.text for note in cell.notes] == ["Ours was the only thing read."]
    assert board.notes == ()


def test_somebody_elses_entry_is_neither_edited_nor_taken_back(table, cast):
    table.go_to("open")
    payload = {"step": "open", "prompt": "question", "text": "Who pays?"}
    answer = send(table.room, "write", payload, by=cast.priya)
    entry = answer.events[0].payload["id"]

    with pytest.raises(Refused, match="isn't there"):
        send(table.room, "write", payload | {"entry": entry, "text": "Mine now"}, by=cast.jonas)
    with pytest.raises(Refused, match="isn't there"):
        send(table.room, "withdraw", {"entry": entry}, by=cast.jonas)
    send(table.room, "write", payload | {"entry": entry, "text": "Who pays for it?"}, by=cast.priya)

    assert [said.text for said in table.state.said.values()] == ["Who pays for it?"]


def test_summing_up_waits_for_the_end_of_the_open_step(table, cast):
    across = {"step": "across", "prompt": "across", "text": "Three of us traded reach for trust."}
    table.go_to("open")
    with pytest.raises(Refused, match="Summing up waits"):
        send(table.room, "write", across, by=cast.priya)

    table.go_to("wins")
    send(table.room, "write", across, by=cast.priya)

    board = board_for(table.state, people_at(table.room, table.state, None), None)
    assert [note.text for note in board.across] == ["Three of us traded reach for trust."]


def test_a_facilitator_lets_synthesis_in_early_with_a_reason(cast, nils):
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], facilitator=cast.priya)
    table.all_arrive()
    send(table.room, "move_on", {"from": -1}, by=cast.priya)
    with pytest.raises(Refused, match="why"):
        send(table.room, "lift_hold", {"from": 0, "reason": "  "}, by=cast.priya)
    with pytest.raises(Refused, match="Only the facilitator"):
        send(table.room, "lift_hold", {"from": 0, "reason": "now"}, by=cast.jonas)

    send(table.room, "lift_hold", {"from": 0, "reason": "We have met before."}, by=cast.priya)

    assert not table.state.held
    assert table.state.lift.reason == "We have met before."


def test_a_story_is_told_to_the_group_and_can_be_taken_back(table, cast):
    table.go_to("wins")
    win = tell_first_win(table.room, Story(moment="Somebody answered before I did."), by=cast.jonas)

    assert win.consents.get(withdrawn_at=None).reach == "group"
    assert list(wins_in(table.room, cast.priya)) == [win]

    keep_to_oneself(win, by=cast.jonas)

    assert list(wins_in(table.room, cast.priya)) == []
    assert list(wins_in(table.room, cast.jonas)) == [win]


def test_a_story_cannot_be_told_before_its_step(table, cast):
    table.go_to("write")

    with pytest.raises(Refused):
        tell_first_win(table.room, Story(moment="Too early"), by=cast.jonas)

    assert not cast.jonas.first_wins.exists()


def test_an_orientation_is_kept_with_its_stance_and_mailed_to_its_owner(table, cast):
    decision = bring_decision(cast.jonas, "Do I widen the programme or deepen it?")
    table.go_to("orient")

    write_orientation(
        table.room, Card(stand="Deepen", useful=8), Clarity(confidence=60, certain=3), by=cast.jonas
    )
    write_orientation(
        table.room, Card(stand="Deepen, for a quarter", useful=9), Clarity(confidence=65), by=cast.jonas
    )

    card = Orientation.objects.get()
    assert (card.stand, card.useful, card.member) == ("Deepen, for a quarter", 9, cast.jonas)
    assert card.revised_at is not None
    stance = Stance.objects.get(decision=decision)
    assert (stance.occasion, stance.confidence) == ("close", 65)
    letter = Letter.objects.get(kind="orientation")
    assert (letter.member, letter.about_id) == (cast.jonas, card.pk)
    assert table.state.oriented == {cast.jonas.pk}


def test_somebody_who_was_not_there_has_no_card(table, cast, nils):
    Table(table.moment, table.room, (cast.jonas, cast.priya)).go_to("orient")

    with pytest.raises(Refused, match="haven't come in"):
        write_orientation(table.room, Card(stand="From afar"), by=nils)

    assert not Orientation.objects.exists()


def test_one_person_cannot_fill_the_whole_board(table, cast):
    table.go_to("open")
    payload = {"step": "open", "prompt": "question", "text": "Why?"}
    for _ in range(40):
        answer = send(table.room, "write", payload, by=cast.jonas)

    with pytest.raises(Refused, match="Take one back"):
        send(table.room, "write", payload, by=cast.jonas)
    send(table.room, "write", payload, by=cast.priya)
    send(table.room, "withdraw", {"entry": answer.events[0].payload["id"]}, by=cast.jonas)
    send(table.room, "write", payload, by=cast.jonas)

    assert len(table.state.said) == 41


def test_the_log_never_holds_an_orientation(table, cast):
    table.go_to("orient")

    write_orientation(table.room, Card(stand="My very own words"), by=cast.jonas)

    assert Orientation.objects.filter(stand="My very own words").exists()
    assert not table.room.events.filter(payload__contains="very own").exists()


def test_closing_is_recorded_once(table, cast):
    table.go_to("close")
    number = table.state.number
    with pytest.raises(Refused):
        close_room(table.room, by=cast.jonas)
    for member in table.members:
        send(table.room, "ready", {"from": number}, by=member)

    close_room(table.room, by=cast.jonas)
    close_room(table.room, by=cast.priya)

    assert table.state.closed
    assert Entry.objects.filter(verb="room_closed").count() == 1


def test_a_room_that_everybody_left_is_closed_by_the_house(table, cast):
    table.go_to("write")

    assert close_left_open(timezone.now() + timedelta(hours=1)) == 0
    assert close_left_open(timezone.now() + timedelta(hours=7)) == 1

    table.room.refresh_from_db()
    assert table.room.closed_at is not None
    assert table.state.closed


def test_after_the_close_nothing_is_written(table, cast):
    table.go_to("write")
    close_room(table.room, by=cast.amara)

    with pytest.raises(Refused, match="closed"):
        table.write(cast.jonas, "signal", "Too late")


def test_a_whole_past_session_is_played_with_given_times(table, cast):
    """For the demo: every verb takes its time, and time never goes back within a room."""
    at = timezone.now() - timedelta(days=20)
    table.room.group.slot.starts_at = at
    table.room.group.slot.save()
    for member in table.members:
        arrive(table.room, by=member, at=at)
    for member in table.members:
        send(table.room, "ready", {"from": -1}, by=member, at=at + timedelta(minutes=1))

    state = table.state

    assert state.step.key == "settle"
    assert state.since == round((at + timedelta(minutes=1)).timestamp() * 1000)
    table.room.refresh_from_db()
    assert table.room.opened_at == at


def test_the_same_key_counts_once(table, cast):
    table.go_to("open")
    payload = {"step": "open", "prompt": "question", "text": "Once?"}

    first = send(table.room, "write", payload, by=cast.priya, key="a-key-of-my-own")
    second = send(table.room, "write", payload, by=cast.priya, key="a-key-of-my-own")

    assert (second.seq, second.repeated) == (first.seq, True)
    assert len(table.state.said) == 1
    with pytest.raises(Refused, match="already used"):
        send(table.room, "write", payload, by=cast.jonas, key="a-key-of-my-own")


def test_a_removed_member_is_refused(table, cast, nils):
    table.go_to("write")
    table.room.group.seats.filter(member=nils).delete()
    from juncture.practice.moments.opening import follow_seats

    follow_seats(table.room)

    with pytest.raises(Refused, match="no seat"):
        table.write(nils, "signal", "Still here")


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"step": "open", "prompt": "difference", "text": "x"}, "isn't at this step"),
        ({"step": "write", "prompt": "nothing", "text": "x"}, "doesn't ask this"),
        ({"step": None, "prompt": {"a": 1}, "text": "x"}, "doesn't ask this"),
        ({"step": "write", "prompt": "signal", "text": ["x"]}, "could not be read"),
        ({"step": "write", "prompt": "signal", "text": "x" * 2001}, "1 character too long"),
        ({"step": "write", "prompt": "signal", "text": "x" * 2003}, "3 characters too long"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(table, cast, payload, said):
    table.go_to("write")

    with pytest.raises(Refused, match=said):
        send(table.room, "write", payload, by=cast.jonas)


def test_what_cannot_be_seen_is_left_out_of_what_is_kept(table, cast):
    table.go_to("write")

    table.write(cast.jonas, "signal", "a\x00b\u202ec\r\nd\ud800")

    assert table.state.words_of(cast.jonas.pk, "write", "signal").text == "abc\nd?"


@pytest.mark.parametrize(
    "nothing",
    ["", "  \n\t ", "\u200b", "\u200d\u2060 \u00ad", "\ufeff", "\u2028\u2029", "\u202e\u2066", "\x00"],
)
def test_what_shows_nothing_is_no_answer(table, cast, nothing):
    """A character without width counted as an answer: its cell was empty, and its writer was the only one who had
    said something."""
    table.go_to("write")
    table.write(cast.jonas, "signal", nothing)
    assert not table.state.said

    table.write(cast.jonas, "signal", "We stopped.")
    table.write(cast.jonas, "signal", nothing)
    assert not table.state.said


def test_the_state_is_what_the_log_says(table, cast):
    table.go_to("write")
    table.write(cast.jonas, "signal", "Two of ten")
    table.go_to("open")

    import json

    from juncture.live.events import Event

    events = [
        Event(row.room_id, row.seq, row.key, row.at, row.kind, row.author, json.loads(row.payload))
        for row in table.room.events.all()
    ]

    assert replay(table.room.pk, events) == table.state


@pytest.mark.django_db(transaction=True)
def test_a_room_learns_at_once_that_somebody_left_the_community(cast, nils):
    from juncture.practice.people.joining import come_back, depart

    table = set_table(cast.community, [cast.jonas, cast.priya, nils])
    table.go_to("write")
    table.write(nils, "signal", "Before I left")

    depart(nils, by=cast.amara)

    assert table.state.seats == (cast.jonas.pk, cast.priya.pk)
    with pytest.raises(Refused, match="no seat"):
        table.write(nils, "signal", "Still here")
    come_back(nils, by=cast.amara)
    nils.refresh_from_db()
    arrive(table.room, by=nils)
    assert nils.pk in table.state.arrived
    table.write(nils, "signal", "Here again")


def test_a_facilitator_without_a_seat_leads_and_has_no_column(cast, nils):
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], facilitator=cast.lena)
    table.all_arrive()
    arrive(table.room, by=cast.lena)
    for number in range(-1, 3):
        send(table.room, "move_on", {"from": number}, by=cast.lena)

    state = table.state
    people = people_at(table.room, state, cast.lena.pk)
    assert state.step.key == "rounds"
    assert cast.lena.pk not in state.order
    assert [person.name for person in people] == ["Jonas", "Priya", "Nils", "Lena"]
    assert [person.name for person in board_for(state, people, None).people] == ["Jonas", "Priya", "Nils"]


def test_pages_and_stream_wait_for_each_other_by_the_same_lock():
    psycopg_log = pytest.importorskip("juncture.live.postgres_log")
    from juncture.practice.moments import sending

    assert sending.lock_key is psycopg_log.lock_key
    # A bigint of its own for every room, apart from what else takes such locks.
    keys = [sending.lock_key(room) for room in (1, 77, 2**40 + 3)]
    assert len(set(keys)) == 3
    assert all(2**47 < key < 2**63 for key in keys)
