from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juncture.practice.people.models import Community, Dimension, Employer, FreeTime, Member
from juncture.practice.people.shaping import Shape
from juncture.web.parts.forms import OneOf, Plain, SeveralOf


def _zones() -> list[tuple[str, Any]]:
    """Region/City names only: the old abbreviations mean different things to different people."""
    names = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [("", _("Not given")), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class TimeZoneField(forms.ChoiceField):
    def __init__(self, **rest: Any) -> None:
        super().__init__(choices=_zones, required=rest.pop("required", False), **rest)


class CommunityForm(forms.Form):
    name = forms.CharField(label=_("What is the community called?"), max_length=120)
    time_zone = TimeZoneField(
        label=_("Its time zone"),
        required=True,
        help_text=_("Times are shown to you in this zone; members see their own."),
    )


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"))
    employer = forms.CharField(
        label=_("Employer"),
        max_length=120,
        required=False,
        help_text=_("People of one employer are not seated together unless you allow it."),
    )
    time_zone = TimeZoneField(label=_("Time zone"))
    facilitates = forms.BooleanField(label=_("Is willing to facilitate a group"), required=False)

    @staticmethod
    def starting_from(member: Member) -> dict[str, Any]:
        return {
            "name": member.name,
            "email": member.email,
            "employer": member.employer.name if member.employer else "",
            "time_zone": member.time_zone,
            "facilitates": member.facilitates,
        }


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("A CSV file with a line for each member"),
        help_text=_("Its first line names the columns. Commas, semicolons and tabs all work."),
        allow_empty_file=True,  # what is wrong with it is said in our words, further on
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )


class ColumnsForm(forms.Form):
    """Which column of the file holds what."""

    def __init__(
        self, *args: Any, columns: tuple[str, ...], dimensions: list[Dimension], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        choices = [("", _("Not in this file")), *((column, column) for column in columns)]
        self.fields["name"] = forms.ChoiceField(label=_("Name"), choices=choices[1:])
        self.fields["email"] = forms.ChoiceField(label=_("Mail address"), choices=choices[1:])
        optional: dict[str, Any] = {
            "employer": _("Employer"),
            "time_zone": _("Time zone"),
            "facilitates": _("Facilitates"),
        }
        optional |= {f"context.{dimension.key}": dimension.label for dimension in dimensions}
        for key, label in optional.items():
            self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=False)

    def chosen(self) -> dict[str, str]:
        return {ours: column for ours, column in self.cleaned_data.items() if column}


class DimensionForm(forms.Form):
    label = forms.CharField(label=_("Name"), max_length=80)
    question = forms.CharField(label=_("What members are asked"), max_length=200)
    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=[
            (Dimension.Kind.ORDERED, _("One of, in an order (such as stages)")),
            (Dimension.Kind.ONE_OF, _("One of")),
            (Dimension.Kind.SEVERAL_OF, _("Several of")),
        ],
        widget=OneOf,
    )
    weight = forms.ChoiceField(
        label=_("How much it counts when groups are composed"),
        choices=[
            ("0", _("Not at all")),
            ("0.5", _("Little")),
            ("1", _("As much as the others")),
            ("2", _("Twice")),
        ],
        initial="1",
    )
    values = forms.CharField(
        label=_("Values, one a line"),
        widget=Plain(attrs={"rows": 8}),
        max_length=3000,
        help_text=_("A value whose name you keep keeps its answers; one you remove takes them with it."),
    )

    @staticmethod
    def starting_from(dimension: Dimension) -> dict[str, Any]:
        return {
            "label": dimension.label,
            "question": dimension.question,
            "kind": dimension.kind,
            "weight": f"{dimension.weight:g}",
            "values": "\n".join(value.label for value in dimension.values.all()),
        }

    def shape(self) -> Shape:
        cleaned = self.cleaned_data
        labels = (" ".join(line.split())[:80] for line in cleaned["values"].splitlines())
        return Shape(
            label=cleaned["label"].strip(),
            question=cleaned["question"].strip(),
            kind=cleaned["kind"],
            weight=float(cleaned["weight"]),
            values=tuple(label for label in labels if label),
        )


class HostForm(forms.Form):
    email = forms.EmailField(label=_("Mail address of another host"))


class CompetitorsForm(forms.Form):
    one = forms.ModelChoiceField(
        label=_("One employer"), queryset=Employer.objects.none(), empty_label=_("Choose an employer")
    )
    other = forms.ModelChoiceField(
        label=_("The other"), queryset=Employer.objects.none(), empty_label=_("Choose an employer")
    )

    def __init__(self, *args: Any, employers: QuerySet[Employer], **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name in ("one", "other"):
            self.fields[name].queryset = employers  # type: ignore[attr-defined]


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
PARTS = {
    FreeTime.Part.MORNING: _("Morning, 8–12"),
    FreeTime.Part.MIDDAY: _("Midday, 12–14"),
    FreeTime.Part.AFTERNOON: _("Afternoon, 14–18"),
    FreeTime.Part.EVENING: _("Evening, 18–22"),
}


class WeekGrid(forms.CheckboxSelectMultiple):
    """Half-days as a small table of tick boxes: a row for each part of the day, a column for each weekday."""

    template_name = "account_pages/widgets/week.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        context["days"] = WEEKDAYS[:5]
        context["rows"] = [
            (words, [option for option in options if option["value"].endswith(f"-{part}")])
            for part, words in PARTS.items()
        ]
        return context


class AboutMeForm(forms.Form):
    """Context in a few taps, and when one can meet."""

    def __init__(self, *args: Any, dimensions: list[Dimension], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.dimensions = dimensions
        for dimension in dimensions:
            self.fields[f"context_{dimension.key}"] = self._context_field(dimension)
        self.fields["time_zone"] = TimeZoneField(label=_("Your time zone"))
        self.fields["free"] = forms.MultipleChoiceField(
            label=_("When could you usually meet?"),
            required=False,
            choices=[
                (f"{day}-{part}", f"{WEEKDAYS[day]}, {words}")
                for day in range(5)
                for part, words in PARTS.items()
            ],
            widget=WeekGrid,
        )
        self.fields["facilitates"] = forms.BooleanField(
            label=_("I am willing to facilitate a group"), required=False
        )

    @staticmethod
    def _context_field(dimension: Dimension) -> forms.Field:
        choices = [(value.key, value.label) for value in dimension.values.all()]
        if dimension.kind == Dimension.Kind.SEVERAL_OF:
            return forms.MultipleChoiceField(
                label=dimension.question, choices=choices, required=False, widget=SeveralOf
            )
        return forms.ChoiceField(label=dimension.question, choices=choices, required=False, widget=OneOf)

    @staticmethod
    def starting_from(member: Member) -> dict[str, Any]:
        initial: dict[str, Any] = {
            "time_zone": member.time_zone,
            "facilitates": member.facilitates,
            "free": [f"{time.weekday}-{time.part}" for time in member.free_times.all()],
        }
        for answer in member.context.all():
            dimension = answer.value.dimension
            name = f"context_{dimension.key}"
            if dimension.kind == Dimension.Kind.SEVERAL_OF:
                initial.setdefault(name, []).append(answer.value.key)
            else:
                initial[name] = answer.value.key
        return initial

    def context(self) -> dict[str, list[str]]:
        answers = {}
        for dimension in self.dimensions:
            given = self.cleaned_data[f"context_{dimension.key}"]
            answers[dimension.key] = given if isinstance(given, list) else [given] if given else []
        return answers

    def free_times(self) -> list[tuple[int, str]]:
        pairs = (choice.split("-", 1) for choice in self.cleaned_data["free"])
        return [(int(day), part) for day, part in pairs]


def community_form_for(community: Community) -> CommunityForm:
    return CommunityForm(initial={"name": community.name, "time_zone": community.time_zone})
