"""Serves Juncture with its clock some days ahead: how the story lets weeks go by.

python -m tests.story.serving_later PORT DAYS
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine


def main(port: int, days: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True):
        from juncture.site import preparing, serving
        from juncture.site.command import set_up_django

        preparing.make_var(Path(os.environ["JUNCTURE_VAR"]))
        set_up_django()
        preparing.migrate()
        preparing.collect_static()
        serving.serve("127.0.0.1", port, lambda: print("ready", flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
