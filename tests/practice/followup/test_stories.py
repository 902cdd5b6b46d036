"""A story goes as far as its teller lets it, by name only where they say so."""

import pytest

from juncture.practice.followup.retelling import retell
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.followup.seeing import check_ins_of, stories_of, stories_seen
from juncture.practice.models import Entry, FirstWin, StoryConsent
from juncture.practice.moments.telling import Story, allow
from tests.conftest import Cast
from tests.factories import make_held_room


@pytest.fixture
def win(cast: Cast) -> FirstWin:
    return FirstWin.objects.create(community=cast.community, member=cast.jonas, moment="I closed the slide.")


@pytest.mark.parametrize(
    ("reach", "is_read"),
    [
        ("", False),
        ("group", False),
        ("community_unnamed", True),
        ("community_named", True),
        ("company", True),
        ("public", True),
    ],
)
def test_a_host_reads_what_the_community_may(cast: Cast, win: FirstWin, reach: str, is_read: bool) -> None:
    if reach:
        allow(win, reach, by=cast.jonas)

    assert [win] * is_read == list(stories_seen(cast.amara))


def test_a_search_by_name_finds_only_stories_told_by_name(cast: Cast, win: FirstWin) -> None:
    allow(win, "community_unnamed", by=cast.jonas)
    assert list(stories_seen(cast.amara, "slide")) == [win]
    assert list(stories_seen(cast.amara, "Jonas")) == []

    allow(win, "community_named", by=cast.jonas)

    assert list(stories_seen(cast.amara, "jonas SLIDE")) == [win]


def test_a_members_own_stories_come_with_their_reach(cast: Cast, win: FirstWin) -> None:
    assert [(one, one.reach) for one in stories_of(cast.jonas)] == [(win, None)]

    allow(win, "group", by=cast.jonas)

    assert [(one, one.reach) for one in stories_of(cast.jonas)] == [(win, "group")]
    assert list(stories_of(cast.priya)) == []


def test_a_story_is_told_better_and_let_travel_in_one_act(cast: Cast, win: FirstWin) -> None:
    story = Story(moment=" I closed it for good. ", before="Nine slides.", unlocked="")

    retell(win, story, reach="public", by=cast.jonas)

    win.refresh_from_db()
    assert (win.moment, win.before) == ("I closed it for good.", "Nine slides.")
    assert win.consents.get(withdrawn_at=None).reach == "public"


def test_no_reach_is_only_me_and_what_held_before_is_remembered(cast: Cast, win: FirstWin) -> None:
    allow(win, "public", by=cast.jonas)

    retell(win, Story(moment=win.moment), reach="", by=cast.jonas)

    assert StoryConsent.objects.filter(withdrawn_at=None).count() == 0
    assert StoryConsent.objects.get().reach == "public"
    assert not Entry.objects.filter(verb="first_win_retold").exists()


def test_check_ins_are_their_members_and_only_once_they_are_due(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.jonas, cast.priya], days_ago=20)
    schedule_check_ins(room)

    assert [(one.member, one.wave) for one in check_ins_of(cast.jonas)] == [(cast.jonas, 1)]
    assert list(check_ins_of(cast.lena)) == []
