"""`juncture serve`: for real use. Refuses settings that would harm people, each with its cure."""

import argparse
import os
from pathlib import Path

from juncture.site import preparing, readiness, serving
from juncture.site.commands import Verbs
from juncture.site.refusal import Refusal


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("serve", help="for real use, behind a proxy that speaks https")
    verb.add_argument("--port", type=int, default=8000)
    verb.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; a proxy on this machine needs no other"
    )
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    var = Path(os.environ.setdefault("JUNCTURE_VAR", str(Path.cwd() / "var"))).resolve()
    preparing.make_var(var)
    from juncture.site.command import set_up_django

    set_up_django()
    refuse_what_harms(var)
    if not serving.is_free(asked.host, asked.port):
        free = serving.free_port(asked.host, asked.port + 1)
        raise Refusal(
            f"Port {asked.port} is taken by another program.",
            f"end it, or name another port here and in the proxy: --port {free}",
        )
    with preparing.one_at_a_time(var):
        prepare()
    with preparing.running_mark(var):
        serving.serve(
            asked.host, asked.port, lambda: print(f"Serving on {asked.host}:{asked.port}.", flush=True)
        )
    print("Stopped.")
    return 0


def refuse_what_harms(var: Path) -> None:
    found = [finding for check in readiness.SERVING for finding in check()]
    found += [finding for check in (readiness.folder, readiness.secret_file) for finding in check(var)]
    if failed := [finding for finding in found if finding.verdict == "fails"]:
        lines = [f"- {finding.what}\n  Cure: {finding.cure}" for finding in failed]
        raise Refusal("\n".join(["Not started, since people would rely on this:", *lines]))


def prepare() -> None:
    """A new database gets its tables; one that holds people's words is changed by `upgrade` only."""
    from django.db import DatabaseError

    try:
        if preparing.is_new():
            preparing.migrate()
        waiting = preparing.migrations_waiting()
    except (DatabaseError, OSError) as fault:
        raise Refusal(
            f"The database does not answer: {str(fault).strip()}", "juncture doctor says more."
        ) from fault
    if waiting:
        raise Refusal(
            f"This version changes the tables ({len(waiting)} change(s) wait).",
            "juncture upgrade makes a backup, changes them and says what it did; then start again.",
        )
    preparing.collect_static()
