"""The logic of the small behaviours, run in node; it needs no page."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed: it runs the JavaScript tests"
)
def test_logic_without_a_page():
    tests = sorted(str(file) for file in HERE.glob("*.test.mjs"))
    assert tests

    run = subprocess.run(["node", "--test", *tests], capture_output=True, text=True, timeout=120, check=False)

    assert run.returncode == 0, run.stdout
