"""What members say afterwards, and what a host gives a stakeholder."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from juncture.practice.followup.answering import Answer, confidence_at
from juncture.practice.followup.models import CheckIn, CheckInAnswer
from juncture.practice.moments.models import Moment, Orientation, StoryConsent
from juncture.practice.moments.orienting import Card
from juncture.practice.moments.telling import Story
from juncture.practice.moments.writing import LONGEST
from juncture.web.parts.forms import Confidence, OneOf
from juncture.web.parts.forms import words as words_of

Reach = StoryConsent.Reach

words = partial(words_of, longest=LONGEST)

ONLY_ME = "me"
REACHES = [
    (ONLY_ME, _("Only me")),
    (Reach.GROUP, _("My group")),
    (Reach.COMMUNITY_UNNAMED, _("The community, without my name")),
    (Reach.COMMUNITY_NAMED, _("The community, with my name")),
    (Reach.COMPANY, _("Reports too, de-identified")),
    (Reach.PUBLIC, _("Anybody, without my name")),
]


class CheckInForm(forms.Form):
    changed = forms.ChoiceField(
        label=_("Do you work differently since?"),
        choices=[("yes", _("Yes, something is different")), ("no", _("No, I work as before"))],
        widget=OneOf,
        error_messages={"required": _("One tap is enough: yes, or no.")},
    )
    example = words(
        _("What do you do differently? One example."),
        _("Something somebody could have watched you do."),
    )
    credit = forms.ChoiceField(
        label=_("Did the moment have part in it?"),
        choices=[("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No, it came about otherwise"))],
        required=False,
        widget=OneOf,
    )
    state = forms.ChoiceField(
        label=_("Where does the decision stand?"),
        choices=[
            (CheckInAnswer.State.STILL_OPEN, _("Still open")),
            (CheckInAnswer.State.DECIDED, _("Decided")),
            (CheckInAnswer.State.DISSOLVED, _("The question has dissolved")),
        ],
        required=False,
        widget=OneOf,
    )
    confidence = forms.IntegerField(
        label=_("How confident are you in the way you lean?"),
        min_value=0,
        max_value=100,
        required=False,
        widget=Confidence,
    )
    assumption = forms.ChoiceField(
        label=_("The assumption you wanted to look at again:"),
        choices=[
            (CheckInAnswer.Assumption.KEPT, _("It held")),
            (CheckInAnswer.Assumption.CHANGED, _("It changed")),
            (CheckInAnswer.Assumption.NONE, _("I had none")),
        ],
        required=False,
        widget=OneOf,
    )
    peer_words = words(_("Something a peer said that stayed with you"), rows=2)

    def __init__(self, *args: Any, has_decision: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_decision:
            del self.fields["state"], self.fields["confidence"]

    @property
    def more(self) -> list[forms.BoundField]:
        """What is behind "If you have another minute"."""
        return [
            self[name] for name in ("state", "confidence", "assumption", "peer_words") if name in self.fields
        ]

    @property
    def more_in_use(self) -> bool:
        return any(field.errors or field.value() not in (None, "") for field in self.more)

    def answer(self) -> Answer:
        cleaned = self.cleaned_data
        return Answer(
            changed=cleaned["changed"] == "yes",
            state=cleaned.get("state", ""),
            example=cleaned["example"],
            credit=cleaned["credit"],
            assumption=cleaned["assumption"],
            peer_words=cleaned["peer_words"],
            confidence=cleaned.get("confidence"),
        )

    @staticmethod
    def starting_from(check_in: CheckIn, tapped: str = "") -> dict[str, Any]:
        """The answer so far; else what was tapped in the mail, which isn't an answer until it is sent."""
        answer = getattr(check_in, "answer", None)
        if answer is None:
            return {"changed": tapped} if tapped in ("yes", "no") else {}
        return {
            "changed": tapped if tapped in ("yes", "no") else "yes" if answer.changed else "no",
            "example": answer.example,
            "credit": answer.credit,
            "state": answer.state,
            "assumption": answer.assumption,
            "peer_words": answer.peer_words,
            "confidence": confidence_at(answer),
        }


PIECES = {
    "stand": _("Where I stand now"),
    "test": _("What I want to test"),
    "assumption": _("The assumption I am revisiting"),
    "question": _("The question I leave with"),
    "tripwire": _("If I see this, I will look at it again"),
}


class CardForm(forms.Form):
    stand = words(PIECES["stand"])
    test = words(PIECES["test"])
    assumption = words(PIECES["assumption"])
    question = words(PIECES["question"])
    tripwire = words(PIECES["tripwire"], rows=2)

    def card(self, useful: int | None) -> Card:
        return Card(**{name: self.cleaned_data[name].strip() for name in PIECES}, useful=useful)

    @staticmethod
    def starting_from(orientation: Orientation) -> dict[str, str]:
        return {name: getattr(orientation, name) for name in PIECES}


class StoryForm(forms.Form):
    before = words(_("Before"), _("How it was."))
    moment = words(
        _("The moment"),
        _("When it first felt worth it."),
        required=True,
    )
    unlocked = words(_("What it unlocked"))
    reach = forms.ChoiceField(
        label=_("How far may this story travel?"),
        help_text=_(
            "Your name goes along where it says so, nowhere else. You can take the story back at any time."
        ),
        choices=REACHES,
        widget=OneOf,
        error_messages={"required": _("Choose how far it may travel; “only me” is one of them.")},
    )

    def chosen_reach(self) -> str:
        """Empty for "only me"."""
        chosen: str = self.cleaned_data["reach"]
        return "" if chosen == ONLY_ME else chosen

    def story(self) -> Story:
        cleaned = self.cleaned_data
        return Story(moment=cleaned["moment"], before=cleaned["before"], unlocked=cleaned["unlocked"])


class ReportLinkForm(forms.Form):
    label = forms.CharField(
        label=_("Who is it for?"),
        help_text=_("So that you know later which one to revoke. The reader doesn't see it."),
        max_length=120,
        error_messages={"required": _("Say who it is for; you will be glad of it when you revoke it.")},
    )
    moment: "forms.ModelChoiceField[Moment]" = forms.ModelChoiceField(
        label=_("What is it about?"), queryset=None, required=False, empty_label=_("The whole season")
    )

    def __init__(self, *args: Any, moments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moment"].queryset = moments  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, Moment | None]:
        return self.cleaned_data["label"], self.cleaned_data["moment"]
