"""Publishing: what stands against it, who will be told what, and the button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from juncture.practice.moments import publishing
from juncture.practice.moments.publishing import NotReady
from juncture.practice.moments.standing import Standing, standing
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.bringing import company
from juncture.web.design.finding import the_moment
from juncture.web.design.showing import shown
from juncture.web.parts.who import HostRequest, for_host


@for_host
def publish(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    stands = standing(moment)
    if request.method == "POST" and stands != Standing.CALLED_OFF:
        try:
            if moment.was_published:  # type: ignore[attr-defined]
                publishing.publish_changes(moment, by=request.host)
                messages.success(request, _("The changes are on their way to the people they concern."))
            else:
                publishing.publish(moment, by=request.host)
                messages.success(request, _("Published. The invitations are on their way."))
        except NotReady:
            return redirect("publish", slug=request.community.slug, moment_id=moment.pk)
        return redirect("moment", slug=request.community.slug, moment_id=moment.pk)
    here, composition = company(moment.round), current(moment.round)
    return render(
        request,
        "design/publish.html",
        {
            "moment": moment,
            "stands": stands,
            "problems": publishing.problems_of(moment, here, composition),
            "shown": shown(here, composition) if composition else None,
            "changes": publishing.changes_since(moment) if moment.was_published else None,  # type: ignore[attr-defined]
        },
    )
