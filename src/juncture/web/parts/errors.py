"""What people see when a page can't be shown: kind, without blame, the same for wrong and for forbidden."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent))
    return render(request, "parts/errors/400.html", {"too_much": too_much}, status=413 if too_much else 400)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A link may be revoked, a moment called off, while somebody writes: they get their own words back."""
    return render(request, "parts/errors/404.html", {"kept": _if_readable(request)}, status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "parts/errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The text in the form is shown again, so that nothing is lost to an old page or a blocked cookie."""
    return render(request, "parts/errors/csrf.html", {"kept": what_was_written(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A locked database, a full disk: what was sent could not be kept, so it is shown again."""
    # No request context: whatever broke may break there again.
    page = loader.get_template("parts/errors/500.html").render({"kept": _if_readable(request)})
    return HttpResponseServerError(page)


LONGEST_CHOICE = 40  # characters; longer is somebody's text, also in a language without spaces

# A password must not come back on a page; short values are choices, not somebody's words.
_NOT_SHOWN = ("password", "csrf", "token", "code")


def what_was_written(request: HttpRequest) -> list[str]:
    return [
        value
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in _NOT_SHOWN)
        for value in values
        if len(value.split()) > 2 or len(value) > LONGEST_CHOICE
    ]


def _if_readable(request: HttpRequest) -> list[str]:
    try:
        return what_was_written(request)
    except Exception:  # what could not be read may be the very trouble that is told of here
        return []
