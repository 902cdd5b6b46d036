"""A stakeholder's link: shown once, stored as a hash, gone when revoked."""

from juncture.practice.followup.linking import (
    links_of,
    make_report_link,
    open_report,
    report_token,
    revoke_report_link,
)
from juncture.practice.followup.models import ReportLink
from juncture.practice.people.linking import follow, personal_token
from tests.conftest import Cast


def test_a_token_opens_the_report_it_was_made_for(cast: Cast) -> None:
    link, token = make_report_link(cast.community, "  Torvald,\n the board ", by=cast.amara)

    assert open_report(token) == link
    assert (link.label, link.moment) == ("Torvald, the board", None)


def test_the_database_does_not_hold_the_token(cast: Cast) -> None:
    _, token = make_report_link(cast.community, "Board", by=cast.amara)

    for row in ReportLink.objects.values():
        assert token not in map(str, row.values())


def test_a_revoked_link_opens_nothing_and_others_stay(cast: Cast) -> None:
    one, first = make_report_link(cast.community, "One", by=cast.amara)
    _, second = make_report_link(cast.community, "Two", by=cast.amara)

    revoke_report_link(one, by=cast.amara)
    revoke_report_link(one, by=cast.amara)

    assert open_report(first) is None
    assert open_report(second) is not None


def test_a_wrong_token_and_a_members_token_open_no_report(cast: Cast) -> None:
    make_report_link(cast.community, "Board", by=cast.amara)

    assert open_report("") is None
    assert open_report("x" * 5000) is None
    assert open_report(personal_token(cast.jonas)) is None


def test_a_reports_token_lets_nobody_in_as_a_member(cast: Cast) -> None:
    assert follow(report_token(cast.community)) is None


def test_the_demos_link_is_the_same_each_time_until_it_is_revoked(cast: Cast) -> None:
    token = report_token(cast.community)
    assert report_token(cast.community) == token

    link = open_report(token)
    assert link is not None
    revoke_report_link(link, by=cast.amara)

    assert report_token(cast.community) != token
    assert links_of(cast.community).count() == 2
