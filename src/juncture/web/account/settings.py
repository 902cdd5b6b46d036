"""A community's settings: its name, what members tell of themselves, whose people don't meet, who hosts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from juncture.practice.people.competing import (
    competitors_seen,
    employers_seen,
    keep_competitors_apart,
    let_competitors_meet,
)
from juncture.practice.people.describing import dimensions_of
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.founding import add_host, remove_host, rename_community
from juncture.practice.people.models import Dimension
from juncture.practice.people.seeing import hosts_beside
from juncture.practice.people.shaping import (
    MOST_DIMENSIONS,
    Shed,
    add_dimension,
    answers_on,
    put_back,
    remove_dimension,
    reshape,
)
from juncture.web.account.forms import (
    CommunityForm,
    CompetitorsForm,
    DimensionForm,
    HostForm,
    community_form_for,
)
from juncture.web.parts.who import HostRequest, for_host

# Beyond this a removal is final: a session is no store for it, and the page says so before.
_MOST_KEPT = 20_000


@for_host
def community_settings(request: HostRequest) -> HttpResponse:
    form = CommunityForm(request.POST) if request.POST else community_form_for(request.community)
    if request.POST and form.is_valid():
        rename_community(
            request.community,
            name=form.cleaned_data["name"],
            time_zone=form.cleaned_data["time_zone"],
            by=request.host,
        )
        messages.success(request, _("Kept."))
        return _back(request)
    return _settings(request, form=form)


@require_POST
@for_host
def host_add(request: HostRequest) -> HttpResponse:
    form = HostForm(request.POST)
    if not form.is_valid():
        return _settings(request, host_form=form)
    host = add_host(request.community, form.cleaned_data["email"], by=request.host)
    messages.success(
        request,
        _("%(email)s can sign in now, with a code mailed to that address.") % {"email": host.account.email},
    )
    return _back(request, "hosts")


@require_POST
@for_host
def host_remove(request: HostRequest, host_id: int) -> HttpResponse:
    host = hosts_beside(request.host).filter(pk=host_id).first()
    if host is None:
        raise Http404
    try:
        remove_host(host, by=request.host)
    except PeopleTrouble as trouble:
        messages.error(request, str(trouble))
        return _back(request, "hosts")
    messages.success(
        request,
        _("%(who)s hosts here no longer. Add the address again to undo it.") % {"who": host.account.email},
    )
    if host.account_id == request.host.account_id:
        return redirect("front")
    return _back(request, "hosts")


@require_POST
@for_host
def competitors_add(request: HostRequest) -> HttpResponse:
    form = CompetitorsForm(request.POST, employers=employers_seen(request.host))
    if form.is_valid():
        try:
            keep_competitors_apart(form.cleaned_data["one"], form.cleaned_data["other"], by=request.host)
        except PeopleTrouble as trouble:
            form.add_error("other", str(trouble))
        else:
            return _back(request, "competitors")
    return _settings(request, competitors_form=form)


@require_POST
@for_host
def competitors_remove(request: HostRequest, pair_id: int) -> HttpResponse:
    pair = competitors_seen(request.host).filter(pk=pair_id).first()
    if pair is None:
        raise Http404
    let_competitors_meet(pair, by=request.host)
    messages.success(
        request,
        _("People of %(one)s and %(other)s may be seated together.") % {"one": pair.one, "other": pair.other},
    )
    return _back(request, "competitors")


@for_host
def dimension_add(request: HostRequest) -> HttpResponse:
    form = DimensionForm(request.POST or None)
    if form.is_valid():
        try:
            added = add_dimension(form.shape(), by=request.host)
        except PeopleTrouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(
                request, _("Members are asked for %(label)s from now on.") % {"label": added.label}
            )
            return _back(request)
    return render(request, "account_pages/dimension.html", {"form": form})


@for_host
def dimension_edit(request: HostRequest, dimension_id: int) -> HttpResponse:
    dimension = _dimension(request, dimension_id)
    form = DimensionForm(request.POST or None, initial=DimensionForm.starting_from(dimension))
    if form.is_valid():
        try:
            shed = reshape(dimension, form.shape(), by=request.host)
        except PeopleTrouble as trouble:
            form.add_error(None, str(trouble))
        else:
            _keep_for_undo(request, shed)
            if shed is None:
                messages.success(request, _("Kept."))
            return _back(request)
    return render(
        request,
        "account_pages/dimension.html",
        {"form": form, "dimension": _dimension(request, dimension_id), "answered": answers_on(dimension)},
    )


@require_POST
@for_host
def dimension_remove(request: HostRequest, dimension_id: int) -> HttpResponse:
    _keep_for_undo(request, remove_dimension(_dimension(request, dimension_id), by=request.host))
    return _back(request)


@require_POST
@for_host
def dimension_put_back(request: HostRequest) -> HttpResponse:
    kept = request.session.pop(_shed_key(request), None)
    if kept is None:
        messages.error(request, _("That was put back already, or too long ago."))
    else:
        dimension = put_back(Shed(**kept), by=request.host)
        messages.success(request, _("%(label)s is as it was.") % {"label": dimension.label})
    return _back(request)


def _settings(
    request: HostRequest,
    *,
    form: CommunityForm | None = None,
    host_form: HostForm | None = None,
    competitors_form: CompetitorsForm | None = None,
) -> HttpResponse:
    dimensions = list(dimensions_of(request.community.pk))
    employers = employers_seen(request.host)
    return render(
        request,
        "account_pages/settings.html",
        {
            "form": form or community_form_for(request.community),
            "host_form": host_form or HostForm(),
            "dimensions": dimensions,
            "may_add": len(dimensions) < MOST_DIMENSIONS,
            "hosts": list(hosts_beside(request.host)),
            "pairs": list(competitors_seen(request.host)),
            "competitors_form": competitors_form or CompetitorsForm(employers=employers),
            "may_compete": len(employers[:2]) == 2,
            "shed": _shed_words(request),
        },
    )


def _keep_for_undo(request: HostRequest, shed: Shed | None) -> None:
    if shed and len(shed.answers) <= _MOST_KEPT:
        request.session[_shed_key(request)] = shed.as_plain()
    else:
        request.session.pop(_shed_key(request), None)


def _shed_words(request: HostRequest) -> str:
    kept = request.session.get(_shed_key(request))
    if kept is None:
        return ""
    people = len({member for member, _value in kept["answers"]})
    values = ", ".join(label for _key, label, _position in kept["values"])
    return ngettext(
        "Removed from %(label)s: %(values)s, with what %(n)d member answered.",
        "Removed from %(label)s: %(values)s, with what %(n)d members answered.",
        people,
    ) % {"label": kept["dimension"]["label"], "values": values, "n": people}


def _shed_key(request: HostRequest) -> str:
    return f"shed-{request.community.pk}"


def _dimension(request: HostRequest, dimension_id: int) -> Dimension:
    found = dimensions_of(request.community.pk).filter(pk=dimension_id).first()
    if found is None:
        raise Http404
    return found


def _back(request: HostRequest, section: str = "") -> HttpResponse:
    response = redirect("community_settings", slug=request.community.slug)
    if section:
        response["Location"] += f"#{section}"
    return response
