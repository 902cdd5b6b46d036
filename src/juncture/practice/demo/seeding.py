"""The demo community, brought to life by the same verbs people use, in the order in which things happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_scopes import scope

from juncture.practice.decisions.drafting import keep_draft
from juncture.practice.decisions.settling import settle
from juncture.practice.decisions.stating import View, Way, state_decision
from juncture.practice.demo.clock import clock_at
from juncture.practice.demo.meeting import Cast, Happenings, plan_happenings
from juncture.practice.demo.reading import Table, days_ago, world
from juncture.practice.landscape.models import Tension
from juncture.practice.landscape.rearranging import new_tension, place
from juncture.practice.landscape.siding import say_side
from juncture.practice.letters.models import Letter
from juncture.practice.moments.models import Room
from juncture.practice.people.describing import block, give_context, set_free_times
from juncture.practice.people.founding import found_community
from juncture.practice.people.joining import add_member, employer_key
from juncture.practice.people.linking import personal_token
from juncture.practice.people.models import (
    Account,
    Community,
    CompetitorPair,
    Dimension,
    Employer,
    Host,
    Member,
)
from juncture.practice.people.shaping import Shape, reshape

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SETTLED = {"decided", "dissolved", "revisited"}
# A room that began longer ago than this is not "running now" any more when the demo starts again.
_STALE = timedelta(minutes=100)


def seed(now: datetime | None = None) -> Community:
    """Make the demo community, or find it; either way one room is running. The same world each time."""
    now = now or timezone.now()
    community = Community.objects.filter(slug=world("community")["slug"]).first()
    if community is None:
        with transaction.atomic():
            community = _live_through(now)
        return community
    with scope(community=community):
        _keep_a_room_running(community, now)
    return community


def visitor_of(community: Community) -> Member:
    """The member whose link the demo prints."""
    return _by_email(world("community")["visitor"]["member"])


def facilitator_of_the_running_room(community: Community) -> Member | None:
    room = (
        Room.objects.filter(opened_at__isnull=False, closed_at=None)
        .select_related("group__facilitator")
        .last()
    )
    return room.group.facilitator if room else None


def _live_through(now: datetime) -> Community:
    with clock_at(days_ago(420, now)):
        host = _found()
    cast = Cast(host=host, now=now)
    with scope(community=host.community):
        happenings = [
            *_people(cast),
            *_tensions(cast),
            *_decisions(cast),
            *plan_happenings(cast, world("moments")),
        ]
        _happen(happenings)
        _letters_of_the_past(now)
    return host.community


def _happen(happenings: Happenings) -> None:
    ordered = sorted(enumerate(happenings), key=lambda pair: (pair[1][0], pair[0]))
    for _, (at, what) in ordered:
        with clock_at(at):
            what()


def _keep_a_room_running(community: Community, now: datetime) -> None:
    """A demo that is started again another day still has a room one can step into."""
    from juncture.practice.moments.closing import close_room

    open_rooms = list(Room.objects.filter(opened_at__isnull=False, closed_at=None).select_related("moment"))
    if any(room.opened_at and now - room.opened_at < _STALE for room in open_rooms):
        return
    for room in open_rooms:
        close_room(room, by=None, at=now)
    host = Host.objects.filter(community=community).select_related("account", "community").earliest("id")
    cast = Cast(host=host, now=now, members=_members_by_key(), decisions={}, tensions=_tensions_by_key())
    running = [moment for moment in world("moments")["moment"] if moment["status"] == "live"]
    with transaction.atomic():
        _happen(plan_happenings(cast, {"moment": running}))
        _letters_of_the_past(now)


def _found() -> Host:
    told = world("community")
    amara = next(member for member in world("members")["member"] if member["key"] == told["host"]["member"])
    account = Account.objects.filter(email=amara["email"]).first()
    account = account or Account.objects.create_user(amara["email"], name=amara["name"])
    host = found_community(told["name"], time_zone=told["time_zone"], by=account, slug=told["slug"])
    with scope(community=host.community):
        for dimension in told["dimension"]:
            founded = Dimension.objects.get(key=dimension["key"])
            labels = tuple(value["label"] for value in dimension["values"])
            reshape(
                founded,
                Shape(dimension["label"], dimension["question"], dimension["kind"], founded.weight, labels),
                by=host,
            )
            # The world names values by its own keys.
            for value, label in zip(dimension["values"], labels, strict=True):
                founded.values.filter(label=label).update(key=value["key"])
    return host


def _people(cast: Cast) -> Happenings:
    told = world("members")
    happenings: Happenings = []
    for person in told["member"]:
        happenings.append((days_ago(person["joined"], cast.now), partial(_join, cast, person)))
        if "link_sent" in person:
            happenings.append(
                (
                    days_ago(person["link_sent"], cast.now),
                    partial(_send_link, cast, person),
                )
            )
    return happenings


def _join(cast: Cast, person: Table) -> None:
    member = add_member(
        cast.host.community,
        name=person["name"],
        email=person["email"],
        employer=person["employer"],
        time_zone=person["time_zone"],
        facilitates=person["facilitates"],
        by=cast.host,
    )
    cast.members[person["key"]] = member
    context = {
        key: person[key] if isinstance(person[key], list) else [person[key]]
        for key in ("stage", "structure", "constraints")
        if key in person
    }
    if context:
        give_context(member, context, by=member)
    times = [half_day(words) for words in person.get("available", [])]
    if times:
        set_free_times(member, times, by=member)
    _keep_apart(cast, world("members"))


def _send_link(cast: Cast, person: Table) -> None:
    personal_token(cast.members[person["key"]])


def half_day(words: str) -> tuple[int, str]:
    day, part = words.split("-")
    return _WEEKDAYS.index(day), part


def _keep_apart(cast: Cast, told: Table) -> None:
    """Competitors and blocks, as soon as both sides are here."""
    employers = {employer.key: employer.pk for employer in Employer.objects.all()}
    for pair in told["competitors"]:
        there = sorted(employers[key] for key in map(employer_key, pair) if key in employers)
        if len(there) == 2:
            CompetitorPair.objects.get_or_create(
                community=cast.host.community, one_id=there[0], other_id=there[1]
            )
    for each in told["blocks"]:
        if {each["member"], each["not_with"]} <= cast.members.keys():
            block(cast.members[each["member"]], cast.members[each["not_with"]])


def _tensions(cast: Cast) -> Happenings:
    def find(tension: Table) -> None:
        cast.tensions[tension["key"]] = new_tension(
            tension["label"], [], by=cast.host, about=tension.get("about", "")
        )

    # The host named them over one afternoon, before the first moment was planned.
    return [
        (days_ago(95, cast.now) + timedelta(minutes=7 * number), partial(find, tension))
        for number, tension in enumerate(world("tensions")["tension"])
    ]


def _decisions(cast: Cast) -> Happenings:
    happenings: Happenings = []
    for told in world("decisions")["decision"]:
        at = days_ago(told["stated"], cast.now)
        if told.get("status") == "draft" or told.get("draft"):
            happenings.append((at, partial(_draft, cast, told)))
            continue
        happenings.append((at, partial(_state, cast, told)))
        if told.get("tension"):
            # Stated before the tensions had names, it was placed when they got them.
            placed = max(at, days_ago(94, cast.now))
            happenings.append((placed, partial(_place, cast, told)))
        happenings += [
            (days_ago(each["days"], cast.now), partial(_say_side, cast, told, each))
            for each in told.get("sides", [])
        ]
        happenings += [
            (
                days_ago(each["days"], cast.now),
                partial(_settle, cast, told, each["status"]),
            )
            for each in told.get("history", [])
            if each["status"] in _SETTLED
        ]
    return happenings


def _state(cast: Cast, told: Table) -> None:
    clarity = told.get("clarity", {})
    cast.decisions[told["key"]] = state_decision(
        cast.members[told["member"]],
        told["statement"],
        options=[Way(option["text"], option.get("cost", "")) for option in told.get("options", [])],
        by_when=(cast.now + timedelta(days=told["by_when"])).date() if "by_when" in told else None,
        assumption=told.get("assumption", ""),
        view=View(
            lean=told.get("lean"),
            confidence=told.get("confidence"),
            certain=clarity.get("certain"),
            informed=clarity.get("informed"),
            clear_tradeoff=clarity.get("clear_tradeoff", clarity.get("tradeoff")),
            supported=clarity.get("supported"),
        ),
        at=timezone.now(),
    )


def _draft(cast: Cast, told: Table) -> None:
    fields = {"statement": [told["statement"]], "assumption": [told.get("assumption", "")]}
    for number, option in enumerate(told.get("options", [])):
        fields[f"way_{number}"] = [option["text"]]
        fields[f"cost_{number}"] = [option.get("cost", "")]
    keep_draft(cast.members[told["member"]], fields)


def _place(cast: Cast, told: Table) -> None:
    place(cast.decisions[told["key"]], cast.tensions[told["tension"]], by=cast.host)


def _say_side(cast: Cast, told: Table, each: Table) -> None:
    by = cast.host if each["by"] == "host" else cast.members[told["member"]]
    say_side(cast.decisions[told["key"]], each["side"], by=by)


def _settle(cast: Cast, told: Table, outcome: str) -> None:
    decision = cast.decisions[told["key"]]
    if decision.settlements.filter(outcome=outcome).exists():
        return  # said already, in a check-in
    chose = told.get("chose")
    words = told["options"][chose]["text"] if outcome == "decided" and chose is not None else ""
    settle(decision, outcome, by=cast.members[told["member"]], words=words, at=timezone.now())


def _letters_of_the_past(now: datetime) -> None:
    """What was due before today has long been read; only what comes is still to be sent."""
    Letter.objects.filter(due_at__lte=now, sent_at=None).update(claimed_at=F("due_at"), sent_at=F("due_at"))


def _by_email(key: str) -> Member:
    email = next(member["email"] for member in world("members")["member"] if member["key"] == key)
    return Member.objects.get(email=email)


def _members_by_key() -> dict[str, Member]:
    by_email = {member.email: member for member in Member.objects.all()}
    return {
        member["key"]: by_email[member["email"]]
        for member in world("members")["member"]
        if member["email"] in by_email
    }


def _tensions_by_key() -> dict[str, Tension]:
    by_label = {tension.label: tension for tension in Tension.objects.all()}
    return {
        tension["key"]: by_label[tension["label"]]
        for tension in world("tensions")["tension"]
        if tension["label"] in by_label
    }
