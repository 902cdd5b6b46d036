"""The demo's world as it is written down in world/*.toml."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

WORLD = Path(__file__).parent / "world"

Table = Mapping[str, Any]


@cache
def world(name: str) -> Table:
    return tomllib.loads((WORLD / f"{name}.toml").read_text(encoding="utf-8"))


def moment_time(offset: Table, now: datetime, zone: str) -> datetime:
    """`{days, time}` in the community's zone or `{minutes}`, counted from now."""
    if "minutes" in offset:
        return (now + timedelta(minutes=offset["minutes"])).replace(second=0, microsecond=0)
    day = (now.astimezone(ZoneInfo(zone)) + timedelta(days=offset["days"])).date()
    return datetime.combine(day, time.fromisoformat(offset["time"]), ZoneInfo(zone))


def days_ago(days: float, now: datetime) -> datetime:
    return now - timedelta(days=days)
