"""Whose browser it is, and where it goes."""

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
    """The browser of a member who followed their link."""

    def browser(member) -> Client:
        client = Client()
        client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
        return client

    return browser


@pytest.fixture
def url(cast) -> Callable[..., str]:
    """An address of this community by its name."""

    def to(name: str, moment=None, **more) -> str:
        rest = {"moment_id": moment.pk} if moment else {}
        return reverse(name, kwargs={"slug": cast.community.slug} | rest | more)

    return to
