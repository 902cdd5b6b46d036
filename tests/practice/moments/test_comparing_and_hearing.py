"""Pairs' answers across their columns; one's own share and one cue at a time."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from juncture.practice.models import Member
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.hearing import cue, own_share
from juncture.practice.moments.replaying import BEFORE, MINUTE
from juncture.practice.moments.seeing import Board, board_for, people_at
from juncture.practice.moments.sending import send
from tests.rooms import Table, set_table


@pytest.fixture
def four(cast) -> Table:
    nils, olu = (
        Member.objects.create(community=cast.community, name=name, email=f"{name}@example.org".lower())
        for name in ("Nils", "Olu")
    )
    return set_table(cast.community, [cast.jonas, cast.priya, nils, olu], by=cast.amara)


def board(table: Table, viewer: Member | None = None) -> Board:
    return board_for(table.state, people_at(table.room, table.state, None), viewer.pk if viewer else None)


def answer(table: Table, by: Member, text: str) -> None:
    prompt = table.state.show.step("compare").prompts[0].key
    send(table.room, "pair_answer", {"step": "compare", "prompt": prompt, "text": text}, by=by)


def filled(table: Table) -> None:
    table.go_to("write")
    for member in table.members:
        table.write(member, "signal", f"{member.name} saw fewer people come back every month since May.")
    table.go_to("compare")


# -- what pairs wrote -----------------------------------------------------------------------------------------


def test_a_pairs_answer_stands_across_its_two_columns_once_the_step_has_ended(four, cast):
    filled(four)
    answer(four, cast.jonas, "Reach or depth.")
    assert board(four).compared == ()
    assert board(four, cast.jonas).compared == ()

    four.go_to("open")

    (line,) = board(four).compared
    assert [([person.name for person in cell.people], cell.text) for cell in line.cells] == [
        (["Jonas", "Priya"], "Reach or depth."),
        (["Nils"], ""),
        (["Olu"], ""),
    ]
    assert sum(cell.width for cell in line.cells) == len(board(four).people)
    assert board(four).loose_pairs == ()


def test_who_joined_a_pair_late_sits_beside_it(four, cast):
    jonas, priya, nils, olu = four.members
    for member in (jonas, priya, nils):
        arrive(four.room, by=member)
    for _ in range(6):
        if four.state.step and four.state.step.key == "compare":
            break
        for member in (jonas, priya, nils):
            send(four.room, "ready", {"from": four.state.number}, by=member)
        if four.state.number == BEFORE:
            send(four.room, "move_on", {"from": BEFORE}, by=jonas)
    assert four.state.pairs["compare"] == ((jonas.pk, priya.pk, nils.pk),)
    answer(four, jonas, "Reach or depth.")
    arrive(four.room, by=olu)
    for member in four.members:
        send(four.room, "ready", {"from": four.state.number}, by=member)

    (line,) = board(four).compared
    widths = [cell.width for cell in line.cells]
    assert sum(widths) == len(board(four).people)
    assert max(widths) >= 3
    assert {person.name for cell in line.cells for person in cell.people} == {"Jonas", "Priya", "Nils", "Olu"}


def test_a_board_without_answers_of_pairs_keeps_the_order_of_seats(four):
    filled(four)
    four.go_to("open")

    assert [person.name for person in board(four).people] == ["Jonas", "Priya", "Nils", "Olu"]
    assert board(four).compared == ()


# -- who is heard ---------------------------------------------------------------------------------------------


def test_a_share_of_the_words_counts_what_all_can_read_and_never_what_is_sealed(four, cast):
    four.go_to("write")
    four.write(cast.jonas, "signal", "word " * 60)
    four.write(cast.priya, "signal", "word " * 20)
    assert own_share(four.state, cast.jonas.pk) is None

    four.go_to("open")

    share = own_share(four.state, cast.jonas.pk)
    assert (share.of, share.share, share.people) == ("words", 0.75, 2)
    assert own_share(four.state, cast.priya.pk).share == 0.25
    assert own_share(four.state, cast.lena.pk) is None


def test_a_board_with_few_words_or_one_voice_says_nothing_about_shares(four, cast):
    four.go_to("write")
    four.write(cast.jonas, "signal", "word " * 200)
    four.go_to("open")

    assert own_share(four.state, cast.jonas.pk) is None


def test_the_share_of_talk_is_how_long_turns_were_and_a_forgotten_turn_counts_twice_its_time_at_most(four):
    four.go_to("rounds")
    begun = datetime.fromtimestamp(four.state.turn_since / 1000, tz=timezone.now().tzinfo)
    each = four.state.step.turns.seconds_each
    by_id = {member.pk: member for member in four.members}
    first, second = four.state.order[:2]
    spoke, late = begun + timedelta(seconds=each), begun + timedelta(seconds=each * 50)
    send(four.room, "pass_turn", {"from": four.state.number, "turn": 0}, by=by_id[first], at=spoke)
    send(four.room, "pass_turn", {"from": four.state.number, "turn": 1}, by=by_id[second], at=late)

    assert four.state.spoken == {first: each * 1000, second: 2 * each * 1000}
    assert own_share(four.state, first).share == pytest.approx(1 / 3)
    assert own_share(four.state, second).of == "talk"


def test_one_cue_at_a_time_and_it_names_nobody(four, cast):
    filled(four)
    four.go_to("open")
    state = four.state

    assert cue(state, cast.jonas.pk, state.since) is None
    assert cue(state, cast.jonas.pk, state.since + 4 * MINUTE) == "nobody_differs"
    entry = {"step": "open", "prompt": "difference", "text": "Ours came back."}
    send(four.room, "write", entry, by=cast.priya)
    assert cue(four.state, cast.jonas.pk, state.since + 4 * MINUTE) is None
    assert cue(four.state, cast.jonas.pk, state.since + state.length) == "time"


def test_somebody_unheard_comes_first_and_only_whoever_leads_is_told(cast):
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    table = set_table(cast.community, [cast.jonas, cast.priya, nils], facilitator=cast.lena)
    table.all_arrive()
    arrive(table.room, by=cast.lena)
    for number in range(-1, 5):
        send(table.room, "move_on", {"from": number}, by=cast.lena)
        if table.state.step.turns:
            send(table.room, "pass_turn", {"from": table.state.number, "turn": 0}, by=cast.lena)
    state = table.state
    assert state.step.kind == "open"

    assert cue(state, cast.lena.pk, state.since + state.length) == "unheard"
    assert cue(state, cast.jonas.pk, state.since + state.length) is None
