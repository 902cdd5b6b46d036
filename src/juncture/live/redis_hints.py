"""Hints between machines, through Redis or Valkey."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

import redis

logger = logging.getLogger("juncture.live")

_CHANNEL = "juncture:live"
_QUEUE = 1_000
_PATIENCE = 2.0


class RedisHints:
    """Two threads, so that a Redis that hangs holds up nobody: while it is away hints are dropped, and every
    process finds by its sweep what it wasn't told.
    """

    def __init__(self, address: str, receive: Callable[[bytes], None]) -> None:
        self._receive = receive
        self._redis = redis.Redis.from_url(
            address, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        )
        self._queue: queue.Queue[bytes | None] = queue.Queue(_QUEUE)
        self._stopping = False
        self._away = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._stopping = False
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._send_all, self._listen)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self.send(None)
        self._stopping = True
        for thread in self._threads:
            thread.join(2 * _PATIENCE)
        self._redis.close()

    def send(self, raw: bytes | None) -> None:
        try:
            self._queue.put_nowait(raw)
        except queue.Full:
            logger.debug("a hint was dropped: Redis is away or slow")

    def _send_all(self) -> None:
        while not self._stopping or not self._queue.empty():
            try:
                raw = self._queue.get(timeout=0.5)
            except queue.Empty:
                continue
            if raw is None:
                return
            try:
                self._redis.publish(_CHANNEL, raw)
            except redis.RedisError as exc:
                self._pause(exc)

    def _listen(self) -> None:
        while not self._stopping:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
                    heard.subscribe(_CHANNEL)
                    if self._away:
                        logger.warning("Redis is back")
                    self._away = False
                    while not self._stopping:
                        message = heard.get_message(timeout=0.5)
                        if message is not None:
                            self._receive(message["data"])
            except (redis.RedisError, OSError) as exc:
                self._pause(exc)

    def _pause(self, exc: Exception) -> None:
        """Throws away what has gathered, since it is old by the time Redis is back."""
        if not self._away:
            logger.warning("Redis is away, hints wait for the sweep: %s", exc)
        self._away = True
        while not self._queue.empty():
            try:
                if self._queue.get_nowait() is None:
                    self._stopping = True
            except queue.Empty:
                break
        if not self._stopping:
            time.sleep(0.5)
