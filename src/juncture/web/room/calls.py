"""A group's call: a host brings its subtitles; what is kept of them is for those who spoke to say."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juncture.practice.moments import importing_calls
from juncture.practice.moments.importing_calls import MOST_BYTES, CallTrouble
from juncture.practice.moments.models import CallImport, CallSpeaker, Room
from juncture.practice.moments.seeing import rooms_hosted, rooms_seen
from juncture.web.parts.who import HostRequest, MemberRequest, for_host, for_member
from juncture.web.room.call_forms import CallFileForm, MyWordsForm, VoicesForm


@for_host
def call_import(request: HostRequest, room_id: int) -> HttpResponse:
    """The file, then whose voice is whose, then figures without names."""
    room = _hosted(request, room_id)
    call = _call(room)
    form = CallFileForm(request.POST, request.FILES) if request.method == "POST" else CallFileForm()
    if call is None and request.method == "POST" and form.is_valid():
        try:
            # One byte more than is taken, so that a larger file is seen to be larger without reading it whole.
            raw = form.cleaned_data["file"].read(MOST_BYTES + 1)
            importing_calls.import_call(room, raw, by=request.host)
        except CallTrouble as trouble:
            form.add_error("file", str(trouble))
        else:
            return redirect("call_import", slug=request.community.slug, room_id=room.pk)
    return _host_page(request, room, call, form=form)


@require_POST
@for_host
def call_match(request: HostRequest, room_id: int) -> HttpResponse:
    room = _hosted(request, room_id)
    call = _call(room)
    if call is not None:
        form = _voices(call, request.POST)
        try:
            if form.is_valid():
                importing_calls.match_speakers(call, form.whose(), by=request.host)
                messages.success(request, _("Everybody who spoke is told, and sees their own words first."))
            else:
                messages.warning(request, _("One of these people isn't in the group. Choose again."))
        except CallTrouble as trouble:
            messages.warning(request, str(trouble))
    return redirect("call_import", slug=request.community.slug, room_id=room.pk)


@require_POST
@for_host
def call_withdraw(request: HostRequest, room_id: int) -> HttpResponse:
    room = _hosted(request, room_id)
    call = _call(room)
    if call is not None:
        try:
            importing_calls.withdraw_call(call, by=request.host)
            messages.success(request, _("The call is gone, with every word of it."))
        except CallTrouble as trouble:
            messages.warning(request, str(trouble))
    return redirect("call_import", slug=request.community.slug, room_id=room.pk)


@require_GET
@for_member
def calls(request: MemberRequest) -> HttpResponse:
    return render(request, "room/calls.html", {"calls": importing_calls.calls_of(request.member)})


@for_member
def call(request: MemberRequest, call_id: int) -> HttpResponse:
    """My own words and nobody else's."""
    found = importing_calls.call_of(request.member, call_id)
    if found is None:
        raise Http404
    pieces = list(importing_calls.pieces_of(found, request.member))
    voice = CallSpeaker.objects.filter(call=found, member=request.member).first()
    form = MyWordsForm(
        request.POST or None, pieces=pieces, initial={"keep_text": bool(voice and voice.agreed_at)}
    )
    if request.method == "POST" and form.is_valid():
        importing_calls.answer_call(
            found,
            keep=form.cleaned_data["keep"],
            keep_text=form.cleaned_data["keep_text"],
            by=request.member,
        )
        messages.success(request, _("Kept as you said. What you left out is gone."))
        return redirect("call", call_id=found.pk)
    return render(
        request,
        "room/call.html",
        {"call": found, "room": found.room, "pieces": pieces, "form": form, "answered": not found.waits},  # type: ignore[attr-defined]
    )


@require_GET
@for_member
def room_call(request: MemberRequest, room_id: int) -> HttpResponse:
    """Beside the room's record, for those who sat there: what its speakers chose to keep."""
    room = rooms_seen(request.member).filter(pk=room_id).first()
    if room is None:
        raise Http404
    found = _call(room)
    return render(
        request,
        "room/room_call.html",
        {
            "room": room,
            "call": found,
            "pieces": importing_calls.kept_pieces(room),
            "text": importing_calls.kept_text(found) if found else [],
            "mine": importing_calls.call_of(request.member, found.pk) if found else None,
        },
    )


def _hosted(request: HostRequest, room_id: int) -> Room:
    room = rooms_hosted(request.host).filter(pk=room_id).first()
    if room is None:
        raise Http404
    return room


def _call(room: Room) -> CallImport | None:
    return CallImport.objects.filter(room=room).first()


def _host_page(request: HostRequest, room: Room, call: CallImport | None, form: CallFileForm) -> HttpResponse:
    waiting = bool(call and not call.matched_at)
    answered = call.speakers.exclude(agreed_at=None, refused_at=None).count() if call else 0
    return render(
        request,
        "room/call_import.html",
        {
            "section": "moments",
            "room": room,
            "moment": room.moment,
            "call": call,
            "form": form,
            "voices": _voices(call) if call and waiting else None,
            "answered": answered,
            "speakers": call.speakers.count() if call else 0,
        },
    )


def _voices(call: CallImport, data: object = None) -> VoicesForm:
    return VoicesForm(
        data,
        speakers=call.speakers.all(),
        people=importing_calls.people_of(call.room),
        suggested=importing_calls.suggested(call),
    )
