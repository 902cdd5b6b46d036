"""The design check over a moment's plan: found, mended, taken back, left silent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from juncture.practice.decisions.models import Option
from juncture.practice.followup.scheduling import AFTER
from juncture.practice.journal.models import Entry
from juncture.practice.landscape.models import Gathering, Tension
from juncture.practice.library.protocols import Protocol, shipped_protocols
from juncture.practice.models import Moment, PlanMend, Publication
from juncture.practice.moments.checking import (
    CHECK_IN_WEEKS,
    Sketch,
    check_moment,
    check_sketch,
    hear_rule,
    last_mend,
    mend_plan,
    silence_rule,
    silences_of,
    take_back_mend,
)
from juncture.practice.moments.opening import open_room
from juncture.practice.moments.planning import (
    Plan,
    PlanTrouble,
    anchor_on_decision,
    anchor_on_tension,
    anchor_on_words,
    change_plan,
)
from tests.factories import make_decision, make_people, make_room, plan_for

WITH_A_TRADEOFF = (
    "Do I go deep with a few members or wide with many? "
    "Deep costs us reach, wide costs me the evenings I have."
)


@pytest.fixture
def moment(cast):
    made = plan_for(cast.amara, make_people(cast.community, 8))
    made.anchor_words = WITH_A_TRADEOFF
    made.save()
    return made


def rules_of(moment):
    return [one.rule for one in check_moment(moment)]


def spoil(moment, change):
    """A fault planted in the moment's own run of show."""
    change(moment.run_of_show)
    moment.save()
    return moment


def without_first_wins(show):
    show["steps"] = [step for step in show["steps"] if step["kind"] != "wins"]


def ask_for_advice(show):
    step = next(step for step in show["steps"] if step["prompts"])
    step["prompts"][0]["ask"] = "What would you advise the others to do?"


def test_a_good_plan_is_left_in_peace(moment):
    assert rules_of(moment) == []


@pytest.mark.parametrize("protocol", sorted(shipped_protocols()))
def test_every_shipped_protocol_passes_in_the_size_it_is_made_for(protocol, cast):
    shown = shipped_protocols()[protocol]
    sketch = Sketch(anchor_on_words(WITH_A_TRADEOFF), shown.as_plain(), shown.people)

    assert [one.rule for one in check_sketch(sketch)] == []


def test_an_anchor_without_its_price_is_noticed_beside_the_anchor(moment):
    moment.anchor_words = "Do I go deep with a few or wide with many?"

    (found,) = check_moment(moment)

    assert (found.rule, found.place) == ("anchor-without-tradeoff", "anchor")
    assert found.why
    assert found.mend
    assert not found.by_machine


def test_a_price_given_with_each_option_counts(cast):
    decision = make_decision(cast.jonas, "Do I keep the weekly stream or drop it?")
    for position, text in enumerate(("Keep it", "Drop it")):
        Option.objects.create(decision=decision, position=position, text=text, cost="Two evenings a week")
    show = shipped_protocols()["contrast-round-60"].as_plain()

    assert check_sketch(Sketch(anchor_on_decision(decision), show, (4, 5))) == []


def test_a_tension_has_the_price_its_members_named(cast):
    tension = Tension.objects.create(community=cast.community, label="Open door or chosen membership?")
    decision = make_decision(cast.jonas)
    Gathering.objects.create(tension=tension, decision=decision)
    show = shipped_protocols()["contrast-round-60"].as_plain()
    sketch = Sketch(anchor_on_tension(tension), show, (4, 5))
    before = [one.rule for one in check_sketch(sketch)]

    Option.objects.create(decision=decision, position=0, text="Keep it", cost="Two evenings a week")

    assert before == ["anchor-without-tradeoff"]
    assert check_sketch(sketch) == []


def test_check_ins_are_the_ones_that_will_be_sent():
    assert [-(-after.days // 7) for after in AFTER.values()] == list(CHECK_IN_WEEKS)


def test_a_mend_changes_the_moments_own_run_of_show_and_not_the_shelf(cast, moment):
    spoil(moment, without_first_wins)
    (found,) = check_moment(moment)

    mend_plan(moment, found.id, by=cast.amara)

    moment.refresh_from_db()
    assert rules_of(moment) == []
    assert "wins" in [step.kind for step in Protocol.from_plain(moment.run_of_show).steps]
    assert Entry.objects.filter(verb="plan_mended", noun_id=moment.pk).exists()


def test_a_finding_at_a_prompt_is_mended_there(cast, moment):
    spoil(moment, ask_for_advice)
    found = next(one for one in check_moment(moment) if one.rule == "asks-for-advice")

    mend_plan(moment, found.id, by=cast.amara)

    moment.refresh_from_db()
    assert found.step == "write"
    assert "asks-for-advice" not in rules_of(moment)


def test_a_mend_is_taken_back_to_what_stood_before(cast, moment):
    spoil(moment, without_first_wins)
    before = Moment.objects.get(pk=moment.pk).run_of_show
    mend_plan(moment, check_moment(moment)[0].id, by=cast.amara)

    take_back_mend(moment, by=cast.amara)

    after = Moment.objects.get(pk=moment.pk)
    assert after.run_of_show["steps"] == before["steps"]
    assert last_mend(after) is None
    assert PlanMend.objects.get().undone_at is not None


def test_how_many_sit_together_is_mended_in_the_moments_rules(cast):
    shown = shipped_protocols()["contrast-round-60"].as_plain()
    shown["steps"] = [
        step | {"turns": None, "prompts": [one for one in step["prompts"] if one["kind"] != "difference"]}
        for step in shown["steps"]
        if step["kind"] not in ("rounds", "pairs")
    ]
    moment = plan_for(cast.amara, make_people(cast.community, 8), size_low=6, size_high=8)
    moment.run_of_show, moment.anchor_words = shown, WITH_A_TRADEOFF
    moment.save()
    found = next(one for one in check_moment(moment) if one.rule == "too-many-voices")

    mend_plan(moment, found.id, by=cast.amara)

    moment.round.refresh_from_db()
    assert (moment.round.size_low, moment.round.size_high) == (4, 5)


def test_a_finding_that_is_gone_is_said_to_be(cast, moment):
    with pytest.raises(PlanTrouble, match="no longer found"):
        mend_plan(moment, "no-first-win", by=cast.amara)


def test_what_only_a_person_can_word_is_left_to_them(cast, moment):
    moment.anchor_words = "Do I go deep with a few or wide with many?"
    moment.save()

    with pytest.raises(PlanTrouble, match="yours to rewrite"):
        mend_plan(moment, "anchor-without-tradeoff.anchor", by=cast.amara)


def test_a_published_plan_is_not_mended(cast, moment):
    spoil(moment, without_first_wins)
    Publication.objects.create(moment=moment, by=cast.amara)

    with pytest.raises(PlanTrouble, match="already know"):
        mend_plan(moment, check_moment(moment)[0].id, by=cast.amara)


def test_a_silenced_rule_keeps_its_reason_with_the_plan(cast, moment):
    spoil(moment, without_first_wins)

    silence_rule(moment, "no-first-win", " We tell them\nat\x00dinner. ", by=cast.amara)

    moment.refresh_from_db()
    assert rules_of(moment) == []
    assert [(one.rule, one.because) for one in silences_of(moment)] == [
        ("no-first-win", "We tell them at dinner.")
    ]
    assert Protocol.from_plain(moment.run_of_show).silenced[0].because == "We tell them at dinner."

    hear_rule(moment, "no-first-win", by=cast.amara)
    moment.refresh_from_db()
    assert rules_of(moment) == ["no-first-win"]
    for rule in ("no-first-win", "no-such-rule", "a\x00b"):
        hear_rule(moment, rule, by=cast.amara)
    assert Entry.objects.filter(verb="rule_heard").count() == 1


@pytest.mark.parametrize(
    ("rule", "because", "says"),
    [
        ("no-first-win", "  ", "why it stays"),
        ("no-first-win", "x" * 301, "300"),
        ("nonsense", "because", "no such rule"),
    ],
)
def test_a_silence_needs_a_rule_and_a_reason(cast, moment, rule, because, says):
    with pytest.raises(PlanTrouble, match=says):
        silence_rule(moment, rule, because, by=cast.amara)


def test_replanning_keeps_mends_and_silences_while_the_protocol_stays(cast, moment):
    people = tuple(make_people(cast.community, 4, prefix="Guest"))
    silence_rule(moment, "too-many-voices", "Pairs carry the talk.", by=cast.amara)
    moment.refresh_from_db()
    spoil(moment, lambda show: show["steps"][0].update(title="Land"))
    times = tuple(moment.round.slots.values_list("starts_at", flat=True))

    def plan(protocol):
        return Plan(anchor_on_words(WITH_A_TRADEOFF), shipped_protocols()[protocol], times, people)

    change_plan(moment, plan("contrast-round-60"), by=cast.amara)
    assert moment.run_of_show["steps"][0]["title"] == "Land"

    change_plan(moment, plan("contrast-round-25"), by=cast.amara)
    assert moment.run_of_show["id"] == "contrast-round-25"
    assert [one.rule for one in silences_of(moment)] == ["too-many-voices"]


def test_a_room_opens_with_a_mended_run_of_show_and_without_the_hosts_notes(cast):
    room = make_room(cast.amara, [cast.jonas, cast.priya], starts_at=timezone.now() + timedelta(minutes=5))
    spoil(room.moment, lambda show: show["steps"][0].update(optional=False, hold=True, private=True))
    silence_rule(room.moment, "too-few-voices", "Only two could come.", by=cast.amara)
    room.moment.refresh_from_db()

    open_room(room, by=cast.jonas)

    opened = room.events.get(kind="opened").payload
    assert "Only two could come" not in opened
