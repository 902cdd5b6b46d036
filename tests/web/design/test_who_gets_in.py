"""Nobody, a member and another community's host get the same page as for a moment that doesn't exist."""

import pytest
from django.test import Client

from juncture.practice.models import Account, Host, Moment
from juncture.practice.rounds.composing import compose

PAGES = ["moment", "plan_edit", "times_edit", "compose", "table_plan", "groups_csv", "publish"]
POSTS = ["drop_moment", "call_off", "rearrange", "compose", "publish", "plan_edit"]


@pytest.fixture
def outsiders(cast, as_member):
    other_host = Client()
    account = Account.objects.create_user("other@example.org")
    Host.objects.create(community=cast.elsewhere, account=account)
    other_host.force_login(account)
    return [Client(), as_member(cast.jonas), as_member(cast.sam), other_host]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_reads_it(cast, moment, url, outsiders, name):
    compose(moment.round, cast.amara, seed=1)

    assert [each.get(url(name, moment)).status_code for each in outsiders] == [404] * 4


@pytest.mark.parametrize("name", POSTS)
def test_nobody_else_changes_it(cast, moment, url, outsiders, name):
    assert [each.post(url(name, moment), {"what": "anew"}).status_code for each in outsiders] == [404] * 4
    assert Moment.objects.count() == 1
    assert not moment.round.compositions.exists()


@pytest.mark.parametrize("name", ["moments", "plan_moment", "library"])
def test_nor_the_pages_without_a_moment(url, outsiders, name):
    assert [each.get(url(name)).status_code for each in outsiders] == [404] * 4


@pytest.mark.parametrize("name", PAGES)
def test_another_communitys_moment_is_not_found_under_ones_own_address(cast, moment, outsiders, name):
    from django.urls import reverse

    address = reverse(name, kwargs={"slug": cast.elsewhere.slug, "moment_id": moment.pk})

    assert outsiders[3].get(address).status_code == 404
