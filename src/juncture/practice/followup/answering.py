"""A member answers, weeks later, whether they work differently; and may answer better afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from juncture.practice.decisions.models import Decision, Settlement, Stance
from juncture.practice.decisions.settling import is_settled, settle, status_of, unsettle
from juncture.practice.decisions.stating import View, take_stance
from juncture.practice.followup.models import CheckIn, CheckInAnswer
from juncture.practice.journal.recording import record
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import drop_letters
from juncture.practice.people.models import Member

State = CheckInAnswer.State


@dataclass(frozen=True)
class Answer:
    """`changed` is the tap, `example` the sentence; all else is welcome and never asked twice."""

    changed: bool
    state: str = ""
    example: str = ""
    credit: str = ""
    assumption: str = ""
    peer_words: str = ""
    confidence: int | None = None


def answer_check_in(
    check_in: CheckIn, answer: Answer, *, by: Member, at: datetime | None = None
) -> CheckInAnswer:
    """Keep what the member says, however late; said again, it is revised and lands in the same places."""
    now = at or timezone.now()
    with transaction.atomic():
        kept, new = CheckInAnswer.objects.update_or_create(
            check_in=check_in,
            defaults={**_fields(answer), "revised_at": now},
            create_defaults={**_fields(answer), "at": now},
        )
        drop_letters(Letter.Kind.CHECK_IN, check_in)
        if check_in.decision:
            _move_decision(check_in.decision, answer, kept.at, by)
        verb = "check_in_answered" if new else "check_in_revised"
        record(verb, by=by, noun=check_in, community_id=by.community_id)
    return kept


def confidence_at(answer: CheckInAnswer) -> int | None:
    """How sure the member said they were when they answered."""
    stance = _stance_at(answer.check_in.decision, answer.at)
    return stance.confidence if stance else None


def _fields(answer: Answer) -> dict[str, object]:
    return {
        "changed": answer.changed,
        "state": answer.state,
        "example": answer.example.strip(),
        # Nothing that changed, nothing to credit; the table refuses it, too.
        "credit": answer.credit if answer.changed else "",
        "assumption": answer.assumption,
        "peer_words": answer.peer_words.strip(),
    }


def _move_decision(decision: Decision, answer: Answer, at: datetime, by: Member) -> None:
    """What this answer said of the decision earlier is taken back first: the settlement of its very time."""
    last = decision.settlements.order_by("at", "id").last()
    if last and last.at == at:
        unsettle(decision, by=by)
    if answer.state in (State.DECIDED, State.DISSOLVED) and status_of(decision) != answer.state:
        settle(decision, answer.state, by=by, at=at)
    elif answer.state == State.STILL_OPEN and is_settled(decision):
        settle(decision, Settlement.Outcome.REVISITED, by=by, at=at)
    _move_stance(decision, answer.confidence, at)


def _move_stance(decision: Decision, confidence: int | None, at: datetime) -> None:
    had = _stance_at(decision, at)
    if had:
        Stance.objects.filter(pk=had.pk).update(confidence=confidence)
    elif confidence is not None:
        # The lean isn't asked again here, so it stays what it was.
        before = decision.stances.select_related("lean").filter(at__lte=at).last()
        lean = before.lean.position if before and before.lean else None
        take_stance(decision, Stance.Occasion.CHECK_IN, View(lean=lean, confidence=confidence), at=at)


def _stance_at(decision: Decision | None, at: datetime) -> Stance | None:
    if decision is None:
        return None
    return Stance.objects.filter(decision=decision, occasion=Stance.Occasion.CHECK_IN, at=at).first()
