"""What somebody wrote outlives the link it was written by."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

_TEXTS = ("statement", "way_", "cost_", "assumption", "words")


def keeps_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """When the page is gone for whoever sends a form (a link revoked while they wrote), they get their text back.

    It says nothing a stranger doesn't know: the same for every 404, and only what they sent.
    """

    @wraps(view)
    def looked_at(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            kept = _written(request)
            if not kept:
                raise
            return render(request, "intake/gone.html", {"kept": kept}, status=404)

    return looked_at


def _written(request: HttpRequest) -> list[str]:
    return [
        value.strip()
        for name, values in request.POST.lists()
        if name.startswith(_TEXTS)
        for value in values
        if value.strip()
    ]
