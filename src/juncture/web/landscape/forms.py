from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.models import Tension
from juncture.web.parts.forms import SeveralRows


class TensionForm(forms.Form):
    label = forms.CharField(label=_("The tension, as “X or Y?”"), max_length=160)
    about = forms.CharField(
        label=_("What it is about"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class MergeForm(forms.Form):
    merge = forms.ModelChoiceField(
        label=_("Which one is it the same as?"),
        queryset=Tension.objects.none(),
        empty_label=_("Choose a tension"),
        error_messages={"required": _("Choose the tension it belongs to first.")},
    )

    def __init__(self, *args: Any, others: QuerySet[Tension], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["merge"].queryset = others  # type: ignore[attr-defined]


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
