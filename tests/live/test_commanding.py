from __future__ import annotations

import json
import sqlite3
import threading
import time
from typing import Any

import pytest

from juncture.live import Command, Refused, Unavailable, tickets

from .house import SECRET, Guest, House
from .notebook import AMARA, JONAS


def test_a_repeated_key_gets_the_first_answer_and_counts_once(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)

    first = amara.post("say", {"text": "once"}, key="double-tap")
    amara.post("say", {"text": "something else"})
    second = amara.post("say", {"text": "once"}, key="double-tap")

    assert second == (200, {**first[1], "repeated": True})
    assert [event["payload"]["text"] for event in amara.events()] == ["once", "something else"]


def test_a_key_is_remembered_when_the_house_opens_again(database: str) -> None:
    with House(database) as house:
        first = Guest(house.port, 1, AMARA).post("say", {"text": "once"}, key="before-restart")

    with House(database) as house:
        amara = Guest(house.port, 1, AMARA)
        assert amara.post("say", {"text": "once"}, key="before-restart") == (
            200,
            {**first[1], "repeated": True},
        )
        assert len(amara.events()) == 1


def test_the_same_key_sent_many_times_at_once_counts_once(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    answers: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(amara.post("say", {"text": "now"}, key="storm")[1]["seq"])
        )
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [1] * 12
    assert len(amara.events()) == 1


def test_one_key_used_by_two_people_is_refused_to_the_second(house: House) -> None:
    Guest(house.port, 1, AMARA).post("write", {"text": "mine alone"}, key="shared-key")

    status, body = Guest(house.port, 1, JONAS).post("say", {"text": "hello"}, key="shared-key")

    assert (status, body["code"]) == (409, "key_taken")
    assert "mine alone" not in str(body)


def test_a_command_may_lead_to_several_events(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("write", {"text": "a"})
    amara.post("write", {"text": "b"})

    status, answer = amara.post("reveal", key="unfold")

    assert status == 200
    assert [event["seq"] for event in answer["events"]] == [3, 4, 5]
    log = sqlite3.connect(house.database).execute("SELECT key FROM room_event WHERE seq > 2 ORDER BY seq")
    assert [row[0] for row in log] == ["unfold", "unfold#1", "unfold#2"]
    assert amara.post("reveal", key="unfold")[1] == {**answer, "repeated": True}


def test_a_command_may_lead_to_nothing(house: House) -> None:
    assert Guest(house.port, 1, AMARA).post("shrug") == (200, {"seq": 0, "events": [], "repeated": False})


def test_a_refusal_is_told_and_leaves_no_trace(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    amara.post("reveal")

    status, body = amara.post("reveal")

    assert (status, body) == (409, {"code": "already", "message": "This was revealed a moment ago."})
    assert len(amara.events()) == 1


def test_one_bad_command_does_not_harm_those_written_with_it(house: House) -> None:
    house.stream.submit(Command(1, "warm-up", "shrug", AMARA)).result(5)
    with sqlite3.connect(house.database) as blocking:
        blocking.execute("BEGIN IMMEDIATE")  # so that all of them end up in one batch
        futures = [
            house.stream.submit(Command(1, f"key-{n}", kind, AMARA, {"text": str(n)}))
            for n, kind in enumerate(["say", "trip", "say", "garble", "dance", "say"])
        ]
        other = house.stream.submit(Command(99, "nowhere", "say", AMARA, {"text": "hello"}))
        time.sleep(0.2)
        blocking.rollback()

    outcomes = [future.exception(5) for future in futures]
    assert [getattr(exc, "code", None) for exc in outcomes] == [
        None,
        "broken",
        None,
        "broken",
        "unknown",
        None,
    ]
    assert isinstance(other.exception(5), Refused)
    assert [event["payload"]["text"] for event in Guest(house.port, 1, AMARA).events()] == ["0", "2", "5"]


def test_a_locked_database_is_answered_503_and_the_command_may_be_repeated(database: str) -> None:
    with House(database, patience=0.2) as house:
        amara = Guest(house.port, 1, AMARA)
        amara.post("say", {"text": "before"})
        with sqlite3.connect(database) as blocking:
            blocking.execute("BEGIN IMMEDIATE")
            status, headers, body = amara.request(
                "POST",
                "commands",
                '{"kind": "say", "payload": {"text": "kept"}}',
                idempotency_key="kept-key",
                content_type="application/json",
            )
            blocking.rollback()

        assert (status, body["code"]) == (503, "busy")
        assert int(headers["retry-after"]) >= 1
        assert amara.post("say", {"text": "kept"}, key="kept-key")[1]["repeated"] is False
        assert [event["payload"]["text"] for event in amara.events()] == ["before", "kept"]


def test_a_database_that_is_not_there_yet_is_answered_503(tmp_path: object) -> None:
    with House(f"{tmp_path}/empty.sqlite3") as house:
        assert Guest(house.port, 1, AMARA).post("say", {"text": "hello"})[0] == 503


def test_any_thread_may_send_a_command_and_readers_hear_it(house: House) -> None:
    with Guest(house.port, 1, JONAS).listen() as his:
        assert his.status == 200

        answer = house.stream.submit(Command(1, "from-a-form", "say", AMARA, {"text": "hello"})).result(5)

        assert (answer.seq, answer.repeated, answer.state.lines) == (1, False, ((AMARA, "hello"),))
        assert his.next(1)[0]["payload"] == {"text": "hello"}
        assert house.stream.look(1).result(5).seq == 1


def test_a_closed_house_takes_no_commands(database: str) -> None:
    with House(database) as house:
        pass

    assert isinstance(house.stream.submit(Command(1, "late", "say", AMARA)).exception(1), Unavailable)


def test_time_never_goes_back_within_a_room(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = time.time_ns() + 3_600_000_000_000
    first = house.stream.submit(Command(1, "now", "say", AMARA, {"text": "a"})).result(5).events[0].at
    monkeypatch.setattr(time, "time_ns", lambda: ahead)
    second = house.stream.submit(Command(1, "ahead", "say", AMARA, {"text": "b"})).result(5).events[0].at
    monkeypatch.undo()
    third = house.stream.submit(Command(1, "back", "say", AMARA, {"text": "c"})).result(5).events[0].at

    assert first < second == third


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ("{", {}, 400, "not_json"),
        ("[" * 60_000, {}, 400, "not_json"),
        ('{"kind": "say", "payload": {"text": NaN}}', {}, 400, "not_json"),
        ('{"kind": "say", "payload": {"text": "\\ud800"}}', {}, 400, "not_json"),
        (b"\xff\xfe\x00", {}, 400, "not_json"),
        ('{"kind": "say", "payload": {"n": ' + "9" * 6_000 + "}}", {}, 400, "not_json"),
        ("[]", {}, 400, "not_a_command"),
        ('{"kind": 7}', {}, 400, "not_a_command"),
        ('{"kind": "Say it!"}', {}, 400, "not_a_command"),
        ('{"kind": "say", "payload": []}', {}, 400, "not_a_command"),
        ('{"kind": "say"}', {"idempotency_key": ""}, 400, "no_key"),
        ('{"kind": "say"}', {"idempotency_key": "key#1"}, 400, "no_key"),
        ('{"kind": "say"}', {"idempotency_key": "k" * 57}, 400, "no_key"),
        ('{"kind": "say"}', {"content_type": "text/plain"}, 415, "not_json"),
        ('{"kind": "say", "payload": {"text": "' + "x" * 70_000 + '"}}', {}, 413, "too_large"),
        ('{"kind": "say"}', {"origin": "https://elsewhere.example"}, 403, "other_site"),
        ('{"kind": "say"}', {"origin": "null"}, 403, "other_site"),
        ('{"kind": "say"}', {"sec_fetch_site": "cross-site"}, 403, "other_site"),
    ],
)
def test_what_cannot_be_a_command_is_told_so(
    house: House, body: str | bytes, headers: dict[str, str], status: int, code: str
) -> None:
    amara = Guest(house.port, 1, AMARA)
    sent = {"idempotency_key": "some-key", "content_type": "application/json", **headers}

    got, _, answer = amara.request("POST", "commands", body, **sent)

    assert (got, answer["code"]) == (status, code)
    assert answer["message"].endswith(".")
    assert amara.events() == []


@pytest.mark.parametrize("other", [JONAS, 0, -1, 10**30, "1", None, [AMARA], {"id": AMARA}])
def test_a_page_of_another_member_sends_nothing_in_the_name_of_who_came_in_since(
    house: House, other: object
) -> None:
    amara = Guest(house.port, 1, AMARA)

    def say(whose: object) -> tuple[int, dict[str, str], Any]:
        body = json.dumps({"kind": "say", "payload": {"text": "Mine"}, "as": whose})
        return amara.request(
            "POST", "commands", body, idempotency_key="some-key", content_type="application/json"
        )

    status, _, answer = say(other)
    assert (status, answer["code"]) == (409, "another_member")
    assert amara.events() == []

    assert say(AMARA)[0] == 200


def test_hostile_text_comes_out_as_it_went_in(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    text = "data: {}\n\nid: 99\r\n\x00 \u2028 </script> 🌱 " + "\\" * 9

    with amara.listen() as hers:
        amara.post("say", {"text": text})
        assert hers.next(1)[0]["payload"]["text"] == text
    assert amara.events()[0]["payload"]["text"] == text


def test_our_own_origin_may_post_also_behind_a_proxy(database: str) -> None:
    with House(database, origins=frozenset({"https://juncture.example"})) as house:
        amara = Guest(house.port, 1, AMARA)

        assert amara.post("shrug", origin="https://juncture.example")[0] == 200
        assert amara.post("shrug", origin=f"http://127.0.0.1:{house.port}")[0] == 200
        assert amara.post("shrug", sec_fetch_site="same-origin")[0] == 200


def test_too_many_commands_wait_and_others_do_not_notice(database: str) -> None:
    with House(database, burst=3, rate=0.5) as house:
        amara, jonas = Guest(house.port, 1, AMARA), Guest(house.port, 1, JONAS)

        assert [amara.post("shrug")[0] for _ in range(4)] == [200, 200, 200, 429]
        status, headers, body = amara.request("POST", "commands", "{}", idempotency_key="k")
        assert (status, body["code"]) == (429, "too_many")
        assert 1 <= int(headers["retry-after"]) <= 2
        assert jonas.post("shrug")[0] == 200


def test_only_a_ticket_for_this_room_lets_in(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    for what in ("events", "stream"):
        amara.ticket = ""
        assert amara.request("GET", what)[0] == 401
        amara.ticket = "nonsense.signature"
        assert amara.request("GET", what)[0] == 401
        amara.ticket = tickets.issue(
            "another secret, also long enough to be one", 1, AMARA, "member", time.time() + 9
        )
        assert amara.request("GET", what)[0] == 401
        amara.ticket = tickets.issue(SECRET, 1, AMARA, "member", time.time() - 1)
        status, _, body = amara.request("GET", what)
        assert (status, body["code"]) == (401, "ticket_expired")
        amara.ticket = tickets.issue(SECRET, 2, AMARA, "member", time.time() + 9)
        assert amara.request("GET", what)[0] == 404


def test_a_ticket_may_come_as_a_bearer(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)
    bearer, amara.ticket = f"Bearer {amara.ticket}", "none"

    assert amara.request("GET", "events", authorization=bearer)[0] == 200


def test_someone_who_only_watches_cannot_send(house: House) -> None:
    watching = Guest(house.port, 1, JONAS, tickets.WATCH)

    assert watching.post("say", {"text": "hello"})[0] == 403
    assert watching.events() == []


def test_wrong_addresses_and_methods_are_told(house: House) -> None:
    amara = Guest(house.port, 1, AMARA)

    assert amara.request("GET", "whatever")[0] == 404
    status, headers, _ = amara.request("GET", "commands")
    assert (status, headers["allow"]) == (405, "POST")
    assert amara.request("POST", "stream", "")[0] == 405
    assert Guest(house.port, 99, AMARA).request("GET", "events")[0] == 404
    assert Guest(house.port, 99, AMARA).listen().status == 404
