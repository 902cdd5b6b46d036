"""Composing, trying a change, and the groups of a moment, for programs."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from juncture.api.access import Caller, Trouble, body, for_programs, not_found, within
from juncture.engine.grouping import (
    CannotMove,
    Change,
    FirstOf,
    GroupingError,
    Iterations,
    PlainError,
    Progress,
    Seconds,
    compose_again,
    compose_rounds,
    enough_moves,
    move,
    rescore,
    seat_late,
    swap,
)
from juncture.engine.grouping.plain import (
    Question,
    plain_change,
    plain_result,
    plain_rounds,
    read_groups,
    read_number,
    read_question,
)
from juncture.practice.moments.models import Moment
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.explaining import Words, sentences, words_for
from juncture.practice.rounds.models import Composition, Group

MOST_PEOPLE = 2_000
MOST_SEATS = 10_000  # people × rounds
MOST_ITERATIONS = 2_000_000
MOST_SECONDS = 20.0
WAIT = 20.0  # seconds a question waits for the one before it
# One search at a time: on a small machine two would each take twice as long and hold up the pages.
_searching = threading.BoundedSemaphore(1)

VERBS = ("look", "move", "swap", "late", "again")
CHANGE = ("verb", "person", "to", "one", "other", "keep", "reluctance")


@for_programs("POST")
def compose(request: Caller) -> Mapping[str, Any]:
    """Groups for the people sent, with reasons and scores. Nothing is kept."""
    raw = body(request)
    with _read_by_the_engine():
        question = read_question(raw, also=("iterations",))
        _demand_bounds(question)
        iterations = _iterations(raw, question)
        with _one_at_a_time():
            clock = Seconds(MOST_SECONDS)
            stop = FirstOf(Iterations(iterations * question.rounds), clock)
            rounds = compose_rounds(question.problem, question.rounds, stop, question.seed, question.mode)
    answer = plain_rounds(rounds, question.seed)
    return {**answer, "cut_short": clock(Progress(0, 0.0, 0))}


@for_programs("POST")
def what_if(request: Caller) -> Mapping[str, Any]:
    """What one change would bring, without making it."""
    raw = body(request)
    with _read_by_the_engine():
        question = read_question(raw, also=("iterations", "groups", "change"))
        _demand_bounds(question)
        assert isinstance(raw, dict)
        groups = read_groups(raw.get("groups"))
        change = raw.get("change", {"verb": "look"})
        if not isinstance(change, dict) or change.get("verb") not in VERBS:
            raise PlainError(f"Say what to try: {', '.join(VERBS)}.", "change.verb")
        strange = sorted(set(change) - set(CHANGE))
        if strange:
            raise PlainError(f"There is no “{strange[0][:40]}” here; it knows {', '.join(CHANGE)}.", "change")
        with _one_at_a_time():
            if change["verb"] == "look":
                return plain_result(rescore(question.problem, groups))
            return plain_change(_tried(question, groups, change, _iterations(raw, question)))


@for_programs("GET")
def moment_groups(request: Caller, moment_id: int) -> Mapping[str, Any]:
    """The groups of a moment as they stand, the way its host sees them."""
    for community in request.communities:
        with within(community):
            moment = Moment.objects.filter(pk=moment_id, community=community).select_related("round").first()
            if moment is not None:
                return _as_plain(moment)
    raise not_found()


def _tried(
    question: Question, groups: dict[int, list[str]], change: Mapping[str, Any], iterations: int
) -> Change:
    problem = question.problem
    match change["verb"]:
        case "move":
            to = change.get("to")
            number = None if to is None else read_number(to, "change.to", 1, 10**6)
            return move(problem, groups, _name(change, "person"), number)
        case "swap":
            return swap(problem, groups, _name(change, "one"), _name(change, "other"))
        case "late":
            return seat_late(problem, groups, _name(change, "person"))
    keep, reluctance = change.get("keep", []), change.get("reluctance", 0.02)
    if not isinstance(keep, list) or not all(isinstance(one, str | int) for one in keep):
        raise PlainError("Write a list of ids.", "change.keep")
    if isinstance(reluctance, bool) or not isinstance(reluctance, int | float) or not 0 <= reluctance <= 1:
        raise PlainError("Give a number from 0 to 1.", "change.reluctance")
    stop = FirstOf(Iterations(iterations), Seconds(MOST_SECONDS))
    kept = frozenset(str(one) for one in keep)
    return compose_again(problem, groups, stop, question.seed, kept, float(reluctance))


def _name(change: Mapping[str, Any], key: str) -> str:
    value = change.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise PlainError("Name somebody by id.", f"change.{key}")
    return str(value).strip()


def _iterations(raw: object, question: Question) -> int:
    enough = min(MOST_ITERATIONS, enough_moves(len(question.problem.people)))
    asked = raw.get("iterations", enough) if isinstance(raw, dict) else enough
    return read_number(asked, "iterations", 1, MOST_ITERATIONS)


def _demand_bounds(question: Question) -> None:
    people = len(question.problem.people)
    if people > MOST_PEOPLE:
        raise Trouble(
            413,
            "too_large",
            f"{people} people came; send {MOST_PEOPLE} at most, or run juncture compose.",
            "people",
        )
    if people * question.rounds > MOST_SEATS:
        raise Trouble(
            413,
            "too_large",
            f"{people} people over {question.rounds} rounds are too many at once; ask for fewer rounds.",
            "rounds",
        )


@contextmanager
def _read_by_the_engine() -> Iterator[None]:
    """What the engine refuses, as trouble with its place."""
    try:
        yield
    except CannotMove as refusal:
        raise Trouble(409, "cannot_move", str(refusal), "change") from refusal
    except PlainError as error:
        raise Trouble(400, "question", str(error), error.at) from error
    except GroupingError as error:
        raise Trouble(400, "question", str(error)) from error


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _searching.acquire(timeout=WAIT):
        raise Trouble(503, "busy", "Other groups are being composed; ask again in some seconds.")
    try:
        yield
    finally:
        _searching.release()


def _as_plain(moment: Moment) -> dict[str, Any]:
    composition = current(moment.round)
    about = {"moment": moment.pk, "title": moment.title}
    if composition is None:
        return {**about, "composition": None, "groups": [], "unseated": [], "score": None}
    words = words_for(company(moment.round))
    return {
        **about,
        "composition": composition.pk,
        "composed_at": composition.at.isoformat(),
        "groups": _groups(composition, words),
        "unseated": [
            {"id": left.member_id, "name": left.member.name, "reasons": sentences(left.reasons, words)}
            for left in composition.unseated.select_related("member").order_by("member_id")
        ],
        "score": {key: value for key, value in composition.score.items() if key != "clashes"},
    }


def _groups(composition: Composition, words: Words) -> list[dict[str, Any]]:
    seats: dict[int, list[dict[str, Any]]] = {}
    for seat in composition.seats.select_related("member").order_by("group__number", "position"):
        person = {
            "id": seat.member_id,
            "name": seat.member.name,
            "pinned": seat.pinned_at is not None,
            "reasons": sentences(seat.reasons, words),
        }
        seats.setdefault(seat.group_id, []).append(person)
    groups: list[Group] = list(composition.groups.select_related("slot").order_by("number"))
    return [
        {
            "number": group.number,
            "starts_at": group.slot.starts_at.isoformat() if group.slot else None,
            "facilitator": group.facilitator_id,
            "people": seats.get(group.pk, []),
            "score": group.score,
            "reasons": sentences(group.reasons, words),
        }
        for group in groups
    ]
