"""The design check over one moment's plan: what is found, a mend by one tap, and a rule left silent with a reason.

It advises and refuses nothing. What a mend changes is the moment's own run of show, or how many sit together; the
protocol on the shelf stays as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.engine.wording.design import RULES, Edit, Finding, check_design, mended
from juncture.practice.decisions.models import Option
from juncture.practice.journal.recording import record
from juncture.practice.library.protocols import Protocol, ProtocolError
from juncture.practice.moments.models import Moment, PlanMend, Publication
from juncture.practice.moments.planning import Anchor, PlanTrouble
from juncture.practice.people.models import Host
from juncture.practice.rounds.models import Round

# A check-in follows every room: followup.scheduling asks in these weeks.
CHECK_IN_WEEKS = (3, 9, 26)
PLACES = ("anchor", "intention", "people", "steps")
FEWEST, MOST = 3, 8
LONGEST_REASON = 300


@dataclass(frozen=True)
class Sketch:
    """A plan as far as it is known; a host sees what the check says before anything is kept."""

    anchor: Anchor
    show: Mapping[str, Any]
    people: tuple[int, int]
    intention: str = ""
    form: str = Moment.Form.ROUNDTABLE


@dataclass(frozen=True)
class Noticed:
    """One finding, in words for the host, and where on a page it belongs."""

    id: str
    rule: str
    what: str
    reason: str
    why: str
    mend: str
    by_machine: bool
    place: str  # one of PLACES
    step: str  # its key; empty where the whole plan is meant
    in_show: bool  # a mend would change nothing outside the run of show


@dataclass(frozen=True)
class Silence:
    rule: str
    what: str
    because: str
    step: str


def check_sketch(sketch: Sketch) -> list[Noticed]:
    return [_noticed(finding) for finding in check_design(_fields(sketch))]


def check_moment(moment: Moment) -> list[Noticed]:
    return check_sketch(sketch_of(moment))


def sketch_of(moment: Moment) -> Sketch:
    return Sketch(
        anchor=Anchor(moment.anchor_words, moment.anchor_decision, moment.anchor_tension),
        show=moment.run_of_show,
        people=(moment.round.size_low, moment.round.size_high),
        intention=moment.intention,
        form=moment.form,
    )


def silences_of(moment: Moment) -> list[Silence]:
    """What a host left as it is, and why; entries that name no rule are the check's to report."""
    return [
        Silence(entry["rule"], RULES[entry["rule"]].what, entry.get("because") or "", entry.get("step") or "")
        for entry in moment.run_of_show.get("silenced") or ()
        if entry.get("rule") in RULES
    ]


def mend_plan(moment: Moment, finding_id: str, *, by: Host) -> PlanMend:
    """The finding's own mend, made in this moment's plan; `take_back_mend` undoes it."""
    with transaction.atomic():
        moment = _held(moment)
        finding = _find(moment, finding_id)
        if not finding.mend.by_machine:
            raise PlanTrouble(_("This one is in your words, so it is yours to rewrite."))
        before = _state(moment)
        _set_show(moment, _mended_show(moment.run_of_show, finding.mend.edits))
        _set_people(moment.round, finding.mend.edits)
        made = PlanMend.objects.create(
            moment=moment, rule=finding.rule, before=before, after=_state(moment), by=by
        )
        record("plan_mended", by=by, noun=moment, community_id=moment.community_id, rule=finding.rule)
    return made


def last_mend(moment: Moment) -> PlanMend | None:
    """The mend that can still be taken back: nothing was changed by hand since."""
    made = PlanMend.objects.filter(moment=moment, undone_at=None).order_by("-at", "-pk").first()
    return made if made and made.after == _state(moment) else None


def take_back_mend(moment: Moment, *, by: Host) -> None:
    with transaction.atomic():
        moment = _held(moment)
        made = last_mend(moment)
        if made is None:
            raise PlanTrouble(_("The plan was changed since, so there is nothing to take back."))
        silenced = moment.run_of_show.get("silenced") or []
        _set_show(moment, {**made.before["show"], "silenced": silenced})
        moment.round.size_low, moment.round.size_high = made.before["people"]
        moment.round.save(update_fields=["size_low", "size_high"])
        made.undone_at = timezone.now()
        made.save(update_fields=["undone_at"])
        record("plan_mend_taken_back", by=by, noun=moment, community_id=moment.community_id, rule=made.rule)


def silence_rule(moment: Moment, rule: str, because: str, *, step: str = "", by: Host) -> None:
    """The rule is quiet in this plan (or at this step of it) from now on; the reason stays with the plan."""
    because = " ".join(because.replace("\x00", " ").split())
    if rule not in RULES:
        raise PlanTrouble(_("The check has no such rule."))
    if not because:
        raise PlanTrouble(
            _("Say in a few words why it stays: whoever takes over the plan will want to know.")
        )
    if len(because) > LONGEST_REASON:
        raise PlanTrouble(
            _("A reason has up to %(most)s characters; yours has %(count)s.")
            % {"most": LONGEST_REASON, "count": len(because)}
        )
    with transaction.atomic():
        moment = _held(moment, unpublished=False)
        if step and step not in {one.get("key") for one in moment.run_of_show.get("steps", ())}:
            raise PlanTrouble(_("That step is no longer in the run of show."))
        entry = {"rule": rule, "because": because} | ({"step": step} if step else {})
        _set_show(moment, {**moment.run_of_show, "silenced": [*_others(moment, rule, step), entry]})
        record("rule_silenced", by=by, noun=moment, community_id=moment.community_id, rule=rule)


def hear_rule(moment: Moment, rule: str, *, step: str = "", by: Host) -> None:
    """The rule speaks again. Twice is once."""
    with transaction.atomic():
        moment = _held(moment, unpublished=False)
        others = _others(moment, rule, step)
        if others == (moment.run_of_show.get("silenced") or []):
            return
        _set_show(moment, {**moment.run_of_show, "silenced": others})
        record("rule_heard", by=by, noun=moment, community_id=moment.community_id, rule=rule)


def _fields(sketch: Sketch) -> dict[str, Any]:
    return {
        **sketch.show,
        "steps": [_as_run(step, sketch.people[1]) for step in sketch.show.get("steps", ())],
        "anchor": _anchor_fields(sketch.anchor),
        "intention": sketch.intention,
        "form": sketch.form,
        "people": list(sketch.people),
        "check_ins": list(CHECK_IN_WEEKS),
    }


def _as_run(step: Mapping[str, Any], people: int) -> dict[str, Any]:
    """Rounds of turns grow with the group, so a turn that doesn't fit into the minutes on paper is none to mend."""
    turns, minutes = step.get("turns") or {}, step.get("minutes") or 0
    each = (turns.get("seconds_each") or 0) + (turns.get("pause_seconds") or 0)
    return {**step, "minutes": max(minutes, people * each / 60)}


def _anchor_fields(anchor: Anchor) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": anchor.words}
    if anchor.decision is not None:
        fields["options"] = [{"text": one.text, "cost": one.cost} for one in anchor.decision.options.all()]
    elif anchor.tension is not None:
        # A tension is named in few words; what it costs is said by those who are in it.
        costs = Option.objects.filter(decision__gathering__tension=anchor.tension).exclude(cost="")
        fields["tradeoff"] = costs.values_list("cost", flat=True).first() or ""
    return fields


def _noticed(finding: Finding) -> Noticed:
    rule = RULES[finding.rule]
    first = str(finding.at[0]) if finding.at else ""
    return Noticed(
        id=_id(finding),
        rule=rule.id,
        what=rule.what,
        reason=finding.reason,
        why=rule.why,
        mend=finding.mend.say,
        by_machine=finding.mend.by_machine,
        place=first if first in PLACES else "anchor" if rule.id == "anchor-missing" else "steps",
        step=finding.step or "",
        in_show=all(edit.at[:1] != ("people",) for edit in finding.mend.edits),
    )


def _id(finding: Finding) -> str:
    return ".".join([finding.rule, *(str(part) for part in finding.at)])


def _find(moment: Moment, finding_id: str) -> Finding:
    for finding in check_design(_fields(sketch_of(moment))):
        if _id(finding) == finding_id:
            return finding
    raise PlanTrouble(_("That is no longer found in this plan; it may be mended already."))


def _held(moment: Moment, *, unpublished: bool = True) -> Moment:
    """The plan as it stands now, held until the change is made."""
    held = Moment.objects.select_for_update(of=("self",)).select_related("round").get(pk=moment.pk)
    if unpublished and Publication.objects.filter(moment=held).exists():
        raise PlanTrouble(
            _(
                "Members already know of their seats, so the plan stays as it is. Change the times or the groups."
            )
        )
    return held


def _mended_show(show: Mapping[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    mine = [_with_fresh_key(edit, show) for edit in edits if edit.at[0] != "people"]
    changed = mended(show, mine)
    try:
        Protocol.from_plain(changed)
    except ProtocolError as error:
        raise PlanTrouble(
            _("This run of show can't be mended by itself. How to do it is said beside it.")
        ) from error
    return changed


def _with_fresh_key(edit: Edit, show: Mapping[str, Any]) -> Edit:
    """A step put in must not take the key of one that is there."""
    if edit.do != "insert" or edit.at[0] != "steps" or len(edit.at) != 2:
        return edit
    taken = {step.get("key") for step in show.get("steps", ())}
    step, number = copy.deepcopy(edit.value), 2
    while step["key"] in taken:
        step["key"], number = f"{edit.value['key']}-{number}", number + 1
    return Edit("insert", edit.at, step)


def _set_people(round: Round, edits: Iterable[Edit]) -> None:
    for edit in edits:
        if edit.at == ("people",):
            low, high = (min(MOST, max(FEWEST, size)) for size in edit.value)
            round.size_low, round.size_high = low, high
            round.save(update_fields=["size_low", "size_high"])


def _set_show(moment: Moment, show: Mapping[str, Any]) -> None:
    moment.run_of_show = dict(show)
    moment.save(update_fields=["run_of_show"])


def _state(moment: Moment) -> dict[str, Any]:
    """What a mend can touch. Silences are left out: they change nothing in the plan."""
    show = {name: value for name, value in moment.run_of_show.items() if name != "silenced"}
    return {"show": show, "people": [moment.round.size_low, moment.round.size_high]}


def _others(moment: Moment, rule: str, step: str) -> list[dict[str, Any]]:
    return [
        entry
        for entry in moment.run_of_show.get("silenced") or ()
        if (entry.get("rule"), entry.get("step") or "") != (rule, step)
    ]
