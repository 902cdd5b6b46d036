from __future__ import annotations

import os
import socket
import time

import pytest

from juncture.live import tickets
from juncture.live.door import GONE_AFTER

from .house import SECRET, Guest, House, wait_until
from .notebook import AMARA, JONAS, PRIYA


def test_everybody_in_the_room_hears_what_is_said(house: House) -> None:
    amara, jonas = Guest(house.port, 1, AMARA), Guest(house.port, 1, JONAS)

    with amara.listen() as hers, jonas.listen() as his:
        status, answer = amara.post("say", {"text": "Good morning"})

        assert status == 200
        assert answer["seq"] == 1
        heard = {
            "seq": 1,
            "at": answer["events"][0]["at"],
            "kind": "say",
            "payload": {"text": "Good morning"},
        }
        assert hers.next(1) == [heard]
        assert his.next(1) == [heard]


def test_another_room_hears_nothing(house: House) -> None:
    with Guest(house.port, 2, AMARA).listen() as elsewhere:
        assert elsewhere.status == 200
        Guest(house.port, 1, JONAS).post("say", {"text": "Only for room one"})

        assert b"room one" not in elsewhere.silence(0.5)


def test_a_reader_who_comes_late_gets_what_was_said(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    for n in range(5):
        amara.post("say", {"text": f"line {n}"})

    with Guest(house.port, 1, JONAS).listen() as late:
        assert [event["seq"] for event in late.next(5)] == [1, 2, 3, 4, 5]


def test_a_stream_resumes_after_the_last_event_it_saw(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    for n in range(5):
        amara.post("say", {"text": f"line {n}"})

    with amara.listen(after=1, last_event_id="3") as again:
        assert [event["seq"] for event in again.next(2)] == [4, 5]


def test_a_garbled_last_event_id_does_not_end_the_stream(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("say", {"text": "hello"})

    with amara.listen(last_event_id="NaN'; --") as again:
        assert [event["seq"] for event in again.next(1)] == [1]


def test_a_reader_from_the_future_is_told_to_load_the_page(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("say", {"text": "hello"})

    with amara.listen(last_event_id="99") as ahead:
        assert ahead.next(1) == [{"seq": 1}]
        assert b"event: reset" in ahead.bytes
        amara.post("say", {"text": "onwards"})
        assert ahead.next(1)[0]["seq"] == 2


def test_the_same_log_can_be_read_without_a_stream(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("say", {"text": "one"})
    amara.post("say", {"text": "two"})

    status, headers, body = amara.request("GET", "events?after=1")

    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert (body["seq"], body["more"], body["reset"]) == (2, False, False)
    assert [event["payload"] for event in body["events"]] == [{"text": "two"}]
    assert amara.request("GET", "events?after=soon")[0] == 400


def test_a_long_history_comes_page_by_page(database: str) -> None:
    with House(database, burst=1_000, rate=1_000.0, page=10, buffer_events=15) as house:
        amara = Guest(house.port, 1, AMARA)
        for n in range(64):
            amara.post("say", {"text": f"line {n}"})

        with amara.listen() as stream:
            assert [event["seq"] for event in stream.next(64)] == list(range(1, 65))
            amara.post("say", {"text": "and on"})
            assert stream.next(1)[0]["seq"] == 65


def test_sealed_text_is_absent_from_everybody_elses_bytes(house: House) -> None:
    amara, jonas = Guest(house.port, 1, AMARA), Guest(house.port, 1, JONAS)

    with amara.listen() as hers, jonas.listen() as his:
        amara.post("write", {"text": "I would rather leave"})

        assert hers.next(1)[0]["payload"] == {"text": "I would rather leave"}
        assert his.next(1) == [{"seq": 1, "kind": "sealed"}]
        with jonas.listen() as again:
            assert again.next(1) == [{"seq": 1, "kind": "sealed"}]
            assert b"leave" not in again.bytes
        assert jonas.events() == [{"seq": 1, "kind": "sealed"}]
        assert b"leave" not in his.bytes


def test_what_was_sealed_is_there_for_all_after_the_reveal(house: House) -> None:
    amara, jonas = Guest(house.port, 1, AMARA), Guest(house.port, 1, JONAS)

    with jonas.listen() as his:
        amara.post("write", {"text": "I would rather leave"})
        amara.post("reveal")

        kinds = [event["kind"] for event in his.next(3)]
        assert kinds == ["sealed", "revealed", "shown"]
        assert [event["kind"] for event in jonas.events()] == ["write", "revealed", "shown"]


def test_one_unreadable_event_does_not_silence_the_room(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)

    with amara.listen() as hers:
        amara.post("say", {"text": "unreadable"})
        amara.post("say", {"text": "fine"})

        assert [event["kind"] for event in hers.next(2)] == ["sealed", "say"]


def test_the_stream_is_not_to_be_cached_buffered_or_compressed(house: House) -> None:
    with Guest(house.port, 1, AMARA).listen() as stream:
        assert stream.status == 200
        head = stream.bytes.lower()

    assert b"content-type: text/event-stream" in head
    assert b"x-accel-buffering: no" in head
    assert b"cache-control: no-store, no-transform" in head


def test_a_heartbeat_keeps_a_quiet_stream_open(database: str) -> None:
    with House(database, heartbeat=1.0) as house, Guest(house.port, 1, AMARA).listen() as stream:
        assert stream.status == 200
        stream.next(0)
        assert b":\n\n" in stream.silence(2.5)


def test_a_slow_reader_is_cut_off_and_resumes_while_others_read_on(database: str) -> None:
    with House(database, burst=10_000, rate=10_000.0, buffer_events=40) as house:
        amara, jonas, priya = (Guest(house.port, 1, who) for who in (AMARA, JONAS, PRIYA))
        with amara.listen() as hers, jonas.listen() as slow:
            assert slow.status == 200
            text, sent = "x" * 40_000, 0
            while house.stream.hub.streams() == 2 and sent < 1_500:
                priya.post("say", {"text": text})
                sent += 1
                assert hers.next(1)[0]["seq"] == sent

            assert house.stream.hub.streams() == 1, "the slow reader still holds its place"
            got = slow.rest()

        assert [event["seq"] for event in got] == list(range(1, len(got) + 1))
        assert 0 < len(got) < sent
        with jonas.listen(last_event_id=str(got[-1]["seq"])) as again:
            assert [event["seq"] for event in again.next(sent - len(got))][-1] == sent


def test_members_with_a_stream_open_are_present(database: str) -> None:
    with House(database, grace=0.5) as house:
        amara = Guest(house.port, 1, AMARA)
        with (
            amara.listen(),
            Guest(house.port, 1, JONAS).listen(),
            Guest(house.port, 1, PRIYA, "watch").listen(),
        ):
            wait_until(lambda: house.stream.hub.streams() == 3)

            assert house.stream.present(1) == {AMARA, JONAS}
            assert amara.post("look_around")[1]["events"][0]["payload"] == {"there": [AMARA, JONAS]}

        wait_until(lambda: house.stream.hub.streams() == 0)
        assert house.stream.present(1) == {AMARA, JONAS}, "a reload isn't an absence"
        wait_until(lambda: house.stream.present(1) == frozenset(), 4)


def test_a_room_is_told_how_many_are_here_when_that_has_changed(database: str) -> None:
    with House(database, grace=0.5) as house, Guest(house.port, 1, AMARA).listen() as amara:
        amara.hears(b"event: here\ndata:1\n")

        with Guest(house.port, 1, JONAS).listen(), Guest(house.port, 1, PRIYA, "watch").listen():
            amara.hears(b"event: here\ndata:2\n")
        amara.hears(b"event: here\ndata:1\n", 2)

        # It is no event of the log: it has no number to resume from.
        assert b"id:" not in amara.bytes


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux ends a silent connection so")
def test_a_phone_that_vanishes_without_a_goodbye_is_missed_soon(database: str) -> None:
    with House(database) as house, Guest(house.port, 1, AMARA).listen():
        wait_until(lambda: house.stream.hub.streams() == 1)
        (reader,) = house.stream.hub._everyone()
        peer = reader._door.transport.get_extra_info("socket")

        with socket.socket(fileno=os.dup(peer.fileno())) as same:
            assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == GONE_AFTER


def test_one_member_cannot_hold_streams_without_end(database: str) -> None:
    with House(database, streams_each=3) as house:
        amara = Guest(house.port, 1, AMARA)
        streams = []
        for _ in range(5):
            streams.append(amara.listen())
            assert streams[-1].status == 200

        wait_until(lambda: house.stream.hub.streams() == 3)
        assert streams[0].rest() == []
        for stream in streams:
            stream.socket.close()


def test_a_stream_ends_when_its_ticket_does(database: str) -> None:
    with House(database, heartbeat=1.0) as house:
        amara = Guest(house.port, 1, AMARA)
        amara.ticket = tickets.issue(SECRET, 1, AMARA, "member", time.time() + 2)
        with amara.listen() as stream:
            assert stream.status == 200
            assert stream.rest() == []
        assert amara.listen().status == 401
