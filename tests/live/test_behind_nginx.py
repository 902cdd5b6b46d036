"""The nginx files of deploy/ are tried, not only written."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import Guest, House, answers, free_port, wait_until
from .notebook import AMARA, JONAS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"

pytestmark = pytest.mark.skipif(
    shutil.which("nginx") is None, reason="nginx isn't installed (apt install nginx)"
)


@contextlib.contextmanager
def nginx(http_block: str, port: int) -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="juncture-nginx-"))
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 512; }}\n"
        f"http {{ access_log off; {temporary}\n{http_block.replace('/srv/juncture/deploy/nginx', str(DEPLOY))} }}\n"
    )
    process = subprocess.Popen(
        ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, (folder / "error.log").read_text()
        yield
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_stream_and_commands_pass_through_nginx(house: House) -> None:
    port = free_port()
    one = (DEPLOY / "juncture-one.conf").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{house.port}")
    with nginx(f"gzip on; gzip_types *; server {{ listen 127.0.0.1:{port}; {one} }}", port):
        amara, jonas = Guest(port, 1, AMARA), Guest(port, 1, JONAS)
        with jonas.listen() as his:
            assert his.status == 200
            for n in range(5):
                assert amara.post("say", {"text": str(n)})[0] == 200
                assert his.next(1)[0]["payload"] == {"text": str(n)}, "nginx holds events back"


def test_several_processes_behind_nginx_are_one_house(database: str, tmp_path: Path) -> None:
    port = free_port()
    several = (
        (DEPLOY / "juncture-several.conf").read_text().replace("listen 8080", f"listen 127.0.0.1:{port}")
    )
    with (
        House(database, neighbours=str(tmp_path / "n")) as one,
        House(database, neighbours=str(tmp_path / "n")) as two,
    ):
        for n, house in enumerate((one, two, one, two), start=1):
            several = several.replace(f"127.0.0.1:800{n}", f"127.0.0.1:{house.port}")
        with nginx(several, port):
            for room in range(1, 9):
                with Guest(port, room, JONAS).listen() as his:
                    assert his.status == 200
                    assert Guest(port, room, AMARA).post("say", {"text": "hello"})[0] == 200
                    assert his.next(1)[0]["payload"] == {"text": "hello"}
            spread = [len(list(house.stream._writer._rooms)) for house in (one, two)]

    assert sum(spread) == 8, "a room was in two processes"
    assert min(spread) > 0, "all rooms were in one process"
