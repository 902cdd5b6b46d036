import time
from itertools import chain, repeat

import pytest

from juncture.engine.transcripts import (
    NotATranscript,
    TranscriptIsEmpty,
    gini,
    read_call,
    read_talk,
    suggest_members,
)

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
Amara Nwosu: Welcome all. One thing: we noticed that the replies went down.

2
00:00:05.000 --> 00:00:09.000
Jonas Berg: You should try a smaller group. The tradeoff was that we lost reach.

3
00:00:09.500 --> 00:00:11.000
Jonas Berg: It took a month.

4
00:00:12.000 --> 00:00:14.000
Amara Nwosu: So to sum up, we all agree.
"""

TEAMS = """WEBVTT

4f2c/12-0
00:00:01.000 --> 00:00:04.000
<v Amara Nwosu>Hello &amp; welcome</v>

4f2c/13-0
00:00:04.000 --> 00:00:06.000
<v Jonas Berg>Hi.</v>
<v Amara Nwosu>Good to see you.</v>
"""

MEET = """WEBVTT

00:00:01.000 --> 00:00:04.000
Amara Nwosu
Hello everyone

00:00:04.000 --> 00:00:06.000
Jonas Berg
Hi there

00:00:06.000 --> 00:00:08.000
Amara Nwosu
Shall we begin?

00:00:08.000 --> 00:00:09.000
Jonas Berg
Yes
"""

SRT = """1
00:00:01,000 --> 00:00:02,000
[Amara] Hello there

2
00:00:03,000 --> 00:00:05,000
[Jonas] Hi
and thanks
"""


@pytest.mark.parametrize(
    ("text", "dialect", "speakers", "turns"),
    [
        (ZOOM, "zoom", ("Amara Nwosu", "Jonas Berg"), 3),
        (TEAMS, "teams", ("Amara Nwosu", "Jonas Berg"), 3),
        (MEET, "meet", ("Amara Nwosu", "Jonas Berg"), 4),
        (SRT, "srt", ("Amara", "Jonas"), 2),
    ],
)
def test_each_dialect_gives_turns(text: str, dialect: str, speakers: tuple[str, ...], turns: int):
    call = read_call(text)

    assert call.dialect == dialect
    assert call.speakers == speakers
    assert len(call.turns) == turns


def test_what_one_person_says_on_and_on_is_one_turn():
    turn = read_call(ZOOM).turns[1]

    assert (turn.start, turn.end) == (5.0, 11.0)
    assert turn.text.endswith("lost reach. It took a month.")


def test_a_colon_in_a_sentence_makes_no_speaker():
    assert "One thing" not in read_call(ZOOM).speakers


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    assert read_call("\ufeff" + ZOOM.replace("\n", "\r\n")).turns == read_call(ZOOM).turns


def test_a_call_tells_its_signal_its_tradeoff_and_its_first_summary():
    reading = read_talk(read_call(ZOOM))

    assert [(one.kind, one.said.speaker) for one in reading.candidates] == [
        ("signal", "Amara Nwosu"),
        ("tradeoff", "Jonas Berg"),
    ]
    assert [said.text for said in reading.advice] == ["You should try a smaller group."]
    assert reading.first_summary is not None
    assert reading.first_summary.text == "So to sum up, we all agree."
    assert reading.before_summary is not None
    assert (reading.before_summary.turns, reading.before_summary.voices) == (2, 2)


def test_shares_of_voices_add_up_to_one():
    assert sum(voice.share for voice in read_talk(read_call(ZOOM)).voices) == pytest.approx(1)


def test_an_unknown_language_gives_the_voices_alone():
    reading = read_talk(read_call(ZOOM), language="fr")

    assert len(reading.voices) == 2
    assert reading.sentences == 0
    assert reading.candidates == ()


@pytest.mark.parametrize(("amounts", "expected"), [([], 0), ([5, 5, 5], 0), ([0, 0, 9], 2 / 3)])
def test_gini_is_nought_where_all_have_the_same(amounts: list[float], expected: float):
    assert gini(amounts) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "hello", "WEBVTT\n\n", "\x00" * 1000, "Amara: hi\nJonas: hi\n"])
def test_what_is_no_call_is_refused_in_words(text: str):
    with pytest.raises(NotATranscript, match=r"\.vtt"):
        read_call(text)


def test_times_without_words_are_refused_in_words():
    with pytest.raises(TranscriptIsEmpty):
        read_call("WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n")


def test_a_million_cues_are_read_up_to_the_bound_and_it_is_said():
    lines = chain(
        ["WEBVTT", ""],
        chain.from_iterable(repeat(("00:00:01.000 --> 00:00:02.000", "Amara: hm hm", ""), 10**6)),
    )
    begun = time.process_time()

    call = read_call(lines)

    assert call.cues == 50_000
    assert call.left_out is not None
    assert time.process_time() - begun < 10


def test_an_endless_line_is_cut():
    call = read_call("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAmara: " + "word " * 100_000)

    assert len(call.turns[0].text) <= 2_000


def test_a_hostile_pile_of_brackets_takes_no_time():
    begun = time.process_time()

    read_call("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "<v " * 20_000 + "\n" + "a:" * 20_000)

    assert time.process_time() - begun < 3


def test_a_speaker_is_matched_by_name_and_never_where_two_would_fit():
    members = {"a": "Amara Nwosu", "j": "Jonas Berg", "k": "Jonas Klein"}

    assert suggest_members(["Amara Nwosu (she/her)", "Jonas", "BERG Jonas", "Room 4"], members) == {
        "Amara Nwosu (she/her)": "a",
        "Jonas": None,
        "BERG Jonas": "j",
        "Room 4": None,
    }


CUE = "{}\n00:00:0{}.000 --> 00:00:0{}.900\n{}\n\n"


def spoken(*said: str, header: str = "WEBVTT\n\n") -> list[tuple[str, str]]:
    text = header + "".join(CUE.format(at, at, at, words) for at, words in enumerate(said, start=1))
    return [(turn.speaker, turn.text) for turn in read_call(text).turns]


@pytest.mark.parametrize(
    "name", ["potuz", "Sven O | Grandine", "Eva (she/her)", "+49 170 *** 12", "山田 太郎", "משה כהן"]
)
def test_where_every_cue_has_a_name_any_name_is_one(name: str):
    assert spoken("Ada Byron: Hello.", f"{name}: Hi.") == [("Ada Byron", "Hello."), (name, "Hi.")]


def test_a_wide_colon_is_a_colon():
    assert spoken("山田：はい", "鈴木：そう") == [("山田", "はい"), ("鈴木", "そう")]


def test_two_voices_under_one_time_are_two():
    assert spoken("- Ada: Hello.\n- Bob: Hi.", "Ada: So.") == [
        ("Ada", "Hello."),
        ("Bob", "Hi."),
        ("Ada", "So."),
    ]


def test_captions_that_roll_are_read_once():
    said = spoken(
        "so<00:00:00.400><c> we</c><00:00:00.600><c> tried</c>",
        "so we tried",
        "so we tried\nit<00:00:02.400><c> once</c>",
    )

    assert said == [("?", "so we tried it once")]


def test_what_stands_in_a_note_was_not_said():
    assert spoken("Ada: Hi.", header="WEBVTT\n\nNOTE\n00:00:00.000 --> 00:00:00.500\nBob: cut out\n\n") == [
        ("Ada", "Hi.")
    ]


@pytest.mark.parametrize("line_end", ["\r", "\r\n"])
def test_any_line_ends_do(line_end: str):
    assert read_call(ZOOM.replace("\n", line_end)).turns == read_call(ZOOM).turns


def test_names_of_cues_without_an_empty_line_between_are_not_words():
    assert read_call(TEAMS.replace("\n\n", "\n")).turns == read_call(TEAMS).turns


def test_a_recording_of_more_than_a_hundred_hours_with_odd_fractions_is_read():
    (turn,) = read_call("1\n1000:00:01,1416 --> 1000:00:03,5\nAda: Hi.\n").turns

    assert (turn.start, turn.end) == (3_600_001.1416, 3_600_003.5)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("After a month we noticed that the same three people asked everything.", "signal"),
        ("We saw that fewer members wrote after the second week.", "signal"),
        ("In practice we've found that a long discussion frightens newcomers.", "signal"),
        ("I saw the first one start and told him to stop at once.", None),
        ("If I found out that they had known, I would be furious.", None),
        ("We gave up the big stage for an hour with the regulars.", "tradeoff"),
        ("The price was that we lost half of the sign-ups.", "tradeoff"),
        ("The price was very fair and the food was good.", None),
        ("And then it finally clicked, and two of them came back.", "first_win"),
        ("The first time I did it was with somebody online.", None),
        ("What really surprised me was that nobody asked for the recording.", "signal"),
        ("We heard from a lot of members that the evenings were too long.", "signal"),
        ("It was much harder than we expected to find a second mentor.", "signal"),
        ("One of the complaints we got was that the newcomers sat alone.", "signal"),
        ("It struck me that the newcomers never ask in the channel.", "signal"),
        ("And then they just stopped showing up at the office.", "signal"),
        ("I noticed with some delay the door at the back.", None),
        ("The best advice I've heard from people is to wait.", None),
        ("I learned how to weld in that year.", None),
        ("The trade-off for us is that the experts come less often.", "tradeoff"),
        ("It took a lot away from my time with the team.", "tradeoff"),
        ("There are a lot of trade-offs in that field.", None),
        ("We have to choose between the open door and the small circle.", "tradeoff"),
        ("It turned out that people actually wanted the small evening.", "first_win"),
        ("The newsletter came up and it was a huge success.", "first_win"),
        ("Within a year it got 300 people to contribute.", "first_win"),
        ("Then we were able to hire somebody for the evenings.", "first_win"),
    ],
)
def test_a_candidate_is_what_happened_to_whoever_speaks(sentence: str, kind: str | None):
    reading = read_talk(read_call(f"WEBVTT\n\n00:01.000 --> 00:09.000\nAda: {sentence}\n"))

    assert [one.kind for one in reading.candidates] == ([kind] if kind else [])
