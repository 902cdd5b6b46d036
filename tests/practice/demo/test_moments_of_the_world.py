"""The demo's moments: who sat where, what they wrote, and that the hard rules were kept."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from tests.practice.demo.world import (
    CLARITY,
    CONSENTS,
    TOLD,
    WRITTEN,
    attended,
    community,
    decisions,
    finished,
    first_wins,
    groups,
    kept_apart,
    members,
    moments,
    people_in,
    seats,
    tensions,
)


def test_there_is_one_of_each_two_finished_one_to_come_one_draft_one_live() -> None:
    assert Counter(row["status"] for row in moments().values()) == {
        "finished": 2,
        "published": 1,
        "draft": 1,
        "live": 1,
    }


def test_anchors_are_a_tension_a_decision_and_the_hosts_own_words_and_they_exist() -> None:
    kinds = set()
    for moment in moments().values():
        ((kind, value),) = moment["anchor"].items()
        kinds.add(kind)
        known = {"tension": tensions(), "decision": decisions(), "words": {value: value}}[kind]
        assert value in known, moment["key"]

    assert kinds == {"tension", "decision", "words"}


def test_moments_are_planned_then_published_then_held() -> None:
    for moment in moments().values():
        starts = moment["starts"]
        begins_in = starts["days"] if "days" in starts else starts["minutes"] / 1440
        assert moment["planned"] > moment.get("published", 0)
        assert (begins_in > 0) == (moment["status"] in {"published", "draft"})
        if begins_in < 0:
            assert moment["published"] > -begins_in
        assert ("published" in moment) == (moment["status"] != "draft")


def test_every_group_has_four_or_five_seats_and_a_facilitator_among_them() -> None:
    for group in groups():
        keys = people_in(group)
        assert len(keys) == len(set(keys))
        assert 4 <= len(keys) <= 5, group["name"]
        assert group["facilitator"] in keys
        assert members()[group["facilitator"]]["facilitates"]


def test_nobody_sits_in_two_groups_of_one_moment_and_the_host_sits_in_none() -> None:
    for moment in moments().values():
        keys = [seat["member"] for seat in seats(moment)]
        assert len(keys) == len(set(keys))
        assert community()["host"]["member"] not in keys


def test_no_group_seats_colleagues_competitors_or_a_blocked_pair() -> None:
    together = {frozenset(pair) for group in groups() for pair in combinations(people_in(group), 2)}

    assert together & kept_apart() == set()


def test_a_seat_brings_its_own_decision_stated_before_the_moment() -> None:
    for moment in moments().values():
        ago = -moment["starts"].get("days", 0)
        for seat in seats(moment):
            assert decisions()[seat["decision"]]["member"] == seat["member"]
            assert decisions()[seat["decision"]]["stated"] > ago
            assert members()[seat["member"]]["joined"] > ago


def test_a_brought_decision_was_unsettled_when_it_was_brought() -> None:
    for moment in moments().values():
        ago = -moment["starts"].get("days", 0)
        for seat in seats(moment):
            reached = [s["status"] for s in decisions()[seat["decision"]]["history"] if s["days"] >= ago]
            assert "decided" not in reached, seat["member"]


def test_the_roundtable_has_four_groups_and_two_who_did_not_come() -> None:
    moment = moments()["depth-roundtable"]

    assert len(moment["group"]) == 4
    assert [seat["member"] for seat in seats(moment) if not seat["present"]] == ["pieter", "marcus"]


def test_jonas_and_priya_sat_together_and_lena_elsewhere() -> None:
    table = {
        seat["member"]: group["name"]
        for group in moments()["depth-roundtable"]["group"]
        for seat in group["seat"]
    }

    assert table["jonas"] == table["priya"] != table["lena"]


def test_whoever_was_there_wrote_all_four_and_left_an_orientation() -> None:
    for moment in finished():
        for seat in attended(moment):
            asked = WRITTEN[moment["protocol"]]
            assert all(seat[part].strip() for part in asked), seat["member"]
            assert set(seat) & set(WRITTEN["contrast-round-60"]) == set(asked)
            card = seat["orientation"]
            assert set(card) == {"stand", "test", "assumption", "question", "tripwire"}
            assert all(card[part].strip() for part in ("stand", "test", "assumption", "question"))
            assert card["question"].endswith("?"), seat["member"]
            assert 0 <= seat["useful"] <= 10
            assert 0 <= seat["confidence_after"] <= 100
            assert set(seat["clarity_after"]) == CLARITY
            assert all(1 <= score <= 5 for score in seat["clarity_after"].values())


def test_whoever_did_not_come_left_nothing() -> None:
    absent = [seat for moment in finished() for seat in seats(moment) if not seat["present"]]

    assert absent
    assert all(set(seat) == {"member", "decision", "present"} for seat in absent)


def test_some_left_less_confident_than_they_came() -> None:
    moved = [
        seat["confidence_after"] - decisions()[seat["decision"]]["confidence"]
        for moment in finished()
        for seat in attended(moment)
    ]

    assert min(moved) < 0 < max(moved)


def test_pairs_are_everybody_present_once_in_twos_or_a_three() -> None:
    for group in moments()["depth-roundtable"]["group"]:
        present = sorted(seat["member"] for seat in group["seat"] if seat["present"])
        paired = [key for pair in group["pair"] for key in pair["members"]]
        assert sorted(paired) == present
        for pair in group["pair"]:
            assert len(pair["members"]) in {2, 3}
            assert pair["same"].strip()
            assert list(pair["other_path"]) == pair["members"]
            assert all(text.strip() for text in pair["other_path"].values())


def test_differences_are_written_by_people_who_were_at_that_table() -> None:
    for moment in finished():
        for group in moment["group"]:
            present = {seat["member"] for seat in group["seat"] if seat["present"]}
            assert group["difference"]
            for kind in ("difference", "question", "otherwise"):
                assert {row["member"] for row in group.get(kind, [])} <= present
                assert all(row["text"].strip() for row in group.get(kind, []))


def test_the_short_protocol_asks_for_the_other_way_and_the_long_one_for_pairs() -> None:
    for moment in finished():
        for group in moment["group"]:
            assert ("pair" in group) == (moment["protocol"] == "contrast-round-60")
            assert ("otherwise" in group) == (moment["protocol"] == "contrast-round-25")


def test_what_is_said_aloud_at_the_end_is_a_question_and_not_the_cards_own() -> None:
    said = [seat for seat in attended(moments()["depth-roundtable"]) if "leaving" in seat]

    assert len(said) >= 12
    for seat in said:
        assert seat["leaving"].endswith("?")
        assert seat["leaving"] != seat["orientation"]["question"]


def test_a_first_win_is_whole_and_says_how_far_it_may_travel() -> None:
    for moment in finished():
        asked = TOLD[moment["protocol"]]
        for win in [seat["first_win"] for seat in seats(moment) if "first_win" in seat]:
            assert set(win) == {*asked, "consent"}
            assert all(win[part].strip() for part in asked)
            assert win["consent"] in CONSENTS


def test_every_level_of_consent_is_somebodys() -> None:
    assert {win["consent"] for win in first_wins()} == CONSENTS
