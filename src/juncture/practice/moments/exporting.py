"""What may leave a room: the board as everybody at that table reads it, never as one of them does.

No orientation, nothing sealed, no story beyond what its teller allowed for whoever takes it along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from juncture.practice.moments.models import FirstWin, Moment, Room, StoryConsent
from juncture.practice.moments.replaying import RoomState
from juncture.practice.moments.seeing import Board, board_for, people_at
from juncture.practice.moments.sending import state_of
from juncture.practice.moments.telling import wins_in
from juncture.practice.people.models import Member


@dataclass(frozen=True)
class Export:
    room: Room
    state: RoomState
    board: Board
    wins: tuple[FirstWin, ...]

    @property
    def moment(self) -> Moment:
        return self.room.moment

    @property
    def at(self) -> datetime | None:
        slot = self.room.group.slot
        return slot.starts_at if slot else self.room.opened_at


def take_along(room: Room, *, by: Member) -> Export | None:
    """For somebody who came in, once the cards are open; None before."""
    state = state_of(room)
    if by.pk not in state.arrived:
        return None
    return _export(room, state, (win for win in wins_in(room, by) if win.holding))  # type: ignore[attr-defined]


def take_along_for_host(room: Room) -> Export | None:
    """Stories only where their tellers let the community read them with their names: in a group this small, an
    unnamed one would point at somebody."""
    named = StoryConsent.objects.filter(withdrawn_at=None, reach=StoryConsent.Reach.COMMUNITY_NAMED)
    stories = FirstWin.objects.filter(room=room, member__departed_at=None, consents__in=named)
    return _export(room, state_of(room), stories.select_related("member").order_by("told_at", "id"))


def _export(room: Room, state: RoomState, wins: Iterable[FirstWin]) -> Export | None:
    board = board_for(state, people_at(room, state, None), None)
    return Export(room, state, board, tuple(wins)) if board.rows else None
