"""A decision comes to rest, dissolves, or is taken up again; each is a row with its time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from juncture.practice.decisions.models import Decision, Settlement
from juncture.practice.journal.recording import record
from juncture.practice.people.models import Member

OPEN, LEANING = "open", "leaning"


def settle(
    decision: Decision, outcome: str, *, by: Member, words: str = "", at: datetime | None = None
) -> Settlement:
    with transaction.atomic():
        settled = Settlement.objects.create(
            decision=decision, outcome=outcome, words=words.strip(), at=at or timezone.now()
        )
        record("decision_settled", by=by, noun=decision, community_id=decision.community_id, outcome=outcome)
    return settled


def unsettle(decision: Decision, *, by: Member) -> None:
    """Take the last settlement back, as if it had not been said."""
    with transaction.atomic():
        last = decision.settlements.last()
        if last:
            last.delete()
            record("decision_unsettled", by=by, noun=decision, community_id=decision.community_id)


def status_of(decision: Decision) -> str:
    """open, leaning, decided, dissolved or revisited. Prefetch settlements and stances for lists."""
    settlements, stances = list(decision.settlements.all()), list(decision.stances.all())
    if settlements:
        return str(settlements[-1].outcome)
    return LEANING if stances and stances[-1].lean_id else OPEN


def is_settled(decision: Decision) -> bool:
    return status_of(decision) in (Settlement.Outcome.DECIDED, Settlement.Outcome.DISSOLVED)
