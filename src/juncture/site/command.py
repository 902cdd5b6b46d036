"""The `juncture` command: one verb a file in commands/, found there by itself.

Copy the nearest file to add a verb: `add_to(verbs)` adds a parser and sets its `run`. Keep a verb's heavy
imports inside its run function, so that `juncture lint` does not wait for Django.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

from juncture.site import commands
from juncture.site.refusal import Refusal

INTERRUPTED = 130  # what a shell expects of a program that was stopped by Ctrl-C


def main(words: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if words is None else words)
    if words[:1] == ["manage"]:
        return manage(words[1:])
    try:
        return run(words)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has gone; keep Python from complaining about it once more on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return INTERRUPTED


def run(words: Sequence[str]) -> int:
    words = words or ["--help"]
    verb, *others = words
    top = parser()
    if verb == "test":
        # pytest's own options can't be told from paths by argparse, so ours are picked out by name.
        own = [word for word in others if word in ("-h", "--help", "--slow", "--one-by-one")]
        asked = top.parse_args([verb, *own])
        asked.rest = [word for word in others if word not in own]
    else:
        asked = top.parse_args(words)
    return int(asked.run(asked) or 0)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="juncture", description="Peer moments after which somebody works differently."
    )
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    for module in sorted(iter_modules(commands.__path__), key=lambda found: found.name):
        if not module.name.startswith("_"):
            import_module(f"{commands.__name__}.{module.name}").add_to(verbs)
    verbs.add_parser("manage", help="any of Django's own commands: juncture manage migrate", add_help=False)
    return top


def manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    point_at_settings()
    execute_from_command_line(["juncture manage", *words])
    return 0


def set_up_django() -> None:
    """For verbs that need rows. A wrong setting is named, not traced."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    point_at_settings()
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as wrong:
        if type(wrong).__module__.partition(".")[0] not in ("environs", "marshmallow", "django"):
            raise
        cure = "docs/running.md lists every setting and what it takes."
        if "psycopg" in str(wrong):
            cure = "pip install 'juncture[postgres]'; in a clone, ./juncture installs it by itself."
        raise Refusal(f"A setting is wrong: {wrong}", cure) from wrong


def point_at_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juncture.site.settings")
