"""Words for figures. `{% load follow %}`."""

from django import template

from juncture.practice.followup.figures import Figure
from juncture.web.follow import showing

register = template.Library()


@register.filter
def why(figure: Figure) -> str:
    """Why a figure isn't shown."""
    return showing.why(figure.hidden)


@register.filter
def wave_words(wave: int) -> str:
    return showing.wave_words(wave)


@register.filter
def reach_words(reach: str | None) -> str:
    return showing.reach_words(reach)


@register.filter
def shift_words(name: str) -> str:
    return showing.shift_words(name)


@register.filter
def signed(number: float, places: int) -> str:
    """+4 or −4, with a real minus."""
    return f"{number:+.{places}f}".replace("-", "\u2212")
