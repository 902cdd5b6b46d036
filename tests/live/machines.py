"""PostgreSQL and Redis of our own, started from what the system has installed."""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import redis

from .house import free_port, wait_until


class Postgres:
    """A fresh cluster in a folder of its own. PostgreSQL refuses root, so root lends it to somebody else."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="juncture-pg-")
        self.port = free_port()
        self.address = f"postgresql://juncture@127.0.0.1:{self.port}/postgres"
        self._bin = Path(_newest_postgres())
        self._user = _somebody_else() if os.geteuid() == 0 else None
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run(
            "initdb", "-D", f"{self.folder}/data", "-U", "juncture", "-A", "trust", "--no-sync", "-E", "UTF8"
        )
        self.start()

    def start(self) -> None:
        self._server = subprocess.Popen(
            [
                str(self._bin / "postgres"),
                "-D",
                f"{self.folder}/data",
                "-p",
                str(self.port),
                "-k",
                self.folder,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as_user(),
        )
        wait_until(self._answers, 20)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it and everybody's connections; SIGQUIT as if the power had gone."""
        self._server.send_signal(how)
        self._server.wait(20)

    def restart(self, how: signal.Signals = signal.SIGINT, away: float = 0.0) -> None:
        self.stop(how)
        time.sleep(away)
        self.start()

    def remove(self) -> None:
        if self._server.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.address, connect_timeout=2):
            return True
        return False

    def _run(self, program: str, *args: str) -> None:
        subprocess.run([str(self._bin / program), *args], check=True, capture_output=True, **self._as_user())

    def _as_user(self) -> dict[str, object]:
        if self._user is None:
            return {"cwd": self.folder}
        return {"cwd": self.folder, "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


class Redis:
    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self._server = subprocess.Popen(
            [
                str(_redis()),
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers)

    def stop(self) -> None:
        self._server.terminate()
        self._server.wait(10)

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), redis.Redis(port=self.port) as client:
            return bool(client.ping())
        return False


def missing_postgres() -> str:
    return "" if _newest_postgres() else "PostgreSQL isn't installed (apt install postgresql)"


def missing_redis() -> str:
    return "" if _redis() else "Redis isn't installed (apt install redis-server)"


def _newest_postgres() -> str:
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb") or [shutil.which("initdb") or ""]
    return os.path.dirname(sorted(found)[-1])


def _redis() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _somebody_else() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("nobody to run PostgreSQL as")
