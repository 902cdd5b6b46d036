"""docs/running.md tells the operator every setting and every verb, and none that isn't there."""

import re
from pathlib import Path

from juncture.site import command

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs/running.md").read_text()


def test_every_setting_has_its_row_and_every_row_its_setting() -> None:
    told = re.findall(r"^\| `(JUNCTURE_[A-Z_]+)`", PAGE, re.MULTILINE)

    assert sorted(told) == sorted(read_by_the_code())


def read_by_the_code() -> set[str]:
    settings = (REPOSITORY / "src/juncture/site/settings.py").read_text()
    read = {f"JUNCTURE_{name}" for name in re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings)}
    for path in (REPOSITORY / "src/juncture").rglob("*.py"):
        read |= set(re.findall(r'environ(?:\.get|\.setdefault)?[(\[]"(JUNCTURE_[A-Z_]+)"', path.read_text()))
    return read - {"JUNCTURE_HOME"}  # how ./juncture tells where the clone is; nobody sets it


def test_page_names_every_verb_an_operator_needs() -> None:
    for verb in ("demo", "serve", "doctor", "backup", "restore", "upgrade", "test", "manage"):
        assert f"./juncture {verb}" in PAGE


def test_page_names_no_verb_that_does_not_exist() -> None:
    offered = set(re.findall(r"^\s{4}(\w[\w-]*)\s", command.parser().format_help(), re.MULTILINE))

    assert set(re.findall(r"\./juncture ([a-z][a-z-]+)", PAGE)) <= offered
