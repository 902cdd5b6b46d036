"""`juncture restore FILE`, and `--check` to try it without touching anything."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from juncture.site import keeping, preparing
from juncture.site.commands import Verbs
from juncture.site.commands.backup import sqlite_file


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("restore", help="put a backup in place; --check tries it and changes nothing")
    verb.add_argument("file", type=Path)
    verb.add_argument(
        "--check", action="store_true", help="restore into a place that is thrown away, and count rows"
    )
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    database = sqlite_file()
    trial = keeping.try_restore(asked.file)
    print(f"  {asked.file} is whole: {sum(trial.rows.values())} rows in {len(trial.rows)} tables.")
    if trial.applied:
        print(f"  It is from an older version; {trial.applied} change(s) to its tables went well.")
    if asked.check:
        print("  A restore was tried in a place of its own and works. Nothing was changed.")
        return 0
    put_back(asked.file, database)
    return 0


def put_back(file: Path, database: Path) -> None:
    preparing.make_var(database.parent)
    aside = database.with_name(f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3")
    with preparing.nothing_running(database.parent):
        had_data = database.exists()
        keeping.put_in_place(file, database, aside)
        keeping.migrate_in(database.parent)
    print(f"  Restored to {database}.")
    if had_data:
        print(f"  What stood there before is kept in {aside}; remove it when you no longer need it.")
