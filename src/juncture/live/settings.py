"""Everything about the stream that an operator may turn, with defaults that suit one machine."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    database: str
    """A SQLite file's path, or postgresql://…"""
    secret: str | bytes
    """Signs tickets; at least 32 characters."""

    origins: frozenset[str] = frozenset()
    """Origins (https://juncture.example) that may post, beside the host that the request itself names."""
    neighbours: str = ""
    """A folder for the sockets by which the processes of one machine hint each other; empty: alone."""
    redis: str = ""
    """redis://… for hints between machines; empty: none."""

    patience: float = 2.0
    """Seconds to wait for a database lock before 503."""
    queue: int = 10_000
    """Commands and looks that may wait for the database thread; more are answered 503."""
    rooms_kept: int = 2_000
    """Rooms without a reader whose state stays in memory."""

    buffer_events: int = 256
    buffer_bytes: int = 256 * 1024
    """A reader who is further behind is closed, and resumes from the log."""
    streams_each: int = 8
    """Open streams of one member in one room; the oldest gives way to a ninth."""
    heartbeat: float = 20.0
    grace: float = 10.0
    """Seconds for which a member whose last stream closed is still present: a reload isn't an absence."""
    page: int = 512
    """Events read from the log at a time."""

    body_bytes: int = 64 * 1024
    burst: int = 30
    rate: float = 5.0
    """A member's bucket holds `burst` commands and gains `rate` a second."""
    answer_within: float = 15.0
    """Seconds after which a command is answered 503, though it may still be written: its key tells."""
    closing: tuple[int, int] = field(default=(1_000, 6_000))
    """Milliseconds: when the house closes, each stream is told to come back at some time between the two."""

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise ValueError(f"the stream's secret needs 32 characters or more, got {len(self.secret)}")
        for name in (
            "patience",
            "queue",
            "buffer_events",
            "buffer_bytes",
            "heartbeat",
            "page",
            "burst",
            "rate",
        ):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above zero, got {getattr(self, name)!r}")
        if not 0 <= self.closing[0] <= self.closing[1]:
            raise ValueError(f"closing must be two growing times in milliseconds, got {self.closing!r}")
