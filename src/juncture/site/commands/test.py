"""`juncture test`: every test, from a clone; the runner's own closing line is the last one printed."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from juncture.site.commands import Verbs
from juncture.site.readiness import find_chromium
from juncture.site.refusal import Refusal

DEBIAN_PACKAGES = ("chromium", "fonts-noto-core")


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser(
        "test", help="every test; what follows goes to pytest: juncture test tests/engine -x"
    )
    verb.usage = "juncture test [-h] [--slow] [--one-by-one] [paths and options of pytest …]"
    verb.add_argument("--slow", action="store_true", help="the tests that take minutes, too")
    verb.add_argument("--one-by-one", action="store_true", help="in one process, to read a failure in order")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    home = clone()
    have_chromium()
    command = [
        sys.executable,
        "-m",
        "pytest",
        *how_many_at_once(asked),
        *([] if asked.slow else ["-m", "not slow"]),
    ]
    with tempfile.TemporaryDirectory(prefix="juncture-tests-") as var:
        env = {name: value for name, value in os.environ.items() if not name.startswith("JUNCTURE_")}
        env |= {"JUNCTURE_VAR": var, "PYTHONUNBUFFERED": "1"}
        sys.stdout.flush()
        return subprocess.run([*command, *asked.rest], cwd=home, env=env).returncode  # noqa: S603


def clone() -> Path:
    home = Path(os.environ.get("JUNCTURE_HOME") or Path(__file__).parents[4])
    if not (home / "tests").is_dir():
        raise Refusal(
            "The tests come with a clone, not with an installed package.", "git clone, then ./juncture test"
        )
    return home


def how_many_at_once(asked: argparse.Namespace) -> list[str]:
    """Two at once on two cores; a file stays in one process, as its tests may share a server or a browser."""
    if asked.one_by_one or (os.cpu_count() or 1) < 2:
        return []
    # In the order of tests/conftest.py: by itself xdist keeps files of one long test for the end.
    return ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def have_chromium() -> None:
    if find_chromium():
        return
    cure = f"sudo apt-get update && sudo apt-get install {' '.join(DEBIAN_PACKAGES)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refusal("The browser tests need chromium, and it is not installed.", cure)
    print("  Installing Debian's chromium for the browser tests.", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]):
        done = subprocess.run(["apt-get", "-qq", *words], env=env, capture_output=True, text=True)  # noqa: S603, S607
    if done.returncode or not find_chromium():
        raise Refusal(f"Chromium could not be installed: {done.stderr.strip()[-500:]}", cure)
