"""Somebody would like the host to look in. Pure; the host's answer is looking_in.py."""

from __future__ import annotations

from collections.abc import Sequence

from juncture.live.events import Command, Draft
from juncture.practice.moments.refusing import still_open
from juncture.practice.moments.replaying import RoomState


def ask_help(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    """Somebody would like the host to look in. Nobody is told who."""
    still_open(state)
    return [] if state.help_asked_at else [Draft("help_asked", {}, author=member)]


def help_came(
    state: RoomState, member: int, command: Command, people: tuple[int, ...], now: int
) -> Sequence[Draft]:
    still_open(state)
    return [Draft("help_came", {}, author=member)] if state.help_asked_at else []
