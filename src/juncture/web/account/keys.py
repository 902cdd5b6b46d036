"""Keys for a community's programs."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from juncture.practice.people.keying import keys_seen, make_api_key, revoke_api_key
from juncture.web.parts.who import HostRequest, for_host


class KeyForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=120,
        help_text=gettext_lazy("So that you know later which one to revoke."),
        error_messages={
            "required": gettext_lazy("Say what it is for; you will be glad of it when you revoke it.")
        },
    )


@for_host
def api_keys(request: HostRequest) -> HttpResponse:
    """Make a key, read it once, revoke it."""
    form, made = KeyForm(request.POST or None), ""
    if form.is_valid():
        made = make_api_key(form.cleaned_data["label"], by=request.host)[1]
        form = KeyForm()
    return render(
        request,
        "account_pages/keys.html",
        {"form": form, "made": made, "keys": list(keys_seen(request.host)[:200])},
    )


@require_POST
@for_host
def api_key_revoke(request: HostRequest, key_id: int) -> HttpResponse:
    key = keys_seen(request.host).filter(pk=key_id).first()
    if key is None:
        raise Http404
    revoke_api_key(key, by=request.host)
    messages.success(request, _("%(label)s can read nothing here any more.") % {"label": key.label})
    return redirect("api_keys", slug=request.community.slug)
