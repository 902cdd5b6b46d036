"""A member states what they are deciding; says it anew; and the coach's reading goes along as a hint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from juncture.engine.wording import Reading, language_of, read_statement
from juncture.practice.decisions.models import Decision, IntakeDraft, Option, Stance
from juncture.practice.journal.recording import record
from juncture.practice.people.models import Member

MOST_OPTIONS = 6
_SENT_TWICE = timedelta(minutes=10)


@dataclass(frozen=True)
class Way:
    """One live option, and what going it would cost."""

    text: str
    cost: str = ""


@dataclass(frozen=True)
class View:
    """How a member sees a decision now; `lean` counts the options from 0, None is "nowhere yet"."""

    lean: int | None = None
    confidence: int | None = None
    certain: int | None = None
    informed: int | None = None
    clear_tradeoff: int | None = None
    supported: int | None = None


def state_decision(
    member: Member,
    statement: str,
    *,
    options: Sequence[Way] = (),
    by_when: date | None = None,
    assumption: str = "",
    view: View = View(),
    at: datetime | None = None,
) -> Decision:
    """Keep the decision as its member words it; their draft is done with."""
    at = at or timezone.now()
    with transaction.atomic():
        decision = Decision.objects.create(
            community_id=member.community_id,
            member=member,
            statement=statement.strip(),
            by_when=by_when,
            assumption=assumption.strip(),
            kind=read_decision(statement, options, by_when).kind,
            stated_at=at,
        )
        _set_options(decision, options)
        _take_stance(decision, Stance.Occasion.INTAKE, view, at)
        IntakeDraft.objects.filter(member=member).delete()
        record("decision_stated", by=member, noun=decision, community_id=member.community_id)
    return decision


def revise_decision(
    decision: Decision,
    statement: str,
    *,
    options: Sequence[Way],
    by_when: date | None,
    assumption: str,
    view: View,
    by: Member,
) -> Decision:
    """The words change in place; how its member sees it is a new stance beside the earlier ones."""
    with transaction.atomic():
        decision.statement, decision.by_when = statement.strip(), by_when
        decision.assumption = assumption.strip()
        decision.kind = read_decision(statement, options, by_when).kind
        decision.revised_at = timezone.now()
        decision.save()
        _set_options(decision, options)
        _take_stance(decision, Stance.Occasion.REVISION, view, decision.revised_at)
        record("decision_revised", by=by, noun=decision, community_id=decision.community_id)
    return decision


def just_stated(member: Member, statement: str) -> Decision | None:
    """The same words by the same member, moments ago: a form that was sent twice."""
    lately = timezone.now() - _SENT_TWICE
    return member.decisions.filter(statement=statement.strip(), stated_at__gt=lately).last()


def read_decision(statement: str, options: Sequence[Way] = (), by_when: date | None = None) -> Reading:
    """What the coach sees in it, in the language it is written in."""
    ways = [way for way in options if way.text.strip()]
    return read_statement(
        statement,
        options=[way.text for way in ways],
        by_when=by_when,
        language=language_of(statement),
        costs=[way.cost for way in ways],
    )


def take_stance(decision: Decision, occasion: str, view: View, *, at: datetime | None = None) -> Stance:
    """Another look at a decision, at the close of a moment or at a check-in."""
    return _take_stance(decision, occasion, view, at or timezone.now())


def _set_options(decision: Decision, ways: Sequence[Way]) -> None:
    """A way keeps its row while its words stay, or, reworded, its place: an earlier lean points at what was meant."""
    ways = [way for way in ways if way.text.strip()][:MOST_OPTIONS]
    had = {option.text: option for option in decision.options.all()}
    by_place = {option.position: option for option in had.values()}
    kept = [had.pop(way.text.strip()[:300], None) for way in ways]
    for place, option in enumerate(kept):
        if option is None and place in by_place and by_place[place].text in had:
            kept[place] = had.pop(by_place[place].text)
    decision.options.exclude(pk__in=[option.pk for option in kept if option]).delete()
    # Two steps, since no two may share a place in between.
    decision.options.update(position=F("position") + MOST_OPTIONS)
    for place, (option, way) in enumerate(zip(kept, ways, strict=True)):
        option = option or Option(decision=decision)
        option.position, option.text, option.cost = place, way.text.strip()[:300], way.cost.strip()[:500]
        option.save()


def _take_stance(decision: Decision, occasion: str, view: View, at: datetime) -> Stance:
    lean = None if view.lean is None else decision.options.filter(position=view.lean).first()
    return Stance.objects.create(
        decision=decision,
        occasion=occasion,
        at=at,
        lean=lean,
        confidence=view.confidence,
        certain=view.certain,
        informed=view.informed,
        clear_tradeoff=view.clear_tradeoff,
        supported=view.supported,
    )
