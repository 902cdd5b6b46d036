"""The styleguide, the names the host's navigation looks for, and pages that fail."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from juncture.web.parts.styleguide import styleguide


def here(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(slug)


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the test broke it")


def forbidden_place(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


SECTIONS = ("landscape", "moments", "follow", "library", "members", "community_settings")

urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("broken/", broken),
    path("forbidden/", forbidden_place),
    path("form/", form),
    *[path(f"c/<slug:slug>/{name}/", here, name=name) for name in SECTIONS],
]

handler400 = "juncture.web.parts.errors.bad_request"
handler403 = "juncture.web.parts.errors.forbidden"
handler404 = "juncture.web.parts.errors.not_found"
handler500 = "juncture.web.parts.errors.server_error"
