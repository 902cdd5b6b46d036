"""Decisions gather; names stay steady; what a host does is respected, and every change can be taken back."""

import pytest

from juncture.practice.decisions.stating import Way, state_decision
from juncture.practice.landscape.errors import LandscapeTrouble
from juncture.practice.landscape.gathering import gather
from juncture.practice.landscape.rearranging import (
    last_rearrangement,
    merge,
    name_tension,
    new_tension,
    place,
    split_tension,
    undo_rearrangement,
)
from juncture.practice.landscape.seeing import others_wrestling, shared_tensions, tensions_seen
from juncture.practice.models import Decision, Entry, Gathering, Moment, Rearrangement, Tension
from juncture.practice.people.joining import depart
from tests.factories import make_decision, make_people, make_room

VOLUNTEERS = [
    "Do I pay our volunteer moderators for the nights, or keep the volunteers unpaid and thank them better?",
    "Pay one volunteer coordinator, or keep all eleven volunteers unpaid and spend the money on travel?",
    "Should volunteers be paid a stipend, or stay unpaid volunteers with a yearly dinner?",
    "Whether to pay the volunteer translators per page or keep them unpaid volunteers with credit.",
]
FORUM = [
    "Do we move the forum to Discord where developers are, or keep our own forum that search engines find?",
    "Our forum is quiet. Close the forum for a Discord server, or invest in the forum once more?",
    "Move from the forum to Slack or Discord, or stay with the forum we own?",
    "Keep the old forum software or move everybody to Discord before summer?",
]
LATER = [
    "Pay the volunteer speakers a fee, or keep them unpaid volunteers and cover the train?",
    "Is it time to leave the forum for Discord, or to give the forum a new coat?",
    "Hire an editor or write the newsletter myself every second week?",
]


@pytest.fixture
def stated(cast) -> list[Decision]:
    people = make_people(cast.community, len(VOLUNTEERS + FORUM))
    decisions = [
        make_decision(member, words) for member, words in zip(people, VOLUNTEERS + FORUM, strict=True)
    ]
    gather(cast.community, by=cast.amara)
    return decisions


def layout() -> dict[int, tuple[int | None, str]]:
    return {
        row.decision_id: (row.tension_id, row.tension.label if row.tension else "")
        for row in Gathering.objects.select_related("tension")
    }


@pytest.fixture
def two(cast) -> tuple[Tension, Tension, list[Decision]]:
    people = make_people(cast.community, 6)
    decisions = [make_decision(member, f"Decision {n}, this or that?") for n, member in enumerate(people)]
    return (
        new_tension("Depth or reach?", decisions[:4], by=cast.amara),
        new_tension("Open or closed?", decisions[4:], by=cast.amara),
        decisions,
    )


def test_decisions_about_the_same_tradeoff_lie_together(stated) -> None:
    places = layout()
    volunteers = {places.get(each.pk, (None,))[0] for each in stated[: len(VOLUNTEERS)]}
    forum = {places.get(each.pk, (None,))[0] for each in stated[len(VOLUNTEERS) :]}

    assert volunteers.isdisjoint(forum)
    assert Tension.objects.exists()


def test_names_stay_when_three_new_decisions_come(cast, stated) -> None:
    before = layout()
    names = dict(Tension.objects.values_list("pk", "label"))

    for member, words in zip(make_people(cast.community, 3, prefix="Late"), LATER, strict=True):
        make_decision(member, words)
    gather(cast.community, by=cast.amara)

    after = layout()
    assert {pk: after.get(pk) for pk in before} == before
    assert dict(Tension.objects.filter(pk__in=names).values_list("pk", "label")) == names


def test_looking_twice_changes_nothing(cast, stated) -> None:
    before = layout(), list(Tension.objects.values())

    gather(cast.community, by=cast.amara)

    assert (layout(), list(Tension.objects.values())) == before


def test_the_machine_respects_a_name_a_place_and_what_was_set_apart(cast, stated) -> None:
    tension = Tension.objects.order_by("id").first()
    inside = Decision.objects.filter(gathering__tension=tension).first()
    name_tension(tension, "Paid or thanked?", by=cast.amara)
    own = new_tension("Mine or yours?", [stated[0]], by=cast.amara)
    place(stated[-1], None, by=cast.amara)

    gather(cast.community)

    assert Tension.objects.get(pk=tension.pk).label == "Paid or thanked?"
    assert stated[0].pk in set(own.gatherings.values_list("decision_id", flat=True))
    assert Gathering.objects.get(decision=stated[-1]).tension is None
    assert inside is not None


def test_a_stated_decision_is_gathered_by_itself(cast, stated, django_capture_on_commit_callbacks) -> None:
    newcomer = make_people(cast.community, 1, prefix="New")[0]
    looks = Entry.objects.filter(verb="landscape_gathered")
    before = looks.count()

    with django_capture_on_commit_callbacks(execute=True):
        state_decision(newcomer, VOLUNTEERS[0], options=[Way("Pay them"), Way("Thank them")])
        state_decision(newcomer, FORUM[0])

    assert looks.count() == before + 1
    assert Gathering.objects.filter(decision__member=newcomer).exists()


def test_renaming_can_be_taken_back(cast, two) -> None:
    first, _second, _decisions = two
    name_tension(first, "Few or many?", "What it is", by=cast.amara)

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)

    first.refresh_from_db()
    assert (first.label, first.about) == ("Depth or reach?", "")


def test_joining_takes_decisions_and_moments_along_and_can_be_taken_back(cast, two) -> None:
    first, second, _decisions = two
    before = layout()
    room = make_room(cast.amara, [cast.jonas, cast.priya, cast.lena])
    Moment.objects.filter(pk=room.moment_id).update(anchor_tension=second)

    merge(second, first, by=cast.amara)

    assert {tension for tension, _ in layout().values()} == {first.pk}
    assert Moment.objects.get(pk=room.moment_id).anchor_tension == first

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)

    assert layout() == before


def test_splitting_moves_the_chosen_ones_and_can_be_taken_back(cast, two) -> None:
    first, _second, decisions = two
    before = layout()

    made = split_tension(first, "This week or this year?", decisions[:2], by=cast.amara)

    assert set(made.gatherings.values_list("decision_id", flat=True)) == {each.pk for each in decisions[:2]}

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)

    assert layout() == before
    assert not Tension.objects.filter(pk=made.pk).exists()


def test_none_and_all_are_not_split_off(cast, two) -> None:
    first, _second, decisions = two

    for going in ([], decisions[:4], decisions[4:]):
        with pytest.raises(LandscapeTrouble):
            split_tension(first, "X or Y?", going, by=cast.amara)


def test_moving_can_be_taken_back_even_when_the_machine_looked_in_between(cast, two) -> None:
    _first, second, decisions = two
    before = layout()
    place(decisions[0], second, by=cast.amara)
    gather(cast.community)

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)

    assert layout() == before


def test_only_the_newest_change_is_taken_back_and_only_once(cast, two) -> None:
    older = last_rearrangement(cast.amara)
    name_tension(two[0], "Few or many?", by=cast.amara)
    newest = last_rearrangement(cast.amara)

    with pytest.raises(LandscapeTrouble):
        undo_rearrangement(older.pk, by=cast.amara)
    undo_rearrangement(newest.pk, by=cast.amara)
    with pytest.raises(LandscapeTrouble):
        undo_rearrangement(newest.pk, by=cast.amara)


def test_taking_back_survives_what_is_gone_since(cast, two) -> None:
    first, second, decisions = two
    was = second.pk
    merge(second, first, by=cast.amara)
    decisions[4].delete()

    undo_rearrangement(last_rearrangement(cast.amara).pk, by=cast.amara)

    assert layout()[decisions[5].pk] == (was, "Open or closed?")


def test_the_way_back_is_fifty_steps_long(cast, two) -> None:
    for n in range(60):
        name_tension(two[0], f"Name {n}", by=cast.amara)

    assert Rearrangement.objects.count() == 50
    assert last_rearrangement(cast.amara).label == "Name 58"


def test_below_five_nobody_but_the_host_is_told(cast, two) -> None:
    first, _second, decisions = two
    assert [tension.label for tension in tensions_seen(cast.amara)] == ["Depth or reach?", "Open or closed?"]
    assert others_wrestling(decisions[0]) == 0
    assert shared_tensions(cast.community.pk) == []

    place(decisions[4], first, by=cast.amara)

    assert others_wrestling(decisions[0]) == 4
    assert [(each.label, each.people) for each in shared_tensions(cast.community.pk)] == [
        ("Depth or reach?", 5)
    ]

    depart(decisions[1].member, by=cast.amara)

    assert others_wrestling(decisions[0]) == 0


def test_a_tension_nobody_is_in_is_not_listed(cast, two) -> None:
    for each in two[2][4:]:
        depart(each.member, by=cast.amara)

    assert [tension.label for tension in tensions_seen(cast.amara)] == ["Depth or reach?"]
