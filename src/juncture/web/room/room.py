"""The live room: one page, one step at a time; the same parts on load and when the stream says something happened."""

import logging
import time

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from juncture.live import tickets
from juncture.live.events import Refused
from juncture.practice.limits.taking import ROOM_POSTS, take
from juncture.practice.moments.models import Room
from juncture.practice.moments.seeing import rooms_seen
from juncture.web.parts.who import MemberRequest, for_member
from juncture.web.room.doing import NotFilledIn, do, form_sent, words_sent
from juncture.web.room.showing import page_of

TICKET_LASTS = 30 * 60  # seconds; a page asks for its part, and with it for a new one, when this one is over
MEMBER = "member"

log = logging.getLogger("juncture.room")


@for_member
def room(request: MemberRequest, room_id: int) -> HttpResponse:
    found = _room(request, room_id)
    if request.method != "POST":
        return _page(request, found)
    try:
        if wait := take(ROOM_POSTS, f"member:{request.member.pk}"):
            return _too_often(request, found, wait)
        if said := do(found, request.member, request.POST):
            messages.success(request, said)
    except NotFilledIn as unfinished:
        return _page(request, found, status=422, kept=request.POST, form=unfinished.form)
    except Refused as refused:
        messages.warning(request, refused.message)
        return _page(request, found, status=refused.status, kept=request.POST, form=form_sent(request.POST))
    except OperationalError:
        # A locked database or a full disk: nothing was written, and nothing that was typed is lost.
        log.exception("a form of room %s could not be written", found.pk)
        messages.warning(
            request, _("The room can't be reached for a moment. Your text is kept; send it again.")
        )
        return _page(request, found, status=503, kept=request.POST, form=form_sent(request.POST))
    return redirect("room", room_id=found.pk)


@require_GET
@for_member
def part(request: MemberRequest, room_id: int) -> HttpResponse:
    """What stands inside the page now; nothing for somebody who hasn't come in."""
    found = _room(request, room_id)
    if request.headers.get("X-As", str(request.member.pk)) != str(request.member.pk):
        return HttpResponse(
            status=409
        )  # this browser is somebody else's by now: their page isn't drawn into this one
    context = page_of(found, request.member, about=request.GET.get("about", ""))
    if not context["arrived"]:
        raise Http404
    return _with_ticket(request, found, render(request, "room/_room.html", context))


def _page(request: MemberRequest, found: Room, status: int = 200, **more: object) -> HttpResponse:
    context = page_of(found, request.member, about=request.GET.get("about", ""), **more)  # type: ignore[arg-type]
    template = "room/room.html" if context["arrived"] else "room/door.html"
    response = render(request, template, context, status=status)
    if apart := _not_in_a_field(words_sent(request.POST), response.content.decode()):
        response = render(request, template, context | {"kept_apart": apart}, status=status)
    return _with_ticket(request, found, response) if context["arrived"] else response


def _not_in_a_field(sent: list[str], page: str) -> list[str]:
    """What was typed into a field that the page, as the room stands now, doesn't have: shown beside it, so that
    nothing is lost whichever page it came from."""
    return [words for words in sent if not any(field in page for field in _filled_in(escape(words)))]


def _filled_in(words: str) -> tuple[str, ...]:
    return (f">{words}</textarea>", f">\r\n{words}</textarea>", f'value="{words}"')


def _too_often(request: MemberRequest, found: Room, wait: int) -> HttpResponse:
    messages.warning(
        request,
        ngettext(
            "That was often, in a short time. Your text is kept; send it again in %(n)d second.",
            "That was often, in a short time. Your text is kept; send it again in %(n)d seconds.",
            wait,
        )
        % {"n": wait},
    )
    response = _page(request, found, status=429, kept=request.POST, form=form_sent(request.POST))
    response["Retry-After"] = str(wait)
    return response


def _room(request: MemberRequest, room_id: int) -> Room:
    found = rooms_seen(request.member).filter(pk=room_id).first()
    if found is None:
        raise Http404
    return found


def _with_ticket(request: MemberRequest, found: Room, response: HttpResponse) -> HttpResponse:
    """The stream knows no members; it lets in whoever carries what this page signed."""
    response.set_cookie(
        tickets.COOKIE.format(room=found.pk),
        tickets.issue(settings.SECRET_KEY, found.pk, request.member.pk, MEMBER, time.time() + TICKET_LASTS),
        max_age=TICKET_LASTS,
        path=tickets.COOKIE_PATH,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,  # also behind a proxy that ends TLS
    )
    return response
