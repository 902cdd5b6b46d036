"""The page for a stakeholder: read by whoever has the link, calm, printable, about patterns and not people."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_scopes import scope

from juncture.practice.followup.linking import open_report
from juncture.practice.followup.reporting import report_for


@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    link = open_report(token)
    if link is None:
        raise Http404
    with scope(community=link.community):
        timezone.activate(link.community.time_zone)
        response = render(request, "follow/report.html", {"report": report_for(link)})
    # The address is the key: it stays out of other sites' logs and out of search engines.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
