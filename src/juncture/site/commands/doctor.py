"""`juncture doctor`: every prerequisite, what was found, and the cure for each that fails."""

import argparse
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from juncture.site import readiness
from juncture.site.commands import Verbs
from juncture.site.readiness import Finding, Verdict
from juncture.site.refusal import Refusal

MARKS: dict[Verdict, str] = {"ok": "  ok   ", "note": "  note ", "fails": "  FAILS"}


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("doctor", help="names what is missing on this machine, and the cure")
    verb.add_argument(
        "--serve", action="store_true", help="also hold the settings against what real use needs"
    )
    verb.add_argument("--port", type=int, default=8000)
    verb.add_argument("--host", default="127.0.0.1")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    var = Path(os.environ.setdefault("JUNCTURE_VAR", str(Path.cwd() / "var"))).resolve()
    failed = 0
    for finding in findings(var, asked):
        print(f"{MARKS[finding.verdict]} {finding.what}")
        if finding.cure:
            print(f"         Cure: {finding.cure}")
        failed += finding.verdict == "fails"
    print(f"\n  {failed} thing(s) to mend." if failed else "\n  All is well.")
    return 1 if failed else 0


def findings(var: Path, asked: argparse.Namespace) -> Iterator[Finding]:
    yield from readiness.python()
    yield from readiness.time_zones()
    for check in readiness.MACHINE:
        yield from check(var)
    yield from readiness.port(asked.host, asked.port)
    yield from readiness.chromium()
    if not (var / "secret").exists():
        # Reading the settings would make the folder and the secret; a doctor looks and changes nothing.
        os.environ.setdefault("JUNCTURE_SECRET_KEY", secrets.token_urlsafe(48))
    from juncture.site.command import set_up_django

    try:
        set_up_django()
    except Refusal as refusal:
        what, _, cure = str(refusal).partition("\n  Cure: ")
        yield readiness.fails(what, cure)
        return
    yield from readiness.database()
    for of_serving in readiness.SERVING:
        yield from (finding if asked.serve else softened(finding) for finding in of_serving())


def softened(finding: Finding) -> Finding:
    """What only real use needs is a note on a machine that tries things out."""
    if finding.verdict != "fails":
        return finding
    return readiness.note(f"Before real use: {finding.what}", finding.cure)
