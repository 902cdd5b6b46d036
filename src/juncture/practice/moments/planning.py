"""Planning a moment: what it is about, how it runs, when, and who takes part.

PlanTrouble       its text is meant for the host
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from juncture.practice.decisions.models import Decision, Settlement
from juncture.practice.journal.recording import record
from juncture.practice.landscape.models import Tension
from juncture.practice.library.protocols import Protocol
from juncture.practice.moments.models import Cancellation, Moment, Publication
from juncture.practice.people.models import Community, Host, Member
from juncture.practice.rounds.models import Group
from juncture.practice.rounds.opening import Rules, open_round, set_members, set_rules, set_times

# The forms that run today, in the order they are offered.
FORMS_THAT_RUN = (Moment.Form.ROUNDTABLE,)


class PlanTrouble(Exception):
    """The plan can't be changed like this."""


@dataclass(frozen=True)
class Anchor:
    """The decision a moment hangs on. The words are a copy, and stand even when their source is erased."""

    words: str
    decision: Decision | None = None
    tension: Tension | None = None


@dataclass(frozen=True)
class Plan:
    anchor: Anchor
    protocol: Protocol
    times: tuple[datetime, ...]
    members: tuple[Member, ...]
    title: str = ""
    intention: str = ""
    form: str = Moment.Form.ROUNDTABLE
    rules: Rules = field(default_factory=Rules)


def plan_moment(community: Community, plan: Plan, *, by: Host | None) -> Moment:
    """A new moment with its round. Nobody is told before it is published."""
    with transaction.atomic():
        made = Moment(
            community=community,
            round=open_round(community, rules=plan.rules, times=plan.times, members=plan.members),
            planned_by=by,
        )
        _write(made, plan)
        record("moment_planned", by=by, noun=made, community_id=community.pk)
    return made


def change_plan(moment: Moment, plan: Plan, *, by: Host) -> Moment:
    """The same moment, planned otherwise. Groups already composed stay and show what no longer fits them."""
    with transaction.atomic():
        _demand_unpublished(moment)
        set_rules(moment.round, plan.rules)
        set_times(moment.round, plan.times)
        set_members(moment.round, plan.members)
        _write(moment, plan)
        record("moment_replanned", by=by, noun=moment, community_id=moment.community_id)
    return moment


def change_times(moment: Moment, times: tuple[datetime, ...], *, by: Host) -> None:
    """Which times groups can choose from, also once members know of theirs; a time some group meets at stays."""
    with transaction.atomic():
        if (
            moment.rooms.exclude(opened_at=None).exists()
            or Cancellation.objects.filter(moment=moment).exists()
        ):
            raise PlanTrouble(
                _("The moment has begun, is over or was called off, so its times stay as they are.")
            )
        held = Group.objects.filter(room__moment=moment, slot__isnull=False).values_list(
            "slot__starts_at", flat=True
        )
        if set(held) - set(times):
            raise PlanTrouble(
                _(
                    "A published group meets at a time that would be gone. Add the new time first, give the group "
                    "that one and send the change; then the old time can go."
                )
            )
        set_times(moment.round, times)
        record("times_changed", by=by, noun=moment, community_id=moment.community_id)


def drop_plan(moment: Moment, *, by: Host) -> None:
    """The moment is gone, with its groups. Only before publication: later it is called off, and people are told."""
    with transaction.atomic():
        _demand_unpublished(moment)
        record("moment_dropped", by=by, noun=moment, community_id=moment.community_id)
        round = moment.round
        moment.delete()
        round.compositions.all().delete()
        round.delete()


def anchor_on_decision(decision: Decision) -> Anchor:
    return Anchor(words=decision.statement.strip(), decision=decision)


def anchor_on_tension(tension: Tension) -> Anchor:
    return Anchor(words=tension.label.strip(), tension=tension)


def anchor_on_words(words: str) -> Anchor:
    return Anchor(words=words.strip())


def open_decisions(community: Community) -> QuerySet[Decision]:
    """What the members who are here have not yet settled, newest first."""
    last = Settlement.objects.filter(decision=OuterRef("pk")).order_by("-at", "-pk").values("outcome")[:1]
    return (
        Decision.objects.filter(community=community, member__departed_at=None)
        .annotate(last_outcome=Subquery(last))
        .filter(Q(last_outcome=None) | Q(last_outcome=Settlement.Outcome.REVISITED))
    )


def members_with_open_decision(community: Community) -> QuerySet[Member]:
    return _here(community).filter(pk__in=open_decisions(community).values("member"))


def members_in_tension(tension: Tension) -> QuerySet[Member]:
    """Everybody with an open decision gathered into it."""
    gathered = open_decisions(tension.community).filter(gathering__tension=tension)
    return _here(tension.community).filter(pk__in=gathered.values("member"))


def members_here(community: Community) -> QuerySet[Member]:
    return _here(community)


def _here(community: Community) -> QuerySet[Member]:
    return Member.objects.filter(community=community, departed_at=None).select_related("employer")


def _write(moment: Moment, plan: Plan) -> None:
    moment.form = plan.form
    moment.title = plan.title.strip() or Truncator(plan.anchor.words).chars(80)
    moment.anchor_words = plan.anchor.words
    moment.anchor_decision = plan.anchor.decision
    moment.anchor_tension = plan.anchor.tension
    moment.intention = plan.intention.strip()
    if moment.protocol != plan.protocol.id:
        moment.run_of_show = plan.protocol.as_plain() | {
            "silenced": silenced_beyond_steps(moment.run_of_show)
        }
    moment.protocol = plan.protocol.id
    moment.save()


def silenced_beyond_steps(show: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a host silenced for the whole plan holds under another protocol too."""
    return [entry for entry in show.get("silenced") or () if not entry.get("step")]


def _demand_unpublished(moment: Moment) -> None:
    if Publication.objects.filter(moment=moment).exists():
        raise PlanTrouble(
            _("Members already know of their seats. Change the times or the groups, or call the moment off.")
        )
