"""`./juncture` on a machine that has nothing yet: the real script, a real .venv, packages from a folder."""

import ast
import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PROGRAM = """
import json, os, sys, tiny
told = {"words": sys.argv[1:], "var": os.environ["JUNCTURE_VAR"], "tiny": tiny.NAME, "in": os.getcwd()}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone without a .venv, in a path with a space and a quote; its one dependency lies in a folder."""
    home = tmp_path_factory.mktemp("fresh") / "Amara's clone"
    (home / "src/juncture/site").mkdir(parents=True)
    (home / "src/juncture/__init__.py").touch()
    (home / "src/juncture/site/__init__.py").touch()
    (home / "src/juncture/site/__main__.py").write_text(PROGRAM)
    shutil.copy(REPOSITORY / "juncture", home / "juncture")
    (home / "requirements").mkdir()
    wheel = make_wheel(home / "index", "tiny", "1.0")
    tiny = f"tiny==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
    lock(home, "run", tiny)
    lock(home, "servers", f"{tiny}# for a database server\n")
    lock(home, "test", f"{tiny}# and more\n")
    # No index has this, so that pip has to do without uv.
    lock(home, "uv", f"uv==0.0.0 --hash=sha256:{'0' * 64}\n")
    return home


@pytest.fixture
def clone(fresh: Path) -> Iterator[Path]:
    """The same clone, with its .venv standing."""
    started = start(fresh, "hello")
    assert started.returncode == 0, started.stderr
    yield fresh
    lock(fresh, "run", (fresh / "requirements/run.txt").read_text().split("# changed")[0])


def test_first_start_makes_everything_and_hands_over(fresh: Path, tmp_path: Path) -> None:
    started = start(fresh, "read", "a file.vtt", cwd=tmp_path)

    assert started.returncode == 0, started.stderr
    told = json.loads(started.stdout)
    assert told == {
        "words": ["read", "a file.vtt"],
        "var": str(fresh / "var"),
        "tiny": "tiny 1.0",
        "in": str(tmp_path),
    }
    assert "Making .venv" in started.stderr
    assert (fresh / "requirements/run.txt").exists()


def test_second_start_installs_nothing_and_says_nothing(clone: Path) -> None:
    again = start(clone, "hello")

    assert again.returncode == 0
    assert again.stderr == ""


def test_the_command_in_the_venv_is_the_same_program(clone: Path) -> None:
    ran = subprocess.run(
        [clone / ".venv/bin/juncture", "lint"],
        env={"PATH": os.environ["PATH"], "JUNCTURE_VAR": "/x"},
        capture_output=True,
        text=True,
    )

    assert json.loads(ran.stdout)["words"] == ["lint"]


def test_changed_lock_installs_again_and_keeps_what_was_added_by_hand(clone: Path) -> None:
    by_hand = site_packages(clone) / "by_hand.py"
    by_hand.write_text("")
    lock(clone, "run", (clone / "requirements/run.txt").read_text() + "# changed\n")

    again = start(clone, "hello")

    assert "Installing what requirements/run.txt locks." in again.stderr
    assert again.returncode == 0
    assert by_hand.exists()


def test_packages_for_a_database_server_come_when_one_is_named_and_stay(clone: Path) -> None:
    named = start(clone, "hello", JUNCTURE_DATABASE_URL="postgres://host/name")
    again = start(clone, "hello", JUNCTURE_DATABASE_URL="postgres://host/name")
    without = start(clone, "hello")

    assert "Installing what requirements/servers.txt locks." in named.stderr
    assert again.stderr == without.stderr == ""


def test_file_that_does_not_have_the_locked_hash_is_refused(clone: Path) -> None:
    good = (clone / "requirements/run.txt").read_text()
    wheel = next((clone / "index").glob("tiny-*.whl"))
    whole = wheel.read_bytes()
    shutil.rmtree(clone / ".venv")
    make_wheel(clone / "index", "tiny", "1.0", says="not what was locked")

    refused = start(clone, "hello")

    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert "Cure:" in refused.stderr
    assert "Traceback" not in refused.stderr
    wheel.write_bytes(whole)
    lock(clone, "run", good)
    assert start(clone, "hello").returncode == 0


def test_two_starts_at_once_both_arrive(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")

    both = [launch(clone, "hello") for _ in range(2)]
    ends = [(each.communicate(timeout=120), each.returncode) for each in both]

    assert [code for _, code in ends] == [0, 0], ends
    assert any("waiting for it" in said for (_, said), _ in ends)


def test_start_killed_in_the_middle_is_mended_by_the_next(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")
    first = launch(clone, "hello")
    wait_for(clone / ".venv/bin/python")
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()

    again = start(clone, "hello")

    assert again.returncode == 0, again.stderr


def test_ctrl_c_during_the_first_start_ends_it_in_one_calm_line(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")
    first = launch(clone, "hello")
    wait_for(clone / ".venv/bin/python")
    os.killpg(first.pid, signal.SIGINT)
    _, said = first.communicate(timeout=30)

    assert first.returncode == 130
    assert said.endswith("Stopped. The next start goes on from here.\n")
    assert "Traceback" not in said
    assert start(clone, "hello").returncode == 0


def test_half_a_package_is_noticed_and_put_right(clone: Path) -> None:
    (site_packages(clone) / "tiny.py").unlink()
    (clone / ".venv/juncture-installed.json").unlink()

    again = start(clone, "hello")

    assert "Mending what an interrupted start left behind: tiny" in again.stderr
    assert again.returncode == 0, again.stderr


def test_venv_whose_python_has_gone_is_made_anew(clone: Path) -> None:
    python = clone / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")

    again = start(clone, "hello")

    assert "does not work; making it anew" in again.stderr
    assert again.returncode == 0, again.stderr


def test_home_that_cannot_be_written_to_is_no_obstacle(clone: Path) -> None:
    (clone / ".venv/juncture-installed.json").unlink()

    again = start(clone, "hello", HOME="/proc/nowhere", XDG_CACHE_HOME="/proc/nowhere/cache")

    assert again.returncode == 0, again.stderr


def test_python_without_venv_is_told_the_package_to_install(fresh: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(fresh, bare, ignore=shutil.ignore_patterns(".venv"))
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow/venv.py").write_text("raise SystemExit('No module named venv')")

    refused = start(bare, "demo", PYTHONPATH=str(tmp_path / "shadow"))

    assert refused.returncode == 1
    assert "sudo apt-get install python3-venv" in refused.stderr
    assert not (bare / ".venv").exists()


def test_old_python_can_read_the_script_far_enough_to_be_told() -> None:
    source = (REPOSITORY / "juncture").read_text()

    ast.parse(source, feature_version=(3, 6))

    assert source.index("if sys.version_info < OLDEST") < source.index("from pathlib")


def test_old_python_names_what_is_needed(tmp_path: Path) -> None:
    as_if_old = "import sys; sys.version_info = (3, 9, 2); exec(open(sys.argv[1]).read())"

    ran = subprocess.run(
        [sys.executable, "-c", as_if_old, REPOSITORY / "juncture"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 1
    assert "Juncture needs Python 3.11 or newer" in ran.stderr
    assert "Cure: install a newer one" in ran.stderr


def start(clone: Path, *words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    process = launch(clone, *words, cwd=cwd, **env)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def launch(clone: Path, *words: str, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
    """As from a new login: nothing in the environment but a path, a home and where the packages lie."""
    given = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(clone.parent),
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": (clone / "index").as_uri(),
        **env,
    }
    command = [getattr(sys, "_base_executable", sys.executable), clone / "juncture", *words]
    return subprocess.Popen(
        command,
        env=given,
        cwd=cwd or clone.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hears_ctrl_c,
    )


def hears_ctrl_c() -> None:
    """Also when the tests are a shell's job in the background: those ignore it, and so would what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def lock(clone: Path, kind: str, text: str) -> None:
    (clone / f"requirements/{kind}.txt").write_text(text)


def site_packages(clone: Path) -> Path:
    return next((clone / ".venv/lib").glob("python3*")) / "site-packages"


def wait_for(path: Path) -> None:
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until, f"{path} never came"
        time.sleep(0.02)


def make_wheel(folder: Path, name: str, version: str, says: str = "") -> Path:
    """The smallest package an installer takes."""
    folder.mkdir(exist_ok=True)
    files = {
        f"{name}.py": f"NAME = {says or f'{name} {version}'!r}\n",
        f"{name}-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{name}-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{name}-{version}.dist-info/RECORD"] = record + f"{name}-{version}.dist-info/RECORD,,\n"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return wheel


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
