"""Who is looking: a host by account, a member by cookie; and the community they look at.

A view says for whom it is (`@for_member`, `@for_host`). Whoever else asks gets the same 404 as for a page that
doesn't exist. Inside the view the tenant's scope is open, so that a query can't reach another community.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from juncture.practice.people.linking import visitor
from juncture.practice.people.models import Account, Community, Host, Member

MEMBER_COOKIE = "juncture_member"

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    member: Member
    community: Community


class HostRequest(HttpRequest):
    host: Host
    community: Community


class WhoMiddleware:
    """Finds the member by their cookie, lazily, and keeps pages about people out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        timezone.deactivate()
        return response


def member_of(request: HttpRequest) -> Member | None:
    """The member whose browser this is, looked up once a request."""
    if not hasattr(request, "_member"):
        cookie = request.COOKIES.get(MEMBER_COOKIE, "")
        request._member = visitor(cookie) if cookie else None  # type: ignore[attr-defined]
    found: Member | None = request._member  # type: ignore[attr-defined]
    return found


def host_of(request: HttpRequest, slug: str) -> Host | None:
    account = request.user
    if not isinstance(account, Account):
        return None
    host = (
        Host.objects.select_related("community").filter(account_id=account.pk, community__slug=slug).first()
    )
    if host is not None:
        host.account = account
    return host


def for_member(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is for a signed-in member, as `request.member`, within `request.community`."""

    @wraps(view)
    def looked_at(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        member = member_of(request)
        if member is None:
            raise Http404
        request.member = member  # type: ignore[attr-defined]
        request.community = member.community  # type: ignore[attr-defined]
        with scope(community=member.community):
            if member.time_zone:
                timezone.activate(member.time_zone)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return looked_at


def for_host(
    view: Callable[Concatenate[HostRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The view is for a host of the community in the address (`slug`), as `request.host`."""

    @wraps(view)
    def looked_at(request: HttpRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        host = host_of(request, slug)
        if host is None:
            raise Http404
        request.host = host  # type: ignore[attr-defined]
        request.community = host.community  # type: ignore[attr-defined]
        with scope(community=host.community):
            timezone.activate(host.community.time_zone)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return looked_at


def who(request: HttpRequest) -> dict[str, Any]:
    """For templates: `member`, `host` and `community`, where the view established them, and the `section` of the
    host's navigation that the view belongs to."""
    return {
        "member": getattr(request, "member", None),
        "host": getattr(request, "host", None),
        "community": getattr(request, "community", None),
        "section": _section(request),
    }


_SECTIONS = {
    "juncture.web.landscape": "decisions",
    "juncture.web.design": "moments",
    "juncture.web.room": "moments",
    "juncture.web.follow": "follow-through",
    "juncture.web.library": "library",
    "juncture.web.account.members": "members",
    "juncture.web.account.importing": "members",
    "juncture.web.account.settings": "settings",
    "juncture.web.account.keys": "settings",
}


def _section(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None or match.url_name == "host_home":
        return ""
    module = match.func.__module__
    return next((section for place, section in _SECTIONS.items() if module.startswith(place)), "")
