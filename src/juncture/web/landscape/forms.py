from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juncture.engine.tensions import Sides
from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.leaning import same_words, sides_of
from juncture.practice.landscape.models import Tension
from juncture.web.parts.forms import OneOf, SeveralRows


class TensionForm(forms.Form):
    label = forms.CharField(
        label=_("The tension, as “X or Y?”"),
        max_length=160,
        help_text=_("Whoever's decision lies here is asked about these words, so choose ones they may read."),
    )
    about = forms.CharField(
        label=_("What it is about"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    first = forms.CharField(
        label=_("One side"),
        max_length=100,
        required=False,
        help_text=_("Left empty, both sides are read from the name."),
    )
    second = forms.CharField(label=_("The other side"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("first"), cleaned.get("second")
        if bool(first) != bool(second):
            self.add_error("second" if first else "first", _("Name both sides, or leave both empty."))
        elif first and second and same_words(first, second):
            self.add_error(
                "second", _("Both sides say the same. Name two that somebody could choose between.")
            )
        return cleaned

    def sides(self) -> Sides:
        return Sides(self.cleaned_data["first"], self.cleaned_data["second"])


class NameForm(TensionForm):
    """Another name for a tension that has one; `said` where people have said their side."""

    other_sides = forms.BooleanField(
        label=_("These are other sides than before: ask everybody anew"), required=False
    )

    def __init__(self, *args: Any, said: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not said:
            del self.fields["other_sides"]

    @staticmethod
    def starting_from(tension: Tension) -> dict[str, Any]:
        sides = sides_of(tension)
        return {
            "label": tension.label,
            "about": tension.about,
            "first": sides.first if sides else "",
            "second": sides.second if sides else "",
        }


class MergeForm(forms.Form):
    merge = forms.ModelChoiceField(
        label=_("Which one is it the same as?"),
        queryset=Tension.objects.none(),
        empty_label=_("Choose a tension"),
        error_messages={"required": _("Choose the tension it belongs to first.")},
    )
    order = forms.ChoiceField(
        label=_("Its sides are"),
        required=False,
        choices=[
            ("", _("others: ask those who come along anew")),
            ("same", _("the same, the first and the second")),
            ("turned", _("the same, the other way round")),
        ],
        widget=OneOf,
    )

    def __init__(self, *args: Any, others: QuerySet[Tension], said: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["merge"].queryset = others  # type: ignore[attr-defined]
        if not said:
            del self.fields["order"]


class SplitForm(forms.Form):
    label = forms.CharField(label=_("What is theirs, as “X or Y?”"), max_length=160)
    going = SeveralRows(
        label=_("Which decisions go there?"),
        queryset=Decision.objects.none(),
        error_messages={"required": _("Tick the decisions that go first.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, decisions: QuerySet[Decision], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.auto_id = "split_%s"  # the page has another field of this name
        self.fields["going"].queryset = decisions  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Where a decision belongs; "apart" is a place, too."""

    tension = forms.ChoiceField(label=_("Which tension it belongs to"))

    def __init__(self, *args: Any, tensions: QuerySet[Tension], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.tensions = {str(tension.pk): tension for tension in tensions}
        self.fields["tension"].choices = [  # type: ignore[attr-defined]
            *((key, tension.label) for key, tension in self.tensions.items()),
            ("apart", _("None: it stands by itself")),
        ]

    def into(self) -> Tension | None:
        return self.tensions.get(self.cleaned_data["tension"])
