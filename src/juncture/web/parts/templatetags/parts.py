"""What templates of every screen share. `{% load parts %}`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juncture.web.parts.modules import import_map as _import_map

register = template.Library()

SEATS = 8

# section, address, words; the address takes the community's slug
HOST_SECTIONS = [
    ("decisions", "landscape", gettext_lazy("Decisions")),
    ("moments", "moments", gettext_lazy("Moments")),
    ("follow-through", "follow", gettext_lazy("Follow-through")),
    ("library", "library", gettext_lazy("Library")),
]
HOST_HOUSEKEEPING = [
    ("members", "members", gettext_lazy("Members")),
    ("settings", "community_settings", gettext_lazy("Settings")),
]


@register.simple_tag
def import_map() -> SafeString:
    return mark_safe(_import_map())  # noqa: S308  our own file names, "<" escaped


@register.simple_tag
def stylesheet_if_any() -> SafeString | str:
    """For the page that is shown when something broke: the styles, unless they are what is missing."""
    try:
        return format_html('<link rel="stylesheet" href="{}">', static("parts/css/all.css"))
    except ValueError:
        return ""


@register.filter
def seat(position: Any) -> str:
    """`{{ forloop.counter|seat }}` → "seat-3": the colour of the nth voice, the same on every page."""
    try:
        return f"seat-{(int(position) - 1) % SEATS + 1}"
    except (TypeError, ValueError):
        return ""


@register.filter
def voice(words: Any) -> SafeString:
    """A person's own words: escaped, line breaks kept, set in the serif."""
    text = conditional_escape(str(words or "").strip())
    return format_html('<span class="voice lines">{}</span>', text)


@register.filter
def percent(share: Any) -> str:
    """0.625 → "63 %", with the space that doesn't break."""
    if share is None or share == "":
        return "–"
    return f"{round(float(share) * 100)}\u00a0%"


@register.simple_tag
def localtime(when: datetime | None, zone: str = "", form: str = "long") -> SafeString | str:
    """`{% localtime moment.starts_at %}`: day and hour in the reader's zone, and the zone's name.

    The zone is the one given, else the one active for the reader. form: "long" (weekday), "short", "day", "hour".
    """
    if when is None:
        return ""
    here = _zone(zone)
    local = timezone.localtime(when, here)
    if form == "day":
        return format_html(
            '<time datetime="{}">{}</time>', local.date().isoformat(), date_format(local, "j F Y")
        )
    words = date_format(local, {"long": "l j F Y, H:i", "short": "j M, H:i", "hour": "H:i"}[form])
    return format_html('<time datetime="{}">{} {}</time>', local.isoformat(), words, zone_name(here))


@register.filter
def zone_name(zone: Any) -> str:
    """Europe/Berlin → "Berlin time"; people know their city better than CET."""
    key = str(zone)
    if "/" not in key or key.startswith("Etc/"):
        return key.rpartition("/")[2]
    return _("%(city)s time") % {"city": key.rpartition("/")[2].replace("_", " ")}


@register.inclusion_tag("parts/_figure.html")
def figure(
    label: str,
    share: float | None,
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    asked: int | None = None,
    note: str = "",
) -> dict[str, Any]:
    """A share with what it stands on: `{% figure "Moved work" r.share r.low r.high n=r.answered asked=r.asked %}`.

    share, low and high are 0 to 1 (low and high: the 95 % interval); n answered of `asked`. share None: nothing yet.
    """
    return {
        "label": label,
        "share": share,
        "low": low,
        "high": high,
        "n": n,
        "asked": asked,
        "response": n / asked if n is not None and asked else None,
        "note": note,
        "drawing": None if share is None else _drawing(share, low, high),
    }


@register.simple_tag(takes_context=True)
def current(context: Mapping[str, Any], address: str) -> SafeString | str:
    """` aria-current="page"` when the reader is at `address`; for tabs and menus."""
    request: HttpRequest | None = context.get("request")
    return mark_safe(' aria-current="page"') if request and request.path == address else ""


@register.inclusion_tag("parts/_host_nav.html", takes_context=True)
def host_nav(context: Mapping[str, Any]) -> dict[str, Any]:
    """Sections of the community at hand; `section` in the context says which one is open."""
    community = context.get("community")
    slug = getattr(community, "slug", "")
    return {
        "community": community,
        "home": _address("host_home", slug),
        "sections": _reachable(HOST_SECTIONS, slug),
        "housekeeping": _reachable(HOST_HOUSEKEEPING, slug),
        "section": context.get("section", ""),
    }


def _reachable(sections: list[tuple[str, str, Any]], slug: str) -> list[dict[str, str]]:
    """A screen that is not installed leaves no dead link behind."""
    found = [{"key": key, "url": _address(name, slug), "words": words} for key, name, words in sections]
    return [item for item in found if item["url"]]


def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"slug": slug})
    except NoReverseMatch:
        return ""


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name) if name else timezone.get_current_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_current_timezone()


def _drawing(share: float, low: float | None, high: float | None) -> dict[str, str]:
    """Places on a line from 6 to 314; as text, because a localised "0,5" is not a number to SVG."""

    def place(part: float) -> str:
        return f"{6 + 308 * min(max(part, 0), 1):.1f}"

    return {
        "dot": place(share),
        "low": place(share if low is None else low),
        "high": place(share if high is None else high),
    }
