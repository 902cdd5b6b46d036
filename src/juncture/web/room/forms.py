"""What is asked in the room beside the board: the private card, and the story of a first win."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juncture.practice.decisions.models import Stance
from juncture.practice.moments.models import FirstWin, Orientation
from juncture.practice.moments.orienting import Card, Clarity
from juncture.practice.moments.telling import Reach, Story
from juncture.practice.moments.writing import LONGEST
from juncture.web.parts.forms import Confidence, OneOf, Scale
from juncture.web.parts.forms import words as words_of

words = partial(words_of, longest=LONGEST)

ENDS = (_("not at all"), _("very much"))
STEPS = [(step, str(step)) for step in range(1, 6)]
REACHES = [
    (Reach.GROUP, _("My group")),
    (Reach.COMMUNITY_UNNAMED, _("The community, without my name")),
    (Reach.COMMUNITY_NAMED, _("The community, with my name")),
    (Reach.COMPANY, _("Reports too, de-identified")),
]


def scale(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=STEPS, coerce=int, empty_value=None, required=False, widget=Scale(ends=ENDS)
    )


class OrientationForm(forms.Form):
    stand = words(_("Where I stand now"), _("The decision as you see it after this hour."))
    test = words(_("What I want to test"))
    assumption = words(_("The assumption I am revisiting"))
    question = words(_("The better question I leave with"))
    tripwire = words(_("A tripwire"), _("If I see …, I will look at this again."), rows=2)
    confidence = forms.IntegerField(
        label=_("How confident are you in the way you lean?"),
        min_value=0,
        max_value=100,
        required=False,
        widget=Confidence,
    )
    certain = scale(_("I am certain which way to go"))
    informed = scale(_("I know enough about my options"))
    clear_tradeoff = scale(_("I am clear about the tradeoff"))
    supported = scale(_("I have the support I need to decide"))
    useful = forms.TypedChoiceField(
        label=_("How useful was this for your decision?"),
        choices=[(step, str(step)) for step in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=Scale(ends=(_("not at all"), _("very"))),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "room/_card_field.html"  # type: ignore[attr-defined]

    def card(self) -> Card:
        return Card(**{name: self.cleaned_data[name] for name in Card.__dataclass_fields__})

    def clarity(self) -> Clarity:
        return Clarity(**{name: self.cleaned_data[name] for name in Clarity.__dataclass_fields__})

    @staticmethod
    def known(orientation: Orientation | None, stance: Stance | None) -> dict[str, Any]:
        """What was written before, so that the card is revised and not begun again."""
        card = {name: getattr(orientation, name) for name in Card.__dataclass_fields__ if orientation}
        left = {name: getattr(stance, name) for name in Clarity.__dataclass_fields__ if stance}
        return card | left


class StoryForm(forms.Form):
    """The prompts are the run of show's own; the keys say which part of the story each asks for."""

    reach = forms.ChoiceField(
        label=_("How far may this story travel?"), choices=REACHES, widget=OneOf, initial=Reach.GROUP
    )

    def __init__(self, *args: Any, asks: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = asks or {}
        parts = {
            name: words(ask, required=name == "moment")
            for name, ask in (
                ("before", asks.get("before")),
                ("moment", asks.get("moment") or _("What was the moment?")),
                ("unlocked", asks.get("unlocked")),
            )
            if ask
        }
        self.fields = parts | self.fields

    def story(self) -> Story:
        given = {
            name: self.cleaned_data[name] for name in ("before", "moment", "unlocked") if name in self.fields
        }
        return Story(**given)

    @staticmethod
    def known(win: FirstWin | None, reach: str) -> dict[str, Any]:
        if win is None:
            return {"reach": Reach.GROUP}
        return {"before": win.before, "moment": win.moment, "unlocked": win.unlocked, "reach": reach}
