"""While somebody writes: what leaves the purpose of the field gets a way back to it. Advice is led to what happened, a
task on the private card to what its member sees.

The words go to this server's own engine and back to their author, whatever is sealed; nothing of them is kept or
logged, and nothing waits for the answer.
"""

from __future__ import annotations

import time

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from juncture.engine.wording import PURPOSES, Purpose, WayBack, way_back
from juncture.live.limits import Buckets
from juncture.practice.moments.seeing import rooms_seen
from juncture.web.parts.who import MemberRequest, for_member

READ = 500  # characters, the last ones: what stands before was read on the way
OFTEN = Buckets(burst=20, rate=0.5)  # in memory: it guards this process's time, and nothing depends on it


@sensitive_post_parameters()
@require_POST
@for_member
def wording(request: MemberRequest, room_id: int) -> HttpResponse:
    """A note about one sentence, or nothing at all; `?for=` says what the field asks for."""
    if not rooms_seen(request.member).filter(pk=room_id).exists():
        raise Http404
    if wait := OFTEN.take(request.member.pk, time.monotonic()):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    asked = request.GET.get("for", "")
    found = read_end(
        request.POST.get("text", ""), next((one for one in PURPOSES if one == asked), "experience")
    )
    if found is None:
        return HttpResponse(status=204)
    return render(request, "room/_nudge.html", {"found": found})


def read_end(text: str, purpose: Purpose = "experience") -> WayBack | None:
    return way_back(_end_of(text), purpose, get_language() or "en")


def _end_of(text: str) -> str:
    if len(text) <= READ:
        return text
    # Not from the middle of a sentence, which would read as another one.
    end = text[-READ:]
    starts = [at for at in (end.find(". "), end.find("\n"), end.find("? ")) if at >= 0]
    return end[min(starts) + 1 :] if starts else end
