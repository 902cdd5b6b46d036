"""Rows in, groups out; what can't be read names its row."""

import csv
import io

import pytest

from juncture.engine.grouping import Iterations, TableError, UnknownName, solve
from juncture.engine.grouping.table import (
    Settings,
    explained,
    group_rows,
    read_people,
    read_settings,
    read_sizes,
    with_sizes,
)

PEOPLE = """id,name,employer,tension,lean,slots,facilitator,stage,constraints
1,Jonas,Acme,pricing,raise,mon;tue,yes,seed,time;money
2,Priya,Birch,pricing,hold,mon,,seed,time
3,Lena,Cole,pricing,hold,mon;tue,no,public,
4,Sam,Dorn,pricing,raise,mon,,,people
"""
RULES = {
    "rules": {"sizes": "2-4", "competitors": [["Acme", "Cole"]], "slots": ["mon", "tue"]},
    "preferences": {"lean": 4},
    "dimensions": [{"key": "stage", "kind": "ordered", "values": ["seed", "public"]}],
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_and_rules_make_a_problem():
    problem = read_people(rows(PEOPLE), read_settings(RULES))

    assert problem.person("1").slots == {"mon", "tue"}
    assert problem.person("1").facilitator
    assert problem.person("4").context == {}
    assert problem.rules.sizes == (2, 4)
    assert problem.preferences.lean == 4
    assert [dimension.key for dimension in problem.dimensions] == ["stage"]


def test_without_rules_unknown_columns_are_dimensions():
    problem = read_people(rows(PEOPLE), with_sizes(Settings(), (2, 4)))

    assert {dimension.key: dimension.kind for dimension in problem.dimensions} == {
        "stage": "one_of",
        "constraints": "several_of",
    }
    assert problem.slots == ("mon", "tue")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1,Twin,,,,,,,", r"Row 6: “1” stands in row 2 already"),
        (",Nobody,,,,,,,", r"Row 6: “id” is empty"),
        ("6,Eve,,,,,perhaps,,", r"Row 6: “facilitator” came as “perhaps”; write yes or no"),
        ("6,Eve,,,,,,huge,", r"Row 6: “huge” is not a value of “stage” \(seed, public\)"),
        ("6,Eve,,,,,,seed;public,", r"Row 6: “stage” takes one value and came with 2"),
        ("6,Eve,,,,noon,,,", r"Row 6: “noon” is not one of the slots \(mon, tue\)"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(line, words):
    with pytest.raises(TableError, match=words) as refusal:
        read_people(rows(PEOPLE + line + "\n"), read_settings(RULES))

    assert refusal.value.row == 6


def test_a_table_without_people_or_ids_says_so():
    with pytest.raises(TableError, match="holds no people"):
        read_people([], Settings())
    with pytest.raises(TableError, match="no column “id”"):
        read_people([{"name": "Jonas"}], Settings())


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"rule": {}}, "“rule” is no part"),
        ({"rules": {"size": 4}}, "knows no “size”"),
        ({"rules": {"sizes": "many"}}, "write them as 4-6"),
        ({"rules": {"employer_apart": "yes"}}, "true or false"),
        ({"rules": {"blocked": [["a", 2]]}}, "list of names"),
        ({"rules": {"pins": {"a": "first"}}}, "group number each"),
        ({"dimensions": [{"key": "stage"}]}, "Dimension 1 needs"),
        ({"preferences": {"leaning": 1}}, "knows no “leaning”"),
    ],
)
def test_rules_that_cannot_be_read_say_what_to_write(raw, words):
    with pytest.raises(TableError, match=words):
        read_settings(raw)


def test_a_rule_about_a_stranger_names_the_stranger():
    with pytest.raises(UnknownName, match="zoe"):
        read_people(rows(PEOPLE), read_settings({"rules": {"sizes": "2-4", "blocked": [["1", "zoe"]]}}))


def test_sizes_are_read_as_hosts_write_them():
    assert read_sizes("4-6") == read_sizes("4–6") == (4, 6)
    assert read_sizes("5") == (5, 5)


def test_groups_go_out_with_their_reasons():
    problem = read_people(rows(PEOPLE), read_settings(RULES))
    result = solve(problem, Iterations(1))

    table = group_rows(problem, [result])
    text = explained(problem, result)

    assert table[0] == ["round", "group", "slot", "id", "name", "why"]
    assert {row[4] for row in table[1:]} == {"Jonas", "Priya", "Lena", "Sam"}
    assert all(row[5] for row in table[1:])
    assert "Jonas leans to “raise”, Priya to “hold” on pricing; both are “seed” on stage." in text
    assert "against seating by lot" in text
