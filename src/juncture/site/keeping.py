"""Copies of the database that can be trusted: made while people write, tried before they are needed."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from juncture.site.refusal import Refusal

PAGES_AT_ONCE = 2000  # 8 MB: writers get their turn in between


@dataclass(frozen=True)
class Trial:
    """What a backup held when its restore was tried."""

    rows: dict[str, int]
    migrations: int
    applied: int  # changes this version made to the tables on top


def backup(source: Path, target: Path) -> dict[str, int]:
    """An online copy with every row committed so far; the target appears whole or not at all."""
    if not source.exists():
        raise Refusal(
            f"There is no database at {source} yet.", "start Juncture once, or name its folder: JUNCTURE_VAR"
        )
    if target.exists():
        raise Refusal(
            f"{target} exists already and is left as it is.", "name another file, or move that one away."
        )
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}.", f"mkdir -p '{target.parent}'")
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_open_to_read(source)) as original, closing(sqlite3.connect(aside)) as copy:
            original.backup(copy, pages=PAGES_AT_ONCE, sleep=0.005)
            # One file, to carry away: a copy in WAL mode would want its -wal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        rows = inspect(aside)
        _flush(aside)
        os.link(aside, target)  # fails, instead of overwriting, when somebody made that file meanwhile
        _flush(target.parent)
        return rows
    except FileExistsError as fault:
        raise Refusal(f"{target} exists already and is left as it is.", "name another file.") from fault
    except (OSError, sqlite3.Error) as fault:
        raise Refusal(
            f"No backup was made: {fault}", "check the disk's free space and the folder's rights."
        ) from fault
    finally:
        aside.unlink(missing_ok=True)


def inspect(file: Path) -> dict[str, int]:
    """Rows a table, after every page and every reference was checked."""
    try:
        with closing(_open_to_read(file)) as database:
            if (said := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise Refusal(f"{file} is damaged: {said}", "use an older backup.")
            if strays := database.execute("PRAGMA foreign_key_check").fetchall():
                raise Refusal(
                    f"{file} has {len(strays)} row(s) that point to nothing.", "use an older backup."
                )
            kept = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
            tables = sorted(name for (name,) in database.execute(kept))
            return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
    except sqlite3.Error as fault:
        raise Refusal(f"{file} can't be read as a database: {fault}", "use another backup.") from fault


def migrations_in(file: Path) -> set[tuple[str, str]]:
    with closing(_open_to_read(file)) as database:
        return set(database.execute("SELECT app, name FROM django_migrations"))


def try_restore(file: Path) -> Trial:
    """Restores into a place that is thrown away, with this version's changes to the tables made on it."""
    before = check(file)
    with tempfile.TemporaryDirectory(prefix="juncture-restore-") as place:
        copy = Path(place) / "juncture.sqlite3"
        _copy(file, copy)
        known_before = migrations_in(copy)
        migrate_in(Path(place))
        after = inspect(copy)
        applied = len(migrations_in(copy) - known_before)
    lost = {table: count for table, count in before.items() if not applied and after.get(table, 0) < count}
    if lost:
        raise Refusal(f"The restore would lose rows: {lost}", "keep that file and report this.")
    return Trial(rows=before, migrations=len(known_before), applied=applied)


def check(file: Path) -> dict[str, int]:
    if not file.is_file():
        raise Refusal(f"There is no file {file}.", "name the file that juncture backup wrote.")
    rows = inspect(file)
    if "django_migrations" not in rows:
        raise Refusal(
            f"{file} is a database, but not one of Juncture's.", "name the file that juncture backup wrote."
        )
    if unknown := sorted(migrations_in(file) - _known_migrations()):
        raise Refusal(
            f"{file} comes from a newer version of Juncture ({'.'.join(unknown[0])} is unknown here).",
            "update Juncture first, then restore.",
        )
    return rows


def put_in_place(file: Path, database: Path, aside: Path) -> None:
    """The data that stood there moves aside; a crash in between leaves one of the two whole."""
    coming = database.with_name(f".{database.name}.coming")
    _copy(file, coming)
    if database.exists():
        backup(database, aside)
    for leftover in (Path(f"{database}-wal"), Path(f"{database}-shm")):
        leftover.unlink(missing_ok=True)
    os.replace(coming, database)
    _flush(database.parent)


def migrate_in(var: Path) -> None:
    """In a process of its own, whose settings point at that folder."""
    env = {name: value for name, value in os.environ.items() if name != "JUNCTURE_DATABASE_URL"}
    env["JUNCTURE_VAR"] = str(var)
    command = [sys.executable, "-m", "juncture.site", "manage", "migrate", "--no-input", "--verbosity", "0"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Refusal(f"This version's changes could not be made to it:\n{done.stderr.strip()[-2000:]}")


def _known_migrations() -> set[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations) | _squashed()


def _squashed() -> set[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {old for migration in loader.disk_migrations.values() for old in migration.replaces}


def _copy(file: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_open_to_read(file)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
    _flush(target)


def _open_to_read(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{_quoted(file)}?mode=ro", uri=True, timeout=10)


def _quoted(file: Path) -> str:
    from urllib.parse import quote

    return quote(str(file.resolve()))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
