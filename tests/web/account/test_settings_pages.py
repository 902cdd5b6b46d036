"""Settings: what members are asked, who competes, who hosts; what is lost can be put back."""

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.models import Community, CompetitorPair, ContextAnswer, Dimension, Host
from juncture.practice.people.describing import give_context
from juncture.practice.people.founding import add_host, found_community

STAGE = {
    "label": "Stage",
    "question": "Where does it stand?",
    "kind": "ordered",
    "weight": "1",
    "values": "Seed\nGrowth",
}


@pytest.fixture
def stage(host: Client, cast, url) -> Dimension:
    host.post(url("dimension_add"), STAGE)
    made = Dimension.objects.get()
    give_context(cast.jonas, {made.key: ["seed"]}, by=cast.jonas)
    return made


def test_a_host_begins_a_community(host: Client) -> None:
    response = host.post(reverse("new_community"), {"name": " Fjord & Co ", "time_zone": "Europe/Oslo"})

    made = Community.objects.get(slug="fjord-co")
    assert response["Location"] == reverse("import_members", args=["fjord-co"])
    assert made.name == "Fjord & Co"


def test_renaming_keeps_the_address(host: Client, cast, url) -> None:
    host.post(url("community_settings"), {"name": "Southlight", "time_zone": "UTC"})

    cast.community.refresh_from_db()
    assert (cast.community.name, cast.community.slug) == ("Southlight", "northlight")


def test_a_removed_dimension_is_put_back(host: Client, cast, url, stage: Dimension) -> None:
    host.post(url("dimension_remove", dimension_id=stage.pk))
    assert "with what 1 member answered" in host.get(url("community_settings")).content.decode()

    host.post(url("dimension_put_back"))
    host.post(url("dimension_put_back"))  # twice says so and does nothing

    assert ContextAnswer.objects.get(member=cast.jonas).value.key == "seed"
    assert "with what" not in host.get(url("community_settings")).content.decode()


def test_a_value_that_is_left_out_is_put_back(host: Client, cast, url, stage: Dimension) -> None:
    host.post(url("dimension_edit", dimension_id=stage.pk), STAGE | {"values": "Growth\nMature"})
    assert not ContextAnswer.objects.exists()

    host.post(url("dimension_put_back"))

    assert ContextAnswer.objects.get(member=cast.jonas).value.label == "Seed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": "Only one"},
        {"values": "Seed\nseed"},
        {"kind": "several_of"},
        {"label": ""},
        {"weight": "9"},
    ],
)
def test_a_shape_that_can_not_be_is_refused_with_its_reason(
    host: Client, url, stage: Dimension, wrong
) -> None:
    page = host.post(
        url("dimension_edit", dimension_id=stage.pk), STAGE | {"question": "Asked anew?"} | wrong
    )

    assert page.status_code == 200
    assert "Asked anew?" in page.content.decode()
    stage.refresh_from_db()
    assert stage.question == "Where does it stand?"


def test_competitors_are_named_and_let_meet(host: Client, cast, url) -> None:
    both = {"one": cast.priya.employer.pk, "other": cast.jonas.employer.pk}
    host.post(url("competitors_add"), both)
    host.post(url("competitors_add"), both)
    pair = CompetitorPair.objects.get()
    assert "Jonas &amp; Co and Priya &amp; Co" in host.get(url("community_settings")).content.decode()

    host.post(url("competitors_remove", pair_id=pair.pk))

    assert not CompetitorPair.objects.exists()


def test_an_employer_elsewhere_and_the_same_twice_are_refused(host: Client, cast, url) -> None:
    mine, theirs = cast.jonas.employer.pk, cast.sam.employer.pk

    for other in (mine, theirs, "", "x"):
        page = host.post(url("competitors_add"), {"one": mine, "other": other})
        assert "field-error" in page.content.decode()

    assert not CompetitorPair.objects.exists()


def test_hosts_come_and_go_but_the_last(host: Client, cast, url) -> None:
    host.post(url("host_remove", host_id=cast.amara.pk))
    assert Host.objects.filter(pk=cast.amara.pk).exists()

    host.post(url("host_add"), {"email": "Noor@example.org"})
    noor = Host.objects.get(account__email="noor@example.org")
    assert host.post(url("host_remove", host_id=cast.amara.pk))["Location"] == "/"

    assert list(Host.objects.filter(community=cast.community)) == [noor]
    assert host.get(url("community_settings")).status_code == 404


def test_a_host_elsewhere_is_not_there(host: Client, cast, url) -> None:
    elsewhere = found_community("Else", time_zone="UTC", by=cast.amara.account)
    add_host(elsewhere.community, "noor@example.org", by=elsewhere)

    assert host.post(url("host_remove", host_id=elsewhere.pk)).status_code == 404


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 400 + "@example.org", "<b>@example.org"])
def test_an_address_that_is_none_lets_nobody_in(host: Client, cast, url, email: str) -> None:
    assert "field-error" in host.post(url("host_add"), {"email": email}).content.decode()
    assert Host.objects.filter(community=cast.community).count() == 1
