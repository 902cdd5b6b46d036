"""A first win in its teller's hands: worded better, let travel further, or taken back everywhere at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from juncture.practice.followup.masking import masks_of
from juncture.practice.followup.reporting import as_read_outside
from juncture.practice.followup.retelling import retell
from juncture.practice.followup.seeing import stories_of
from juncture.practice.moments.telling import keep_to_oneself
from juncture.web.follow.forms import ONLY_ME, StoryForm
from juncture.web.parts.who import MemberRequest, for_member


@for_member
def story(request: MemberRequest, first_win_id: int) -> HttpResponse:
    win = _own(request, first_win_id)
    initial = {name: getattr(win, name) for name in ("before", "moment", "unlocked")}
    form = StoryForm(request.POST or None, initial=initial | {"reach": win.reach or ONLY_ME})
    if form.is_valid():
        retell(win, form.story(), reach=form.chosen_reach(), by=request.member)
        messages.success(request, _("Kept. It holds wherever the story is read."))
        return redirect("story", first_win_id=win.pk)
    # The form's own copy is what was typed; the page beside it shows what is kept.
    win.refresh_from_db()
    outside = as_read_outside(win, masks_of(request.community))
    return render(request, "follow/story.html", {"win": win, "form": form, "outside": outside})


@for_member
def withdraw(request: MemberRequest, first_win_id: int) -> HttpResponse:
    """Whose story it is comes first: to others it isn't there, whatever they send."""
    win = _own(request, first_win_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    keep_to_oneself(win, by=request.member)
    messages.success(request, _("The story is yours alone again, everywhere."))
    return redirect("story", first_win_id=win.pk)


def _own(request: MemberRequest, first_win_id: int) -> Any:
    win = stories_of(request.member).filter(pk=first_win_id).first()
    if win is None:
        raise Http404
    return win
