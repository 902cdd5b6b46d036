"""A post that comes too often waits: a kind page with status 429 that shows what was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from juncture.practice.limits.taking import Limit, take
from juncture.web.parts.errors import what_was_written

Who = Callable[[HttpRequest], str]


def limited(*rules: tuple[Limit, Who]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Every rule has a bucket for each `who`; one that names nobody isn't asked. Reading a page is free."""

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def looked_at(request: HttpRequest, /, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                for limit, who in rules:
                    name = who(request)
                    if name and (wait := take(limit, name)):
                        return too_often(request, wait)
            return view(request, *args, **kwargs)

        return looked_at

    return wrap


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    minutes = -(-wait // 60)
    response = render(
        request,
        "parts/errors/429.html",
        {"kept": what_was_written(request), "minutes": minutes, "soon": wait <= 60},
        status=429,
    )
    response["Retry-After"] = str(wait)
    return response


def place(request: HttpRequest) -> str:
    """Where it came from, as far as one can say: behind a proxy of ours, what that proxy saw last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR") or "here")


def address_given(request: HttpRequest) -> str:
    """The address a form asks for, known or not: the answer is the same for both."""
    return request.POST.get("email", "").strip().lower()[:254]
