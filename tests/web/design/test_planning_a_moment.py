from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.models import Moment
from juncture.practice.people.describing import set_free_times
from tests.factories import make_decision, make_people, plan_for


def in_days(days):
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT15:00")


@pytest.fixture
def said(people):
    """What a host would send."""
    return {
        "anchor_kind": "words",
        "words": "Do we keep the open door, or choose who comes?",
        "title": "",
        "intention": "That everybody sees one other way.",
        "protocol": "contrast-round-60",
        "times": [in_days(7), in_days(8)],
        "size_low": "4",
        "size_high": "6",
        "who": "picked",
        "members": [str(member.pk) for member in people],
        "employers_apart": "on",
    }


def text(response):
    return response.content.decode()


def test_a_host_plans_a_moment_in_their_own_words(host, url, said):
    answer = host.post(url("plan_moment"), said, follow=True)

    moment = Moment.objects.get()
    assert answer.redirect_chain[-1][0] == url("moment", moment)
    assert moment.anchor_words == "Do we keep the open door, or choose who comes?"
    assert moment.title == "Do we keep the open door, or choose who comes?"
    assert moment.round.participations.count() == 10
    hours = [slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")).hour for slot in moment.round.slots.all()]
    assert hours == [15, 15]


def test_a_moment_on_a_tension_asks_the_people_in_it(host, url, cast, said):
    tension = Tension.objects.create(community=cast.community, label="Open door or chosen membership?")
    for member in (cast.jonas, cast.priya):
        Gathering.objects.create(tension=tension, decision=make_decision(member))
    make_decision(cast.lena)

    host.post(url("plan_moment"), said | {"anchor_kind": "tension", "tension": tension.pk, "who": "tension"})

    moment = Moment.objects.get()
    assert moment.anchor_tension == tension
    assert {each.member for each in moment.round.participations.all()} == {cast.jonas, cast.priya}


def test_a_moment_on_somebodys_decision_copies_their_words(host, url, cast, said):
    decision = make_decision(cast.jonas, "Do I keep the weekly stream?")

    host.post(url("plan_moment"), said | {"anchor_kind": "decision", "decision": decision.pk, "who": "open"})

    moment = Moment.objects.get()
    assert moment.anchor_decision == decision
    assert moment.anchor_words == "Do I keep the weekly stream?"
    assert [each.member for each in moment.round.participations.all()] == [cast.jonas]


def test_another_page_can_say_what_the_moment_is_about(host, url, cast):
    tension = Tension.objects.create(community=cast.community, label="Open door or chosen membership?")

    page = text(host.get(url("plan_moment"), {"tension": tension.pk, "protocol": "contrast-round-25"}))

    assert f'<option value="{tension.pk}" selected>' in page
    assert 'value="contrast-round-25" checked' in page


@pytest.mark.parametrize("wish", ["x", "-1", "9" * 40, "٣", "1 or 1=1"])
def test_a_wish_that_makes_no_sense_is_passed_over(host, url, wish):
    assert host.get(url("plan_moment"), {"tension": wish, "protocol": wish}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("words", "", "Write the decision the moment is about."),
        ("words", "x" * 2001, "There is room for 2000 characters"),
        ("title", "x" * 161, "There is room for 160 characters"),
        ("times", [], "Give at least one time"),
        ("times", ["tomorrow at noon"], "is no time we can read"),
        ("times", ["2020-01-01T15:00"], "has passed"),
        ("times", ["2199-01-01T15:00"], "more than two years away"),
        ("times", ["2027-03-28T02:30"], "the clock jumps over it"),
        ("times", [f"2027-01-{day:02}T15:00" for day in range(1, 20)], "Twelve times are the most"),
        ("size_low", "2", "A group holds 3 to 8 people"),
        ("size_high", "9", "A group holds 3 to 8 people"),
        ("size_high", "3", "can&#x27;t be smaller"),
        ("size_low", "many", "A group holds 3 to 8 people"),
        ("protocol", "no-such", "Choose how the moment runs."),
        ("who", "tension", "hangs on no tension"),
        ("who", "open", "Nobody has an open decision"),
        ("members", [], "Nobody is picked yet"),
        ("members", ["999999"], "not one of the available choices"),
        ("members", ["' or 1=1 --"], "not a valid value"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(host, url, said, field, value, message):
    answer = host.post(url("plan_moment"), said | {field: value})

    assert answer.status_code == 200
    assert message in text(answer)
    assert "That everybody sees one other way." in text(answer)
    assert not Moment.objects.exists()


def test_hostile_words_come_back_as_words(host, url, said):
    hostile = "<script>alert(1)</script>"

    page = text(host.post(url("plan_moment"), said | {"words": hostile, "times": [hostile]}))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_member_of_another_community_can_not_be_picked(host, url, cast, said):
    answer = host.post(url("plan_moment"), said | {"members": [cast.sam.pk]})

    assert answer.status_code == 200
    assert not Moment.objects.exists()


def test_looking_who_can_come_keeps_nothing_and_asks_for_nothing_else(host, url, people, said):
    set_free_times(people[0], [], by=None)
    day = (timezone.localtime() + timedelta(days=7)).weekday()
    set_free_times(people[1], [(day, "afternoon")], by=None)
    set_free_times(people[2], [((day + 3) % 7, "evening")], by=None)

    page = text(host.post(url("plan_moment"), said | {"look": "1", "words": ""}))

    assert '<span class="number strong">9</span> of 10 can make' in page
    assert "Write the decision" not in page
    assert not Moment.objects.exists()


def test_a_plan_is_changed_and_its_people_stay_ticked(host, url, moment, people, said):
    page = text(host.get(url("plan_edit", moment)))
    assert page.count("checked") == 2 + 10 + 1 + 1  # anchor, who; ten people; protocol; employers apart

    host.post(url("plan_edit", moment), said | {"title": "Another name"})

    moment.refresh_from_db()
    assert moment.title == "Another name"


def test_once_published_only_the_times_can_be_changed(host, url, cast, moment, said):
    from juncture.practice.moments.publishing import publish
    from juncture.practice.rounds.composing import compose

    compose(moment.round, cast.amara, seed=1)
    publish(moment, by=cast.amara)

    answer = host.post(url("plan_edit", moment), said | {"title": "Another name"})

    assert answer.url == url("times_edit", moment)
    assert Moment.objects.get().title == "Depth or reach"


def test_a_plan_is_dropped(host, url, moment):
    answer = host.post(url("drop_moment", moment), follow=True)

    assert "The plan “Depth or reach” is gone" in text(answer)
    assert not Moment.objects.exists()


def test_dropping_needs_a_post(host, url, moment):
    assert host.get(url("drop_moment", moment)).status_code == 405
    assert Moment.objects.exists()


def test_the_list_is_empty_at_first_and_says_what_will_be_there(host, url):
    page = text(host.get(url("moments")))

    assert "Plan the first one" in page


def test_the_list_asks_the_database_as_often_for_three_moments_as_for_one(
    host, url, cast, people, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plan_for(cast.amara, people)
    host.get(url("moments"))
    with CaptureQueriesContext(connection) as one:
        host.get(url("moments"))
    plan_for(cast.amara, people)
    plan_for(cast.amara, people)

    with django_assert_num_queries(len(one)):
        host.get(url("moments"))


def test_the_planning_page_asks_as_often_for_sixty_members_as_for_three(
    host, url, cast, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for member in (cast.jonas, cast.priya, cast.lena):
        make_decision(member)
    host.get(url("plan_moment"))
    with CaptureQueriesContext(connection) as few:
        host.get(url("plan_moment"))
    for member in make_people(cast.community, 57, prefix="More"):
        make_decision(member)

    with django_assert_num_queries(len(few)):
        host.get(url("plan_moment"))
