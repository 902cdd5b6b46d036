"""A form in our clothes: help and errors are tied to the field, and what was typed is kept."""

import pytest
from django import forms

from juncture.web.parts.forms import Confidence, Day, Moment, OneOf, Plain, Scale, SeveralOf


class Statement(forms.Form):
    words = forms.CharField(label="The decision", help_text="As it stands today.", widget=forms.Textarea)
    stage = forms.ChoiceField(
        choices=[("a", "Just started"), ("b", "Growing")], widget=OneOf, help_text="Now."
    )
    limits = forms.MultipleChoiceField(
        choices=[("t", "Time"), ("m", "Money")], widget=SeveralOf, required=False
    )
    rating = forms.TypedChoiceField(
        coerce=int, choices=[(n, str(n)) for n in range(1, 6)], widget=Scale(ends=("poor", "rich"))
    )
    sure = forms.IntegerField(min_value=0, max_value=100, required=False, widget=Confidence)
    until = forms.DateField(required=False, widget=Day)
    mail = forms.BooleanField(required=False)

    def clean(self):
        raise forms.ValidationError("The two dates don't fit together.")


def test_help_and_error_are_tied_to_the_field():
    html = str(Statement({"words": ""})["words"].as_field_group())

    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_words_helptext"' in html
    assert '<div id="id_words_error">' in html


def test_a_group_of_choices_is_a_fieldset_with_its_help_and_error():
    html = str(Statement({})["stage"].as_field_group())

    assert '<fieldset class="field" aria-describedby="id_stage_helptext id_stage_error">' in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_what_was_typed_comes_back_escaped():
    html = str(Statement({"words": "<script>widen</script>", "sure": "140", "rating": "9"}))

    assert "&lt;script&gt;widen&lt;/script&gt;" in html
    assert "<script>" not in html
    assert 'value="140"' in html


def test_what_was_chosen_stays_chosen():
    html = str(Statement({"stage": "b", "limits": ["m"], "rating": "4"}))

    assert html.count("checked") == 3


def test_what_is_wrong_with_the_whole_is_said_above_it():
    html = str(Statement({"words": "a"}))

    assert html.index("The two dates don&#x27;t fit together.") < html.index("<textarea")


def test_fields_one_may_leave_out_say_so():
    form = Statement()

    assert "(if you like)" in str(form["sure"].as_field_group())
    assert "(if you like)" not in str(form["words"].as_field_group())


def test_an_unanswered_confidence_stays_empty():
    form = Statement({"sure": ""})
    form.is_valid()

    assert form.cleaned_data["sure"] is None
    assert 'value="' not in str(form["sure"]).split('type="range"')[0]


def test_a_scale_has_a_word_at_both_ends():
    html = str(Statement()["rating"])

    assert "poor" in html
    assert "rich" in html


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (forms.DateField(widget=Day), "2026-11-24", 'value="2026-11-24"'),
        (forms.DateTimeField(widget=Moment), "2026-11-24T17:00", 'value="2026-11-24T17:00"'),
    ],
)
def test_dates_are_shown_as_the_browser_takes_them(field, value, shown):
    when = field.clean(value)

    assert shown in field.widget.render("when", when if field.widget.input_type == "date" else value)


def test_text_that_is_nobodys_own_words_is_plain():
    assert 'class="plain"' in Plain().render("csv", "a,b")


def test_a_form_posts_its_hidden_fields():
    class Hidden(forms.Form):
        seat = forms.IntegerField(widget=forms.HiddenInput)

    assert '<input type="hidden" name="seat" value="3"' in str(Hidden(initial={"seat": 3}))


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        (forms.CharField(), "", "This is still empty."),
        (forms.IntegerField(max_value=100), "140", "At most 100."),
        (forms.IntegerField(), "many", "A whole number, please."),
        (forms.EmailField(), "amara@", "This doesn't look like a mail address yet."),
        (forms.DateField(widget=Day), "2026-02-31", "A day that exists, please."),
        (forms.ChoiceField(choices=[("a", "A")]), "z", "Choose one of those shown."),
    ],
)
def test_messages_say_what_is_needed_without_blame(field, given, said):
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(given)

    assert caught.value.messages == [said]


def test_a_text_that_is_too_long_is_kept_and_counted():
    class Short(forms.Form):
        words = forms.CharField(max_length=5, widget=forms.Textarea)

    html = str(Short({"words": "seven words"}))

    assert "There is room for 5 characters; this has 11. Your text is kept." in html
    assert "seven words</textarea>" in html
