"""A personal link: reusable, stored only as a hash, useless once revoked."""

from django.test import override_settings

from juncture.practice.models import MemberVisit, PersonalLink
from juncture.practice.people.joining import depart
from juncture.practice.people.linking import follow, leave, personal_token, revoke_links, visitor


def test_the_same_link_each_time_and_many_visits_by_it(cast) -> None:
    token = personal_token(cast.jonas)

    first, second = follow(token), follow(personal_token(cast.jonas))

    assert first != second
    assert visitor(first) == visitor(second) == cast.jonas


def test_no_table_holds_the_token_or_the_cookie(cast) -> None:
    token = personal_token(cast.jonas)
    cookie = follow(token)

    rows = str(list(PersonalLink.objects.values())) + str(list(MemberVisit.objects.values()))

    assert len(token) == 32
    assert token not in rows
    assert cookie not in rows


def test_revoking_ends_the_link_and_every_visit(cast) -> None:
    token = personal_token(cast.jonas)
    cookie = follow(token)

    revoke_links(cast.jonas, by=cast.amara)

    assert follow(token) is None
    assert visitor(cookie) is None
    assert visitor(follow(personal_token(cast.jonas))) == cast.jonas


def test_who_has_departed_is_shut_out(cast) -> None:
    cookie = follow(personal_token(cast.jonas))

    depart(cast.jonas, by=cast.amara)

    assert visitor(cookie) is None


def test_leaving_one_browser_leaves_the_others(cast) -> None:
    token = personal_token(cast.jonas)
    phone, laptop = follow(token), follow(token)

    leave(phone)

    assert (visitor(phone), visitor(laptop)) == (None, cast.jonas)


def test_mailed_links_outlive_a_change_of_the_secret(cast) -> None:
    mailed = personal_token(cast.jonas)

    with override_settings(SECRET_KEY="another"):
        renewed = personal_token(cast.jonas)

        assert renewed != mailed
        assert visitor(follow(mailed)) == visitor(follow(renewed)) == cast.jonas
