"""`juncture compose`: a table of people in, groups out, without a server and without a database."""

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from juncture.site.command import main

PEOPLE = "id,name,employer,tension,lean,stage\n" + "".join(
    f"{n},Person {n},Firm {n % 9},{('pricing', 'hiring')[n % 2]},{('raise', 'hold')[n // 2 % 2]},"
    f"{('seed', 'grown')[n // 4 % 2]}\n"
    for n in range(1, 25)
)


def people(folder: Path, content: str | bytes = PEOPLE) -> str:
    file = folder / "people.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_everybody_gets_a_seat_in_every_round_and_nobody_meets_twice(tmp_path, capsys):
    out = tmp_path / "groups.csv"

    ended = main(["compose", people(tmp_path), "--size", "3-4", "--rounds", "3", "-o", str(out), "--explain"])

    seats = rows(out.read_text())
    said = capsys.readouterr().out
    tables = {}
    for seat in seats:
        tables.setdefault((seat["round"], seat["group"]), []).append(seat["id"])
    pairs = [frozenset((a, b)) for table in tables.values() for a in table for b in table if a < b]
    assert ended == 0
    assert len(seats) == 72
    assert {len(table) for table in tables.values()} <= {3, 4}
    assert len(pairs) == len(set(pairs))
    assert "Round 3" in said
    assert said.endswith("Nobody meets the same person twice.\n")


@pytest.mark.parametrize(
    "encoded",
    [
        PEOPLE.replace(",", ";").encode("utf-8-sig"),
        PEOPLE.replace(",", "\t").replace("Person", "Pérsön").encode("utf-16"),
        PEOPLE.replace("Person", "Pérsön").encode("cp1252"),
        PEOPLE.replace("\n", "\r\n").replace("id,name", "ID,Name").encode(),
    ],
)
def test_encodings_and_separators_of_spreadsheets_are_read(tmp_path, capsys, encoded):
    assert main(["compose", people(tmp_path, encoded), "--size", "4"]) == 0
    assert len(rows(capsys.readouterr().out)) == 24


def test_same_seed_gives_the_same_groups(tmp_path, capsys):
    file = people(tmp_path)

    answers = []
    for seed in ("7", "7", "8"):
        main(["compose", file, "--seed", seed, "--iterations", "3000"])
        answers.append(capsys.readouterr().out)

    assert answers[0] == answers[1] != answers[2]


def test_rules_hold_and_whoever_has_no_seat_is_told_why(tmp_path, capsys):
    rules = tmp_path / "rules.toml"
    rules.write_text('[rules]\nsizes = "2-3"\nblocked = [["1", "2"], ["1", "3"], ["2", "3"]]\n')

    ended = main(["compose", people(tmp_path, "id\n1\n2\n3\n"), "--rules", str(rules)])

    seats = rows(capsys.readouterr().out)
    assert ended == 3
    assert [seat["group"] for seat in seats] == ["", "", ""]
    assert all(seat["why"] for seat in seats)


def test_json_goes_in_and_comes_out(tmp_path, capsys):
    question = tmp_path / "question.json"
    question.write_text(
        json.dumps(
            {
                "people": [{"id": n, "context": {"stage": "seed" if n % 2 else "grown"}} for n in range(8)],
                "dimensions": [{"key": "stage", "kind": "ordered", "values": ["seed", "grown"]}],
                "rules": {"sizes": [4, 4], "pins": {"0": 2}},
                "rounds": 2,
            }
        )
    )

    assert main(["compose", str(question), "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert [len(one["groups"]) for one in answer["rounds"]] == [2, 2]
    assert all("0" in one["groups"][1]["people"] for one in answer["rounds"])
    assert answer["repeats"] > 0
    assert answer["said"].startswith("Not everybody can meet new people every time")


def test_earlier_groups_are_remembered(tmp_path, capsys):
    file, earlier = people(tmp_path, "id\n1\n2\n3\n4\n"), tmp_path / "earlier.csv"
    earlier.write_text("round,group,id\n1,1,1\n1,1,2\n1,2,3\n1,2,4\n1,2,gone\n")

    main(["compose", file, "--size", "2", "--met", str(earlier), "--json"])

    groups = json.loads(capsys.readouterr().out)["rounds"][0]["groups"]
    assert {"1", "2"} not in [set(group["people"]) for group in groups]


def test_nothing_in_the_answer_runs_in_a_spreadsheet(tmp_path, capsys):
    table = "id,name\n1,=1+1\n2, \t@SUM(A1)\n3,-2\n4,plain\n"

    main(["compose", people(tmp_path, table), "--size", "4"])

    names = [seat["name"] for seat in rows(capsys.readouterr().out)]
    assert names == ["'=1+1", "'@SUM(A1)", "-2", "plain"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "file is empty"),
        ("name,employer\nJonas,Acme\n", "no column “id”"),
        ("id,name\n1,Jonas\n\n,Priya\n", "Row 4: “id” is empty"),
        ("id,name\n1,Jonas\n1,Priya\n", "Row 3: “1” stands in row 2 already"),
        ("id,ID\n1,2\n", "two columns are called “id”"),
        ("id,facilitator\n1,perhaps\n", "Row 2: “facilitator” came as “perhaps”"),
        (b"PK\x03\x04\x00\x00\x01\x00", "doesn't look like a text file"),
        ('id,name\n1,"Jo\x00nas"\n', "doesn't look like a text file"),
        ("{", "is no JSON"),
        ("[" * 100_000, "holds no people"),
        ('{"a":' * 100_000, "is no JSON"),
        ('{"people": [{"id": "1", "slots": "mon"}]}', "people[0].slots: This came as 'mon'; write a list"),
        ('{"people": [{"id": "1"}, {"id": 1}]}', "people[1].id: “1” stands in people[0] already"),
        ('{"people": [], "preferences": {"lean": NaN}}', "preferences: The weight “lean” came as nan"),
        ('{"people": [], "rules": {"sizes": [6, 4]}}', "rules: Sizes came as 6–4"),
        ('{"people": [], "colour": 1}', "There is no “colour” here"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cure(tmp_path, capsys, table, words):
    assert main(["compose", people(tmp_path, table)]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("rules = [", "is no TOML"),
        ('[rules]\nemployers = "apart"\n', "[rules] knows no “employers”"),
        (
            '[rules]\nblocked = [["1", "nobody"]]\n',
            "“nobody” is named in “blocked” but is not among the people",
        ),
        ("\xff", "is no TOML"),
    ],
)
def test_rules_that_cannot_be_read_are_named(tmp_path, capsys, rules, words):
    file = tmp_path / "rules.toml"
    file.write_bytes(rules.encode("latin-1") if rules == "\xff" else rules.encode())

    assert main(["compose", people(tmp_path), "--rules", str(file)]) == 1
    assert words in capsys.readouterr().err


def test_a_place_that_cannot_be_written_keeps_what_was_there(tmp_path, capsys):
    (tmp_path / "kept").mkdir()

    assert main(["compose", people(tmp_path), "-o", str(tmp_path / "kept")]) == 1
    assert main(["compose", people(tmp_path), "-o", str(tmp_path / "nowhere" / "groups.csv")]) == 1
    assert main(["compose", str(tmp_path / "missing.csv")]) == 1
    assert capsys.readouterr().err.count("Cure") == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kept", "people.csv"]


@pytest.mark.parametrize(
    "words",
    [["--size", "0"], ["--size", "9-3"], ["--size", "4-"], ["--size", "four"], ["--size", "²"]],
)
def test_impossible_sizes_are_refused_in_words(tmp_path, capsys, words):
    assert main(["compose", people(tmp_path), *words]) == 1
    assert "Sizes came as" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--seconds", "nan"], ["--rounds", "0"], ["--seed", "-1"], ["--iterations", "x"]]
)
def test_impossible_numbers_are_refused_by_the_command_line(tmp_path, capsys, words):
    with pytest.raises(SystemExit) as refused:
        main(["compose", people(tmp_path), *words])

    assert refused.value.code == 2


def test_nobody_and_one_person_get_an_answer_not_a_trace(tmp_path, capsys):
    assert main(["compose", people(tmp_path, "id\n1\n")]) == 3
    assert rows(capsys.readouterr().out)[0]["why"]
    assert main(["compose", people(tmp_path, "id\n")]) == 1
    assert "holds no people" in capsys.readouterr().err


def test_ctrl_c_writes_the_best_so_far_and_django_is_never_loaded(tmp_path):
    out = tmp_path / "groups.csv"
    program = (
        "import sys; from juncture.site.command import main; ended = main(sys.argv[1:]);"
        "print('django' in sys.modules); sys.exit(ended)"
    )
    words = ["compose", people(tmp_path), "-o", str(out), "--seconds", "60"]
    running = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": "src", "HOME": str(tmp_path)},
    )
    assert running.stderr is not None
    told = next(line for line in running.stderr if "Ctrl-C" in line)
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    said, errors = running.communicate(timeout=30)

    assert told.startswith("Composing:")
    assert running.returncode == 130
    assert "best groups so far" in errors
    assert len(rows(out.read_text())) == 24
    assert said == "False\n"
    assert time.monotonic() - began < 20
