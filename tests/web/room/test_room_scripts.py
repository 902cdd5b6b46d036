"""What the room's scripts decide without a page, run in node; and what the page weighs."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from juncture.web.parts.storage import bundled

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "src" / "juncture" / "web"
LIMIT = 60 * 1024


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed: it runs the JavaScript tests"
)
def test_the_queue_loses_nothing():
    run = subprocess.run(
        ["node", "--test", str(HERE / "queue.test.mjs")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stdout


def test_the_rooms_styles_and_scripts_stay_under_sixty_kilobytes():
    css = WEB / "parts" / "static" / "parts" / "css"
    styles = bundled((css / "all.css").read_text(), lambda name: (css / name).read_text()).encode()
    files = [*WEB.glob("parts/static/parts/js/*.js"), *WEB.glob("room/static/room/**/*.*")]
    assert len(files) >= 16

    weight = sum(len(gzip.compress(content)) for content in [styles, *(file.read_bytes() for file in files)])

    assert weight <= LIMIT, f"{weight / 1024:.1f} KB"
