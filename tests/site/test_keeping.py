"""Backups are made while people write, and a restore is tried before it is needed."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from juncture.site import keeping
from juncture.site.refusal import Refusal


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Juncture's own tables, made once."""
    var = tmp_path_factory.mktemp("made") / "var"
    run(var, "manage", "migrate", "--verbosity", "0")
    with closing(sqlite3.connect(var / "juncture.sqlite3")) as database, database:
        database.execute("CREATE TABLE story (id integer PRIMARY KEY, text text NOT NULL)")
        database.executemany("INSERT INTO story (text) VALUES (?)", [("We stopped the weekly call.",)] * 40)
    return var


@pytest.fixture
def var(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    own = tmp_path / "var"
    own.mkdir(mode=0o700)
    keeping._copy(made / "juncture.sqlite3", own / "juncture.sqlite3")
    return own


def test_backup_and_restore_bring_every_row_back(var: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    assert run(var, "backup", str(kept)).returncode == 0
    with closing(sqlite3.connect(var / "juncture.sqlite3")) as database, database:
        database.execute("DELETE FROM story")

    restored = run(var, "restore", str(kept))

    assert restored.returncode == 0, restored.stderr
    assert stories(var / "juncture.sqlite3") == 40
    [aside] = var.glob("before-restore-*.sqlite3")
    assert stories(aside) == 0
    assert mode(var / "juncture.sqlite3") == mode(aside) == 0o600


def test_backup_is_readable_by_its_owner_only_and_says_where_the_secret_is(var: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"

    told = run(var, "backup", str(kept))

    assert mode(kept) == 0o600
    assert "The secret" in told.stdout
    assert not Path(f"{kept}-wal").exists()


def test_backup_made_while_people_write_is_whole_and_holds_what_was_committed(
    var: Path, tmp_path: Path
) -> None:
    with writing_all_the_time(var / "juncture.sqlite3") as already:
        rows = keeping.backup(var / "juncture.sqlite3", tmp_path / "kept.sqlite3")

    assert rows["story"] >= 40 + already
    assert keeping.inspect(tmp_path / "kept.sqlite3") == rows


def test_backup_leaves_a_file_that_exists_as_it_is(var: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    kept.write_text("something else")

    refused = run(var, "backup", str(kept))

    assert refused.returncode == 1
    assert "left as it is" in refused.stderr
    assert kept.read_text() == "something else"


def test_backup_into_a_folder_that_is_not_there_names_the_cure(var: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="mkdir -p"):
        keeping.backup(var / "juncture.sqlite3", tmp_path / "nowhere" / "kept.sqlite3")


def test_backup_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no database"):
        keeping.backup(tmp_path / "juncture.sqlite3", tmp_path / "kept.sqlite3")

    assert list(tmp_path.iterdir()) == []


def test_check_tries_the_restore_and_changes_nothing(var: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    run(var, "backup", str(kept))
    before = sorted(path.name for path in var.iterdir()), (var / "juncture.sqlite3").read_bytes()

    checked = run(var, "restore", "--check", str(kept))

    assert checked.returncode == 0, checked.stderr
    assert "works. Nothing was changed." in checked.stdout
    assert (
        sorted(p.name for p in var.iterdir() if p.name != "secret"),
        (var / "juncture.sqlite3").read_bytes(),
    ) == (
        [name for name in before[0] if name != "secret"],
        before[1],
    )


def test_damaged_backup_is_refused_and_the_data_stays(var: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    keeping.backup(var / "juncture.sqlite3", kept)
    with open(kept, "r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(40 * 4096))

    refused = run(var, "restore", str(kept))

    assert refused.returncode == 1
    assert "Cure: use" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert stories(var / "juncture.sqlite3") == 40


@pytest.mark.parametrize("content", [b"", b"not a database at all, whatever its name says", os.urandom(9000)])
def test_file_that_is_no_backup_is_refused(content: bytes, var: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    kept.write_bytes(content)

    with pytest.raises(Refusal, match="Cure:"):
        keeping.check(kept)


def test_backup_of_a_newer_version_is_not_put_under_an_older_program(var: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(var / "juncture.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('practice', '9999_from_later', '2031-01-01')"
        )
    keeping.backup(var / "juncture.sqlite3", tmp_path / "kept.sqlite3")

    with pytest.raises(Refusal, match="newer version"):
        keeping.check(tmp_path / "kept.sqlite3")


def test_restore_waits_for_nobody_who_is_running(var: Path, tmp_path: Path) -> None:
    from juncture.site.preparing import running_mark

    keeping.backup(var / "juncture.sqlite3", tmp_path / "kept.sqlite3")
    with running_mark(var):
        refused = run(var, "restore", str(tmp_path / "kept.sqlite3"))

    assert refused.returncode == 1
    assert "Juncture is running on this data." in refused.stderr


def test_upgrade_with_nothing_to_change_says_so(var: Path) -> None:
    told = run(var, "upgrade")

    assert told.returncode == 0, told.stderr
    assert "up to date" in told.stdout
    assert not list(var.glob("before-upgrade-*"))


def test_upgrade_of_data_makes_a_backup_first(var: Path) -> None:
    with closing(sqlite3.connect(var / "juncture.sqlite3")) as database, database:
        database.execute("DROP TABLE django_session")
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    told = run(var, "upgrade")

    assert told.returncode == 0, told.stderr
    [kept] = var.glob("before-upgrade-*.sqlite3")
    assert stories(kept) == 40
    assert keeping.inspect(var / "juncture.sqlite3")["django_session"] == 0


def run(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("JUNCTURE_")}
    env |= {"JUNCTURE_VAR": str(var), "JUNCTURE_PLAIN_STATIC": "1"}
    return subprocess.run(
        [sys.executable, "-m", "juncture.site", *words], env=env, capture_output=True, text=True, timeout=60
    )


def stories(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("SELECT count(*) FROM story").fetchone()[0])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class writing_all_the_time:
    """Somebody writes a story every millisecond, each one committed; gives how many were there at the start."""

    def __init__(self, file: Path) -> None:
        self.file, self.stop = file, threading.Event()
        self.began, self.written = threading.Event(), 0
        self.thread = threading.Thread(target=self.write)

    def write(self) -> None:
        with closing(sqlite3.connect(self.file, timeout=10, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            while not self.stop.wait(0.001):
                database.execute("INSERT INTO story (text) VALUES ('One more.')")
                self.written += 1
                if self.written >= 5:
                    self.began.set()

    def __enter__(self) -> int:
        self.thread.start()
        assert self.began.wait(10)
        return self.written

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()
