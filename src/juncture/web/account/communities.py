"""Communities: the way in, a new one, its season at a glance, its settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juncture.practice.followup.season import season_of
from juncture.practice.people.describing import dimensions_of
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.founding import add_host, found_community, rename_community
from juncture.practice.people.models import Account
from juncture.practice.people.seeing import communities_of
from juncture.practice.people.shaping import MOST_DIMENSIONS, add_dimension, remove_dimension, reshape
from juncture.web.account.forms import CommunityForm, DimensionForm, HostForm, community_form_for
from juncture.web.parts.who import HostRequest, for_host, member_of


def front(request: HttpRequest) -> HttpResponse:
    """Whoever is known goes on to where they work; whoever isn't reads what this is."""
    if isinstance(request.user, Account):
        communities = list(communities_of(request.user)[:2])
        if len(communities) == 1:
            return redirect("host_home", slug=communities[0].slug)
        return render(
            request, "account_pages/communities.html", {"communities": communities_of(request.user)}
        )
    if member_of(request):
        return redirect("me")
    return render(request, "account_pages/front.html")


@login_required
def new_community(request: HttpRequest) -> HttpResponse:
    form = CommunityForm(request.POST or None)
    if form.is_valid() and isinstance(request.user, Account):
        host = found_community(
            form.cleaned_data["name"], time_zone=form.cleaned_data["time_zone"], by=request.user
        )
        return redirect("import_members", slug=host.community.slug)
    return render(request, "account_pages/new_community.html", {"form": form})


@for_host
def host_home(request: HostRequest) -> HttpResponse:
    return render(request, "account_pages/host_home.html", {"season": season_of(request.host)})


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
        return redirect("community_settings", slug=request.community.slug)
    return _settings(request, form=form)


@for_host
@require_POST
def host_add(request: HostRequest) -> HttpResponse:
    form = HostForm(request.POST)
    if not form.is_valid():
        return _settings(request, host_form=form)
    host = add_host(request.community, form.cleaned_data["email"], by=request.host)
    messages.success(
        request,
        _("%(email)s can sign in now, with a code mailed to that address.") % {"email": host.account.email},
    )
    return redirect("community_settings", slug=request.community.slug)


def _settings(
    request: HostRequest, form: CommunityForm | None = None, host_form: HostForm | None = None
) -> HttpResponse:
    dimensions = list(dimensions_of(request.community.pk))
    return render(
        request,
        "account_pages/settings.html",
        {
            "form": form or community_form_for(request.community),
            "host_form": host_form or HostForm(),
            "dimensions": dimensions,
            "may_add": len(dimensions) < MOST_DIMENSIONS,
            "hosts": request.community.hosts.select_related("account"),
        },
    )


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
            return redirect("community_settings", slug=request.community.slug)
    return render(request, "account_pages/dimension.html", {"form": form})


@for_host
def dimension_edit(request: HostRequest, dimension_id: int) -> HttpResponse:
    dimension = get_object_or_404(dimensions_of(request.community.pk), pk=dimension_id)
    if request.method == "POST" and "remove" in request.POST:
        remove_dimension(dimension, by=request.host)
        messages.success(request, _("%(label)s is no longer asked.") % {"label": dimension.label})
        return redirect("community_settings", slug=request.community.slug)
    form = DimensionForm(request.POST or None, initial=DimensionForm.starting_from(dimension))
    if form.is_valid():
        try:
            reshape(dimension, form.shape(), by=request.host)
        except PeopleTrouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("Kept."))
            return redirect("community_settings", slug=request.community.slug)
    return render(request, "account_pages/dimension.html", {"form": form, "dimension": dimension})
