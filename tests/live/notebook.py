"""A small practice for the stream's tests: people write in silence, then everything is revealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from juncture.live import Command, Draft, Event, Payload, Reader, Refused

AMARA, JONAS, PRIYA, LENA = 1, 2, 3, 4


@dataclass(frozen=True)
class Page:
    """`title` comes from the database's own tables, the rest from the log."""

    title: str
    lines: tuple[tuple[int | None, str], ...] = ()
    revealed: bool = False
    there: frozenset[int] = frozenset()


class Notebook:
    def blank(self, room: int, reader: Reader) -> Page:
        found = reader.rows("SELECT title FROM notebook WHERE id = %s", [room])
        if not found:
            raise Refused("no_such_room", "There is no such room.", 404)
        return Page(title=found[0][0])

    def apply(self, state: Page, event: Event) -> Page:
        if event.kind == "revealed":
            return replace(state, revealed=True)
        if event.kind == "noticed":
            return replace(state, there=frozenset(event.payload["there"]))
        if "text" in event.payload:
            return replace(state, lines=(*state.lines, (event.author, event.payload["text"])))
        return state

    def decide(self, state: Page, command: Command, present: frozenset[int], now: int) -> Sequence[Draft]:
        match command.kind:
            case "say" | "write":
                return [Draft(command.kind, command.payload, command.author)]
            case "reveal" if state.revealed:
                raise Refused("already", "This was revealed a moment ago.")
            case "reveal":
                return [
                    Draft("revealed", {}, command.author),
                    *(Draft("shown", {"text": f"{author}: {text}"}) for author, text in state.lines),
                ]
            case "look_around":
                return [Draft("noticed", {"there": sorted(present)}, command.author)]
            case "shrug":
                return []
            case "trip":
                raise RuntimeError("the practice has a bug")
            case "garble":
                return [Draft("garbled", {"text": object()}, command.author)]
        raise Refused("unknown", f"Nobody here knows how to {command.kind}.", 422)

    def seen_by(self, state: Page, event: Event, viewer: int) -> Payload | None:
        if event.kind == "write" and event.author != viewer and not state.revealed:
            return None
        if event.kind == "say" and event.payload.get("text") == "unreadable":
            raise RuntimeError("the practice has a bug")
        return event.payload
