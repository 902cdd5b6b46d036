"""The landscape: a map and a table that say the same, and changes that can be taken back."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django_scopes import scope

from juncture.practice.decisions.seeing import decisions_seen, with_members_context
from juncture.practice.decisions.stating import View, Way, state_decision
from juncture.practice.landscape.rearranging import last_rearrangement, new_tension
from juncture.practice.landscape.seeing import tensions_seen
from juncture.practice.landscape.siding import say_side
from juncture.practice.models import Decision, Gathering, Siding, Tension
from juncture.web.landscape.mapping import NARROW, WIDE, draw_both, even_lines
from juncture.web.landscape.rows import tension_rows
from juncture.web.landscape.terrain import contours
from tests.factories import make_decision, make_people


@pytest.fixture
def two(cast) -> tuple[Tension, Tension, list[Decision]]:
    people = make_people(cast.community, 6)
    decisions = [make_decision(member, f"Decision {n}, this or that?") for n, member in enumerate(people)]
    return (
        new_tension("Depth or reach?", decisions[:4], by=cast.amara),
        new_tension("Open or closed?", decisions[4:], by=cast.amara),
        decisions,
    )


def maps_in(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r'<svg class="map .*?</svg>', page, re.S)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_for_three(
    host: Client, cast, url, count, django_assert_num_queries
) -> None:
    for n, member in enumerate(make_people(cast.community, count)):
        ways = [Way("Go"), Way("Stay")]
        new_tension(
            f"Tension {n}?",
            [state_decision(member, f"Go {n} or stay?", options=ways, view=View(lean=0))],
            by=cast.amara,
        )

    with django_assert_num_queries(12):
        host.get(url("landscape"))


def test_an_empty_landscape_says_what_will_be_here(host: Client, url) -> None:
    page = host.get(url("landscape")).content.decode()

    assert "will be here once they follow" in page
    assert maps_in(page) == []


def test_the_map_and_the_table_say_the_same(host: Client, cast, url, two) -> None:
    make_decision(cast.jonas, "On my own?")

    page = host.get(url("landscape")).content.decode()

    assert len(maps_in(page)) == 2
    for drawn in maps_in(page):
        links = [link.get("aria-label") for link in drawn.iter("a")]
        assert sorted(links) == ["Depth or reach? 4 people", "Open or closed? 2 people"]
        assert len(list(drawn.iter("circle"))) == 7
        assert drawn.find("title").text == "A map of the tensions"
    table = page[page.index("<table") :]
    assert table.index("Depth or reach?") < table.index("Open or closed?")
    assert "On my own?" in page[page.index("By themselves") :]


def test_no_style_is_in_the_map(host: Client, url, two) -> None:
    assert "style=" not in host.get(url("landscape")).content.decode()


def test_moons_wax_with_confidence(host: Client, cast, url) -> None:
    person = make_people(cast.community, 1)[0]
    ways = [Way("Leave the forum"), Way("Stay another year")]
    leaning = state_decision(person, "Go or stay?", options=ways, view=View(lean=0, confidence=90))
    undecided = state_decision(person, "Go or stay, still?", options=ways)
    new_tension("Leave or stay?", [leaning, undecided], by=cast.amara)

    page = host.get(url("landscape")).content.decode()

    # Once on each of the two maps, and in the legend.
    assert [page.count(f'class="{moon}"') for moon in ("moon-lit", "moon moon-full", "moon")] == [3, 1, 6]
    assert "1 to “Leave”" in page
    assert "1 nowhere yet" in page


@pytest.mark.parametrize("count", [1, 2, 9, 25])
def test_hills_stay_on_the_map_and_moons_off_each_other(cast, count: int) -> None:
    for n in range(count):
        people = make_people(cast.community, 1 + n % 7, prefix=f"P{n}x")
        decisions = [make_decision(member, f"This or that {n}?") for member in people]
        new_tension(f"A rather long name {n} or one that is longer?", decisions, by=cast.amara)
    every = list(with_members_context(decisions_seen(cast.amara)))
    rows, alone = tension_rows(tensions_seen(cast.amara), every)

    drawn = draw_both([(row.tension, row.decisions) for row in rows], alone, every)

    for each, width in zip(drawn, (WIDE, NARROW), strict=True):
        moons = [moon for hill in each.hills for moon in hill.moons]
        assert len(moons) == len(every)
        assert all(0 <= moon.x <= width and 0 <= moon.y <= each.height for moon in moons)
        assert all(hill.count_y <= each.height for hill in each.hills)
        apart = [
            (one.x - other.x) ** 2 + (one.y - other.y) ** 2
            for place, one in enumerate(moons)
            for other in moons[place + 1 :]
        ]
        assert min(apart, default=10**6) >= (2 * each.scale.moon) ** 2


def test_contours_close_and_lie_inside_one_another() -> None:
    low, high = contours([(100, 100), (120, 100)], 300, 200, levels=(0.2, 0.9), spread=30)

    assert low.count("M") == low.count("Z") == 1
    assert len(low) > len(high) > 0
    assert contours([], 300, 200, levels=(0.2,), spread=30) == [""]


def test_far_hills_have_their_own_lines() -> None:
    (line,) = contours([(60, 60), (500, 60)], 600, 120, levels=(0.5,), spread=30)

    assert line.count("M") == 2


# -- whose side is which


@pytest.fixture
def sided(cast) -> Decision:
    ways = [Way("Twelve visits"), Way("One stream")]
    decision = state_decision(cast.jonas, "Visits or a stream?", options=ways, view=View(lean=0))
    new_tension("Depth or reach?", [decision], by=cast.amara)
    return decision


def test_a_host_says_a_side_in_a_tap_and_takes_it_back_in_another(host: Client, url, sided) -> None:
    tension = url("tension", tension_id=sided.gathering.tension_id)
    assert "1 leans, side not known" in host.get(tension).content.decode()

    said = host.post(url("side_said", decision_id=sided.pk), {"side": "first"}, follow=True)

    assert said.redirect_chain[-1][0] == f"{tension}#decision-{sided.pk}"
    page = said.content.decode()
    assert "1 to “Depth”" in page
    assert page.count('value="back" aria-pressed="true"') == 1

    host.post(url("side_said", decision_id=sided.pk), {"side": "back", "on": "decision"})
    assert "side not known" in host.get(tension).content.decode()


def test_a_guess_is_shown_as_one_with_its_reason(host: Client, url, cast) -> None:
    ways = [Way("Depth with the six"), Way("Reach every city")]
    decision = state_decision(cast.jonas, "Which?", options=ways, view=View(lean=0))
    new_tension("Depth or reach?", [decision], by=cast.amara)

    page = host.get(url("tension", tension_id=decision.gathering.tension_id)).content.decode()

    assert "(1 guessed)" in page
    assert "A guess:" in page
    assert "It says “depth”, as “Depth” does." in page
    assert 'aria-pressed="true"' not in page
    assert ",Depth,guess" in host.get(url("decisions_csv")).getvalue().decode("utf-8-sig")


def test_a_members_own_word_stands_there_without_a_control(host: Client, url, cast, sided) -> None:
    say_side(sided, "elsewhere", by=cast.jonas)

    page = host.get(url("tension", tension_id=sided.gathering.tension_id)).content.decode()

    assert "their own word," in page
    assert "1 says it is about something else" in page
    assert "aria-pressed" not in page


@pytest.mark.parametrize("side", ["", "best", "neither", "x" * 9000])
def test_another_word_for_a_side_is_refused_kindly(host: Client, url, sided, side) -> None:
    page = host.post(url("side_said", decision_id=sided.pk), {"side": side}, follow=True)

    assert "Choose one of those shown." in page.content.decode()
    assert not Siding.objects.exists()


def test_the_sides_get_a_hosts_own_words(host: Client, url, cast, sided) -> None:
    tension = url("tension", tension_id=sided.gathering.tension_id)
    say_side(sided, "first", by=cast.jonas)
    name = {"label": "Where do the days go?", "first": "A few", "second": "Many"}

    assert "Name both sides" in host.post(tension, name | {"second": ""}).content.decode()
    assert "Both sides say the same" in host.post(tension, name | {"second": " a FEW"}).content.decode()
    host.post(tension, name)
    assert "1 to “A few”" in host.get(tension).content.decode()

    host.post(tension, name | {"other_sides": "on"})
    assert "1 to “A few”" not in host.get(tension).content.decode()


def test_joining_asks_how_the_sides_answer_each_other_where_somebody_said_theirs(
    host: Client, url, cast, sided
) -> None:
    other = new_tension("Many or few?", [make_decision(cast.priya)], by=cast.amara)
    tension = {"tension_id": sided.gathering.tension_id}
    assert "Its sides are" not in host.get(url("tension", **tension)).content.decode()
    say_side(sided, "first", by=cast.jonas)
    assert "Its sides are" in host.get(url("tension", **tension)).content.decode()

    host.post(url("tension_merge", **tension), {"merge": other.pk, "order": "turned"})

    assert "1 to “few”" in host.get(url("tension", tension_id=other.pk)).content.decode()


# -- changing it


def test_renaming_from_its_page(host: Client, url, two) -> None:
    host.post(url("tension", tension_id=two[0].pk), {"label": "Few or many?", "about": "Where the days go."})

    page = host.get(url("tension", tension_id=two[0].pk)).content.decode()
    assert "Few or many?" in page
    assert "“Depth or reach?” was given another name." in page


def test_joining_splitting_moving_and_taking_each_back(host: Client, cast, url, two) -> None:
    first, second, decisions = two

    def places() -> list[tuple[int, str]]:
        return sorted(Gathering.objects.values_list("decision_id", "tension__label"), key=str)

    for address, form in (
        (url("tension_merge", tension_id=second.pk), {"merge": first.pk}),
        (url("tension_split", tension_id=first.pk), {"label": "New or old?", "going": [decisions[0].pk]}),
        (url("decision_seen", decision_id=decisions[1].pk), {"tension": "apart"}),
        (url("tension_from", decision_id=decisions[1].pk), {"label": "Mine or yours?"}),
    ):
        before = places()
        assert host.post(address, form).status_code == 302
        assert places() != before

        host.post(url("landscape_undo", rearrangement_id=last_rearrangement(cast.amara).pk))

        assert places() == before


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("tension", {"label": "", "about": "Kept words"}),
        ("tension", {"label": "x" * 161, "about": "Kept words"}),
        ("tension_merge", {"merge": "", "more": ""}),
        ("tension_merge", {"merge": "999999"}),
        ("tension_merge", {"merge": "1 OR 1=1"}),
        ("tension_split", {"label": "Kept words", "going": []}),
        ("tension_split", {"label": "Kept words", "going": ["999999"]}),
        ("tension_split", {"label": "Kept words", "going": ["x"]}),
        ("tension_split", {"label": "Kept words", "going": ["9" * 40]}),
    ],
)
def test_what_can_not_be_is_said_and_nothing_moves(host: Client, url, two, name: str, form) -> None:
    before = list(Gathering.objects.values()), list(Tension.objects.values())

    page = host.post(url(name, tension_id=two[0].pk), form)

    assert page.status_code == 200
    assert "field-error" in page.content.decode()
    assert page.content.decode().count("Kept words") == str(form).count("Kept words")
    assert (list(Gathering.objects.values()), list(Tension.objects.values())) == before


def test_a_tension_is_not_joined_to_itself(host: Client, url, two) -> None:
    host.post(url("tension_merge", tension_id=two[0].pk), {"merge": two[0].pk})

    assert Tension.objects.filter(pk=two[0].pk).exists()


def test_taking_back_twice_says_so(host: Client, cast, url, two) -> None:
    last = last_rearrangement(cast.amara).pk
    host.post(url("landscape_undo", rearrangement_id=last))

    page = host.post(url("landscape_undo", rearrangement_id=last), follow=True)

    assert "taken back already" in page.content.decode()


def test_looking_again_keeps_what_the_host_named(host: Client, url, two) -> None:
    host.post(url("gather"))

    assert {"Depth or reach?", "Open or closed?"} <= set(Tension.objects.values_list("label", flat=True))


def test_a_sheet_of_decisions_runs_nothing(host: Client, cast, url) -> None:
    make_decision(cast.jonas, "=HYPERLINK(1) or not?")

    text = host.get(url("decisions_csv")).getvalue().decode("utf-8-sig")

    assert "HYPERLINK" in text
    assert ",=HYPERLINK" not in text


def test_another_communitys_decision_and_tension_are_not_there(as_member, host: Client, cast, url) -> None:
    with scope(community=cast.elsewhere):
        theirs = make_decision(cast.sam)
        tension = Tension.objects.create(community=cast.elsewhere, label="X or Y?")

    for address in (
        url("decision_seen", decision_id=theirs.pk),
        url("tension_from", decision_id=theirs.pk),
        url("tension", tension_id=tension.pk),
        url("tension_merge", tension_id=tension.pk),
        url("tension_split", tension_id=tension.pk),
    ):
        assert host.post(address, {"label": "Mine?"}).status_code == 404
        assert as_member(cast.jonas).get(address).status_code == 404
    assert host.post(url("side_said", decision_id=theirs.pk), {"side": "first"}).status_code == 404


def test_the_lines_of_a_hills_words_are_even():
    assert even_lines("Depth with a few or reach to many?", 28) == ["Depth with a few", "or reach to many?"]
    assert even_lines("Stay or go?", 28) == ["Stay or go?"]
    assert even_lines("Donaudampfschifffahrtsgesellschaftskapitän?", 12)[0] == "Donaudampfsc"
