"""What has to stand before pages are served: folder, secret, tables, static files."""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from juncture.site.refusal import Refusal


def make_var(var: Path) -> None:
    """Everything kept lies in here, readable by its owner only, as is every file made from now on."""
    os.umask(0o077)
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        if var.stat().st_mode & 0o077:
            var.chmod(0o700)
        probe = var / f"probe.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise Refusal(
            f"{var} can't be written to ({fault.strerror}).",
            "free some disk space, or name a folder that you own: JUNCTURE_VAR=/path",
        ) from fault


@contextlib.contextmanager
def one_at_a_time(var: Path) -> Iterator[None]:
    """Two starts at once take turns at tables and seeds; a killed one leaves no lock behind."""
    with open(var / "preparing.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def running_mark(var: Path) -> Iterator[None]:
    """Held while pages are served, by any number of processes, so that a restore can't pull the file away."""
    with open(var / "running.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Refusal("A restore is going on.", "wait for it to end, then start again.") from held
        yield


@contextlib.contextmanager
def nothing_running(var: Path) -> Iterator[None]:
    with open(var / "running.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Refusal("Juncture is running on this data.", "stop it first, then restore.") from held
        yield


def migrations_waiting() -> list[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_new() -> bool:
    """A database in which nothing has been made yet."""
    from django.db import connection

    return not connection.introspection.table_names()


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> bool:
    """Gathers, names by content and compresses, but only when a file has changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.STORAGES["staticfiles"]["BACKEND"].endswith(".StaticFilesStorage"):
        return False
    mark = Path(settings.STATIC_ROOT) / "sources"
    now = _static_fingerprint()
    if mark.exists() and mark.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now)
    return True


def _static_fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
