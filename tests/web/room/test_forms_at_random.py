"""Forms of the room filled in at random: never a page that broke, and never words in anybody else's name."""

from __future__ import annotations

import random

import pytest

from juncture.practice.library.protocols import shipped_protocols
from juncture.practice.models import FirstWin, Member
from juncture.practice.moments.commanding import _WISHES
from juncture.practice.moments.replaying import replay
from tests.practice.moments.test_playing_protocols import log
from tests.rooms import set_table
from tests.web.room.test_room_pages import browser, room_of

ACTS = ("arrive", "close", "orient", "tell", "write_all", "add", *_WISHES, "open", "seat", "_a", "", "Ready")
ODD = (
    "", " ", "0", "-1", "1", "9" * 18, "9" * 400, "١", "1.0", "None", "\x00", "\u202e", "a" * 3000, "write", "signal",
    "open.difference", "across.across", "open.question", "1.write.signal", "9" * 18 + ".write.signal", "group",
    "company",
    "<b>x</b>", "earlier", "later", "presenter", "1/write/signal", "%00", "é" * 2000, "[]", "{}", "true", "\r\n\r\n",
    "12",
)  # fmt: skip
NAMES = (
    "from", "turn", "entry", "reason", "role", "step", "way", "kind", "prompt", "text", "about", "key", "as",
    "text.signal", "text.", "text.ä", "base.signal", "moment", "before", "unlocked", "reach", "stand", "useful",
    "certain",
    "confidence", "question", "tripwire",
)  # fmt: skip


@pytest.mark.parametrize("protocol", ["contrast-round-60", "clearness-committee"])
def test_no_form_however_filled_in_breaks_a_page(cast, monkeypatch, protocol):
    monkeypatch.setattr("juncture.web.room.room.take", lambda *_: 0)
    dice = random.Random(protocol)  # the same forms in every run
    members = [
        cast.jonas,
        cast.priya,
        cast.lena,
        Member.objects.create(community=cast.community, name="Nils"),
    ]
    size = shipped_protocols()[protocol].people[0]
    members += [
        Member.objects.create(community=cast.community, name=f"P{n}", email=f"p{n}@example.org")
        for n in range(len(members), size)
    ]
    table = set_table(cast.community, members, protocol=protocol, by=cast.amara)
    table.all_arrive()
    clients = {member.pk: browser(member) for member in members}

    for _ in range(80):
        member = dice.choice(members)
        state = table.state
        form = {name: dice.choice(ODD) for name in dice.sample(NAMES, dice.randint(0, 12))}
        form |= {"do": dice.choice(ACTS)} | ({"from": str(state.number)} if dice.random() < 0.6 else {})
        if state.step and dice.random() < 0.5:
            form |= {"step": state.step.key, "prompt": f"{state.step.key}.{dice.choice(ODD[:20])}"}
        if dice.random() < 0.7:
            form.pop("as", None)
        answer = clients[member.pk].post(room_of(table), form)
        assert answer.status_code in (302, 400, 403, 404, 409, 422), form
        if answer.status_code != 302:
            assert table.state == state, form
        query = f"?about={dice.choice(ODD[:14])}"
        assert clients[member.pk].get(room_of(table) + query).status_code == 200

    state = table.state
    assert replay(table.room.pk, log(table)) == state
    authors = {said.author for said in state.said.values() if said.author}
    assert authors <= {member.pk for member in members}
    assert all(win.member in members for win in FirstWin.objects.all())
