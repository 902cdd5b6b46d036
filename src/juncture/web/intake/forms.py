from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from juncture.practice.decisions.models import Decision, Settlement
from juncture.practice.decisions.stating import MOST_OPTIONS, View, Way
from juncture.web.parts.forms import Confidence, Day, OneOf, Scale

SHOWN_WAYS = 2  # the others open on demand
_ORDINALS = (
    _("The first way"),
    _("The second way"),
    _("The third way"),
    _("The fourth way"),
    _("The fifth way"),
    _("The sixth way"),
)
CLARITY = {
    "certain": _("I am certain which way to go"),
    "informed": _("I know enough about each way"),
    "clear_tradeoff": _("I am clear on what I give up"),
    "supported": _("I have the support to go it"),
}


class DecisionForm(forms.Form):
    """A decision in its owner's words, three minutes on a phone. Only the statement is asked for."""

    statement = forms.CharField(
        label=_("The decision, as it stands today"),
        help_text=_("Two or three sentences do. There is room for 2,000 characters."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence what you are deciding; the rest can stay empty.")},
    )
    by_when = forms.DateField(label=_("By when does it want an answer?"), required=False, widget=Day)
    lean = forms.ChoiceField(
        label=_("Which way do you lean today?"),
        required=False,
        choices=[("", _("Nowhere yet")), *((str(number), word) for number, word in enumerate(_ORDINALS))],
        widget=OneOf,
    )
    confidence = forms.IntegerField(
        label=_("How sure are you of that, today?"),
        min_value=0,
        max_value=100,
        required=False,
        widget=Confidence,
    )
    assumption = forms.CharField(
        label=_("One assumption it rests on"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["lean"].widget.attrs["data-lean"] = ""
        for number in range(MOST_OPTIONS):
            self.fields[f"way_{number}"] = forms.CharField(
                label=_ORDINALS[number], max_length=300, required=False
            )
            self.fields[f"cost_{number}"] = forms.CharField(
                label=_("What it would cost"), max_length=500, required=False
            )
        for item, words in CLARITY.items():
            self.fields[item] = forms.TypedChoiceField(
                label=words,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[(step, str(step)) for step in range(1, 6)],
                widget=Scale(),
            )
        for field in self.fields.values():
            # A browser cuts what is pasted without a word. We say how much too long it is, and keep it.
            limit = field.widget.attrs.pop("maxlength", None)
            if limit:
                field.widget.attrs |= {"data-behaviour": "intake/room", "data-room": limit}

    # What the template walks through.
    def first_ways(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self._ways()[:SHOWN_WAYS]

    def further_ways(self) -> list[tuple[forms.BoundField, forms.BoundField, bool]]:
        """Each opens after the one before it; those up to the last in use are open already."""
        pairs = self._ways()[SHOWN_WAYS:]
        used = [bool(way.value() or cost.value() or way.errors) for way, cost in pairs]
        return [(way, cost, any(used[number:])) for number, (way, cost) in enumerate(pairs)]

    def clarity(self) -> list[forms.BoundField]:
        return [self[item] for item in CLARITY]

    def _ways(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"way_{number}"], self[f"cost_{number}"]) for number in range(MOST_OPTIONS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lean = cleaned.get("lean")
        if lean and not cleaned.get(f"way_{lean}"):
            self.add_error("lean", _("Write that way down above, or choose another."))
        for number in range(MOST_OPTIONS):
            if cleaned.get(f"cost_{number}") and not cleaned.get(f"way_{number}"):
                self.add_error(f"way_{number}", _("Name the way that would cost this."))
        if "by_when" in self.changed_data:
            self._look_at_the_day(cleaned.get("by_when"))
        return cleaned

    def _look_at_the_day(self, day: date | None) -> None:
        if day and day < timezone.localdate():
            self.add_error("by_when", _("That day has passed. Choose one to come, or leave it empty."))

    # From and to the practice's values.
    def ways(self) -> list[Way]:
        return ways_in(self.cleaned_data)

    def view(self) -> View:
        """The lean counts the ways that were filled in, since empty ones are left out."""
        cleaned = self.cleaned_data
        filled = [number for number in range(MOST_OPTIONS) if cleaned.get(f"way_{number}")]
        lean = filled.index(int(cleaned["lean"])) if cleaned.get("lean") else None
        return View(
            lean=lean, confidence=cleaned.get("confidence"), **{item: cleaned.get(item) for item in CLARITY}
        )

    @staticmethod
    def starting_from(decision: Decision) -> dict[str, Any]:
        initial: dict[str, Any] = {
            "statement": decision.statement,
            "by_when": decision.by_when,
            "assumption": decision.assumption,
        }
        for number, option in enumerate(decision.options.all()):
            initial |= {f"way_{number}": option.text, f"cost_{number}": option.cost}
        stance = list(decision.stances.all())[-1:]
        for each in stance:
            initial["lean"] = str(each.lean.position) if each.lean else ""
            initial["confidence"] = each.confidence
            initial |= {item: getattr(each, item) for item in CLARITY}
        return initial


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Where does it stand?"),
        choices=[
            (Settlement.Outcome.DECIDED, _("It is decided")),
            (Settlement.Outcome.DISSOLVED, _("The question has dissolved")),
            (Settlement.Outcome.REVISITED, _("I am taking it up again")),
        ],
        widget=OneOf,
    )
    words = forms.CharField(
        label=_("In a sentence, how it came about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def ways_in(fields: Mapping[str, Any]) -> list[Way]:
    """The ways in a form's plain fields, checked or not: the coach reads along before anything is complete."""
    found = []
    for number in range(MOST_OPTIONS):
        text = str(fields.get(f"way_{number}") or "").strip()
        if text:
            found.append(Way(text[:300], str(fields.get(f"cost_{number}") or "").strip()[:500]))
    return found


def day_in(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
