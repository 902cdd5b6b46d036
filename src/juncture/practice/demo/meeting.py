"""The demo's moments are planned, published and played through, step by step, as groups really would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from juncture.practice.decisions.models import Decision
from juncture.practice.demo.reading import Table, days_ago, moment_time
from juncture.practice.followup.answering import Answer, answer_check_in
from juncture.practice.followup.models import CheckIn
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.landscape.models import Tension
from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.models import Moment, Room
from juncture.practice.moments.opening import open_room
from juncture.practice.moments.orienting import Card, Clarity, write_orientation
from juncture.practice.moments.planning import (
    Anchor,
    Plan,
    anchor_on_decision,
    anchor_on_tension,
    anchor_on_words,
    members_with_open_decision,
    plan_moment,
)
from juncture.practice.moments.publishing import publish
from juncture.practice.moments.sending import send, state_of
from juncture.practice.moments.telling import Story, keep_to_oneself, tell_first_win
from juncture.practice.people.models import FreeTime, Host, Member
from juncture.practice.rounds.arranging import Arrangement, current, write
from juncture.practice.rounds.arranging import Table as SeatedTable
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.composing import compose
from juncture.practice.rounds.models import Composition
from juncture.practice.rounds.opening import Rules

Happenings = list[tuple[datetime, Callable[[], object]]]

# So that the demo's groups are the same whoever starts it.
SEED = 20
_PARTS = ((8, 12, "morning"), (12, 14, "midday"), (14, 18, "afternoon"), (18, 22, "evening"))


@dataclass
class Cast:
    """Who and what has come into the world so far, by the keys of the world's files."""

    host: Host
    now: datetime
    members: dict[str, Member] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    tensions: dict[str, Tension] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.host.community.time_zone


def plan_happenings(cast: Cast, told: Table) -> Happenings:
    happenings: Happenings = []
    for moment in told["moment"]:
        happenings.append((days_ago(moment["planned"], cast.now), partial(_plan, cast, moment)))
        if "published" in moment:
            published = days_ago(moment["published"], cast.now)
            happenings.append((published - timedelta(hours=1), partial(_seat, cast, moment)))
            happenings.append((published, partial(_publish, cast, moment)))
        for number, group in enumerate(moment.get("group", []), start=1):
            happenings += _Table(cast, moment, group, number).happenings()
    return happenings


def _plan(cast: Cast, told: Table) -> None:
    times = tuple(moment_time(slot, cast.now, cast.zone) for slot in told.get("slots", [told["starts"]]))
    cast.moments[told["key"]] = plan_moment(
        cast.host.community,
        Plan(
            anchor=_anchor(cast, told["anchor"]),
            protocol=shipped_protocols()[told["protocol"]],
            times=times,
            members=tuple(_taking_part(cast, told)),
            title=told["title"],
            intention=told["intention"],
            form=told["form"],
            rules=Rules(size_low=told["size"]["least"], size_high=told["size"]["most"]),
        ),
        by=cast.host,
    )


def _anchor(cast: Cast, told: Table) -> Anchor:
    if "tension" in told:
        return anchor_on_tension(cast.tensions[told["tension"]])
    if "decision" in told:
        return anchor_on_decision(cast.decisions[told["decision"]])
    return anchor_on_words(told["words"])


def _taking_part(cast: Cast, told: Table) -> list[Member]:
    if "group" in told:
        return [cast.members[seat["member"]] for group in told["group"] for seat in group["seat"]]
    if "can" in told:
        return [cast.members[each["member"]] for each in told["can"]]
    return list(members_with_open_decision(cast.host.community))


def _seat(cast: Cast, told: Table) -> None:
    """The past's groups as they were; the coming one's composed by the engine."""
    round = cast.moments[told["key"]].round
    slots = list(round.slots.all())
    for key, numbers in _said_yes(told) if told["status"] != "live" else []:
        for number in numbers:
            _is_free(cast.members[key], slots[number].starts_at)
    if "group" not in told:
        compose(round, cast.host, seed=SEED)
        return
    tables = tuple(
        SeatedTable(
            tuple(cast.members[key].pk for key in _seated_in_pairs(group)),
            slots[0].pk,
            cast.members[group["facilitator"]].pk if group.get("facilitator") else None,
        )
        for group in told["group"]
    )
    with _at_any_hour(cast, told):
        write(
            company(round),
            Arrangement(tables),
            how=Composition.How.MOVED,
            by=cast.host,
            before=current(round),
            seed=SEED,
            params={},
        )


def _seated_in_pairs(group: Table) -> list[str]:
    """A room pairs people in the order of their seats; an odd one out joins the first pair. So they sit as they
    compared."""
    pairs = sorted((pair["members"] for pair in group.get("pair", [])), key=len, reverse=True)
    paired = [key for pair in pairs for key in pair[:2]] + [key for pair in pairs for key in pair[2:]]
    return paired + [seat["member"] for seat in group["seat"] if seat["member"] not in paired]


def _publish(cast: Cast, told: Table) -> None:
    with _at_any_hour(cast, told):
        publish(cast.moments[told["key"]], by=cast.host)


@contextmanager
def _at_any_hour(cast: Cast, told: Table) -> Iterator[None]:
    """The room that runs now runs at whatever hour the demo is started, which may be night for somebody in it."""
    if told["status"] != "live":
        yield
        return
    seated = [cast.members[key] for key, _slots in _said_yes(told)]
    usual = list(FreeTime.objects.filter(member__in=seated))
    FreeTime.objects.filter(member__in=seated).delete()
    yield
    FreeTime.objects.bulk_create(usual)


def _said_yes(told: Table) -> list[tuple[str, list[int]]]:
    seated = [(seat["member"], [0]) for group in told.get("group", []) for seat in group["seat"]]
    return seated or [(each["member"], each["slots"]) for each in told["can"]]


def _is_free(member: Member, when: datetime) -> None:
    """Somebody who said yes to a time is free then, on whichever weekday the demo is started."""
    local = when.astimezone(ZoneInfo(member.time_zone))
    part = next((name for begin, end, name in _PARTS if begin <= local.hour < end), None)
    if part:
        FreeTime.objects.get_or_create(member=member, weekday=local.weekday(), part=part)


class _Table:
    """One group's hour, from the first to come in to what each answered weeks later."""

    def __init__(self, cast: Cast, moment: Table, group: Table, number: int) -> None:
        self.cast, self.moment, self.group, self.number = cast, moment, group, number
        self.starts = moment_time(moment["starts"], cast.now, cast.zone)
        self.protocol = shipped_protocols()[moment["protocol"]]
        self.here = [seat for seat in group["seat"] if seat.get("present", True)]
        self.live = moment["status"] == "live"

    def happenings(self) -> Happenings:
        happenings: Happenings = [(self.starts - timedelta(minutes=6), self._open)]
        for number, seat in enumerate(self.here):
            minute = seat.get("arrived", number - 5)
            happenings.append((self._minute(minute), partial(self._arrive, seat)))
        happenings += self._steps()
        if not self.live:
            happenings += self._weeks_later()
        return happenings

    def _minute(self, minute: float) -> datetime:
        return self.starts + timedelta(minutes=minute)

    def _open(self) -> None:
        open_room(self._room(), by=self.cast.host, at=timezone.now())

    def _arrive(self, seat: Table) -> None:
        arrive(self._room(), by=self._member(seat), at=timezone.now())

    def _steps(self) -> Happenings:
        happenings: Happenings = []
        minute = 0.0
        for step in self.protocol.steps:
            happenings.append((self._minute(minute), self._move_on))
            play = getattr(self, f"_in_{step.kind}", None)
            if play:
                happenings += play(step.key, minute, step.minutes)
            minute += step.minutes
            if self.live and step.key == self.moment["step"]:
                return happenings
        happenings.append((self._minute(minute + 1), self._close))
        return happenings

    def _move_on(self) -> None:
        """The facilitator moves the room on; without one, half of those here say they are ready first."""
        room = self._room()
        state = state_of(room)
        if state.facilitated and state.facilitator is not None:
            self._send(room, "move_on", {"from": state.number}, by=state.facilitator)
            return
        for member in state.arrived[: (len(state.arrived) + 1) // 2]:
            self._send(room, "ready", {"from": state.number}, by=member)
        self._send(room, "move_on", {"from": state.number}, by=state.arrived[0])

    def _in_write(self, step: str, minute: float, minutes: float) -> Happenings:
        happenings: Happenings = []
        for number, seat in enumerate(self.here):
            written = seat.get("written", minute + minutes * (0.6 + 0.08 * number))
            words = seat.get("draft") if isinstance(seat.get("draft"), dict) else seat
            for prompt in self.protocol.step(step).prompts:
                text = (words or {}).get(prompt.key)
                if text:
                    at = max(self._minute(written), self._minute(seat.get("arrived", -1)))
                    payload = {"step": step, "prompt": prompt.key, "text": text}
                    happenings.append((at, partial(self._say, seat, "write", payload)))
        return happenings

    def _in_rounds(self, step: str, minute: float, minutes: float) -> Happenings:
        turns = [seat["spoke"] for seat in self.here if "spoke" in seat] if self.live else None
        if turns is None:
            each = minutes / len(self.here)
            turns = [minute + each * number for number in range(len(self.here) + 1)]
        return [(self._minute(turn), self._pass_turn) for turn in sorted(turns)[1:]]

    def _pass_turn(self) -> None:
        room = self._room()
        state = state_of(room)
        if state.speaker is not None:
            self._send(room, "pass_turn", {"from": state.number, "turn": state.turn}, by=state.speaker)

    def _in_pairs(self, step: str, minute: float, minutes: float) -> Happenings:
        return [
            (self._minute(minute + minutes * 0.8), partial(self._compare, step, pair))
            for pair in self.group.get("pair", [])
        ]

    def _compare(self, step: str, told: Table) -> None:
        words = "\n\n".join(told["other_path"][key] for key in told["members"] if key in told["other_path"])
        writer = self.cast.members[told["members"][0]]
        for prompt, text in (("same", told["same"]), ("otherwise", words)):
            payload = {"step": step, "prompt": prompt, "text": text, "base": None}
            self._send(self._room(), "pair_answer", payload, by=writer.pk)

    def _in_open(self, step: str, minute: float, minutes: float) -> Happenings:
        happenings: Happenings = []
        said = [
            (each, prompt.key)
            for prompt in self.protocol.step(step).prompts
            for each in self.group.get(prompt.key, [])
        ]
        for number, (each, prompt) in enumerate(said):
            payload = {"step": step, "prompt": prompt, "text": each["text"]}
            at = self._minute(minute + minutes * (number + 1) / (len(said) + 1))
            happenings.append((at, partial(self._say, each, "write", payload)))
        return happenings

    def _in_wins(self, step: str, minute: float, minutes: float) -> Happenings:
        tellers = [seat for seat in self.here if "first_win" in seat]
        return [
            (
                self._minute(minute + minutes * (number + 1) / (len(tellers) + 1)),
                partial(self._tell, seat),
            )
            for number, seat in enumerate(tellers)
        ]

    def _tell(self, seat: Table) -> None:
        told, member = seat["first_win"], self._member(seat)
        consent = told["consent"]
        story = Story(told["moment"], told.get("before", ""), told.get("unlocked", ""))
        win = tell_first_win(
            self._room(), story, by=member, reach="group" if consent == "me" else consent, at=timezone.now()
        )
        if consent == "me":
            keep_to_oneself(win, by=member, at=timezone.now())

    def _in_orient(self, step: str, minute: float, minutes: float) -> Happenings:
        writers = [seat for seat in self.here if "orientation" in seat]
        return [
            (self._minute(minute + minutes * (0.4 + 0.1 * number)), partial(self._orient, seat))
            for number, seat in enumerate(writers)
        ]

    def _orient(self, seat: Table) -> None:
        card, clarity = seat["orientation"], seat.get("clarity_after", {})
        write_orientation(
            self._room(),
            Card(
                stand=card["stand"],
                test=card["test"],
                assumption=card["assumption"],
                question=card["question"],
                tripwire=card.get("tripwire", ""),
                useful=seat.get("useful"),
            ),
            Clarity(
                confidence=seat.get("confidence_after"),
                certain=clarity.get("certain"),
                informed=clarity.get("informed"),
                clear_tradeoff=clarity.get("clear_tradeoff", clarity.get("tradeoff")),
                supported=clarity.get("supported"),
            ),
            by=self._member(seat),
            at=timezone.now(),
        )

    def _in_close(self, step: str, minute: float, minutes: float) -> Happenings:
        happenings: Happenings = []
        for number, seat in enumerate(seat for seat in self.here if seat.get("leaving")):
            payload = {"step": step, "prompt": "leaving", "text": seat["leaving"]}
            at = self._minute(minute + 0.4 * (number + 1))
            happenings.append((at, partial(self._say, seat, "write", payload)))
        return happenings

    def _close(self) -> None:
        room = close_room(self._room(), by=self.cast.host, at=timezone.now())
        schedule_check_ins(room)

    def _weeks_later(self) -> Happenings:
        return [
            (days_ago(told["answered"], self.cast.now), partial(self._answer, seat, told))
            for seat in self.here
            for told in seat.get("checkin", [])
            if "answered" in told
        ]

    def _answer(self, seat: Table, told: Table) -> None:
        member = self._member(seat)
        check_in = CheckIn.objects.get(room=self._room(), member=member, wave=told["wave"])
        answer_check_in(
            check_in,
            Answer(
                state=told["state"],
                changed=told["changed"],
                example=told["different"],
                credit=told["credit"] if told["changed"] else "",
                assumption=told["assumption"],
                peer_words=told["peer"],
            ),
            by=member,
        )

    def _say(self, told: Table, kind: str, payload: dict[str, Any]) -> None:
        self._send(self._room(), kind, payload, by=self._member(told).pk)

    def _send(self, room: Room, kind: str, payload: dict[str, Any], *, by: int) -> None:
        send(room, kind, payload, by=Member.objects.get(pk=by), at=timezone.now())

    def _room(self) -> Room:
        return Room.objects.select_related("moment__round", "group__slot", "group__facilitator").get(
            moment=self.cast.moments[self.moment["key"]], group__number=self.number
        )

    def _member(self, told: Table) -> Member:
        return self.cast.members[told["member"]]
