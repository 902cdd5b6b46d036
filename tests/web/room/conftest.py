"""A real house, in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def house(tmp_path_factory, request) -> Iterator[dict[str, Any]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    var = tmp_path_factory.mktemp("house")
    environment = os.environ | {"JUNCTURE_VAR": str(var), "PYTHONPATH": f"{REPOSITORY}/src:{REPOSITORY}"}
    environment["JUNCTURE_TESTED_PROTOCOL"] = getattr(request.module, "PROTOCOL", "contrast-round-60")
    environment["JUNCTURE_TESTED_ROOMS"] = json.dumps(getattr(request.module, "ROOMS", None))
    environment["JUNCTURE_TESTED_FACILITATORS"] = json.dumps(getattr(request.module, "FACILITATORS", []))
    environment["JUNCTURE_BASE_URL"] = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.web.room.served", str(port)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        # The house may say other things before it says that it is open.
        line = next((line for line in server.stdout if line.startswith("{")), "")
        assert line, "the house did not open"
        # What it says later is read and dropped, so that a full pipe doesn't hold it up.
        threading.Thread(target=server.stdout.read, daemon=True).start()
        yield json.loads(line) | {
            "base": f"http://127.0.0.1:{port}",
            "database": str(var / "juncture.sqlite3"),
        }
    finally:
        server.terminate()
        server.wait(20)
