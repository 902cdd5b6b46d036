"""The demo's people: everybody who is named exists, in numbers like a real list's."""

from __future__ import annotations

import re
from collections import Counter
from zoneinfo import ZoneInfo

from tests.practice.demo.world import CAST, WEEKDAY_AND_PART, community, decisions, members, read, values_of


def test_sixty_people_with_names_and_addresses_of_their_own() -> None:
    rows = read("members.toml")["member"]

    assert len(rows) == 60
    for field in ("key", "name", "email"):
        assert len({row[field].casefold() for row in rows}) == 60, field


def test_every_address_is_one_that_can_never_be_delivered() -> None:
    addresses = [row["email"] for row in members().values()] + [community()["stakeholder"]["email"]]

    assert [a for a in addresses if not re.fullmatch(r"[a-z.\-]+@[a-z\-]+\.example", a)] == []


def test_colleagues_share_a_domain_and_nobody_else_does() -> None:
    pairs = {(row["employer"], row["email"].split("@")[1]) for row in members().values()}

    assert len(pairs) == len({employer for employer, _ in pairs}) == len({domain for _, domain in pairs})


def test_about_forty_employers_none_with_more_than_four_people() -> None:
    employers = Counter(row["employer"] for row in members().values())

    assert 38 <= len(employers) <= 44
    assert max(employers.values()) <= 4
    assert sum(1 for count in employers.values() if count > 1) >= 10


def test_the_cast_is_among_them_and_the_host_and_the_visitor_are_members() -> None:
    assert set(members()) >= CAST
    assert community()["host"]["member"] == "amara"
    assert community()["visitor"]["member"] in members()


def test_the_stakeholder_is_not_a_member() -> None:
    names = {row["name"] for row in members().values()}

    assert community()["stakeholder"]["name"] not in names


def test_every_time_zone_is_real_and_there_are_many() -> None:
    zones = {row["time_zone"] for row in members().values()} | {community()["time_zone"]}

    assert {ZoneInfo(zone).key for zone in zones} == zones
    assert len(zones) >= 20


def test_context_is_from_the_communitys_own_dimensions_or_missing_altogether() -> None:
    for row in members().values():
        given = {"stage", "structure", "constraints"} & set(row)
        assert given in (set(), {"stage", "structure", "constraints"}), row["key"]
        if given:
            assert row["stage"] in values_of("stage")
            assert row["structure"] in values_of("structure")
            assert set(row["constraints"]) <= values_of("constraints")
            assert len(set(row["constraints"])) == len(row["constraints"])


def test_every_value_of_every_dimension_is_somebodys_except_the_very_beginning() -> None:
    rows = list(members().values())

    assert {row["stage"] for row in rows if "stage" in row} == values_of("stage") - {"idea"}
    assert {row["structure"] for row in rows if "structure" in row} == values_of("structure")
    assert {c for row in rows for c in row.get("constraints", [])} == values_of("constraints")


def test_availability_is_a_weekday_and_a_part_of_the_day() -> None:
    given = [(row["key"], part) for row in members().values() for part in row["available"]]

    assert [pair for pair in given if not WEEKDAY_AND_PART.fullmatch(pair[1])] == []
    assert len(set(given)) == len(given)


def test_no_link_went_out_before_its_member_joined() -> None:
    early = [row["key"] for row in members().values() if row.get("link_sent", 0) > row["joined"]]

    assert early == []


def test_competitors_and_blocks_name_people_and_employers_that_exist() -> None:
    book = read("members.toml")
    employers = {row["employer"] for row in book["member"]}

    assert {name for pair in book["competitors"] for name in pair} <= employers
    assert {key for block in book["blocks"] for key in block.values()} <= set(members())
    assert all(block["member"] != block["not_with"] for block in book["blocks"])
    assert 2 <= len(book["blocks"]) <= 3


def test_a_few_are_incomplete_as_in_every_real_list() -> None:
    rows = members().values()
    stating = {row["member"] for row in decisions().values()}

    assert [row["key"] for row in rows if "stage" not in row] == ["paulina", "rukhsana"]
    assert [row["key"] for row in rows if not row["available"]] == ["gaspard", "rukhsana"]
    assert [row["key"] for row in rows if row["key"] not in stating] == ["haruto", "gaspard", "rukhsana"]
    assert [row["key"] for row in rows if "link_sent" not in row] == ["rukhsana"]
