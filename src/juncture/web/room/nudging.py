"""While somebody writes: a sentence that tells others what to do gets a way back to what happened.

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

from juncture.engine.wording import SentenceReading, read_advice
from juncture.live.limits import Buckets
from juncture.practice.moments.seeing import rooms_seen
from juncture.web.parts.who import MemberRequest, for_member

READ = 500  # characters, the last ones: what stands before was read on the way
OFTEN = Buckets(burst=20, rate=0.5)  # in memory: it guards this process's time, and nothing depends on it


@sensitive_post_parameters()
@require_POST
@for_member
def wording(request: MemberRequest, room_id: int) -> HttpResponse:
    """A note about one sentence, or nothing at all."""
    if not rooms_seen(request.member).filter(pk=room_id).exists():
        raise Http404
    if wait := OFTEN.take(request.member.pk, time.monotonic()):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    found = advice_in(request.POST.get("text", ""))
    if found is None:
        return HttpResponse(status=204)
    return render(request, "room/_nudge.html", {"way_back": found.way_back})


def advice_in(text: str) -> SentenceReading | None:
    """The last sentence that prescribes, since that is where the writer is."""
    readings = read_advice(_end_of(text), get_language() or "en")
    return next((reading for reading in reversed(readings) if reading.advice), None)


def _end_of(text: str) -> str:
    if len(text) <= READ:
        return text
    # Not from the middle of a sentence, which would read as another one.
    end = text[-READ:]
    starts = [at for at in (end.find(". "), end.find("\n"), end.find("? ")) if at >= 0]
    return end[min(starts) + 1 :] if starts else end
