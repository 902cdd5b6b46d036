"""A member's own orientation cards: read, worded better, and shared piece by piece by their own act."""

from collections.abc import Sequence
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from juncture.practice.moments.models import Orientation
from juncture.practice.moments.orienting import orientations_of, revise_orientation
from juncture.web.follow.forms import PIECES, CardForm
from juncture.web.parts.who import MemberRequest, for_member


@for_member
def orientations(request: MemberRequest) -> HttpResponse:
    return render(request, "follow/orientations.html", {"cards": list(orientations_of(request.member)[:100])})


@for_member
def orientation(request: MemberRequest, orientation_id: int) -> HttpResponse:
    card = _own(request, orientation_id)
    return render(request, "follow/orientation.html", {"card": card, "pieces": _written(card)})


@for_member
def edit(request: MemberRequest, orientation_id: int) -> HttpResponse:
    card = _own(request, orientation_id)
    form = CardForm(request.POST or None, initial=CardForm.starting_from(card))
    if form.is_valid():
        revise_orientation(card, form.card(card.useful), by=request.member)
        messages.success(request, _("Kept. It is still yours alone."))
        return redirect("orientation", orientation_id=card.pk)
    return render(request, "follow/orientation_edit.html", {"card": card, "form": form})


@for_member
def share(request: MemberRequest, orientation_id: int) -> HttpResponse:
    """The chosen pieces as text to take along; nothing is sent from here, and nothing is kept of it."""
    card = _own(request, orientation_id)
    chosen = _chosen(request, card)
    text = _as_text(card, chosen)
    subject = _("From a moment I was in: %(title)s") % {"title": card.room.moment.title}
    return render(
        request,
        "follow/orientation_share.html",
        {
            "card": card,
            "pieces": [(key, label, words, key in chosen) for key, label, words in _written(card)],
            "text": text if chosen else "",
            "mail": f"mailto:?subject={quote(subject)}&body={quote(text)}",
            "query": urlencode({"piece": chosen}, doseq=True),
        },
    )


@for_member
def as_file(request: MemberRequest, orientation_id: int) -> HttpResponse:
    """The whole card as plain text, or the pieces that were chosen."""
    card = _own(request, orientation_id)
    chosen = _chosen(request, card) or [key for key, _label, _words in _written(card)]
    response = HttpResponse(_as_text(card, chosen), content_type="text/plain; charset=utf-8")
    name = slugify(card.room.moment.title) or "orientation"
    response["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return response


def _own(request: MemberRequest, orientation_id: int) -> Orientation:
    card = orientations_of(request.member).filter(pk=orientation_id).first()
    if card is None:
        raise Http404
    return card


def _written(card: Orientation) -> list[tuple[str, str, str]]:
    return [(key, str(label), getattr(card, key)) for key, label in PIECES.items() if getattr(card, key)]


def _chosen(request: MemberRequest, card: Orientation) -> list[str]:
    asked = request.GET.getlist("piece")
    return [key for key, _label, _words in _written(card) if key in asked]


def _as_text(card: Orientation, chosen: Sequence[str]) -> str:
    pieces = [f"{label}\n{words}" for key, label, words in _written(card) if key in chosen]
    return "\n\n".join([card.room.moment.title, *pieces]) + "\n"
