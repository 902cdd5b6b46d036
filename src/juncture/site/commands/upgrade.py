"""`juncture upgrade`: after a new version, a backup first, then its changes to the tables."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from juncture.site import keeping, preparing
from juncture.site.commands import Verbs


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("upgrade", help="after a new version: backup, then its changes to the tables")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import connection

    from juncture.site.command import set_up_django

    set_up_django()
    preparing.make_var(settings.VAR)
    with preparing.one_at_a_time(settings.VAR), preparing.nothing_running(settings.VAR):
        waiting = preparing.migrations_waiting()
        if waiting and connection.vendor == "sqlite" and not preparing.is_new():
            kept = Path(settings.VAR) / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
            keeping.backup(Path(settings.DATABASES["default"]["NAME"]), kept)
            print(f"  Backup: {kept}")
        preparing.migrate()
        preparing.collect_static()
    print(f"  {len(waiting)} change(s) made to the tables." if waiting else "  The tables are up to date.")
    return 0
