"""A call's words belong to those who said them: what is offered, to whom, and what is gone when."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from juncture.practice.models import CallImport, CallPiece, Letter, Publication
from juncture.practice.moments.importing_calls import (
    MOST_BYTES,
    MOST_CUES,
    CallTrouble,
    answer_call,
    call_of,
    drop_unanswered,
    import_call,
    kept_pieces,
    kept_text,
    match_speakers,
    pieces_of,
    suggested,
    withdraw_call,
)
from tests.factories import make_held_room

CALL = b"""WEBVTT

00:00:01.000 --> 00:00:09.000
Jonas (he/him): We noticed that half of the newcomers left after the second month.

00:00:10.000 --> 00:00:20.000
Priya: We gave up reach for depth, and the tradeoff was that nobody new came for a year.

00:00:21.000 --> 00:00:25.000
Guest 7: You should just hire a moderator.

00:00:26.000 --> 00:00:33.000
Jonas (he/him): Our first win was when two members answered each other without us.
"""


@pytest.fixture
def room(cast):
    return make_held_room(cast.amara, [cast.jonas, cast.priya])


@pytest.fixture
def call(cast, room):
    return import_call(room, CALL, by=cast.amara)


@pytest.fixture
def matched(cast, call):
    match_speakers(call, {0: cast.jonas.pk, 1: cast.priya.pk, 2: None}, by=cast.amara)
    call.refresh_from_db()
    return call


def answer(call, member, *, keep=(), keep_text=False):
    answer_call(call, keep=keep, keep_text=keep_text, by=member)
    call.refresh_from_db()


def test_what_is_kept_for_the_host_names_and_quotes_nobody(call):
    told = json.dumps(call.figures)

    assert call.figures["shares"] == sorted(call.figures["shares"], reverse=True)
    assert call.figures["advice_share"] == 0.25
    assert call.figures["found"]["first_win"] == 1
    for word in ("Jonas", "Priya", "Guest", "reach", "moderator"):
        assert word not in told


def test_voices_are_suggested_by_name_and_matched_by_hand(cast, call):
    assert suggested(call) == {0: cast.jonas.pk, 1: cast.priya.pk, 2: None}
    assert not CallPiece.objects.exists()


def test_each_speaker_is_offered_their_own_sentences_alone(cast, matched):
    mine = [one.text for one in pieces_of(matched, cast.priya)]

    assert mine == ["We gave up reach for depth, and the tradeoff was that nobody new came for a year."]
    assert "first win" in " ".join(one.text for one in pieces_of(matched, cast.jonas))
    assert set(Letter.objects.filter(kind="call").values_list("member__name", flat=True)) == {
        "Jonas",
        "Priya",
    }


def test_a_voice_that_is_nobodys_leaves_no_word_and_no_name(matched):
    assert "moderator" not in json.dumps(matched.turns)
    assert matched.found is None
    assert [one.label for one in matched.speakers.all()] == ["", ""]


def test_nobody_sees_a_piece_before_its_speaker_keeps_it(cast, room, matched):
    assert not kept_pieces(room).exists()
    piece = pieces_of(matched, cast.priya).get()

    answer(matched, cast.priya, keep=[piece.pk])

    assert [(one.member, one.kind) for one in kept_pieces(room)] == [(cast.priya, "tradeoff")]


def test_what_is_dropped_is_gone_and_not_hidden(cast, room, matched):
    answer(matched, cast.priya)

    dropped = CallPiece.objects.get(member=cast.priya)
    assert dropped.text == ""
    assert not pieces_of(matched, cast.priya).exists()


def test_a_kept_piece_can_be_taken_back(cast, room, matched):
    piece = pieces_of(matched, cast.priya).get()
    answer(matched, cast.priya, keep=[piece.pk])

    answer(matched, cast.priya)

    assert not kept_pieces(room).exists()
    assert CallPiece.objects.get(pk=piece.pk).text == ""


def test_nobody_keeps_what_another_said(cast, room, matched):
    of_jonas = [one.pk for one in pieces_of(matched, cast.jonas)]

    answer(matched, cast.priya, keep=of_jonas)

    assert not kept_pieces(room).exists()
    assert pieces_of(matched, cast.jonas).count() == len(of_jonas)


def test_the_text_goes_with_the_first_no(cast, matched):
    answer(matched, cast.jonas, keep_text=True)
    assert matched.turns is not None
    assert kept_text(matched) == []

    answer(matched, cast.priya, keep_text=False)

    assert matched.turns is None
    assert matched.dropped_at is not None


def test_the_text_stays_where_all_agree_and_goes_when_one_takes_it_back(cast, matched):
    answer(matched, cast.jonas, keep_text=True)
    answer(matched, cast.priya, keep_text=True)
    assert [person for person, _, _ in kept_text(matched)] == [cast.jonas, cast.priya, cast.jonas]

    answer(matched, cast.priya, keep_text=False)

    assert kept_text(matched) == []
    assert matched.turns is None


def test_two_weeks_of_silence_are_a_no(cast, room, matched):
    jonas = [one.pk for one in pieces_of(matched, cast.jonas)]
    answer(matched, cast.jonas, keep=jonas, keep_text=True)

    assert drop_unanswered(timezone.now() + timedelta(days=13)) == 0
    assert drop_unanswered(timezone.now() + timedelta(days=15)) == 1

    matched.refresh_from_db()
    assert matched.turns is None
    assert CallPiece.objects.get(member=cast.priya).text == ""
    assert kept_pieces(room).count() == len(jonas)


def test_a_call_nobody_matched_is_gone_whole_after_two_weeks(call):
    drop_unanswered(timezone.now() + timedelta(days=15))

    assert not CallImport.objects.exists()


def test_the_wrong_file_is_withdrawn_until_its_speakers_know(cast, room, call):
    withdraw_call(call, by=cast.amara)
    assert not CallImport.objects.exists()

    again = import_call(room, CALL, by=cast.amara)
    match_speakers(again, {0: cast.jonas.pk}, by=cast.amara)
    with pytest.raises(CallTrouble, match="theirs to say"):
        withdraw_call(again, by=cast.amara)


def test_a_voice_can_only_be_somebody_of_the_group(cast, call):
    with pytest.raises(CallTrouble, match="at least one voice"):
        match_speakers(call, {0: cast.lena.pk, 1: cast.sam.pk}, by=cast.amara)


def test_a_call_is_found_by_those_who_spoke_alone(cast, matched):
    assert call_of(cast.jonas, matched.pk) == matched
    assert call_of(cast.lena, matched.pk) is None


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "No times"),
        (b"\x00\xff\xfe" * 100, "No times"),
        (b"name,email\nA,a@example.org\n", "No times"),
        (b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n", "no words"),
        (b"x" * (MOST_BYTES + 1), "20 MB"),
        (
            b"WEBVTT\n\n"
            + b"".join(
                f"00:00:{n % 60:02}.000 --> 00:01:00.000\n<v Person {n}>We moved on.\n\n".encode()
                for n in range(70)
            ),
            "70 voices",
        ),
        (
            b"WEBVTT\n\n" + b"00:00:01.000 --> 00:00:02.000\nA: Yes.\n\n" * (MOST_CUES + 1),
            "4,001 pieces",
        ),
    ],
)
def test_a_file_that_is_no_groups_call_is_said_to_be(cast, room, raw, says):
    with pytest.raises(CallTrouble, match=says):
        import_call(room, raw, by=cast.amara)
    assert not CallImport.objects.exists()


def test_a_room_has_one_call(cast, room, call):
    with pytest.raises(CallTrouble, match="already"):
        import_call(room, CALL, by=cast.amara)


def test_a_moment_nobody_was_invited_to_had_no_call(cast, room):
    Publication.objects.all().delete()

    with pytest.raises(CallTrouble, match="published"):
        import_call(room, CALL, by=cast.amara)
