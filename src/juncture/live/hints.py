"""Hints between processes: "room R has moved to seq N", "these members are here".

A hint may be lost, doubled or late: the log is the truth, and the sweep finds what no hint told. So nothing
here waits, and nothing here fails loudly.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from .settings import Settings

logger = logging.getLogger("juncture.live")

_LONGEST = 1 << 17
_LIST_EVERY = 1.0

Heard = Callable[[str, dict[str, Any]], None]


class Carrier(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def send(self, raw: bytes) -> None: ...


class Hints:
    """Sends each hint by every way that the settings name; by none when this process is alone."""

    def __init__(self, settings: Settings, heard: Heard) -> None:
        self._me = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._heard = heard
        self._carriers: list[Carrier] = []
        if settings.neighbours:
            self._carriers.append(Datagrams(Path(settings.neighbours), self._receive))
        if settings.redis:
            from .redis_hints import RedisHints

            self._carriers.append(RedisHints(settings.redis, self._receive))

    def start(self) -> None:
        for carrier in self._carriers:
            carrier.start()
        self.say({"hello": True})

    def stop(self) -> None:
        self.say({"bye": True})
        for carrier in self._carriers:
            carrier.stop()

    def say(self, news: dict[str, Any]) -> None:
        if self._carriers:
            raw = json.dumps({"from": self._me, **news}, separators=(",", ":")).encode()
            for carrier in self._carriers:
                carrier.send(raw)

    def _receive(self, raw: bytes) -> None:
        try:
            news = json.loads(raw)
            if news["from"] != self._me:
                self._heard(news["from"], news)
        except Exception:
            logger.warning("a hint could not be read: %r", raw[:200], exc_info=True)


class Datagrams:
    """Between the processes of one machine: each has a socket in one folder that only they may enter."""

    def __init__(self, folder: Path, receive: Callable[[bytes], None]) -> None:
        self._folder, self._receive = folder, receive
        self._path = folder / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._others: list[str] = []
        self._list_at = 0.0
        self._listed = 0
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            listening.bind(str(self._path))
        except OSError as exc:
            # A path over 107 characters, a folder of somebody else: slower without hints, not wrong.
            logger.warning("no hints between processes, the sweep has to do: %s (%s)", exc, self._path)
            listening.close()
            return
        self._socket = listening
        self._thread = threading.Thread(target=self._listen, args=(listening,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._socket is None or self._thread is None:
            return
        with contextlib.suppress(OSError):
            self._socket.sendto(b"", str(self._path))  # wakes the listener, who then ends
        self._thread.join(2)
        self._path.unlink(missing_ok=True)
        self._socket.close()
        self._socket = None

    def send(self, raw: bytes) -> None:
        if self._socket is None:
            return
        if time.monotonic() >= self._list_at or self._changed() != self._listed:
            self._list()
        for path in self._others:
            try:
                self._socket.sendto(raw, socket.MSG_DONTWAIT, path)
            except (ConnectionRefusedError, FileNotFoundError):
                # Killed: nobody is left to take its socket away.
                Path(path).unlink(missing_ok=True)
                self._list_at = 0.0
            except OSError:
                continue  # it has more to do than to listen; its sweep will tell it

    def _list(self) -> None:
        self._list_at = time.monotonic() + _LIST_EVERY
        self._listed = self._changed()
        with contextlib.suppress(OSError):
            self._others = [entry.path for entry in os.scandir(self._folder) if entry.name != self._path.name]

    def _changed(self) -> int:
        """When somebody last came or went. Too coarse to rely on alone."""
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    def _listen(self, listening: socket.socket) -> None:
        while True:
            try:
                raw = listening.recv(_LONGEST)
            except OSError:
                return
            if not raw:
                return
            self._receive(raw)
