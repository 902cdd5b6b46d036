"""Communities: the way in, a new one, its season at a glance."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from juncture.practice.followup.season import season_of
from juncture.practice.people.founding import found_community
from juncture.practice.people.models import Account
from juncture.practice.people.seeing import communities_of
from juncture.web.account.forms import CommunityForm
from juncture.web.account.showing import example_board
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
    return render(request, "account_pages/front.html", {"board": example_board()})


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
