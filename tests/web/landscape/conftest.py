from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from juncture.practice.people.linking import follow, personal_token
from juncture.web.parts.who import MEMBER_COOKIE


@pytest.fixture
def host(client: Client, cast) -> Client:
    """Amara's browser."""
    client.force_login(cast.amara.account)
    return client


@pytest.fixture
def as_member() -> Callable[..., Client]:
    def browser(member) -> Client:
        client = Client()
        client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
        return client

    return browser


@pytest.fixture
def url(cast) -> Callable[..., str]:
    def to(name: str, **more) -> str:
        return reverse(name, kwargs={"slug": cast.community.slug} | more)

    return to
