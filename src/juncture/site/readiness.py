"""What has to be true before people rely on this: each check says what it found and how to cure it.

`doctor` prints them all; `serve` refuses to start while one of SERVING fails.
"""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Verdict = Literal["ok", "note", "fails"]
FREE_SPACE = 500 * 1024 * 1024  # a community of thousands and its backup fit in far less
SHORTEST_SECRET = 40
PLACEHOLDERS = (
    "django-insecure",
    "changeme",
    "change-me",
    "secret",
    "replace",
    "example",
    "default",
    "your-",
)
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    what: str
    cure: str = ""


def ok(what: str) -> Finding:
    return Finding("ok", what)


def note(what: str, cure: str) -> Finding:
    return Finding("note", what, cure)


def fails(what: str, cure: str) -> Finding:
    return Finding("fails", what, cure)


# -- the machine: asked without Django, so that they answer even when a setting is wrong


def python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield ok(f"Python {version}")  # ./juncture and pip refuse an older one before this can be asked
    if sys.prefix == sys.base_prefix:
        yield note("Not running in an environment of its own.", "Start with ./juncture, which makes one.")


def time_zones() -> Iterator[Finding]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("America/Sao_Paulo")
        yield ok("Time zone data")
    except (ZoneInfoNotFoundError, OSError):
        yield fails("Time zone data is missing.", "pip install tzdata, or sudo apt-get install tzdata.")


def folder(var: Path) -> Iterator[Finding]:
    if not var.exists():
        home = next(parent for parent in var.parents if parent.exists())
        if home.is_dir() and os.access(home, os.W_OK):
            yield ok(f"{var} will be made at the first start")
        else:
            yield fails(
                f"{var} does not exist and can't be made.", "Name a folder that you own: JUNCTURE_VAR=/path."
            )
        return
    if not var.is_dir() or not os.access(var, os.W_OK | os.X_OK):
        yield fails(f"{var} can't be written to.", f"sudo chown $(id -u) '{var}' && chmod 700 '{var}'")
        return
    yield ok(f"{var} can be written to")
    if var.stat().st_mode & 0o077:
        yield fails(f"Others on this machine can look into {var}.", f"chmod 700 '{var}'")


def disk(var: Path) -> Iterator[Finding]:
    home = next(place for place in (var, *var.parents) if place.exists())
    free = shutil.disk_usage(home).free
    if free >= FREE_SPACE:
        yield ok(f"{free / 2**30:.0f} GiB free")
    else:
        yield fails(
            f"Only {free / 2**20:.0f} MiB are free at {home}.",
            "Free some disk space: 500 MiB is little enough.",
        )


def secret_file(var: Path) -> Iterator[Finding]:
    kept = var / "secret"
    if os.environ.get("JUNCTURE_SECRET_KEY"):
        yield ok("The secret comes from JUNCTURE_SECRET_KEY")
    elif not kept.exists():
        yield ok("A secret will be generated at the first start")
    elif stat.S_IMODE(kept.stat().st_mode) & 0o077:
        yield fails(f"Others on this machine can read {kept}.", f"chmod 600 '{kept}'")
    else:
        yield ok(f"The secret in {kept} is readable by its owner only")


def port(host: str, number: int) -> Iterator[Finding]:
    from juncture.site.refusal import Refusal
    from juncture.site.serving import answers, free_port, is_free

    try:
        if is_free(host, number):
            yield ok(f"Port {number} is free")
        elif answers(host, number):
            yield ok(f"Juncture answers on port {number}")
        else:
            yield note(
                f"Port {number} is taken.",
                f"{free_port(host, number)} is free: --port N, or end what holds {number}.",
            )
    except Refusal as refusal:
        yield note(str(refusal), "Name another one with --host and --port.")


def chromium() -> Iterator[Finding]:
    found = find_chromium()
    if found:
        yield ok(f"Chromium for the browser tests: {found}")
    else:
        yield note("No chromium: ./juncture test needs one.", "sudo apt-get install chromium")


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# -- what needs Django


def database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection
    from django.db.migrations.exceptions import InconsistentMigrationHistory

    from juncture.site.preparing import is_new, migrations_waiting

    where = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(str(where)).exists():
        yield ok("The database will be made at the first start")
        return
    try:
        if is_new():
            yield ok("The database answers and is empty; the first start makes its tables")
            return
        waiting = migrations_waiting()
    except InconsistentMigrationHistory as fault:
        yield fails(
            f"The database's history does not fit this version: {fault}",
            "Restore a backup: juncture restore FILE.",
        )
    except (DatabaseError, OSError) as fault:
        yield fails(
            f"The database {where} does not answer: {str(fault).strip()}", _database_cure(connection.vendor)
        )
    else:
        yield ok(f"The database answers ({connection.vendor})")
        if waiting:
            named = ", ".join(waiting[:3]) + (" …" if waiting[3:] else "")
            yield fails(
                f"{len(waiting)} change(s) to the tables wait: {named}",
                "juncture upgrade (it makes a backup first)",
            )


def _database_cure(vendor: str) -> str:
    if vendor == "sqlite":
        return "If the file is damaged: juncture restore FILE, with your last backup."
    return "Start the database server, and check JUNCTURE_DATABASE_URL (user, password, host, port, name)."


def no_debugging() -> Iterator[Finding]:
    from django.conf import settings

    for name in ("DEBUG", "DEMO"):
        if getattr(settings, name, False):
            yield fails(f"JUNCTURE_{name} is on.", f"unset JUNCTURE_{name}")
    if not settings.DEBUG:
        yield ok("Pages show nobody the program's insides (DEBUG is off)")


def secret() -> Iterator[Finding]:
    from django.conf import settings

    key = str(settings.SECRET_KEY)
    cure = "unset JUNCTURE_SECRET_KEY, and one is made and kept in var/secret; or give 50 random characters."
    if not key:
        yield fails("There is no secret.", cure)
    elif any(word in key.lower() for word in PLACEHOLDERS):
        yield fails("The secret is a placeholder that anybody could guess.", cure)
    elif len(key) < SHORTEST_SECRET or len(set(key)) < 10:
        yield fails("The secret is too short or too regular to be one.", cure)
    else:
        yield ok("The secret is long enough")


def hosts() -> Iterator[Finding]:
    from django.conf import settings

    allowed = [host for host in settings.ALLOWED_HOSTS if host]
    own = urlsplit(settings.BASE_URL).hostname or ""
    cure = f"JUNCTURE_ALLOWED_HOSTS={own if own and own not in LOCAL else 'juncture.example.org'}"
    if not allowed:
        yield fails("JUNCTURE_ALLOWED_HOSTS is empty: no page could be reached.", cure)
    elif any(host.strip() in ("*", ".") for host in allowed):
        yield fails("JUNCTURE_ALLOWED_HOSTS is *: a forged Host header could write links into mails.", cure)
    elif not any(
        own == host.strip("[]") or (host[0] == "." and f".{own}".endswith(host)) for host in allowed
    ):
        yield fails(f"{own or 'the host of JUNCTURE_BASE_URL'} is missing in JUNCTURE_ALLOWED_HOSTS.", cure)
    else:
        yield ok(f"Pages answer for {', '.join(allowed)} only")


def base_url() -> Iterator[Finding]:
    from django.conf import settings

    address = urlsplit(settings.BASE_URL)
    cure = "JUNCTURE_BASE_URL=https://juncture.example.org"
    if not os.environ.get("JUNCTURE_BASE_URL"):
        yield fails(
            "JUNCTURE_BASE_URL is not set: links in mails would lead to the reader's own machine.", cure
        )
    elif address.scheme not in ("http", "https") or not address.hostname or address.path or address.query:
        yield fails(f"JUNCTURE_BASE_URL is {settings.BASE_URL}, which is not just https:// and a host.", cure)
    elif address.scheme == "http" and address.hostname not in LOCAL:
        yield fails("JUNCTURE_BASE_URL is http: personal links and cookies would travel in the open.", cure)
    elif address.scheme == "https" and not settings.SECURE_PROXY_SSL_HEADER:
        yield fails(
            "JUNCTURE_BASE_URL is https, but the proxy's word for it is not trusted.",
            "JUNCTURE_BEHIND_PROXY=true, and let the proxy set X-Forwarded-Proto itself (docs/running.md)",
        )
    else:
        yield ok(f"Links lead to {settings.BASE_URL}")


def mail() -> Iterator[Finding]:
    from django.conf import settings

    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind in ("filebased", "console", "locmem", "dummy"):
        where = f", into {settings.EMAIL_FILE_PATH}" if kind == "filebased" else ""
        yield fails(
            f"Mail goes nowhere yet ({kind}{where}): nobody would get a code or a link.",
            "JUNCTURE_EMAIL_URL=smtp+tls://user:password@mail.example.org:587",
        )
    elif kind == "smtp" and not settings.EMAIL_HOST:
        yield fails(
            "JUNCTURE_EMAIL_URL names no mail server.", "smtp+tls://user:password@mail.example.org:587"
        )
    else:
        yield ok(f"Mail goes out through {getattr(settings, 'EMAIL_HOST', kind)}")
    if "localhost" in settings.DEFAULT_FROM_EMAIL:
        yield fails(
            f"Mails would come from {settings.DEFAULT_FROM_EMAIL}.",
            'JUNCTURE_FROM_EMAIL="Juncture <juncture@example.org>"',
        )


MACHINE: tuple[Callable[[Path], Iterator[Finding]], ...] = (folder, disk, secret_file)
SERVING: tuple[Callable[[], Iterator[Finding]], ...] = (no_debugging, secret, hosts, base_url, mail)
