"""What `make check` holds, held by the tests too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def test_lint_finds_nothing() -> None:
    holds("ruff", "check", ".")


def test_code_is_formatted() -> None:
    holds("ruff", "format", "--check", ".")


def test_types_hold() -> None:
    holds("mypy")


def test_arrows_only_point_down() -> None:
    holds("lint-imports", "--no-cache")


def test_tables_and_migrations_agree(tmp_path: Path) -> None:
    holds("python", "-m", "juncture.site", "manage", "makemigrations", "--check", "--dry-run", var=tmp_path)


def test_django_finds_nothing_amiss(tmp_path: Path) -> None:
    holds("python", "-m", "juncture.site", "manage", "check", "--fail-level", "WARNING", var=tmp_path)


def test_locks_name_what_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"]
    tested = asked + project["dependency-groups"]["test"]

    assert missing_in("run", asked) == []
    assert missing_in("test", tested) == []


@pytest.mark.parametrize("kind", ["run", "servers", "test", "uv"])
def test_every_locked_package_has_a_hash(kind: str) -> None:
    entries = (REPOSITORY / f"requirements/{kind}.txt").read_text().split("\n\n")[-1].split("\n")
    named = [line for line in entries if "==" in line]

    assert named
    assert all(line.endswith("\\") for line in named)


def holds(program: str, *words: str, var: Path | None = None) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("JUNCTURE_")}
    env |= {"PYTHONPATH": str(REPOSITORY / "src")} | ({"JUNCTURE_VAR": str(var)} if var else {})
    ran = subprocess.run([BIN / program, *words], cwd=REPOSITORY, env=env, capture_output=True, text=True)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"


def missing_in(kind: str, asked: list[str]) -> list[str]:
    import re

    locked = (REPOSITORY / f"requirements/{kind}.txt").read_text().lower()
    names = [re.split(r"[\[<>=~! ]", requirement)[0].lower() for requirement in asked]
    return [name for name in names if f"\n{name}==" not in locked and f"\n{name}[" not in locked]
