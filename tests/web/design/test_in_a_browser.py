"""The host's planning pages in a real browser: by mouse, by finger, by keyboard, and without JavaScript."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from juncture.post.composer import carry_on_searches
from juncture.practice.models import Member, Participation
from juncture.practice.moments.staying import why_groups_stay
from juncture.practice.rounds import searching
from juncture.practice.rounds.arranging import Arrangement, Table, arrangement_of, current, write
from juncture.practice.rounds.asking import AT_ONCE
from juncture.practice.rounds.bringing import company
from tests.browser import WCAG, complaints_of, found_by_axe, goes_on, listens, session_of

PAGES = [
    "moments",
    "plan_moment",
    "moment",
    "plan_edit",
    "compose",
    "picking",
    "table_plan",
    "publish",
    "library",
    "protocol",
]

browser_only = pytest.mark.browser


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed: it runs the JavaScript tests"
)
def test_logic_without_a_page():
    tests = sorted(str(file) for file in Path(__file__).parent.glob("*.test.mjs"))
    assert tests

    run = subprocess.run(["node", "--test", *tests], capture_output=True, text=True, timeout=120, check=False)

    assert run.returncode == 0, run.stdout


@pytest.fixture
def seated(moment, people):
    """Two groups of five."""
    tables = tuple(Table(tuple(member.pk for member in table)) for table in (people[:5], people[5:]))
    write(company(moment.round), Arrangement(tables), how="composed", by=None, before=None, seed=1, params={})
    return moment


@pytest.fixture
def visit(chromium, live_server, cast, seated, url):
    """Open one of the pages as Amara; what the console complained about is in `page.complaints`."""
    session = session_of(cast.amara.account, live_server.url)
    contexts = []

    def address(name):
        if name == "picking":
            return f"{url('compose', seated)}?pick={seated.round.participations.first().member_id}"
        if name == "protocol":
            return url(name, protocol_id="contrast-round-60")
        return url(name) if name in ("moments", "plan_moment", "library") else url(name, seated)

    def open_it(name, width=1280, scheme="light", **more):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
        contexts.append(context)
        context.add_cookies([session])
        page = context.new_page()
        page.complaints = complaints_of(page)
        page.goto(live_server.url + address(name))
        if more.get("java_script_enabled", True):
            listens(page)
        return page

    yield open_it
    for context in contexts:
        context.close()


def table(moment, number):
    return arrangement_of(current(moment.round)).groups[number]


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@browser_only
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(visit, name, width, scheme):
    page = visit(name, width, scheme)
    assert page.complaints == []  # before axe, whose own ways the policy refuses

    assert found_by_axe(page, only=WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@browser_only
def test_a_card_dragged_onto_a_group_sits_there_and_undo_brings_it_back(visit, seated, people):
    page = visit("compose")
    page.mouse.move(*middle(page.locator(f"#person-{people[0].pk} .person-name")))
    page.mouse.down()
    page.mouse.move(*middle(page.locator("#group-2-title")), steps=8)
    page.mouse.up()

    expect(page.locator(f"#group-2 #person-{people[0].pk}")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("Contrast")
    expect(page.locator(f"#person-{people[0].pk}")).to_be_focused()
    assert people[0].pk in table(seated, 2)

    page.locator("#undo").click()

    expect(page.locator(f"#group-1 #person-{people[0].pk}")).to_be_visible()
    assert page.complaints == []


@browser_only
def test_a_card_dropped_on_a_person_swaps_the_two(visit, seated, people):
    page = visit("compose")
    page.mouse.move(*middle(page.locator(f"#person-{people[0].pk} .person-name")))
    page.mouse.down()
    page.mouse.move(*middle(page.locator(f"#person-{people[5].pk} .person-name")), steps=8)
    page.mouse.up()

    expect(page.locator(f"#group-1 #person-{people[5].pk}")).to_be_visible()
    assert people[0].pk in table(seated, 2)


@browser_only
def test_a_finger_that_rests_on_a_card_drags_it(visit, seated, people):
    page = visit("compose", width=1280, has_touch=True)
    hand = page.context.new_cdp_session(page)
    x, y = middle(page.locator(f"#person-{people[0].pk} .person-name"))
    to_x, to_y = middle(page.locator("#group-2-title"))

    def touch(kind, *points):
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    page.wait_for_timeout(450)
    for step in range(1, 9):
        touch("touchMove", {"x": x + (to_x - x) * step / 8, "y": y + (to_y - y) * step / 8})
    touch("touchEnd")

    expect(page.locator(f"#group-2 #person-{people[0].pk}")).to_be_visible()
    assert people[0].pk in table(seated, 2)


@browser_only
def test_a_card_is_carried_by_keyboard_and_every_group_says_what_it_would_become(visit, seated, people):
    page = visit("compose")
    card, status = page.locator(f"#move-{people[0].pk}"), page.locator("#status")
    card.focus()
    page.keyboard.press("Enter")
    # What was taken up stays said when the figures of the focused place come.
    expect(status).to_have_text(re.compile(r"Taken up: Person 0\. .*Group 2: from"))
    expect(page.locator("#group-1 .group-then")).to_contain_text("→")
    expect(page.locator("#group-2 .group-then")).to_contain_text("→")

    page.keyboard.press("Escape")
    expect(page.locator("#tray")).to_be_hidden()
    expect(card).to_be_focused()
    assert people[0].pk in table(seated, 1)

    page.keyboard.press("Space")
    expect(status).to_contain_text("Group 2: from")
    page.keyboard.press("ArrowRight")
    expect(status).to_contain_text("A new group")
    expect(status).not_to_contain_text("Taken up")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    expect(page.locator(f"#group-2 #person-{people[0].pk}")).to_be_focused()
    assert people[0].pk in table(seated, 2)
    assert page.complaints == []


@browser_only
def test_while_a_card_is_carried_everybody_elses_button_swaps(visit, seated, people):
    page = visit("compose")
    page.locator(f"#move-{people[0].pk}").click()
    page.locator(f"#move-{people[5].pk}").hover()
    expect(page.locator(".tray-line")).to_contain_text("Swap with Person 5, group 2: from")
    page.locator(f"#move-{people[5].pk}").click()

    expect(page.locator(f"#group-1 #person-{people[5].pk}")).to_be_visible()
    assert people[0].pk in table(seated, 2)


@browser_only
def test_on_a_phone_a_finger_puts_a_card_down_in_the_tray_and_nothing_else_moves(visit, seated, people):
    page = visit("compose", width=390, has_touch=True, is_mobile=True)
    hand = page.context.new_cdp_session(page)
    name = page.locator(f"#person-{people[0].pk} .person-name")
    name.scroll_into_view_if_needed()
    x, y = middle(name)
    cards = "[...document.querySelectorAll('.composing :is(.group, .composed)')]"
    places = f"{cards}.map((each) => each.getBoundingClientRect().top)"
    before = page.evaluate(places)

    def touch(kind, *points):
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    expect(page.locator("#group-2 .group-then")).to_contain_text("→")
    assert page.evaluate(places) == before
    to_x, to_y = middle(page.locator('.tray-place[data-group="2"]'))
    touch("touchMove", {"x": to_x, "y": to_y})
    expect(page.locator(".tray-line")).to_contain_text("Group 2: from")
    touch("touchEnd")

    expect(page.locator(f"#group-2 #person-{people[0].pk}")).to_be_visible()
    assert people[0].pk in table(seated, 2)


@browser_only
def test_everything_on_the_compose_page_works_without_javascript(visit, seated, people):
    page = visit("compose", width=390, java_script_enabled=False)

    goes_on(page.locator(f"#move-{people[0].pk}"))
    goes_on(page.locator("#group-2 .group-target"))
    expect(page.locator(f"#group-2 #person-{people[0].pk}")).to_be_visible()
    assert people[0].pk in table(seated, 2)

    goes_on(page.locator("#undo"))
    expect(page.locator(f"#group-1 #person-{people[0].pk}")).to_be_visible()
    assert people[0].pk in table(seated, 1)

    goes_on(page.locator(f"#pin-{people[1].pk}"))
    expect(page.locator(f"#person-{people[1].pk}")).to_contain_text("pinned")
    assert people[1].pk in arrangement_of(current(seated.round)).pinned


@browser_only
def test_a_change_that_does_not_reach_the_server_is_said_so(visit, seated, people):
    page = visit("compose")
    page.context.set_offline(True)
    page.locator(f"#pin-{people[0].pk}").click()

    expect(page.locator("#status")).to_contain_text("did not reach us")
    page.context.set_offline(False)
    page.locator(f"#pin-{people[0].pk}").click()
    expect(page.locator(f"#person-{people[0].pk}")).to_contain_text("pinned")


@browser_only
def test_what_can_be_touched_is_large_enough_for_a_finger(visit):
    page = visit("compose", width=390, has_touch=True, is_mobile=True)
    page.locator("[data-carry]").first.tap()

    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main summary, main a.composed-do")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44)
            .map(([words]) => words)"""
    )

    assert small == []


@browser_only
def test_planning_shows_who_can_make_it_as_one_types(visit):
    page = visit("plan_moment")
    page.get_by_label("People I pick").check()
    page.get_by_label("Find a name or employer").fill("person 3")
    expect(page.locator(".pick li:visible")).to_have_count(1)
    page.locator(".pick li:visible input").check()
    page.get_by_label("Time 1").fill("2027-03-24T15:00")
    page.get_by_label("Time 1").blur()

    expect(page.locator("#reach")).to_contain_text("1 of 1 can make")
    expect(page.get_by_text("1 picked")).to_be_visible()
    assert page.complaints == []


@browser_only
def test_a_moment_is_planned_without_javascript(visit, people):
    page = visit("plan_moment", java_script_enabled=False)
    page.get_by_label("Your own words").check()
    page.get_by_label("The decision, in your words").fill("Open the door, or choose who comes?")
    page.get_by_label("People I pick").check()
    for box in page.locator(".pick input").all()[:5]:
        box.check()
    page.get_by_label("Time 1").fill("2027-03-24T15:00")
    goes_on(page.get_by_role("button", name="Keep the plan").last)

    expect(page.get_by_role("heading", level=1)).to_have_text("Open the door, or choose who comes?")
    expect(page.get_by_role("button", name="Compose the groups")).to_be_visible()


@browser_only
def test_a_search_is_watched_left_and_found_done_on_return(visit, live_server, cast, seated):
    crowd = Member.objects.bulk_create(
        Member(community=cast.community, name=f"One {n}", email=f"one{n}@example.org") for n in range(AT_ONCE)
    )
    Participation.objects.bulk_create(Participation(round=seated.round, member=member) for member in crowd)
    page = visit("compose")

    page.locator("#anew").click()
    expect(page.locator("#search")).to_contain_text("It begins as soon as")
    claimed = searching.claim()
    searching.report(claimed, 0.42, 0.61, why_groups_stay)
    expect(page.locator("#search-now")).to_contain_text("42 % of the way")
    expect(page.locator("#search-told")).to_contain_text("42 %")

    page.get_by_role("link", name="Moments", exact=True).click()
    page.go_back()
    expect(page.locator("#search-now")).to_contain_text("42 % of the way")
    searching.give_back(claimed, counted=False)
    carry_on_searches()

    expect(page.locator(".search-found")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("The search has ended.")
    assert current(seated.round).seats.count() == AT_ONCE + 10
    assert page.complaints == []
