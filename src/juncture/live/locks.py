"""One writer a room: the advisory lock that whoever appends to a room's log on PostgreSQL holds."""

_NAMESPACE = 0x4A55 << 47
"""Keeps our advisory locks apart from other uses of them; two rooms that share one only wait for each other."""


def lock_key(room: int) -> int:
    return _NAMESPACE | room & (1 << 47) - 1
