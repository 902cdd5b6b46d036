from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.people.linking import follow, personal_token
from juncture.web.parts.who import MEMBER_COOKIE
from tests.factories import make_people, plan_for


@pytest.fixture
def host(client: Client, cast) -> Client:
    """Amara's browser."""
    client.force_login(cast.amara.account)
    return client


@pytest.fixture
def as_member() -> Callable[..., Client]:
    """The browser of a member who followed their link."""

    def browser(member) -> Client:
        client = Client()
        client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
        return client

    return browser


@pytest.fixture
def people(cast):
    return make_people(cast.community, 10)


@pytest.fixture
def moment(cast, people):
    return plan_for(cast.amara, people, days=(7, 8))


@pytest.fixture
def url(cast):
    """An address of this community by its name."""

    def to(name, moment=None, **more):
        rest = {"moment_id": moment.pk} if moment else {}
        return reverse(name, kwargs={"slug": cast.community.slug} | rest | more)

    return to
