"""A member's own pages: the way in by a personal link, what is theirs, how they describe themselves."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juncture.practice.followup.season import member_season
from juncture.practice.limits.taking import WRONG_LINKS, take
from juncture.practice.people.describing import (
    block,
    context_words_of,
    dimensions_of,
    give_context,
    set_free_times,
    unblock,
)
from juncture.practice.people.joining import describe_oneself
from juncture.practice.people.linking import follow, visitor
from juncture.practice.people.linking import leave as leave_visit
from juncture.practice.people.seeing import others_in_community
from juncture.web.account.forms import AboutMeForm
from juncture.web.parts.limiting import place, too_often
from juncture.web.parts.who import MEMBER_COOKIE, MemberRequest, for_member, member_of

_YEAR = 365 * 24 * 60 * 60


@require_GET
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the token for a cookie and move on, so that no address bar, log or referrer keeps it."""
    cookie = follow(token)
    if cookie is None:
        if wait := take(WRONG_LINKS, place(request)):
            return too_often(request, wait)
        raise Http404
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None) or not onward.startswith("/me/"):
        onward = "/rooms/" + onward.removeprefix("/rooms/") if _is_room(onward) else "/me/"
    if _was_anothers(request, cookie):
        rotate_token(request)  # pages of theirs that are still open can send nothing in this member's name
    response = redirect(onward)
    response.set_cookie(
        MEMBER_COOKIE,
        cookie,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


def _was_anothers(request: HttpRequest, cookie: str) -> bool:
    """This browser has been another member's until now. A host who looks in by several links keeps their own pages."""
    before, after = member_of(request), visitor(cookie)
    return before is not None and before != after and not request.user.is_authenticated


def _is_room(path: str) -> bool:
    return path.startswith("/rooms/") and path.removeprefix("/rooms/").strip("/").isdigit()


@for_member
def me(request: MemberRequest) -> HttpResponse:
    return render(
        request,
        "account_pages/me.html",
        {
            "season": member_season(request.member),
            "context_words": context_words_of([request.member.pk]).get(request.member.pk, []),
        },
    )


@for_member
def about_me(request: MemberRequest) -> HttpResponse:
    dimensions = list(dimensions_of(request.community.pk))
    form = AboutMeForm(
        request.POST or None, dimensions=dimensions, initial=AboutMeForm.starting_from(request.member)
    )
    if form.is_valid():
        give_context(request.member, form.context(), by=request.member)
        set_free_times(request.member, form.free_times(), by=request.member)
        describe_oneself(
            request.member,
            time_zone=form.cleaned_data["time_zone"],
            facilitates=form.cleaned_data["facilitates"],
        )
        messages.success(request, _("Kept. Thank you: this is what groups are composed by."))
        return redirect("me")
    return render(
        request,
        "account_pages/about_me.html",
        {
            "form": form,
            "apart": request.member.blocks.select_related("blocked"),
            "others": others_in_community(request.member),
        },
    )


@require_POST
@for_member
def keep_apart(request: MemberRequest) -> HttpResponse:
    """Somebody the member would rather not sit with, or no longer minds. Only they ever see this list."""
    chosen = request.POST.get("member", "")
    # "²" is a digit to Python and no number to the database.
    number = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0
    other = others_in_community(request.member).filter(pk=number).first()
    if other is None:
        messages.error(request, _("Choose somebody from the list first."))
    elif "undo" in request.POST:
        unblock(request.member, other)
    else:
        block(request.member, other)
    return redirect("about_me")


@require_POST
@for_member
def leave(request: MemberRequest) -> HttpResponse:
    leave_visit(request.COOKIES.get(MEMBER_COOKIE, ""))
    response = redirect("front")
    response.delete_cookie(MEMBER_COOKIE)
    return response
