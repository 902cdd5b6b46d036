"""One tap and one sentence, weeks later, beside what the member wrote then."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from juncture.practice.decisions.models import Stance
from juncture.practice.followup.answering import answer_check_in
from juncture.practice.followup.models import CheckIn
from juncture.practice.followup.seeing import check_ins_of
from juncture.practice.moments.models import Orientation
from juncture.practice.moments.orienting import orientations_of
from juncture.web.follow.forms import PIECES, CheckInForm
from juncture.web.parts.who import MemberRequest, for_member


@for_member
def check_in(request: MemberRequest, check_in_id: int) -> HttpResponse:
    """Following a link with `?changed=yes` fills the form in; only sending it answers."""
    found = _own(request, check_in_id)
    form = CheckInForm(
        request.POST or None,
        initial=CheckInForm.starting_from(found, request.GET.get("changed", "")),
        has_decision=found.decision is not None,
    )
    if form.is_valid():
        answer_check_in(found, form.answer(), by=request.member)
        return redirect("check_in_thanks", check_in_id=found.pk)
    return render(request, "follow/check_in.html", {"form": form, **_then(found)})


@for_member
def thanks(request: MemberRequest, check_in_id: int) -> HttpResponse:
    found = _own(request, check_in_id)
    if not hasattr(found, "answer"):
        messages.info(request, _("This one isn't answered yet."))
        return redirect("check_in", check_in_id=found.pk)
    return render(request, "follow/check_in_thanks.html", {"stances": _sure(found), **_then(found)})


def _own(request: MemberRequest, check_in_id: int) -> CheckIn:
    found = check_ins_of(request.member).filter(pk=check_in_id).first()
    if found is None:
        raise Http404
    return found


def _then(found: CheckIn) -> dict[str, object]:
    """What the member wrote at the time: their decision and the card they left with."""
    card: Orientation | None = orientations_of(found.member).filter(room=found.room_id).first()
    pieces = [(label, getattr(card, key)) for key, label in PIECES.items() if card and getattr(card, key)]
    return {"check_in": found, "moment": found.room.moment, "card": card, "pieces": pieces}


def _sure(found: CheckIn) -> list[Stance]:
    """How sure they were each time they were asked, first to last."""
    if found.decision is None:
        return []
    stances = found.decision.stances.filter(confidence__isnull=False).select_related("lean")
    return list(stances.order_by("at", "id"))
