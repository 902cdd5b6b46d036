"""What a host says when planning a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from juncture.practice.decisions.models import Decision
from juncture.practice.landscape.models import Tension
from juncture.practice.library.protocols import Protocol
from juncture.practice.moments import planning
from juncture.practice.moments.models import Moment
from juncture.practice.moments.planning import Anchor, Plan
from juncture.practice.people.models import Community, Member
from juncture.practice.rounds.opening import Rules
from juncture.web.parts.forms import OneOf, SeveralRows

MOST_TIMES = 12
MOST_GROUPS = 2000
# A moment years ahead is a slip of the finger in the year.
FURTHEST_DAYS = 730
SIZE_ERRORS = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"),
    gettext_lazy("A group holds 3 to 8 people; write a whole number."),
)


class TimesWidget(forms.Widget):
    """Several dates with times, one below the other; a few empty ones wait for more."""

    template_name = "design/widgets/times.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [str(value).strip()[:40] for value in given[: 4 * MOST_TIMES]]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        shown = [_for_input(one) for one in value or () if one]
        empty = min(MOST_TIMES - len(shown), max(1, 3 - len(shown)))
        context = super().get_context(name, None, attrs)
        return context | {"times": [*shown, *[""] * max(0, empty)], "attrs": attrs or {}}


class TimesField(forms.Field):
    """Times in the community's zone, in order, each once and still to come."""

    widget = TimesWidget

    def __init__(self, *, may_be_past: Iterable[datetime] = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.may_be_past = set(may_be_past)

    def clean(self, value: Any) -> tuple[datetime, ...]:
        given = [one for one in value or () if one]
        if self.required and not given:
            raise ValidationError(_("Give at least one time at which groups may meet."))
        if len(given) > MOST_TIMES:
            raise ValidationError(
                _("Twelve times are the most one plan can hold; you gave %(count)s.") % {"count": len(given)}
            )
        return tuple(sorted({self._time(one) for one in given}))

    def _time(self, value: str) -> datetime:
        try:
            read = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]).clean(value)
        except ValidationError:
            raise ValidationError(
                _(
                    "“%(value)s” is no time we can read, or the clock jumps over it that night. "
                    "Write it like 2027-03-24 15:00."
                )
                % {"value": value}
            ) from None
        assert isinstance(read, datetime)
        if read in self.may_be_past:
            return read
        if read <= timezone.now():
            raise ValidationError(
                _("%(time)s has passed. Choose a time still to come.") % {"time": _said(read)}
            )
        if (read - timezone.now()).days > FURTHEST_DAYS:
            raise ValidationError(
                _("%(time)s is more than two years away. Is the year right?") % {"time": _said(read)}
            )
        return read


class PlanForm(forms.Form):
    anchor_kind = forms.ChoiceField(
        label=gettext_lazy("What is the moment about?"),
        help_text=gettext_lazy("A decision somebody is trying to make now, with a tradeoff; not a topic."),
        choices=[
            ("tension", gettext_lazy("A tension")),
            ("decision", gettext_lazy("One member's decision")),
            ("words", gettext_lazy("Your own words")),
        ],
        widget=OneOf,
        error_messages={"required": gettext_lazy("Choose what the moment is about.")},
    )
    tension = forms.ModelChoiceField(
        label=gettext_lazy("Which tension"),
        queryset=Tension.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a tension"),
    )
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Whose decision"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a decision"),
    )
    words = forms.CharField(
        label=gettext_lazy("The decision, in your words"),
        help_text=gettext_lazy("Name both ways to go and what each would cost."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Members see it in their calendar. Left empty, it takes the words above."),
        max_length=160,
        required=False,
    )
    intention = forms.CharField(
        label=gettext_lazy("What you hope it opens"),
        help_text=gettext_lazy("One sentence; people read it in the invitation."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )
    protocol = forms.ChoiceField(
        label=gettext_lazy("How it runs"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose how the moment runs.")
        ),
    )
    times = TimesField(label=gettext_lazy("When groups may meet"))
    size_low = forms.IntegerField(
        label=gettext_lazy("From"), min_value=3, max_value=8, error_messages=SIZE_ERRORS
    )
    size_high = forms.IntegerField(
        label=gettext_lazy("to"), min_value=3, max_value=8, error_messages=SIZE_ERRORS
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who takes part"),
        choices=[
            ("open", gettext_lazy("Everybody with an open decision")),
            ("tension", gettext_lazy("Everybody in the tension")),
            ("picked", gettext_lazy("People I pick")),
        ],
        widget=OneOf,
    )
    members = SeveralRows(label=gettext_lazy("People"), queryset=Member.objects.none(), required=False)
    employers_apart = forms.BooleanField(
        label=gettext_lazy("Keep people of one employer in different groups"),
        help_text=gettext_lazy(
            "People share most where nobody from their own house listens. Competitors never meet."
        ),
        required=False,
    )
    facilitator_each = forms.BooleanField(label=gettext_lazy("A facilitator in every group"), required=False)

    def __init__(
        self,
        *args: Any,
        community: Community,
        protocols: Mapping[str, Protocol],
        moment: Moment | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.community, self.protocols, self.moment = community, protocols, moment
        _choose(self, "tension", Tension.objects.filter(community=community))
        _choose(self, "decision", _decisions(community, moment))
        _choose(self, "members", planning.members_here(community))
        self.fields["decision"].label_from_instance = _decision_label  # type: ignore[attr-defined]
        self.fields["protocol"].choices = [(key, one.title) for key, one in protocols.items()]  # type: ignore[attr-defined]
        self.fields["facilitator_each"].help_text = _facilitators(community)
        if moment:
            self.fields["times"].may_be_past = set(  # type: ignore[attr-defined]
                moment.round.slots.values_list("starts_at", flat=True)
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self._clean_anchor(said)
        self._clean_sizes(said)
        self._clean_protocol(said)
        self._clean_who(said)
        return said

    def plan(self) -> Plan:
        """The plan as the practice takes it; only for a valid form."""
        said = self.cleaned_data
        return Plan(
            anchor=self._anchor(),
            protocol=self.protocols[said["protocol"]],
            times=said["times"],
            members=tuple(self.people()),
            title=said["title"],
            intention=said["intention"],
            rules=Rules(
                size_low=said["size_low"],
                size_high=said["size_high"],
                employers_apart=said["employers_apart"],
                facilitator_each=said["facilitator_each"],
            ),
        )

    def people(self) -> list[Member]:
        """Who takes part, as far as the form says by now."""
        said = self.cleaned_data
        if said.get("who") == "picked":
            return list(said.get("members") or ())
        tension = self._tension()
        if said.get("who") == "tension":
            return list(planning.members_in_tension(tension)) if tension else []
        return list(planning.members_with_open_decision(self.community)) if said.get("who") else []

    def _anchor(self) -> Anchor:
        said = self.cleaned_data
        if said["anchor_kind"] == "decision":
            return planning.anchor_on_decision(said["decision"])
        if said["anchor_kind"] == "tension":
            return planning.anchor_on_tension(said["tension"])
        return planning.anchor_on_words(said["words"])

    def _tension(self) -> Tension | None:
        """The tension the anchor is, or lies in."""
        said = self.cleaned_data
        if said.get("anchor_kind") == "tension":
            return said.get("tension")
        decision = said.get("decision") if said.get("anchor_kind") == "decision" else None
        gathering = getattr(decision, "gathering", None)
        return gathering.tension if gathering else None

    def _clean_anchor(self, said: dict[str, Any]) -> None:
        missing = {
            "tension": _("Choose the tension the moment is about."),
            "decision": _("Choose the decision the moment is about."),
            "words": _("Write the decision the moment is about."),
        }
        kind = said.get("anchor_kind")
        if kind in missing and not said.get(kind) and kind not in self.errors:
            self.add_error(kind, missing[kind])

    def _clean_sizes(self, said: dict[str, Any]) -> None:
        low, high = said.get("size_low"), said.get("size_high")
        if low and high and low > high:
            self.add_error(
                "size_high",
                _("The largest group can't be smaller than the smallest; you gave %(low)s to %(high)s.")
                % {"low": low, "high": high},
            )

    def _clean_protocol(self, said: dict[str, Any]) -> None:
        """Only what truly runs with groups of this size is planned."""
        protocol = self.protocols.get(said.get("protocol") or "")
        low, high = said.get("size_low"), said.get("size_high")
        if protocol and low and high and low <= high and not protocol.runs_for(low, high):
            fewest, most = protocol.sizes
            self.add_error(
                "protocol",
                _("“%(title)s” runs with %(sizes)s people in a group. Change the sizes, or choose another.")
                % {"title": protocol.title, "sizes": f"{fewest}–{most}" if fewest < most else fewest},
            )

    def _clean_who(self, said: dict[str, Any]) -> None:
        if said.get("who") == "tension" and self._tension() is None and not self.errors.get("tension"):
            self.add_error(
                "who", _("This moment hangs on no tension. Choose one above, or choose other people.")
            )
        elif said.get("who") == "picked" and not said.get("members") and "members" not in self.errors:
            self.add_error("who", _("Nobody is picked yet. Tick the people who take part."))
        elif (
            said.get("who")
            and not self.errors.get("who")
            and not self.errors.get("members")
            and not self.people()
        ):
            self.add_error(
                "who",
                _("Nobody has an open decision there yet. Pick people, or invite them to state one first."),
            )


class TimesForm(forms.Form):
    """Once members know of their seats only the times can still be changed here."""

    times = TimesField(label=gettext_lazy("When groups may meet"))

    def __init__(self, *args: Any, moment: Moment, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["times"].may_be_past = set(  # type: ignore[attr-defined]
            moment.round.slots.values_list("starts_at", flat=True)
        )


class ComposeForm(forms.Form):
    what = forms.ChoiceField(choices=[(key, key) for key in ("anew", "rest", "undo", "redo")])
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class RearrangeForm(forms.Form):
    """One change of the groups by hand, said in a word as buttons do: `move:12:3`, `pin:12`, `slot:3`."""

    says: ClassVar[dict[str, tuple[str, ...]]] = {
        "move": ("member", "group"),
        "swap": ("member", "other"),
        "unseat": ("member",),
        "seat": ("member",),
        "join": (),
        "pin": ("member",),
        "unpin": ("member",),
        "slot": ("group",),
        "facilitator": ("group",),
    }

    do = forms.RegexField(r"^[a-z]+(?::[1-9][0-9]{0,17}){0,2}$", max_length=60)
    slot = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    member = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    seen = forms.IntegerField(min_value=1, max_value=2**62)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        what, *numbers = str(said.get("do", "")).split(":")
        names = self.says.get(what)
        if names is None or len(names) != len(numbers):
            raise ValidationError("")
        said |= {"what": what, **{name: int(number) for name, number in zip(names, numbers, strict=True)}}
        if said.get("group", 1) > MOST_GROUPS or (what == "slot" and not said.get("slot")):
            raise ValidationError("")
        if what in ("facilitator", "join") and not said.get("member"):
            raise ValidationError("")
        return said


class LiftForm(forms.Form):
    """Whose card is lifted, and which composition is on the page."""

    member = forms.IntegerField(min_value=1, max_value=2**62)
    seen = forms.IntegerField(min_value=1, max_value=2**62)


class CallOffForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What members read in the mail"),
        help_text=gettext_lazy("Why, and what comes instead, if you know."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )


def _decisions(community: Community, moment: Moment | None) -> QuerySet[Decision]:
    open_ones = planning.open_decisions(community).values("pk")
    kept = moment.anchor_decision_id if moment else None
    return (
        Decision.objects.filter(community=community)
        .filter(pk__in=[*open_ones.values_list("pk", flat=True), *([kept] if kept else [])])
        .select_related("member", "gathering__tension")
        .order_by("member__name", "-stated_at")
    )


def _facilitators(community: Community) -> str:
    number = planning.members_here(community).filter(facilitates=True).count()
    return ngettext(
        "%(number)s member facilitates. A group without a facilitator moves on by itself.",
        "%(number)s members facilitate. A group without a facilitator moves on by itself.",
        number,
    ) % {"number": number}


def _choose(form: forms.Form, name: str, queryset: QuerySet[Any]) -> None:
    form.fields[name].queryset = queryset  # type: ignore[attr-defined]


def _decision_label(decision: Decision) -> str:
    return f"{decision.member.name}: {Truncator(' '.join(decision.statement.split())).chars(90)}"


def _for_input(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return str(value)


def _said(time: datetime) -> str:
    return date_format(timezone.localtime(time), "j F Y, H:i")
