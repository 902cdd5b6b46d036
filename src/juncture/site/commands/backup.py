"""`juncture backup FILE`: a copy of everything people wrote, while they go on writing."""

import argparse
from pathlib import Path

from juncture.site import keeping
from juncture.site.commands import Verbs
from juncture.site.refusal import Refusal


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("backup", help="copy the database while it is in use, and check the copy")
    verb.add_argument("file", type=Path)
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    database = sqlite_file()
    rows = keeping.backup(database, asked.file)
    size = asked.file.stat().st_size / 2**20
    print(f"  {asked.file}: {sum(rows.values())} rows in {len(rows)} tables, {size:.1f} MiB, checked.")
    print("  It holds what people wrote: keep it where only you can read it.")
    print(f"  The secret ({database.parent / 'secret'}) is not in it; keep a copy of that apart from it.")
    print("  Without the secret a restore works, but people sign in anew.")
    return 0


def sqlite_file() -> Path:
    from django.conf import settings

    from juncture.site.command import set_up_django

    set_up_django()
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        raise Refusal(
            "This installation keeps its data in a database server, which has its own tool for this.",
            f"pg_dump --format=custom --file=FILE {database.get('NAME', '')}   (and pg_restore)",
        )
    return Path(database["NAME"])
