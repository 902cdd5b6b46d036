"""The picture of the contexts with the groups in it, and two compositions beside each other."""

import re
from xml.etree import ElementTree

import pytest

from juncture.practice.models import Composition, ContextAnswer, Dimension, DimensionValue
from juncture.practice.people.founding import found_community
from juncture.practice.people.models import Account
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.bringing import company
from juncture.practice.rounds.comparing import compare
from juncture.web.design.picturing import picture
from juncture.web.design.showing import shown
from tests.factories import plan_for, seat_at


@pytest.fixture
def stages(cast, people):
    """Five stages, two people on each."""
    dimension = Dimension.objects.create(
        community=cast.community, key="step", label="Step", question="Which?", kind="ordered"
    )
    for number in range(5):
        value = DimensionValue.objects.create(
            dimension=dimension, key=f"s{number}", label=f"Step {number}", position=number
        )
        for member in people[2 * number : 2 * number + 2]:
            ContextAnswer.objects.create(member=member, value=value)


@pytest.fixture
def seated(moment, people, stages):
    seat_at(moment, people[:5], people[5:])
    return moment


def page(response):
    return response.content.decode()


def drawings(text):
    found = re.findall(r"<svg viewBox.*?</svg>", text, re.DOTALL)
    return [ElementTree.fromstring(one) for one in found]


def test_each_group_has_its_map_with_a_title_and_its_people_in_words(host, url, seated, people):
    maps = drawings(page(host.get(url("compose", seated))))

    assert [one.find("title").text for one in maps] == [
        "Group 1 among all contexts",
        "Group 2 among all contexts",
    ]
    assert all(member.name in maps[0].find("desc").text for member in people[:5])
    assert [len(one.findall(".//line")) for one in maps] == [5, 5]


def test_a_group_of_the_alike_spreads_less_than_everybody(seated, moment, people):
    seat_at(moment, people[:4], people[4:])

    drawn = picture(company(moment.round), shown(company(moment.round), current(moment.round)))

    assert drawn.maps[0].spread < drawn.spread
    assert all(0 < dot.x < drawn.width and 0 < dot.y < drawn.height for dot in drawn.everybody)
    assert len({(dot.x, dot.y) for dot in drawn.everybody}) == 10


def test_without_contexts_there_is_no_picture(host, url, moment, people):
    seat_at(moment, people[:5], people[5:])

    assert drawings(page(host.get(url("compose", moment)))) == []


def test_who_moved_is_told_and_a_new_number_moves_nobody(seated, people):
    before = current(seated.round)
    after = seat_at(seated, people[5:9], [*people[:5], people[9]])

    found = compare(before, after)

    assert found.same == {1: 2, 2: 1}
    assert [(one.member, one.before, one.after) for one in found.moved] == [(people[9].pk, 2, 2)]
    assert found.stayed == 9


def test_a_seat_given_up_is_a_move_too(seated, people):
    before = current(seated.round)
    after = seat_at(seated, people[:5], people[5:9])

    assert [(one.before, one.after) for one in compare(before, after).moved] == [(2, None)]
    assert [(one.before, one.after) for one in compare(after, before).moved] == [(None, 2)]


def test_the_page_shows_scores_side_by_side_and_who_moved(host, url, seated, people):
    before = current(seated.round)
    after = seat_at(seated, people[:4], people[4:])

    last = page(host.get(url("compare_groups", seated)))
    named = page(host.get(url("compare_groups", seated), {"one": after.pk, "other": before.pk}))

    assert last.count('<th scope="row">') > 5
    assert f'<th scope="row">{people[4].name}</th><td>group 1</td><td>group 2</td>' in last
    assert f'<th scope="row">{people[4].name}</th><td>group 2</td><td>group 1</td>' in named
    assert "9 people keep their group" in last
    assert url("compare_groups", seated) in page(host.get(url("compose", seated)))


def test_the_same_groups_twice_is_said(host, url, seated):
    only = current(seated.round).pk

    assert "the same groups" in page(host.get(url("compare_groups", seated), {"one": only, "other": only}))


@pytest.mark.parametrize("wrong", ["0", "x", "9" * 40, "-1", "²"])
def test_compositions_that_are_not_there_are_not_found(host, url, seated, wrong):
    assert host.get(url("compare_groups", seated), {"one": wrong}).status_code == 404


def test_another_moments_composition_is_not_found(host, url, cast, seated, people):
    other = plan_for(cast.amara, people)
    foreign = seat_at(other, people[:5], people[5:])

    assert host.get(url("compare_groups", seated), {"one": foreign.pk}).status_code == 404
    assert host.get(url("compare_groups", other)).status_code == 200


def test_before_composing_there_is_nothing_to_compare(host, url, moment):
    assert not Composition.objects.filter(round=moment.round).exists()
    assert host.get(url("compare_groups", moment)).status_code == 404


def test_comparing_takes_as_many_queries_for_one_move_as_for_many(
    host, url, seated, people, django_assert_max_num_queries
):
    seat_at(seated, people[:4], people[4:])
    with django_assert_max_num_queries(30) as few:
        host.get(url("compare_groups", seated))
    seat_at(seated, people[::2], people[1::2])
    with django_assert_max_num_queries(30) as many:
        host.get(url("compare_groups", seated))

    assert len(few) == len(many)


def test_a_host_of_another_community_compares_nothing(client, url, seated):
    stranger = found_community("Westgate", time_zone="UTC", by=Account.objects.create_user("w@example.org"))
    client.force_login(stranger.account)

    assert client.get(url("compare_groups", seated)).status_code == 404
