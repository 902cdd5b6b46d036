"""Dropping a plan nobody knows of, and calling off a moment people know of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.moments.calling_off import call_off
from juncture.practice.moments.planning import PlanTrouble, drop_plan
from juncture.web.design.finding import the_moment
from juncture.web.design.forms import CallOffForm
from juncture.web.design.moments import hub
from juncture.web.parts.who import HostRequest, for_host


@require_POST
@for_host
def drop(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    title = moment.title
    try:
        drop_plan(moment, by=request.host)
    except PlanTrouble as trouble:
        messages.error(request, str(trouble))
        return redirect("moment", slug=request.community.slug, moment_id=moment.pk)
    messages.success(
        request, _("The plan “%(title)s” is gone. Nobody had been told of it.") % {"title": title}
    )
    return redirect("moments", slug=request.community.slug)


@require_POST
@for_host
def off(request: HostRequest, moment_id: int) -> HttpResponse:
    moment = the_moment(request, moment_id)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return hub(request, moment, form)
    try:
        call_off(moment, by=request.host, words=form.cleaned_data["words"])
    except PlanTrouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("The moment is called off. Everybody who was invited gets a mail."))
    return redirect("moment", slug=request.community.slug, moment_id=moment.pk)
