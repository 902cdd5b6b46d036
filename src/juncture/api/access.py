"""Who may ask, and how what stands in the way is said: always as {"code", "message", "at"}.

A program sends `Authorization: Bearer …` with a community's key. A host's own browser may ask with its session,
and then with the CSRF token that every form carries.
"""

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from django_scopes import scope, scopes_disabled

from juncture.practice.people.keying import key_of
from juncture.practice.people.models import Account, Community
from juncture.practice.people.seeing import communities_of

log = logging.getLogger(__name__)
P = ParamSpec("P")


class Trouble(Exception):
    """Why there is no answer. `at` is the place in what was sent, as in `people[3].slots`."""

    def __init__(self, status: int, code: str, message: str, at: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.at = status, code, at

    def as_response(self) -> JsonResponse:
        said = {"code": self.code, "message": str(self), "at": self.at}
        response = JsonResponse(said, status=self.status)
        if self.status == 401:
            response["WWW-Authenticate"] = 'Bearer realm="juncture"'
        if self.status == 503:
            response["Retry-After"] = "5"
        return response


class Caller(HttpRequest):
    communities: tuple[Community, ...]  # the key's one, or all that the account hosts


def for_programs(
    method: str,
) -> Callable[[Callable[Concatenate[Caller, P], Mapping[str, Any]]], Callable[..., HttpResponse]]:
    """The view answers plain values to a key or to a signed-in host, as `request.communities`."""

    def wrap(view: Callable[Concatenate[Caller, P], Mapping[str, Any]]) -> Callable[..., HttpResponse]:
        # Exempt from the middleware's check, since a key is proof enough; sessions are checked in _callers.
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                if request.method != method:
                    raise Trouble(405, "method", f"Ask with {method}.")
                request.communities = _callers(request)  # type: ignore[attr-defined]
                return JsonResponse(view(request, *args, **kwargs))  # type: ignore[arg-type]
            except Trouble as trouble:
                response = trouble.as_response()
                if trouble.status == 405:
                    response["Allow"] = method
                return response
            except Exception:
                log.exception("%s could not be answered", request.path)
                return Trouble(500, "broken", "Something broke on our side; the log says what.").as_response()

        return answered

    return wrap


def within(community: Community) -> AbstractContextManager[None]:
    """The community's scope, so that a query can't reach another."""
    opened: AbstractContextManager[None] = scope(community=community)
    return opened


def body(request: HttpRequest) -> object:
    """The JSON that was sent."""
    try:
        raw = request.body
    except RequestDataTooBig as big:
        raise Trouble(413, "too_large", "That is too much at once; send 2.5 MB at most.") from big
    except UnreadablePostError as gone:
        raise Trouble(400, "not_json", "What was sent broke off.") from gone
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except RecursionError as deep:
        raise Trouble(400, "not_json", "That is nested too deep to be read.") from deep
    except ValueError as error:
        raise Trouble(400, "not_json", f"That is no JSON: {str(error)[:120]}.") from error


def not_found() -> Trouble:
    """Not there and not yours are the same."""
    return Trouble(404, "not_found", "There is nothing here.")


def _callers(request: HttpRequest) -> tuple[Community, ...]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        with scopes_disabled():
            key = key_of(token.strip())
        if key is None:
            raise Trouble(401, "key", "This key opens nothing: it is wrong, or was revoked.")
        return (key.community,)
    account = request.user
    hosted = tuple(communities_of(account)) if isinstance(account, Account) else ()
    if not hosted:
        raise Trouble(
            401, "sign_in", "Send a community's key as “Authorization: Bearer …”, or sign in as a host."
        )
    if request.method != "GET":
        refused = _Csrf(lambda _: HttpResponse()).refusal(request)
        if refused:
            raise Trouble(403, "csrf", "Send the page's token as “X-CSRFToken”, or use a key.")
    return hosted


class _Csrf(CsrfViewMiddleware):
    """Django's own check, asked by hand."""

    def refusal(self, request: HttpRequest) -> bool:
        self.process_request(request)
        return self.process_view(request, _unmarked, (), {}) is not None

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _unmarked(request: HttpRequest) -> HttpResponse:
    """A view that is not exempt from the check."""
    return HttpResponse()
