"""What a member comes back to, and what they say of themselves."""

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.models import Block, ContextAnswer, FreeTime
from juncture.practice.people.founding import DEFAULT_DIMENSIONS, found_community
from juncture.practice.people.joining import add_member
from tests.factories import make_decision, make_held_room

ABOUT = reverse("about_me")


@pytest.fixture
def noor(cast):
    """A member of a community with the dimensions one begins with."""
    from django_scopes import scope

    founded = found_community("Fresh", time_zone="UTC", by=cast.amara.account)
    with scope(community=founded.community):
        yield add_member(founded.community, name="Noor", email="noor@example.org", by=founded)


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_the_same_queries_for_one_and_for_three(
    as_member, cast, count, django_assert_max_num_queries
) -> None:
    for n in range(count):
        make_decision(cast.jonas, f"Decision {n}?")
        make_held_room(cast.amara, [cast.jonas, cast.priya, cast.lena], title=f"Moment {n}")
    jonas = as_member(cast.jonas)

    with django_assert_max_num_queries(15):
        page = jonas.get(reverse("me"))

    assert page.content.decode().count("me-decision") == count


def test_an_empty_home_leads_to_the_first_decision(as_member, cast) -> None:
    assert reverse("state_decision") in as_member(cast.jonas).get(reverse("me")).content.decode()


def test_context_in_a_few_taps(as_member, noor) -> None:
    client = as_member(noor)

    client.post(
        ABOUT,
        {
            "context_stage": "seed",
            "context_constraints": ["regulated", "no-budget"],
            "time_zone": "Asia/Tokyo",
            "free": ["0-morning", "4-evening"],
            "facilitates": "on",
        },
    )

    noor.refresh_from_db()
    assert set(ContextAnswer.objects.values_list("value__key", flat=True)) == {
        "seed",
        "regulated",
        "no-budget",
    }
    assert set(FreeTime.objects.values_list("weekday", "part")) == {(0, "morning"), (4, "evening")}
    assert (noor.time_zone, noor.facilitates) == ("Asia/Tokyo", True)
    assert "Asia/Tokyo" in client.get(ABOUT).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"context_stage": "series-z"},
        {"context_constraints": ["regulated", "x" * 5000]},
        {"time_zone": "Mars/Olympus"},
        {"free": ["9-morning", "0-noon", "x"]},
    ],
)
def test_what_is_no_answer_changes_nothing(as_member, noor, wrong) -> None:
    page = as_member(noor).post(ABOUT, {"context_structure": "startup"} | wrong)

    assert "field-error" in page.content.decode()
    assert not ContextAnswer.objects.exists()


def test_keeping_apart_is_known_to_oneself_alone(as_member, host: Client, cast, url) -> None:
    jonas = as_member(cast.jonas)
    jonas.post(reverse("keep_apart"), {"member": cast.priya.pk})
    assert "It’s fine again" in jonas.get(ABOUT).content.decode()

    assert "fine again" not in as_member(cast.priya).get(ABOUT).content.decode()
    assert "apart" not in host.get(url("member_edit", member_id=cast.jonas.pk)).content.decode()

    jonas.post(reverse("keep_apart"), {"member": cast.priya.pk, "undo": ""})

    assert not Block.objects.exists()


@pytest.mark.parametrize("who", ["", "x", "0", "999999999999999999999999", "9" * 5000, "²", "\x00"])
def test_keeping_nobody_apart_is_said(as_member, cast, who: str) -> None:
    answer = as_member(cast.jonas).post(reverse("keep_apart"), {"member": who}, follow=True)

    assert "Choose somebody from the list first." in answer.content.decode()
    assert not Block.objects.exists()


def test_somebody_elsewhere_can_not_be_named(as_member, cast) -> None:
    as_member(cast.jonas).post(reverse("keep_apart"), {"member": cast.sam.pk})

    assert not Block.objects.exists()


def test_the_dimensions_one_begins_with_are_asked(as_member, noor) -> None:
    page = as_member(noor).get(ABOUT).content.decode()

    assert all(question in page for _key, _label, question, _kind, _values in DEFAULT_DIMENSIONS)
