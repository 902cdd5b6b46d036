"""`serve` starts only where people are safe; `doctor` names what is missing. Each refusal has its cure."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from juncture.site import readiness
from juncture.site.readiness import Finding

GOOD = {
    "JUNCTURE_BASE_URL": "https://peers.example.org",
    "JUNCTURE_ALLOWED_HOSTS": "peers.example.org",
    "JUNCTURE_BEHIND_PROXY": "true",
    "JUNCTURE_EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
    "JUNCTURE_FROM_EMAIL": "Juncture <juncture@example.org>",
}


@pytest.mark.parametrize(
    ("changed", "told", "cure"),
    [
        ({"JUNCTURE_DEBUG": "true"}, "JUNCTURE_DEBUG is on", "unset JUNCTURE_DEBUG"),
        ({"JUNCTURE_DEMO": "true"}, "JUNCTURE_DEMO is on", "unset JUNCTURE_DEMO"),
        ({"JUNCTURE_SECRET_KEY": "changeme"}, "placeholder", "unset JUNCTURE_SECRET_KEY"),
        ({"JUNCTURE_SECRET_KEY": "django-insecure-" + "q1w2e3r4t5" * 5}, "placeholder", "50 random"),
        ({"JUNCTURE_SECRET_KEY": "a" * 80}, "too short or too regular", "50 random"),
        ({"JUNCTURE_ALLOWED_HOSTS": "*"}, "forged Host header", "JUNCTURE_ALLOWED_HOSTS=peers.example.org"),
        ({"JUNCTURE_ALLOWED_HOSTS": ""}, "is empty", "JUNCTURE_ALLOWED_HOSTS=peers.example.org"),
        ({"JUNCTURE_ALLOWED_HOSTS": "other.example.org"}, "peers.example.org is missing", "ALLOWED_HOSTS="),
        ({"JUNCTURE_BASE_URL": "http://peers.example.org"}, "travel in the open", "https://"),
        ({"JUNCTURE_BASE_URL": "peers.example.org"}, "not just https:// and a host", "https://"),
        ({"JUNCTURE_BEHIND_PROXY": "false"}, "is not trusted", "JUNCTURE_BEHIND_PROXY=true"),
        ({"JUNCTURE_EMAIL_URL": ""}, "Mail goes nowhere", "JUNCTURE_EMAIL_URL=smtp"),
        ({"JUNCTURE_EMAIL_URL": "console://"}, "Mail goes nowhere", "JUNCTURE_EMAIL_URL=smtp"),
        ({"JUNCTURE_EMAIL_URL": "smtp.example.org"}, "names no mail server", "smtp+tls://user"),
        ({"JUNCTURE_FROM_EMAIL": "j@localhost"}, "would come from j@localhost", "JUNCTURE_FROM_EMAIL="),
        ({"JUNCTURE_DEBUG": "perhaps"}, '"JUNCTURE_DEBUG" invalid', "docs/running.md"),
        ({"JUNCTURE_LOG_LEVEL": "LOUD"}, '"JUNCTURE_LOG_LEVEL" invalid', "docs/running.md"),
        ({"JUNCTURE_DATABASE_URL": "postgres://u@127.0.0.1:1/none"}, "does not answer", "juncture doctor"),
    ],
)
def test_serve_refuses_what_would_harm_and_names_the_cure(
    changed: dict[str, str], told: str, cure: str, var: Path
) -> None:
    ran = run(var, "serve", "--port", str(free_port()), **{**GOOD, **changed})

    assert ran.returncode == 1
    assert told in ran.stderr
    assert "Cure:" in ran.stderr
    assert cure in ran.stderr
    assert "Traceback" not in ran.stderr


def test_serve_names_everything_at_once_so_that_nobody_mends_one_thing_at_a_time(var: Path) -> None:
    ran = run(var, "serve", "--port", str(free_port()))

    assert ran.returncode == 1
    assert ran.stderr.count("Cure:") == 3  # address, mail server, sender


def test_serve_refuses_a_secret_that_others_can_read(var: Path) -> None:
    (var / "secret").write_text("k3yO0fYqPz7cV1tR9sW5xL2mN8bD4gH6jA_Q-eUiTnXv")
    (var / "secret").chmod(0o644)

    ran = run(var, "serve", "--port", str(free_port()), **GOOD)

    assert ran.returncode == 1
    assert "chmod 600" in ran.stderr


def test_serve_names_the_taken_port_and_offers_the_next(var: Path, taken: int) -> None:
    ran = run(var, "serve", "--port", str(taken), **GOOD)

    assert ran.returncode == 1
    assert f"Port {taken} is taken" in ran.stderr
    assert "--port" in ran.stderr


def test_serve_does_not_change_tables_that_hold_data_by_itself(var: Path) -> None:
    assert run(var, "manage", "migrate", "practice", "zero", "--verbosity", "0").returncode == 0
    assert run(var, "manage", "migrate", "contenttypes", "--verbosity", "0").returncode == 0

    ran = run(var, "serve", "--port", str(free_port()), **GOOD)

    assert ran.returncode == 1
    assert "juncture upgrade makes a backup" in ran.stderr


def test_doctor_finds_a_new_machine_well_and_leaves_no_trace(tmp_path: Path) -> None:
    ran = run(tmp_path / "var", "doctor", "--port", str(free_port()))

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "All is well." in ran.stdout
    assert not (tmp_path / "var").exists()


def test_doctor_with_serve_fails_where_serve_would(tmp_path: Path) -> None:
    ran = run(tmp_path / "var", "doctor", "--serve", "--port", str(free_port()))

    assert ran.returncode == 1
    assert "FAILS JUNCTURE_BASE_URL is not set" in ran.stdout
    assert "3 thing(s) to mend." in ran.stdout


def test_doctor_names_a_wrong_setting_and_goes_no_further(tmp_path: Path) -> None:
    ran = run(tmp_path / "var", "doctor", "--port", str(free_port()), JUNCTURE_DEBUG="perhaps")

    assert ran.returncode == 1
    assert "JUNCTURE_DEBUG" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_doctor_tells_a_damaged_database_and_waiting_changes(var: Path) -> None:
    run(var, "manage", "migrate", "contenttypes", "--verbosity", "0")
    waiting = run(var, "doctor", "--port", str(free_port()))
    (var / "juncture.sqlite3").write_bytes(b"this was a database once" * 400)
    damaged = run(var, "doctor", "--port", str(free_port()))

    assert waiting.returncode == damaged.returncode == 1
    assert "wait:" in waiting.stdout
    assert "juncture upgrade" in waiting.stdout
    assert "does not answer" in damaged.stdout
    assert "juncture restore FILE" in damaged.stdout


def test_folder_that_others_can_look_into_fails(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    assert fails(lambda: readiness.folder(tmp_path)) == [f"Others on this machine can look into {tmp_path}."]


def test_folder_that_can_be_neither_made_nor_written_to_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "can't be made" in fails(lambda: readiness.folder(tmp_path / "file" / "var"))[0]
    assert "can't be written to" in fails(lambda: readiness.folder(tmp_path / "file"))[0]


def test_full_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "FREE_SPACE", 2**80)

    assert "are free at" in fails(lambda: readiness.disk(tmp_path / "not yet"))[0]


def test_taken_port_is_a_note_with_the_next_free_one(taken: int) -> None:
    [found] = readiness.port("127.0.0.1", taken)

    assert found.verdict == "note"
    assert "is free: --port" in found.cure


@pytest.mark.parametrize("module", sorted(Path(readiness.__file__).parent.glob("commands/[a-z]*.py")))
def test_every_verb_says_what_it_does(module: Path) -> None:
    ran = run(Path("/nowhere"), module.stem, "--help")

    assert ran.returncode == 0
    assert ran.stdout.startswith(f"usage: juncture {module.stem}")


def test_help_does_not_wait_for_django() -> None:
    asked = "import sys; from juncture.site.command import parser; parser(); print('django' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert ran.stdout == "False\n"


def test_unknown_verb_is_named() -> None:
    ran = run(Path("/nowhere"), "dmeo")

    assert ran.returncode == 2
    assert "dmeo" in ran.stderr


@pytest.fixture
def var(tmp_path: Path) -> Path:
    path = tmp_path / "var"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(var: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept: dict[str, Any] = {n: value for n, value in os.environ.items() if not n.startswith("JUNCTURE_")}
    return subprocess.run(
        [sys.executable, "-m", "juncture.site", *words],
        env={**kept, "JUNCTURE_VAR": str(var), "JUNCTURE_PLAIN_STATIC": "1", **env},
        capture_output=True,
        text=True,
        timeout=60,
    )


def fails(check: Callable[[], Iterator[Finding]]) -> list[str]:
    return [found.what for found in check() if found.verdict == "fails"]
