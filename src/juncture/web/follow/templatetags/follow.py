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


register.filter("leans_words", showing.leans_words)
register.filter("signed", showing.signed)
for words in (
    showing.felt_good_is,
    showing.moved_work_is,
    showing.of_a_season,
    showing.promise,
    showing.rising_is_not_success,
    showing.told_with_consent,
    showing.how_to_read,
):
    register.simple_tag(words)
