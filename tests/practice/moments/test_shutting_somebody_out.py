"""A page that is still open holds a ticket for half an hour; who is shut out writes and leads no more by it."""

import pytest

from juncture.live.events import Refused
from juncture.practice.models import Member
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.sending import send
from juncture.practice.people.joining import come_back, depart
from juncture.practice.people.linking import revoke_links
from tests.rooms import set_table

pytestmark = [pytest.mark.django_db(transaction=True)]

WORDS = {"step": "write", "prompt": "signal", "text": "Written by whoever has the old link."}


@pytest.fixture
def fay(cast) -> Member:
    return Member.objects.create(community=cast.community, name="Fay", email="fay@example.org")


@pytest.fixture
def table(cast, fay):
    """Fay facilitates and has no seat of her own."""
    table = set_table(cast.community, [cast.jonas, cast.priya], by=cast.amara, facilitator=fay)
    table.all_arrive()
    arrive(table.room, by=fay)
    for number in (-1, 0):
        send(table.room, "move_on", {"from": number}, by=fay)
    return table


def test_a_facilitator_who_has_left_leads_no_more(table, cast, fay):
    """Only those with a seat were thought of: a facilitator who had left went on moving the room."""
    assert table.state.facilitated
    depart(fay, by=cast.amara)

    with pytest.raises(Refused, match="no seat in this room"):
        send(table.room, "lift_hold", {"from": table.state.number, "reason": "Mine again"}, by=fay)
    assert not table.state.facilitated

    come_back(fay, by=cast.amara)
    arrive(table.room, by=fay)
    assert table.state.facilitated


@pytest.mark.parametrize("who", ["a member", "the facilitator"])
def test_after_their_link_was_revoked_somebody_comes_in_anew(table, cast, fay, who):
    """Revoking a stolen link shut the pages at once, and the stream half an hour later."""
    member = cast.jonas if who == "a member" else fay
    send(table.room, "write", WORDS | {"text": "Jonas's own"}, by=cast.jonas)
    seats = table.state.seats

    revoke_links(member, by=cast.amara)

    with pytest.raises(Refused, match="Come in first"):
        send(table.room, "write", WORDS, by=member)
    assert table.state.seats == seats
    assert [said.text for said in table.state.said.values()] == ["Jonas's own"]
    send(table.room, "write", WORDS | {"text": "Priya's, undisturbed"}, by=cast.priya)

    arrive(table.room, by=member)
    send(table.room, "write", WORDS | {"text": "By the new link"}, by=member)
    assert table.state.facilitated


def test_revoking_a_link_before_somebody_came_changes_no_room(table, cast):
    nils = Member.objects.create(community=cast.community, name="Nils", email="nils@example.org")
    other = set_table(cast.community, [nils, cast.lena], by=cast.amara, number=2, moment=table.moment)
    arrive(other.room, by=cast.lena)
    before = other.state.seq

    revoke_links(nils, by=cast.amara)

    assert other.state.seq == before
