from collections.abc import Callable

import pytest
from django.test import Client

from juncture.practice.models import Host, Member
from juncture.practice.people.linking import follow, personal_token
from juncture.web.parts.who import MEMBER_COOKIE

As = Callable[[Member | Host | None], Client]


@pytest.fixture
def as_() -> As:
    """A browser of theirs: `as_(cast.jonas).get(...)`; None is somebody who came from nowhere."""

    def browser(who: Member | Host | None) -> Client:
        client = Client()
        if isinstance(who, Host):
            client.force_login(who.account)
        elif who is not None:
            client.cookies[MEMBER_COOKIE] = follow(personal_token(who)) or ""
        return client

    return browser
