"""Python's garbage collector, kept from pausing thousands of streams."""

from __future__ import annotations

import gc

_YOUNG, _MIDDLE, _OLD = 10_000, 20, 1_000


def calm() -> None:
    """What was loaded at start is never looked through again, and the rest seldom.

    A full collection paused 9,000 streams for 375 ms. An open stream is freed by counting references alone,
    so that nothing needs the full collection to come back (tests/live/test_leaks.py holds us to it).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
