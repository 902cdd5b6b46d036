import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connections

from juncture.post.sending import send_due

Post = Callable[[], list[EmailMultiAlternatives]]


@pytest.fixture
def post() -> Post:
    """Send what is due and give what left, in order."""

    def send() -> list[EmailMultiAlternatives]:
        before = len(mail.outbox)
        send_due()
        return mail.outbox[before:]  # type: ignore[return-value]

    return send


@pytest.fixture
def real_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The same rows in a file, as in use: the tests' database in memory is locked otherwise between threads.

    Ask for it after the rows it starts from.
    """
    before = connections["default"]
    if before.vendor != "sqlite":
        yield
        return
    told, name = connections.settings["default"], connections.settings["default"]["NAME"]
    path = tmp_path / "juncture.sqlite3"
    before.ensure_connection()
    with sqlite3.connect(path) as copy:
        before.connection.backup(copy)
    copy.close()
    told["NAME"] = str(path)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        told["NAME"] = name
        connections["default"] = before
