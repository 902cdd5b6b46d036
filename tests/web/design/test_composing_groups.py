import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from juncture.practice.models import Composition, Letter
from juncture.practice.moments.publishing import publish
from juncture.practice.people.describing import block, set_free_times
from juncture.practice.rounds.arranging import arrangement_of, current
from juncture.practice.rounds.composing import compose
from tests.factories import make_people, plan_for, seat_at


def text(response):
    return response.content.decode()


@pytest.fixture
def seated(moment, people):
    seat_at(moment, people[:5], people[5:])
    return moment


@pytest.fixture
def change(host, url, seated):
    """Send one change, as the page's buttons do."""

    def sent(do, **more):
        told = {"do": do, "seen": current(seated.round).pk} | more
        return host.post(url("rearrange", seated), told, follow=True)

    return sent


def table(moment, number):
    return arrangement_of(current(moment.round)).groups[number]


def test_before_composing_the_page_says_what_will_happen(host, url, moment):
    assert "10 people take part" in text(host.get(url("compose", moment)))


def test_composing_shows_everybody_with_the_reasons_for_each_group(host, url, moment, people):
    page = text(host.post(url("compose", moment), {"what": "anew"}, follow=True))

    assert all(f'id="person-{member.pk}"' in page for member in people)
    assert "contrast, of 100" in page
    assert "Seated by lot it would be" in page


def test_who_has_no_seat_stands_below_with_why_and_what_comes_next(host, url, cast, people):
    moment = plan_for(cast.amara, people)
    day = moment.round.slots.get().starts_at.weekday()
    set_free_times(people[0], [((day + 1) % 7, "morning")], by=None)
    compose(moment.round, cast.amara, seed=1)

    page = text(host.get(url("compose", moment)))

    assert "Without a seat this time" in page
    assert "None of the times lies where Person 0 can usually meet." in page
    assert "they are told so by mail" in page


@pytest.mark.parametrize(
    ("do", "more", "said"),
    [
        ("move:{0}:2", {}, "Person 0 moved from group 1 to group 2."),
        ("swap:{0}:{5}", {}, "Person 0 and Person 5 swapped seats."),
        ("unseat:{0}", {}, "Person 0 has no seat any more; it was in group 1."),
        ("pin:{0}", {}, "Person 0: pinned."),
        ("facilitator:1", {"member": "{2}"}, "Person 2 facilitates group 1."),
        ("slot:2", {"slot": "later"}, "Group 2 meets"),
    ],
)
def test_each_change_and_its_undoing_say_what_they_did(host, url, change, seated, people, do, more, said):
    keys = [member.pk for member in people]
    more = {name: value.format(*keys) for name, value in more.items()}
    if more.get("slot"):
        more["slot"] = seated.round.slots.last().pk

    assert said in text(change(do.format(*keys), **more))

    undone = text(host.post(url("compose", seated), {"what": "undo"}, follow=True))
    assert "Undone. " in undone
    assert "Nobody sits elsewhere" not in undone


def test_who_moved_with_the_last_step_is_marked_and_the_others_are_not(host, url, change, seated, people):
    page = text(change(f"swap:{people[0].pk}:{people[5].pk}"))

    assert page.count("was in group 1") == page.count("was in group 2") == 1
    host.post(url("compose", seated), {"what": "anew"})
    assert "was in group" not in text(host.get(url("compose", seated)))


def test_composing_the_rest_says_how_many_sit_elsewhere(host, url, seated):
    page = text(host.post(url("compose", seated), {"what": "rest"}, follow=True))
    before, after = (arrangement_of(each).groups for each in seated.round.compositions.order_by("pk"))
    moved = sum(member not in after[number] for number, table in before.items() for member in table)

    assert (f"{moved} people sit elsewhere; {10 - moved} stay." if moved > 3 else "Contrast") in page
    assert page.count("was in group") == moved


def test_a_late_joiner_gets_a_seat_in_a_group_with_room_and_undo_takes_it_back(
    host, url, cast, change, seated
):
    late = make_people(cast.community, 1, prefix="Late")[0]
    seated.round.size_high = 5
    seated.round.save()
    change(f"unseat:{table(seated, 2)[0]}")
    assert f'<option value="{late.pk}">Late 0</option>' in text(host.get(url("compose", seated)))

    page = text(change("join", member=late.pk))
    assert "Late 0 has a seat in group 2." in page

    page = text(host.post(url("compose", seated), {"what": "undo"}, follow=True))
    assert "Late 0 has no seat any more" in page
    assert "Came to this moment after the groups were made." in page
    assert f'value="seat:{late.pk}"' in page


def test_nobody_from_elsewhere_joins_late(change, seated, cast):
    page = text(change("join", member=cast.sam.pk))

    assert "not a member here" in page
    assert not seated.round.participations.filter(member=cast.sam).exists()


def test_a_person_is_moved_and_the_page_says_what_it_did_to_the_contrast(host, url, change, seated, people):
    page = text(change(f"move:{people[0].pk}:2"))

    assert people[0].pk in table(seated, 2)
    assert "Contrast" in page
    assert "pinned" in page


def test_swap_pin_take_out_and_seat_again(change, seated, people):
    change(f"swap:{people[0].pk}:{people[5].pk}")
    assert people[5].pk in table(seated, 1)

    change(f"pin:{people[1].pk}")
    assert people[1].pk in arrangement_of(current(seated.round)).pinned
    change(f"unpin:{people[1].pk}")
    assert people[1].pk not in arrangement_of(current(seated.round)).pinned

    change(f"unseat:{people[1].pk}")
    assert arrangement_of(current(seated.round)).table_of(people[1].pk) is None
    change(f"seat:{people[1].pk}")
    assert arrangement_of(current(seated.round)).table_of(people[1].pk) is not None


def test_a_groups_time_and_facilitator_are_set(change, seated, people):
    other = seated.round.slots.last()

    change("slot:1", slot=other.pk)
    change("facilitator:1", member=people[2].pk)

    group = current(seated.round).groups.get(number=1)
    assert group.slot == other
    assert group.facilitator == people[2]


def test_undo_and_redo_are_a_step_each(host, url, change, seated, people):
    change(f"move:{people[0].pk}:2")
    host.post(url("compose", seated), {"what": "undo", "seen": current(seated.round).pk})
    assert people[0].pk in table(seated, 1)

    host.post(url("compose", seated), {"what": "redo", "seen": current(seated.round).pk})
    assert people[0].pk in table(seated, 2)


def test_composing_the_rest_keeps_who_is_pinned(host, url, change, seated, people):
    change(f"pin:{people[0].pk}")

    host.post(url("compose", seated), {"what": "rest"})

    assert people[0].pk in table(seated, 1)


def test_picking_somebody_shows_what_each_group_would_bring(host, url, seated, people):
    page = text(host.get(url("compose", seated), {"pick": people[0].pk}))

    assert "<strong>Person 0</strong> sits in group 1" in page
    assert f'value="move:{people[0].pk}:2"' in page
    assert f'value="swap:{people[0].pk}:{people[5].pk}"' in page
    assert f'value="move:{people[0].pk}:3"' in page  # a new group


def lift(host, url, moment, member):
    """What the page asks when a card is lifted."""
    return host.get(url("weigh", moment), {"member": member.pk, "seen": current(moment.round).pk})


def test_a_lifted_card_is_told_what_every_change_would_bring_and_the_change_brings_it(
    host, url, change, seated, people
):
    told = lift(host, url, seated, people[0]).json()

    assert told["home"]["number"] == 1
    assert told["groups"].keys() == {"2", "3"}  # 3 would be a new one
    assert told["people"].keys() == {str(member.pk) for member in people[5:]}
    change(f"move:{people[0].pk}:2")
    scores = dict(current(seated.round).groups.values_list("number", "score"))
    assert told["groups"]["2"]["then"] == round(100 * scores[2]["total"])
    assert told["home"]["then"] == round(100 * scores[1]["total"])


def test_a_lifted_card_is_told_why_a_group_has_no_seat_and_where_sizes_end(host, url, seated, people):
    type(people[0]).objects.filter(pk=people[0].pk).update(employer=people[5].employer)
    seated.round.size_high = 5
    seated.round.save()

    assert "works at Person House 5 too" in lift(host, url, seated, people[0]).json()["groups"]["2"]["no"]
    assert (
        "It would have 6 people; 5 is the most planned."
        in (lift(host, url, seated, people[1]).json()["groups"]["2"]["why"])
    )


def test_lifting_tells_nothing_of_a_block_where_every_time_suits_everybody(host, url, change, seated, people):
    """With no time to stand against it, a seat refused without a name could only be a block: one look at all
    groups must not lay it open. The change itself is refused all the same."""
    before = lift(host, url, seated, people[0]).json()
    block(people[5], people[0])

    assert lift(host, url, seated, people[0]).json() == before
    change(f"move:{people[0].pk}:2")
    assert people[0].pk in table(seated, 1)


def test_where_times_stand_against_seats_a_block_looks_like_a_time(host, url, seated, people):
    day = seated.round.slots.first().starts_at.weekday()
    set_free_times(people[6], [(day, "afternoon")], by=None)
    set_free_times(people[1], [((day + 1) % 7, "afternoon")], by=None)
    block(people[5], people[0])

    by_time = lift(host, url, seated, people[1]).json()["groups"]["2"]["no"]
    by_block = lift(host, url, seated, people[0]).json()["groups"]["2"]["no"]

    assert by_block == by_time.replace("Person 1", "Person 0")


def test_what_was_weighed_for_one_lift_is_not_told_after_somebody_changed(host, url, cast, seated, people):
    before = lift(host, url, seated, people[0]).json()
    set_free_times(
        people[6], [((seated.round.slots.first().starts_at.weekday() + 3) % 7, "morning")], by=None
    )

    assert "no" not in before["groups"]["2"]
    assert "free times" in lift(host, url, seated, people[0]).json()["groups"]["2"]["no"]


def test_a_lift_from_a_page_that_is_no_longer_true_says_so(host, url, change, seated, people):
    address, seen = url("weigh", seated), current(seated.round).pk
    change(f"pin:{people[0].pk}")

    old = host.get(address, {"member": people[0].pk, "seen": seen})
    assert old.status_code == 409
    assert "Load the page anew" in old.json()["says"]
    for wrong in ({}, {"member": "x", "seen": seen}, {"member": "9" * 30, "seen": seen}):
        assert host.get(address, wrong).status_code == 400


def test_a_lift_asks_the_database_as_often_for_sixty_people_as_for_eight(
    host, url, cast, django_assert_num_queries
):
    few, many = make_people(cast.community, 8, prefix="Few"), make_people(cast.community, 60, prefix="Many")
    small, large = plan_for(cast.amara, few), plan_for(cast.amara, many)
    seat_at(small, few[:4], few[4:])
    seat_at(large, *(many[at : at + 5] for at in range(0, 60, 5)))
    for moment, member in ((small, few[0]), (large, many[0])):
        host.get(url("compose", moment))
        with django_assert_num_queries(12):
            assert lift(host, url, moment, member).status_code == 200


def test_a_refused_move_says_why_and_moves_nobody(host, url, change, seated, people):
    type(people[0]).objects.filter(pk=people[0].pk).update(employer=people[5].employer)

    page = text(change(f"move:{people[0].pk}:2"))

    assert "works at" in page
    assert people[0].pk in table(seated, 1)


def test_the_page_never_tells_of_a_block(host, url, change, seated, people):
    """Amara tries everything she can; what she reads names a time or "another rule" and nothing more."""
    block(people[5], people[0])
    pages = [
        text(host.get(url("compose", seated), {"pick": people[0].pk})),
        text(change(f"move:{people[0].pk}:2")),
        text(change(f"swap:{people[0].pk}:{people[6].pk}")),
        text(host.post(url("compose", seated), {"what": "anew"}, follow=True)),
        text(host.get(url("groups_csv", seated))),
        text(host.get(url("publish", seated))),
    ]

    assert "or with another rule of seating" in pages[1]
    for page in pages:
        assert "block" not in page.casefold()
        assert "together" not in page.replace("Nobody here has sat together before", "")


def test_the_groups_changed_in_another_window_are_shown_and_nothing_is_moved(change, seated, people):
    page = text(change(f"move:{people[0].pk}:2", seen=current(seated.round).pk + 100))

    assert "The groups were changed meanwhile" in page
    assert people[0].pk in table(seated, 1)


@pytest.mark.parametrize(
    "do",
    [
        "",
        "move",
        "move:1",
        "move:1:2:3",
        "move:0:1",
        "move:-1:2",
        "explode:1",
        "pin:" + "9" * 18,
        "move:" + "9" * 18 + ":1",
        "swap:1:x",
        "slot:1",
        "facilitator:1",
        "<script>",
        "seat:1:1",
        "join",
        "join:1",
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(change, seated, do):
    before = current(seated.round)

    answer = change(do)

    assert answer.status_code == 200
    assert "notice-warning" in text(answer)
    assert current(seated.round) == before


@pytest.mark.parametrize("pick", ["", "x", "0", "9" * 30, "٣"])
def test_a_strange_pick_shows_the_groups_as_they_are(host, url, seated, pick):
    answer = host.get(url("compose", seated), {"pick": pick, "at": pick})

    assert answer.status_code == 200
    assert "composing-picking" not in text(answer)


def test_another_communitys_member_can_not_be_seated(change, seated, cast):
    change(f"move:{cast.sam.pk}:1")

    assert cast.sam.pk not in table(seated, 1)


def test_groups_of_a_moment_that_has_begun_can_be_read_and_not_changed(
    host, url, change, seated, people, cast
):
    from django.utils import timezone

    publish(seated, by=cast.amara)
    seated.rooms.update(opened_at=timezone.now())
    before = current(seated.round)

    page = text(change(f"move:{people[0].pk}:2"))
    host.post(url("compose", seated), {"what": "anew"})

    assert "stay as they are" in page
    assert current(seated.round) == before
    assert 'data-behaviour="design/naming' not in page


def test_publishing_shows_who_gets_what_and_then_sends_it(host, url, seated):
    page = text(host.get(url("publish", seated)))
    assert "10 people get an invitation" in page

    host.post(url("publish", seated))
    host.post(url("publish", seated))  # a double click

    assert Letter.objects.filter(kind="invitation").count() == 10


def test_what_must_be_mended_stands_where_the_button_would(host, url, change, seated, people):
    change(f"unseat:{people[0].pk}")
    change(f"unseat:{people[1].pk}")

    page = text(host.get(url("publish", seated)))
    host.post(url("publish", seated))

    assert "Group 1 has 3 people; the plan says 4 to 6." in page
    assert not Letter.objects.exists()


def test_a_change_after_publication_waits_until_it_is_sent(host, url, change, cast, seated, people):
    publish(seated, by=cast.amara)
    change(f"move:{people[0].pk}:2")
    assert Letter.objects.filter(kind="change").count() == 0
    assert "The groups were changed after publication" in text(host.get(url("moment", seated)))

    page = text(host.get(url("publish", seated)))
    assert "Get a changed seat" in page
    assert "Person 0" in page
    host.post(url("publish", seated))

    assert [letter.member for letter in Letter.objects.filter(kind="change")] == [people[0]]


def test_calling_off_tells_everybody_in_the_hosts_words(host, url, cast, seated):
    publish(seated, by=cast.amara)
    Letter.objects.update(sent_at=seated.planned_at)

    page = text(host.post(url("call_off", seated), {"words": "The venue <b>flooded</b>."}, follow=True))

    assert Letter.objects.filter(kind="cancellation").count() == 10
    assert "The venue &lt;b&gt;flooded&lt;/b&gt;." in page


def test_too_many_words_for_calling_off_are_kept_and_nothing_is_called_off(host, url, cast, seated):
    publish(seated, by=cast.amara)

    page = text(host.post(url("call_off", seated), {"words": "x" * 501}))

    assert "x" * 501 in page
    assert not Letter.objects.filter(kind="cancellation").exists()


def test_the_csv_has_a_row_for_everybody_and_no_formula(host, url, cast, seated, people):
    type(people[0]).objects.filter(pk=people[0].pk).update(name='\t=HYPERLINK("http://x","y")')

    answer = host.get(url("groups_csv", seated))
    rows = list(csv.DictReader(io.StringIO(text(answer))))

    assert len(rows) == 10
    assert {row["group"] for row in rows} == {"1", "2"}
    assert not any(
        (cell or "").lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values()
    )
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_table_plan_names_everybody_at_their_table(host, url, seated, people):
    page = text(host.get(url("table_plan", seated)))

    assert all(member.name in page for member in people)


@pytest.mark.parametrize("name", ["table_plan", "groups_csv"])
def test_without_groups_there_is_nothing_to_print(host, url, moment, name):
    assert host.get(url(name, moment)).status_code == 404


@pytest.mark.parametrize("name", ["compose", "moment", "publish", "table_plan", "groups_csv"])
def test_a_page_asks_the_database_as_often_for_sixty_people_as_for_eight(
    host, url, cast, name, django_assert_num_queries
):
    few, many = make_people(cast.community, 8, prefix="Few"), make_people(cast.community, 60, prefix="Many")
    small, large = plan_for(cast.amara, few), plan_for(cast.amara, many)
    seat_at(small, few[:4], few[4:])
    seat_at(large, *(many[at : at + 5] for at in range(0, 60, 5)))
    host.get(url(name, small))

    with CaptureQueriesContext(connection) as asked:
        host.get(url(name, small))
    with django_assert_num_queries(len(asked)):
        host.get(url(name, large))


def test_a_composition_holds_no_names(cast, moment):
    """So that erasing somebody erases them here too."""
    composition = compose(moment.round, cast.amara, seed=1)

    kept = [
        *composition.groups.values_list("reasons", "score"),
        *composition.seats.values_list("reasons", "pk"),
    ]
    assert "Person" not in str(kept) + str(Composition.objects.values_list("score", "params"))


@pytest.mark.parametrize(
    ("stage", "now", "led_to"),
    [
        ("planned", "Groups", ["Plan", "Groups"]),
        ("composed", "Invitations", ["Plan", "Groups", "Invitations"]),
        ("published", "Rooms", ["Plan", "Groups", "Invitations", "Rooms"]),
        ("under way", "Rooms", ["Groups", "Rooms"]),
        ("ended", "Follow-through", ["Groups", "Rooms", "Follow-through"]),
    ],
)
def test_the_hub_shows_where_a_moment_stands_and_leads_nowhere_dead(
    host, url, cast, moment, people, stage, now, led_to
):
    from django.utils import timezone

    if stage != "planned":
        seat_at(moment, people[:5], people[5:])
    if stage in ("published", "under way", "ended"):
        publish(moment, by=cast.amara)
    if stage in ("under way", "ended"):
        moment.rooms.update(opened_at=timezone.now())
    if stage == "ended":
        moment.rooms.update(closed_at=timezone.now())

    answer = host.get(url("moment", moment))

    assert [step.title for step in answer.context["path"] if step.when == "now"] == [now]
    links = [step for step in answer.context["path"] if step.url]
    assert [step.title for step in links] == led_to
    assert all(host.get(step.url, follow=True).status_code == 200 for step in links)
