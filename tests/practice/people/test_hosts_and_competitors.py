"""Hosts come and go, the last one stays; employers that compete; dimensions that come back."""

import pytest
from django.urls import resolve, reverse

from juncture.practice.letters.mailing_links import mail_link, mail_links, members_without_link
from juncture.practice.models import CompetitorPair, ContextAnswer, Dimension, Host, Letter
from juncture.practice.people.competing import (
    competitors_seen,
    employers_seen,
    keep_competitors_apart,
    let_competitors_meet,
)
from juncture.practice.people.describing import give_context
from juncture.practice.people.errors import LastHost, PeopleTrouble
from juncture.practice.people.founding import add_host, found_community, remove_host
from juncture.practice.people.joining import depart
from juncture.practice.people.linking import follow, personal_token
from juncture.practice.people.shaping import Shape, put_back, remove_dimension, reshape


def test_the_last_host_stays(cast) -> None:
    with pytest.raises(LastHost):
        remove_host(cast.amara, by=cast.amara)

    other = add_host(cast.community, "Noor@Example.org", by=cast.amara)
    remove_host(cast.amara, by=other)

    assert list(Host.objects.filter(community=cast.community)) == [other]


def test_the_same_host_twice_is_one(cast) -> None:
    assert add_host(cast.community, "AMARA@example.org ", by=cast.amara) == cast.amara


def test_a_pair_is_one_row_whichever_way_it_is_named(cast) -> None:
    one, other = cast.jonas.employer, cast.priya.employer

    first = keep_competitors_apart(other, one, by=cast.amara)

    assert keep_competitors_apart(one, other, by=cast.amara) == first
    assert [(pair.one, pair.other) for pair in competitors_seen(cast.amara)] == [(one, other)]

    let_competitors_meet(first, by=cast.amara)

    assert not CompetitorPair.objects.exists()


def test_an_employer_does_not_compete_with_itself(cast) -> None:
    with pytest.raises(PeopleTrouble):
        keep_competitors_apart(cast.jonas.employer, cast.jonas.employer, by=cast.amara)


def test_employers_of_people_who_are_here_can_be_named(cast) -> None:
    depart(cast.lena, by=cast.amara)

    assert list(employers_seen(cast.amara)) == [cast.jonas.employer, cast.priya.employer]


def test_links_go_to_those_who_have_none_and_to_each_once(cast) -> None:
    follow(personal_token(cast.lena))  # came by a link that was handed over
    assert set(members_without_link(cast.amara)) == {cast.jonas, cast.priya}

    assert mail_links(by=cast.amara) == 2
    assert mail_links(by=cast.amara) == 0

    assert sorted(Letter.objects.values_list("kind", "member__name")) == [
        ("link", "Jonas"),
        ("link", "Priya"),
    ]


def test_asking_again_while_a_letter_waits_writes_none(cast) -> None:
    first = mail_link(cast.jonas, by=cast.amara)

    assert mail_link(cast.jonas, by=cast.amara) == first

    Letter.objects.update(sent_at=first.due_at)

    assert mail_link(cast.jonas, by=cast.amara) != first


@pytest.fixture
def stage(cast):
    founded = found_community("Fresh", time_zone="UTC", by=cast.amara.account)
    from django_scopes import scope

    from juncture.practice.people.joining import add_member

    with scope(community=founded.community):
        member = add_member(founded.community, name="N", email="n@example.org", by=founded)
        give_context(member, {"stage": ["seed"], "constraints": ["regulated", "no-budget"]}, by=member)
        yield founded, member, Dimension.objects.get(key="stage")


def answers(member) -> set[str]:
    return set(ContextAnswer.objects.filter(member=member).values_list("value__key", flat=True))


def test_a_removed_dimension_comes_back_with_its_answers(stage) -> None:
    host, member, dimension = stage
    shed = remove_dimension(dimension, by=host)
    assert answers(member) == {"regulated", "no-budget"}

    put_back(shed, by=host)

    again = Dimension.objects.get(key="stage")
    assert [value.key for value in again.values.all()][:2] == ["idea", "seed"]
    assert answers(member) == {"seed", "regulated", "no-budget"}
    put_back(shed, by=host)  # twice is once
    assert Dimension.objects.filter(key="stage").count() == 1


def test_a_removed_value_comes_back_unless_its_member_answered_anew(stage) -> None:
    host, member, dimension = stage
    kept = tuple(value.label for value in dimension.values.all() if value.key != "seed")
    shed = reshape(dimension, Shape("Stage", "Where?", "ordered", 1.0, kept), by=host)
    assert [list(answer) for answer in shed.answers] == [[member.pk, "seed"]]
    give_context(member, {"stage": ["growth"]}, by=member)

    put_back(shed, by=host)

    assert answers(member) == {"growth", "regulated", "no-budget"}
    assert Dimension.objects.get(key="stage").values.filter(key="seed").exists()


def test_nothing_lost_is_nothing_to_put_back(stage) -> None:
    host, _member, dimension = stage
    labels = tuple(value.label for value in dimension.values.all())

    assert (
        reshape(dimension, Shape("Phase", "Where?", "ordered", 1.0, (*labels, "Winding down")), by=host)
        is None
    )


def test_an_answered_dimension_keeps_its_kind(stage) -> None:
    host, _member, dimension = stage
    labels = tuple(value.label for value in dimension.values.all())

    with pytest.raises(PeopleTrouble):
        reshape(dimension, Shape("Stage", "Where?", "several_of", 1.0, labels), by=host)


def test_a_community_named_new_does_not_hide_behind_the_page_that_begins_one(cast):
    """Its host was sent to /c/new/ after every sign-in, and never reached their own pages."""
    host = found_community("New", time_zone="UTC", by=cast.amara.account)

    assert host.community.slug == "new-2"
    assert resolve(reverse("host_home", args=[host.community.slug])).url_name == "host_home"
