"""The board on one page, to read, print or keep: for those who sat there once the cards are open, and for the host.

The page is whole in itself: its styles are inside, it has no script, and it says so in a policy of its own, which a
kept copy carries along. As a PDF it is set for paper, and as Markdown it goes into one's own notes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from csp.constants import HEADER
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from juncture.practice.moments.exporting import Export, take_along, take_along_for_host
from juncture.practice.moments.models import Room
from juncture.practice.moments.seeing import rooms_hosted, rooms_seen
from juncture.web.parts.typesetting import on_paper
from juncture.web.parts.who import HostRequest, MemberRequest, for_host, for_member
from juncture.web.room.as_markdown import board_in_markdown
from juncture.web.room.for_paper import board_on_paper
from juncture.web.room.in_order import passing_it_on

_LAYERS = "@layer reset, tokens, base, layout, components, screens, utilities;"
_SHEETS = (
    ("tokens", "parts/css/tokens.css"),
    ("reset", "parts/css/reset.css"),
    ("base", "parts/css/base.css"),
    ("components", "parts/css/components/board.css"),
    ("components", "parts/css/components/seat.css"),
    ("utilities", "parts/css/utilities.css"),
)
_OWN = ("room/room.css", "room/board_page.css")  # these name their layer themselves


Maker = Callable[[HttpRequest, Export], HttpResponse]


def for_who_sat_there(make: Maker) -> Callable[..., HttpResponse]:
    @require_safe
    @for_member
    def board(request: MemberRequest, room_id: int) -> HttpResponse:
        room = _seat_in(request, room_id)
        found = take_along(room, by=request.member)
        return make(request, found) if found else _not_yet(request, room)

    return board


def for_its_host(make: Maker) -> Callable[..., HttpResponse]:
    @require_safe
    @for_host
    def board(request: HostRequest, room_id: int) -> HttpResponse:
        room = _hosted(request, room_id)
        found = take_along_for_host(room)
        return make(request, found) if found else _not_yet_for_host(request, room)

    return board


def as_page(request: HttpRequest, found: Export) -> HttpResponse:
    keep = "keep" in request.GET
    policy = f"default-src 'none'; style-src '{_fingerprint()}'; base-uri 'none'; form-action 'none'"
    html = render_to_string(
        "room/board_page.html",
        {
            "export": found,
            "board": found.board,
            "state": found.state,
            "styles": mark_safe(_styles()),  # noqa: S308 - our own files
            "policy": policy,
            "kept": keep,
            "footer": passing_it_on(),
            "markdown": request.path.rstrip("/") + ".md",
            "pdf": request.path.rstrip("/") + ".pdf",
        },
        request=request,
    )
    response = HttpResponse(html)
    response[HEADER] = f"{policy}; frame-ancestors 'none'"
    if keep:
        response["Content-Disposition"] = f'attachment; filename="{_name(found)}.html"'
    return response


def as_text(_request: HttpRequest, found: Export) -> HttpResponse:
    response = HttpResponse(board_in_markdown(found), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(found)}.md"'
    return response


def as_paper(_request: HttpRequest, found: Export) -> HttpResponse:
    return on_paper("room/paper/board.typ", board_on_paper(found), _name(found))


def _seat_in(request: MemberRequest, room_id: int) -> Room:
    found = rooms_seen(request.member).filter(pk=room_id).first()
    if found is None:
        raise Http404
    return found


def _hosted(request: HostRequest, room_id: int) -> Room:
    found = rooms_hosted(request.host).filter(pk=room_id).select_related("moment__community").first()
    if found is None:
        raise Http404
    return found


def _not_yet(request: HttpRequest, room: Room) -> HttpResponse:
    messages.info(request, _("The board can be taken along by those who came, once its cards are open."))
    return redirect("room", room_id=room.pk)


def _not_yet_for_host(request: HostRequest, room: Room) -> HttpResponse:
    messages.info(request, _("The board can be taken along once the group has opened its cards."))
    return redirect("room_seen", slug=request.community.slug, room_id=room.pk)


def _name(found: Export) -> str:
    return f"{slugify(found.moment.title)[:60] or 'board'}-room-{found.room.group.number}"


@cache
def _styles() -> str:
    """Every sheet the page needs, as one: it has to look the same on a disk."""
    shared = "".join(f"@layer {layer} {{{_read(name)}}}" for layer, name in _SHEETS)
    printed = f"@media print {{@layer utilities {{{_read('parts/css/print.css')}}}}}"
    return _LAYERS + shared + "".join(_read(name) for name in _OWN) + printed


def _fingerprint() -> str:
    digest = hashlib.sha256(_styles().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _read(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), name
    # "</" can't be in a style element; our sheets have no reason to hold it.
    return Path(found).read_text(encoding="utf-8").replace("</", "<\\/")
