"""What the intake's scripts decide without a page, run in node."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed: it runs the JavaScript tests"
)
def test_shortening_and_room():
    run = subprocess.run(
        ["node", "--test", str(Path(__file__).parent / "shortening.test.mjs")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stdout
