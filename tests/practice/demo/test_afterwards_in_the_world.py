"""What the demo's people say weeks later fits what they decided before; what is to come, and what runs now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.practice.demo.world import (
    WRITTEN,
    attended,
    check_ins,
    community,
    decisions,
    finished,
    kept_apart,
    lawful_seating,
    members,
    moments,
    seats,
    the_moment,
)


def test_check_ins_come_only_from_people_who_were_there_and_once_a_wave() -> None:
    for moment, seat, check_in in check_ins():
        waves = [row["wave"] for row in seat["checkin"]]
        assert seat["present"]
        assert len(waves) == len(set(waves))
        assert check_in["wave"] in {row["wave"] for row in moment["check_ins"]}
        assert ("answered" in check_in) != ("due" in check_in)


def test_nobody_answers_before_being_asked() -> None:
    for moment, _, check_in in check_ins():
        (after,) = [row["days_after"] for row in moment["check_ins"] if row["wave"] == check_in["wave"]]
        asked = -moment["starts"]["days"] - after
        assert 0 <= check_in.get("answered", 0) <= asked


def test_an_answer_is_whole_and_a_change_comes_with_its_example() -> None:
    for _, seat, check_in in check_ins():
        if "due" in check_in:
            assert set(check_in) == {"wave", "due"}
            continue
        assert check_in["state"] in {"decided", "still_open", "dissolved"}
        assert check_in["credit"] in {"yes", "partly", "no"}
        assert check_in["assumption"] in {"kept", "changed", "none"}
        assert check_in["changed"] == bool(check_in["different"].strip()), seat["member"]


def test_what_was_answered_fits_what_the_decision_was_that_day() -> None:
    unsettled = {"draft", "open", "leaning", "revisited"}
    fits = {"decided": {"decided"}, "still_open": unsettled, "dissolved": {"dissolved"}}
    for _, seat, check_in in check_ins():
        if "answered" not in check_in:
            continue
        history = decisions()[seat["decision"]]["history"]
        that_day = [step["status"] for step in history if step["days"] >= check_in["answered"]][-1]
        assert that_day in fits[check_in["state"]], (seat["member"], check_in["wave"])


@pytest.mark.parametrize(("wave", "least", "most"), [(1, 0.65, 0.75), (2, 0.55, 0.65)])
def test_not_everybody_answers(wave: int, least: float, most: float) -> None:
    present = attended(moments()["depth-roundtable"])
    answered = [
        seat
        for seat in present
        if any(row["wave"] == wave and "answered" in row for row in seat.get("checkin", []))
    ]

    assert least <= len(answered) / len(present) <= most


def test_not_everybody_credits_the_moment_and_one_decision_dissolved() -> None:
    answers = [row for _, _, row in check_ins() if "answered" in row]

    assert {row["credit"] for row in answers} == {"yes", "partly", "no"}
    assert {row["state"] for row in answers} == {"decided", "still_open", "dissolved"}
    assert {row["changed"] for row in answers} == {True, False}


def test_after_the_foyer_one_check_in_waits_and_some_are_silent() -> None:
    rows = [row for seat in attended(moments()["foyer-doors"]) for row in seat.get("checkin", [])]

    assert sum(1 for row in rows if "answered" in row) == 5
    assert sum(1 for row in rows if row.get("due") == 0) == 1


def test_those_who_can_come_have_a_decision_a_context_and_a_slot() -> None:
    moment = the_moment("published")
    stating = {row["member"] for row in decisions().values() if row["status"] in {"open", "leaning"}}
    keys = [row["member"] for row in moment["can"]]

    assert len(keys) == len(set(keys))
    for row in moment["can"]:
        member = members()[row["member"]]
        assert row["member"] in stating | {"lena"}, row["member"]  # hers is settled; she comes to listen
        assert "stage" in member
        assert row["slots"]
        assert set(row["slots"]) <= set(range(len(moment["slots"])))


@pytest.mark.parametrize("month", [1, 7])
def test_every_given_time_lies_in_the_members_own_day_summer_and_winter(month: int) -> None:
    moment = the_moment("published")
    home = ZoneInfo(community()["time_zone"])

    for row in moment["can"]:
        zone = ZoneInfo(members()[row["member"]]["time_zone"])
        for slot in row["slots"]:
            hour, minute = map(int, moment["slots"][slot]["time"].split(":"))
            local = datetime(2027, month, 14, hour, minute, tzinfo=home).astimezone(zone)
            assert 8 <= local.hour < 22, (row["member"], slot)


def test_the_five_groups_can_be_composed_under_the_hard_rules() -> None:
    moment = the_moment("published")

    tables = lawful_seating(moment, kept_apart())

    assert tables is not None
    assert sorted(key for table in tables for key in table) == sorted(row["member"] for row in moment["can"])
    assert all(4 <= len(table) <= 5 for table in tables)


def test_the_hard_rules_have_something_to_keep_apart_there() -> None:
    coming = {row["member"] for row in the_moment("published")["can"]}

    assert len([pair for pair in kept_apart() if pair <= coming]) >= 5


def test_the_draft_has_an_anchor_in_the_hosts_words_and_no_groups_yet() -> None:
    draft = the_moment("draft")

    assert draft["anchor"]["words"].endswith("?")
    assert "group" not in draft


def test_in_the_live_room_four_have_written_and_one_is_still_writing() -> None:
    live = the_moment("live")
    (group,) = live["group"]
    asked = WRITTEN[live["protocol"]]
    wrote = [seat["member"] for seat in group["seat"] if all(part in seat for part in asked)]
    writing = [seat for seat in group["seat"] if not any(part in seat for part in asked)]

    assert len(wrote) == 4
    assert [seat["member"] for seat in writing] == [community()["visitor"]["member"]]
    assert writing[0]["draft"].strip()
    assert live["step"] == "rounds"


def test_nothing_in_the_live_room_has_happened_in_the_future() -> None:
    live = the_moment("live")
    elapsed = -live["starts"]["minutes"]

    for seat in seats(live):
        moments_in_it = [seat[name] for name in ("arrived", "written", "spoke") if name in seat]
        assert moments_in_it == sorted(moments_in_it)
        assert max(moments_in_it) < elapsed


def test_the_visitor_finds_something_behind_every_door() -> None:
    visitor = community()["visitor"]["member"]
    own = [row for row in decisions().values() if row["member"] == visitor]
    past = [seat for moment in finished() for seat in attended(moment) if seat["member"] == visitor]

    assert [row["status"] for row in own] == ["open"]
    assert [seat["orientation"]["stand"] for seat in past] != []
    assert any(row.get("due") == 0 for seat in past for row in seat["checkin"])
    assert visitor in [row["member"] for row in the_moment("published")["can"]]
    assert visitor in [seat["member"] for seat in seats(the_moment("live"))]
