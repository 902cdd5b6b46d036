"""The demo's way in for a host: a link that works once, and only while the demo runs.

Following it signs nobody in; the button on the page does, as with every other link to a host.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from juncture.practice.people.models import Community, Host


def _kept_at() -> Path:
    return Path(settings.VAR) / "demo-host-link"


def issue_host_link(community: Community) -> str:
    """A fresh token; the one before is useless from now on."""
    token = secrets.token_urlsafe(24)
    path = _kept_at()
    path.write_text(f"{_hash(token)} {community.slug}")
    path.chmod(0o600)
    return token


def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    slug = _slug_for(token)
    if slug is None:
        return render(request, "account_pages/demo_used.html", status=404)
    host = Host.objects.select_related("account").filter(community__slug=slug).order_by("id").first()
    if host is None:
        raise Http404
    if request.method == "POST":
        _kept_at().unlink(missing_ok=True)
        login(request, host.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("host_home", slug=slug)
    return render(request, "account_pages/demo.html", {"who": host.account})


def _slug_for(token: str) -> str | None:
    try:
        kept, slug = _kept_at().read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return slug if hmac.compare_digest(kept, _hash(token)) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
