"""Whose turn it is, until when, and the silence between two turns: as plain values for the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from juncture.practice.moments.moving import may_pass
from juncture.practice.moments.replaying import RoomState
from juncture.practice.moments.seeing import Person


def taking_turns(
    state: RoomState, member: int, by_id: Mapping[int, Person], here: tuple[int, ...], now: int
) -> dict[str, Any]:
    step = state.step
    if step is None or step.turns is None:
        return {}
    silent = state.silent(now)
    ends = state.turn_since if silent else state.turn_since + step.turns.seconds_each * 1000
    return {
        "order": [by_id[one] for one in state.order if one in by_id],
        "speaker": by_id.get(state.speaker or 0),
        "my_turn": state.speaker == member,
        "speaker_away": state.speaker is not None and state.speaker not in here,
        "next_speaker": by_id.get(next(iter(state.order[state.turn + 1 :]), 0)),
        "silent": silent,
        "may_pass": may_pass(state, member, here, now),
        "turn_until": datetime.fromtimestamp(ends / 1000, UTC),
    }
