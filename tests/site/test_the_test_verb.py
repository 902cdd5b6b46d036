"""`juncture test` ends with the runner's own closing line and keeps its exit code."""

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_last_line_is_pytests_and_its_exit_code_is_kept(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text("def test_fine(): pass\ndef test_wrong(): assert 1 == 2\n")

    fine = run(str(tmp_path / "test_two.py"), "-k", "fine")
    wrong = run(str(tmp_path / "test_two.py"), "--one-by-one")

    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert re.fullmatch(r"=* 1 passed in [\d.]+s =*", fine.stdout.splitlines()[-1])
    assert wrong.returncode == 1
    assert re.fullmatch(r"=* 1 failed, 1 passed in [\d.]+s =*", wrong.stdout.splitlines()[-1])
    assert fine.stderr == wrong.stderr == ""


def test_what_is_set_for_a_real_installation_does_not_reach_the_tests(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "import os\n"
        "def test_own_place():\n"
        "    assert 'JUNCTURE_DATABASE_URL' not in os.environ\n"
        "    assert 'juncture-tests-' in os.environ['JUNCTURE_VAR']\n"
    )

    ran = run(str(tmp_path / "test_own.py"), "--one-by-one", JUNCTURE_DATABASE_URL="postgres://real/one")

    assert ran.returncode == 0, ran.stdout


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """From outside the pytest that runs this, as a shell would."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    ours = ["-c", str(REPOSITORY / "pyproject.toml"), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "juncture.site", "test", *words, *ours]
    return subprocess.run(
        command, env=given | env, cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )
