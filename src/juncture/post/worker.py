"""The thread in the one process that does what is due: scheduled work, and mails."""

import logging
from threading import Event, Thread
from time import monotonic

from django.db import close_old_connections, connections

from juncture.post.sending import send_due
from juncture.post.working import do_scheduled_work

EVERY_SO_OFTEN = 60.0  # seconds between two looks at the scheduled work

log = logging.getLogger("juncture.post")


class Worker:
    """`start()` and `stop()`; several processes may each have one. A letter is sent by one of them."""

    def __init__(self, interval: float = 5.0) -> None:
        self.interval = interval
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = Thread(target=self._run, name="juncture-post", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 35.0) -> None:
        """Ends after the letter in hand; whatever else is due stays due."""
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        looked_at = float("-inf")
        while not self._stopping.is_set():
            close_old_connections()
            try:
                if monotonic() - looked_at >= EVERY_SO_OFTEN:
                    looked_at = monotonic()
                    do_scheduled_work()
                send_due(go_on=lambda: not self._stopping.is_set())
            except Exception:  # the database may be away for a while; the worker stays
                log.exception("the post could not do its round; it tries again")
            self._stopping.wait(self.interval)
        connections.close_all()
