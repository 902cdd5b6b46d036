"""How a form looks everywhere: label, help, field, and beside it what is missing.

`{{ form }}` and `{{ form.name.as_field_group }}` give our markup. The widgets here are the ones a browser has no
good face for; each is a real input underneath and works without JavaScript.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

LONGEST_NUMBER = 18  # digits that fit into a row's number


class Renderer(DjangoTemplates):
    form_template_name = "parts/form.html"
    formset_template_name = "parts/formset.html"
    field_template_name = "parts/_field.html"


class Words(forms.CharField):
    """The end of a line counts once and is kept once; a browser sends it as two characters."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def words(label: Any, help_text: Any = "", *, longest: int, required: bool = False, rows: int = 3) -> Words:
    """A few lines in somebody's own words. No maxlength: a browser would cut off what is pasted without a word."""
    return Words(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
        error_messages={
            "max_length": _("This is longer than %(limit_value)d characters. Your text is kept.")
        },
    )


def looked_for(request: HttpRequest) -> str:
    """What somebody searches a list for; a NUL, which no column of PostgreSQL takes, is in no name."""
    return request.GET.get("q", "")[:120].replace("\x00", "")


class OneOf(forms.RadioSelect):
    """Pills, one of them; nothing is chosen beforehand."""

    template_name = "parts/widgets/choices.html"


class SeveralOf(forms.CheckboxSelectMultiple):
    """Pills, any number of them."""

    template_name = "parts/widgets/choices.html"


class Scale(forms.RadioSelect):
    """A few steps in a row with a word at both ends: `Scale(ends=("not at all", "very much"))`."""

    template_name = "parts/widgets/scale.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        ends: tuple[Any, Any] = (_("not at all"), _("very much")),
    ) -> None:
        super().__init__(attrs, choices or [(step, str(step)) for step in range(1, 6)])
        self.ends = ends

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"ends": self.ends}


class Confidence(forms.NumberInput):
    """0 to 100 per cent. The number is the answer and may stay empty; a slider joins it where JavaScript runs."""

    template_name = "parts/widgets/confidence.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        ends: tuple[Any, Any] = (_("a guess"), _("certain")),
    ) -> None:
        super().__init__({"min": 0, "max": 100, "step": 1, "inputmode": "numeric"} | (attrs or {}))
        self.ends = ends

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"ends": self.ends}


class Day(forms.DateInput):
    """The browser's own date picker, in the one format it takes."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """The browser's own date and time; naive, in the zone that is active for the reader."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Plain(forms.Textarea):
    """Long text that is not a person's own words (a CSV, a protocol): in the product's type."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "plain"} | (attrs or {}))


class SeveralRows(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows ticked on a page. A number too large for any row is a wrong choice; SQLite would break over it."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if len(str(one)) > LONGEST_NUMBER:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": str(one)[:40]}
                )
        return super().clean(value)


def speak_kindly() -> None:
    """Django's own messages, in our voice: what is missing or too much, and that the text is kept."""
    forms.Field.default_error_messages["required"] = _("This is still empty.")
    forms.ChoiceField.default_error_messages["invalid_choice"] = _("Choose one of those shown.")
    forms.IntegerField.default_error_messages["invalid"] = _("A whole number, please.")
    forms.DateField.default_error_messages["invalid"] = _("A day that exists, please.")
    forms.DateTimeField.default_error_messages["invalid"] = _("A day and an hour, please.")
    validators.EmailValidator.message = _("This doesn't look like a mail address yet.")
    validators.MinValueValidator.message = _("At least %(limit_value)s.")
    validators.MaxValueValidator.message = _("At most %(limit_value)s.")
    validators.MaxLengthValidator.message = ngettext_lazy(
        "There is room for %(limit_value)d character; this has %(show_value)d. Your text is kept.",
        "There is room for %(limit_value)d characters; this has %(show_value)d. Your text is kept.",
        "limit_value",
    )
