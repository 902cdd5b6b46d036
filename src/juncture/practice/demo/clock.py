"""The demo lives through its season: while it does, Django's clock shows the day a thing happened."""

import datetime as real
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def clock_at(when: real.datetime) -> Iterator[None]:
    """Inside, `timezone.now()` is `when`, also where it is the default of a column.

    Only for a process that does nothing else, such as the seeding command.
    """

    class Then(real.datetime):
        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> real.datetime:  # type: ignore[override]
            return when.astimezone(tz)

    with patch("django.utils.timezone.datetime", Then):
        yield
