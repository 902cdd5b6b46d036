"""The report for a stakeholder, as a page and as a PDF: read by whoever has the link, about patterns and not people."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from django_scopes import scope

from juncture.practice.followup.linking import open_report
from juncture.practice.followup.reporting import Report, report_for
from juncture.web.follow.for_paper import report_on_paper
from juncture.web.parts.typesetting import on_paper


@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    pdf = reverse("report_pdf", args=[token])
    return _opened(token, lambda found: render(request, "follow/report.html", {"report": found, "pdf": pdf}))


@require_safe
def report_paper(request: HttpRequest, token: str) -> HttpResponse:
    def paper(found: Report) -> HttpResponse:
        name = f"{slugify(found.community.name)[:60] or 'insight'}-report-{found.as_of:%Y-%m-%d}"
        return on_paper("follow/paper/report.typ", report_on_paper(found), name)

    return _opened(token, paper)


def _opened(token: str, show: Callable[[Report], HttpResponse]) -> HttpResponse:
    link = open_report(token)
    if link is None:
        raise Http404
    with scope(community=link.community):
        timezone.activate(link.community.time_zone)
        response = show(report_for(link))
    # The address is the key: it stays out of other sites' logs and out of search engines.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
