"""What is asked about a group's call: the file, whose voice is whose, and what its speakers keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from juncture.practice.moments.models import CallPiece, CallSpeaker
from juncture.practice.people.models import Member


class CallFileForm(forms.Form):
    file = forms.FileField(
        label=_("The call's subtitles"),
        help_text=_("A .vtt file as Zoom, Teams or Meet save it, or .srt. Up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Was the call transcribed?"),
        },
    )


class VoicesForm(forms.Form):
    """One choice a voice; a name that fits is chosen already, and waits to be confirmed."""

    def __init__(
        self,
        *args: object,
        speakers: Iterable[CallSpeaker],
        people: Iterable[Member],
        suggested: Mapping[int, int | None],
        **rest: object,
    ) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        choices = [("", _("nobody at this table"))] + [(str(one.pk), one.name) for one in people]
        for speaker in speakers:
            self.fields[f"voice_{speaker.number}"] = forms.ChoiceField(
                label=_("not named in the file") if speaker.label in ("", "?") else speaker.label,
                choices=choices,
                required=False,
                initial=str(suggested.get(speaker.number) or ""),
            )

    def whose(self) -> dict[int, int | None]:
        return {
            int(name.removeprefix("voice_")): int(said) if said else None
            for name, said in self.cleaned_data.items()
        }


class MyWordsForm(forms.Form):
    """Nothing is kept that isn't ticked."""

    keep = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    keep_text = forms.BooleanField(
        label=_("The whole text may stay with my group"),
        help_text=_("It stays only if everybody who spoke says so, and goes as soon as one takes it back."),
        required=False,
    )

    def __init__(self, *args: object, pieces: Iterable[CallPiece], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        self.fields["keep"].choices = [(one.pk, one.text) for one in pieces]  # type: ignore[attr-defined]
