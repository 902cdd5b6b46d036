"""The people of a community, as its host sees them."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from juncture.practice.letters.mailing_links import mail_link, mail_links, members_counted
from juncture.practice.limits.taking import LINKS_MAILED
from juncture.practice.people.describing import context_words, dimensions_of, with_context
from juncture.practice.people.errors import LinkIsTheirs, TakenAddress
from juncture.practice.people.joining import add_member, change_member, come_back, depart
from juncture.practice.people.linking import has_come, revoke_links, show_link
from juncture.practice.people.models import Dimension, Member
from juncture.practice.people.seeing import lines_of, member_seen, members_seen
from juncture.web.account.forms import MemberForm
from juncture.web.parts.forms import looked_for
from juncture.web.parts.limiting import limited
from juncture.web.parts.sheets import sheet
from juncture.web.parts.who import HostRequest, for_host

PAGE = 50


@for_host
def members(request: HostRequest) -> HttpResponse:
    words, gone = looked_for(request), "gone" in request.GET
    paginator = Paginator(members_seen(request.host, words=words, gone=gone), PAGE)
    without_link = 0
    if not words and not gone:
        paginator.count, without_link = members_counted(request.host)
    page = paginator.get_page(request.GET.get("page"))
    extra = urlencode({"q": words} if words else {}) + ("&gone=1" if gone else "")
    return render(
        request,
        "account_pages/members.html",
        {
            "page": page,
            "rows": lines_of(cast("QuerySet[Member]", page.object_list)),
            "without_link": without_link,
            "words": words,
            "gone": gone,
            "extra": f"{extra}&" if extra else "",
        },
    )


@require_POST
@for_host
def mail_all_links(request: HostRequest) -> HttpResponse:
    mailed = mail_links(by=request.host)
    messages.success(
        request,
        ngettext("%(n)d link is on its way.", "%(n)d links are on their way.", mailed) % {"n": mailed},
    )
    return redirect("members", slug=request.community.slug)


@for_host
def members_csv(request: HostRequest) -> HttpResponse:
    """Everybody, in the columns the import reads, so that a sheet can go out and come back."""
    dimensions = list(dimensions_of(request.community.pk))
    header = ["name", "email", "employer", "time zone", "facilitates", *(each.label for each in dimensions)]
    rows = (_line(member, dimensions) for member in with_context(members_seen(request.host)))
    return sheet(request.community.name, header, rows)


def _line(member: Member, dimensions: list[Dimension]) -> list[str]:
    chosen: dict[str, list[str]] = {}
    for answer in member.context.all():
        chosen.setdefault(answer.value.dimension.key, []).append(answer.value.label)
    return [
        member.name,
        member.email,
        member.employer.name if member.employer else "",
        member.time_zone,
        "yes" if member.facilitates else "no",
        *("; ".join(chosen.get(dimension.key, [])) for dimension in dimensions),
    ]


@for_host
def member_add(request: HostRequest) -> HttpResponse:
    form = MemberForm(request.POST or None)
    if form.is_valid():
        try:
            member = add_member(request.community, by=request.host, **form.cleaned_data)
        except TakenAddress as trouble:
            form.add_error("email", str(trouble))
        else:
            messages.success(request, _("%(name)s is a member now.") % {"name": member.name})
            return redirect("member_edit", slug=request.community.slug, member_id=member.pk)
    return render(request, "account_pages/member.html", {"form": form})


@for_host
def member_edit(request: HostRequest, member_id: int) -> HttpResponse:
    member = _member(request, member_id)
    form = MemberForm(request.POST or None, initial=MemberForm.starting_from(member))
    if form.is_valid():
        try:
            change_member(member, by=request.host, **form.cleaned_data)
        except TakenAddress as trouble:
            form.add_error("email", str(trouble))
        else:
            messages.success(request, _("Kept."))
            return redirect("member_edit", slug=request.community.slug, member_id=member.pk)
    return render(
        request,
        "account_pages/member.html",
        {
            "form": form,
            "subject": member,
            "context_words": context_words(member),
            "link_is_theirs": has_come(member),
        },
    )


def _mailbox(request: HttpRequest) -> str:
    """Whose mailbox a link goes to; nobody's where none is asked for."""
    if "mail" not in request.POST or request.resolver_match is None:
        return ""
    return "{slug}/{member_id}".format_map(request.resolver_match.kwargs)


@require_POST
@for_host
@limited((LINKS_MAILED, _mailbox))
def member_link(request: HostRequest, member_id: int) -> HttpResponse:
    """Show the personal link, mail it, or shut out whoever has it."""
    member = _member(request, member_id)
    if member.departed_at:
        messages.error(request, _("%(name)s has left. Bring them back first.") % {"name": member.name})
    elif "revoke" in request.POST:
        revoke_links(member, by=request.host)
        messages.success(
            request, _("The old link of %(name)s opens nothing any more.") % {"name": member.name}
        )
    elif "mail" in request.POST:
        mail_link(member, by=request.host)
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": member.email})
    else:
        try:
            shown = settings.BASE_URL + reverse("personal_link", args=[show_link(member, by=request.host)])
        except LinkIsTheirs:
            messages.error(
                request,
                _("%(name)s has come by their link, so it is theirs alone. Mail it to them once more.")
                % {"name": member.name},
            )
        else:
            return render(
                request,
                "account_pages/member.html",
                {
                    "form": MemberForm(initial=MemberForm.starting_from(member)),
                    "subject": member,
                    "context_words": context_words(member),
                    "shown_link": shown,
                },
            )
    return redirect("member_edit", slug=request.community.slug, member_id=member.pk)


@require_POST
@for_host
def member_leave(request: HostRequest, member_id: int) -> HttpResponse:
    member = _member(request, member_id)
    if "back" in request.POST:
        come_back(member, by=request.host)
        messages.success(request, _("%(name)s is back.") % {"name": member.name})
    else:
        depart(member, by=request.host)
        messages.success(
            request,
            _("%(name)s has left the community. Bring them back here whenever you like.")
            % {"name": member.name},
        )
    return redirect("member_edit", slug=request.community.slug, member_id=member.pk)


def _member(request: HostRequest, member_id: int) -> Member:
    member = member_seen(request.host, member_id)
    if member is None:
        raise Http404
    return member
