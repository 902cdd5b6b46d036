"""Every address × every role. An address that is missing here fails, and so does one that opens to too many.

Who may not see a page gets the same 404 as for a page that doesn't exist, whatever they send.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scope, scopes_disabled

from juncture.practice.demo.seeding import seed
from juncture.practice.followup.linking import report_token
from juncture.practice.models import (
    Account,
    CallImport,
    CheckIn,
    CompetitorPair,
    Decision,
    FirstWin,
    Host,
    Member,
    MemberImport,
    Orientation,
    Rearrangement,
    ReportLink,
    Room,
    Tension,
)
from juncture.practice.moments.importing_calls import import_call, match_speakers
from juncture.practice.people.founding import found_community
from juncture.practice.people.joining import add_member
from juncture.practice.people.keying import make_api_key
from juncture.practice.people.linking import follow, personal_token
from juncture.web.parts.who import MEMBER_COOKIE

EVERYBODY = {
    "nobody",
    "member_elsewhere",
    "host_elsewhere",
    "member",
    "seated",
    "facilitator",
    "host",
    "stakeholder",
}
HOST = {"host"}
ANY_HOST = {"host", "host_elsewhere"}
MEMBERS = {"member", "seated", "facilitator", "member_elsewhere"}
# Priya, whose decision, cards and check-ins these are; she sits in the running room.
HERS = {"seated"}
AT_THE_TABLE = {"seated", "facilitator"}

# name of the address → who is let in; everybody else gets a 404 (or is asked to sign in: `asks`).
LET_IN = {
    # account
    "front": EVERYBODY,
    "new_community": ANY_HOST,
    "host_home": HOST,
    "community_settings": HOST,
    "dimension_add": HOST,
    "dimension_edit": HOST,
    "dimension_remove": HOST,
    "dimension_put_back": HOST,
    "competitors_add": HOST,
    "competitors_remove": HOST,
    "api_keys": HOST,
    "api_key_revoke": HOST,
    "host_add": HOST,
    "host_remove": HOST,
    "mail_links": HOST,
    "members": HOST,
    "members_csv": HOST,
    "member_add": HOST,
    "member_edit": HOST,
    "member_link": HOST,
    "member_leave": HOST,
    "import_members": HOST,
    "import_map": HOST,
    "demo_host": set(),
    "personal_link": EVERYBODY,
    "me": MEMBERS,
    "about_me": MEMBERS,
    "keep_apart": MEMBERS,
    "leave": MEMBERS,
    "account_login": EVERYBODY,
    "account_request_login_code": EVERYBODY,
    "account_confirm_login_code": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_inactive": EVERYBODY,
    # intake
    "state_decision": MEMBERS,
    "decision_draft": MEMBERS,
    "coach": MEMBERS,
    "decision": HERS,
    "decision_edit": HERS,
    "decision_settle": HERS,
    "decision_side": HERS,
    # landscape
    "landscape": HOST,
    "gather": HOST,
    "decisions_csv": HOST,
    "decision_seen": HOST,
    "side_said": HOST,
    "landscape_undo": HOST,
    "tension": HOST,
    "tension_from": HOST,
    "tension_merge": HOST,
    "tension_split": HOST,
    # design and library
    "moments": HOST,
    "plan_moment": HOST,
    "moment": HOST,
    "plan_edit": HOST,
    "check_new_plan": HOST,
    "check_plan": HOST,
    "mend_plan": HOST,
    "unmend_plan": HOST,
    "silence_rule": HOST,
    "hear_rule": HOST,
    "times_edit": HOST,
    "drop_moment": HOST,
    "call_off": HOST,
    "compose": HOST,
    "rearrange": HOST,
    "weigh": HOST,
    "search": HOST,
    "compare_groups": HOST,
    "table_plan": HOST,
    "groups_csv": HOST,
    "publish": HOST,
    "library": HOST,
    "protocol": HOST,
    # room
    "seat": AT_THE_TABLE,
    "seat_calendar": AT_THE_TABLE,
    "room": AT_THE_TABLE,
    "room_part": AT_THE_TABLE,
    "room_wording": AT_THE_TABLE,
    "room_board": AT_THE_TABLE,
    "room_board_text": AT_THE_TABLE,
    "room_board_pdf": AT_THE_TABLE,
    "moment_live": HOST,
    "room_seen": HOST,
    "call_import": HOST,
    "call_match": HOST,
    "call_withdraw": HOST,
    "room_call": AT_THE_TABLE,
    "calls": MEMBERS,
    "call": HERS,
    "room_seen_board": HOST,
    "room_seen_board_text": HOST,
    "room_seen_board_pdf": HOST,
    # follow
    "orientations": MEMBERS,
    "orientation": HERS,
    "orientation_edit": HERS,
    "orientation_share": HERS,
    "orientation_text": HERS,
    "story": HERS,
    "story_withdraw": HERS,
    "check_in": HERS,
    "check_in_thanks": HERS,
    "follow": HOST,
    "follow_csv": HOST,
    "first_wins": HOST,
    "report_links": HOST,
    "report_revoke": HOST,
    "report": {"stakeholder"},
    "report_pdf": {"stakeholder"},
    # programs
    "api_compose": ANY_HOST,
    "api_what_if": ANY_HOST,
    "api_moment_groups": HOST,
    "api_wording_advice": ANY_HOST,
    "api_wording_decision": ANY_HOST,
}
# Addresses that ask who one is before they say anything else.
ASKS = {"new_community"}
# Addresses for programs, which say that a key is missing: that such an address exists is no secret.
FOR_PROGRAMS = {name for name in LET_IN if name.startswith("api_") and "key" not in name}


@dataclass(frozen=True)
class World:
    clients: dict[str, Client]
    arguments: dict[str, object]
    reports: dict[str, str]  # the stakeholder's own addresses


def _world() -> World:
    community = seed()
    elsewhere = found_community("Southgate", time_zone="UTC", by=Account.objects.create_user("x@example.org"))
    with scopes_disabled():
        stranger = add_member(elsewhere.community, name="Zoe", email="zoe@example.org", by=elsewhere)
    with scope(community=community):
        priya = Member.objects.get(name__startswith="Priya")
        room = Room.objects.filter(closed_at=None, opened_at__isnull=False).get()
        host = Host.objects.get(community=community)
        pending = MemberImport.objects.create(
            community=community, host=host, file_name="m.csv", content="name,email\nA,a@example.org"
        )
        arguments = {
            "slug": community.slug,
            "member_id": Member.objects.get(name__startswith="Jonas").pk,
            "dimension_id": community.dimensions.first().pk,
            "pair_id": CompetitorPair.objects.filter(community=community).latest("id").pk,
            "host_id": host.pk,
            "key_id": make_api_key("a calendar", by=host)[0].pk,
            "rearrangement_id": Rearrangement.objects.filter(community=community).latest("id").pk,
            "import_id": pending.pk,
            "token": "not-a-token",
            "decision_id": Decision.objects.filter(member=priya).latest("stated_at").pk,
            "tension_id": Tension.objects.first().pk,
            "moment_id": room.moment_id,
            "room_id": room.pk,
            "protocol_id": "contrast-round-60",
            "orientation_id": Orientation.objects.filter(member=priya).latest("id").pk,
            "first_win_id": FirstWin.objects.filter(member=priya).latest("id").pk,
            "check_in_id": CheckIn.objects.filter(member=priya, answer=None).earliest("due_at").pk,
        }
        arguments["call_id"] = _call(room, priya, host).pk
        token = report_token(community)
        reports = {name: reverse(name, args=[token]) for name in ("report", "report_pdf")}
        arguments["link_id"] = ReportLink.objects.filter(community=community).latest("id").pk
        clients = {
            "nobody": Client(raise_request_exception=False),
            "stakeholder": Client(raise_request_exception=False),
            "member_elsewhere": _as_member(stranger),
            "host_elsewhere": _as_host(elsewhere),
            "member": _as_member(Member.objects.get(name__startswith="Jonas")),
            "seated": _as_member(priya),
            "facilitator": _as_member(room.group.facilitator),
            "host": _as_host(host),
        }
    return World(clients, arguments, reports)


def _call(room: Room, speaker: Member, host: Host) -> CallImport:
    """A call in which Priya alone was matched."""
    words = (
        f"WEBVTT\n\n00:00:01.000 --> 00:00:09.000\n{speaker.name}: We gave up reach for depth last spring.\n"
    )
    call = import_call(room, words.encode(), by=host)
    match_speakers(call, {0: speaker.pk}, by=host)
    return call


def _as_member(member: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
    return client


def _as_host(host: Host) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(host.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def addresses() -> list[URLPattern]:
    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                yield pattern

    return list(walk(get_resolver().url_patterns))


NAMES = sorted({pattern.name for pattern in addresses() if pattern.name})


def test_every_address_has_a_name_and_a_line_here() -> None:
    assert all(pattern.name for pattern in addresses())
    assert sorted(LET_IN) == NAMES


def test_every_address_opens_to_its_roles_alone(db: None) -> None:
    world = _world()

    wrong = {}
    for name in NAMES:
        for method in ("get", "post"):
            statuses = _statuses(world, name, method)
            if set(statuses.values()) == {405}:
                continue  # nobody is offered this method, which says nothing about what is there
            wrong |= {
                f"{method} {name} as {who}": status
                for who, status in statuses.items()
                if not _is_right(name, who, status)
            }

    assert wrong == {}


def _statuses(world: World, name: str, method: str) -> dict[str, int]:
    address = _reverse(name, world.arguments)
    return {
        who: _ask(client, method, world.reports.get(name, address) if who == "stakeholder" else address)
        for who, client in world.clients.items()
    }


def _is_right(name: str, who: str, status: int) -> bool:
    if name == "personal_link":
        return status in (404, 405)  # a wrong token is the same for all
    if who in LET_IN[name]:
        return status < 500 and status != 404
    if name in FOR_PROGRAMS:
        return status in (401, 404)
    return status == (302 if name in ASKS else 404)


def _reverse(name: str, arguments: dict[str, object]) -> str:
    pattern = next(pattern for pattern in addresses() if pattern.name == name)
    return reverse(name, kwargs={key: arguments[key] for key in pattern.pattern.converters})


def _ask(client: Client, method: str, address: str) -> int:
    """In a savepoint that is taken back, with the cookies, so that one role's post is not the next one's surprise."""
    from django.db import transaction

    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        try:
            response = getattr(client, method)(address)
        finally:
            transaction.set_rollback(True)
            client.cookies = cookies
    return int(response.status_code)


def test_what_is_not_there_and_what_is_not_yours_look_the_same(db: None) -> None:
    world = _world()
    jonas = world.clients["member"]

    not_his = jonas.get(_reverse("decision", world.arguments))
    not_there = jonas.get(_reverse("decision", world.arguments | {"decision_id": 987654321}))

    assert not_his.status_code == not_there.status_code == 404
    assert _without_nonces(not_his) == _without_nonces(not_there)


def _without_nonces(response: object) -> str:
    import re

    return re.sub(r'nonce="[^"]+"', "", response.content.decode())  # type: ignore[attr-defined]
