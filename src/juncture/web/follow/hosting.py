"""What a host reads of what came after: two figures, the stories that may travel, and links for stakeholders."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.followup.figures import Figure, MomentFigures, Season, Two, season_figures
from juncture.practice.followup.linking import make_report_link, revoke_report_link
from juncture.practice.followup.seeing import report_links_seen, stories_seen
from juncture.practice.moments.models import Moment
from juncture.web.follow.forms import ReportLinkForm
from juncture.web.follow.showing import wave_words, why
from juncture.web.parts.forms import looked_for
from juncture.web.parts.sheets import sheet
from juncture.web.parts.who import HostRequest, for_host

PAGE = 20


@for_host
def follow(request: HostRequest) -> HttpResponse:
    season = season_figures(request.community)
    page = Paginator(season.moments, PAGE).get_page(request.GET.get("page"))
    return render(request, "follow/follow.html", {"season": season, "page": page})


@for_host
def follow_csv(request: HostRequest) -> HttpResponse:
    """The figures of the page and nothing more: what isn't shown there has no number here."""
    header = [
        _("about"),
        _("held on"),
        _("figure"),
        _("people"),
        _("answered"),
        _("share"),
        _("95 % from"),
        _("95 % to"),
        _("not shown because"),
    ]
    season = season_figures(request.community)
    return sheet(f"{request.community.name} follow-through", header, _lines(season))


@for_host
def first_wins(request: HostRequest) -> HttpResponse:
    words = looked_for(request)
    page = Paginator(stories_seen(request.host, words), PAGE).get_page(request.GET.get("page"))
    extra = urlencode({"q": words}) + "&" if words else ""
    return render(request, "follow/first_wins.html", {"page": page, "words": words, "extra": extra})


@for_host
def report_links(request: HostRequest) -> HttpResponse:
    """Make a link, read it once, revoke it. Its token can't be shown again: only its hash is kept."""
    moments = Moment.objects.filter(community=request.community, publication__isnull=False, cancellation=None)
    form = ReportLinkForm(request.POST or None, moments=moments)
    made = ""
    if form.is_valid():
        label, moment = form.chosen()
        _link, token = make_report_link(request.community, label, by=request.host, moment=moment)
        made = settings.BASE_URL + reverse("report", args=[token])
        form = ReportLinkForm(moments=moments)
    return render(
        request,
        "follow/report_links.html",
        {"form": form, "made": made, "links": list(report_links_seen(request.host)[:200])},
    )


@for_host
@require_POST
def revoke(request: HostRequest, link_id: int) -> HttpResponse:
    link = report_links_seen(request.host).filter(pk=link_id).first()
    if link is None:
        raise Http404
    revoke_report_link(link, by=request.host)
    messages.success(request, _("The link for “%(label)s” opens nothing any more.") % {"label": link.label})
    return redirect("report_links", slug=request.community.slug)


def _lines(season: Season) -> Iterator[list[str]]:
    yield from _rows(_("Season"), "", season.two)
    for each in season.moments:
        yield from _moment_rows(each)


def _moment_rows(each: MomentFigures) -> Iterator[list[str]]:
    yield from _rows(each.moment.title, each.held_at.date().isoformat(), each.two)


def _rows(about: str, held_on: str, two: Two) -> Iterator[list[str]]:
    yield [about, held_on, _("felt good"), *_cells(two.felt_good)]
    yield [about, held_on, _("moved work"), *_cells(two.moved_work)]
    for wave, figure in two.rows:
        yield [about, held_on, _("moved work, %(wave)s") % {"wave": wave_words(wave)}, *_cells(figure)]


def _cells(figure: Figure) -> list[str]:
    if figure.rate is None:
        return ["", "", "", "", "", why(figure.hidden)]
    shares = (figure.rate.share, figure.rate.low, figure.rate.high)
    return [str(figure.people), str(figure.answered), *(f"{share:.3f}" for share in shares), ""]
