"""The styleguide in a real browser: every part, in light and dark, wide and narrow."""

import pytest
from playwright.sync_api import expect

from tests.browser import WCAG, complaints_of, found_by_axe, listens

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.parts.urls")]


@pytest.fixture
def visit(chromium, live_server):
    """Open the styleguide; what the console complained about is kept in `page.complaints`."""
    contexts = []

    def open_it(width=1280, scheme="light", **more):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
        contexts.append(context)
        page = context.new_page()
        page.complaints = complaints_of(page)
        page.goto(f"{live_server.url}/styleguide/")
        if more.get("java_script_enabled", True):
            listens(page)
        assert page.title().startswith("Parts")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(visit, width, scheme):
    page = visit(width, scheme)

    assert found_by_axe(page, only=(*WCAG, "best-practice")) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_sticks_out_of_the_page(visit, width):
    page = visit(width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_policy_is_strict_and_nothing_runs_into_it(visit, live_server):
    page = visit()
    answer = page.request.get(f"{live_server.url}/styleguide/")
    policy = answer.headers["content-security-policy"]

    assert "unsafe" not in policy
    assert page.complaints == []
    assert page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("htmx.config.historyCacheSize") == 0


def test_targets_are_large_enough_for_a_thumb(visit):
    page = visit(390)

    small = page.evaluate(
        """[...document.querySelectorAll(
            "button, .button, .choice, select, .tab, .nav-link, summary, input[type=text]"
        )]
        .filter((one) => one.checkVisibility())
        .map((one) => [one.textContent.trim().slice(0, 20), one.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    )

    assert small == []


def test_a_phone_shows_answers_grouped_by_question_with_their_names(visit):
    page = visit(390)
    first = page.locator(".board tbody tr").first

    assert page.locator(".board thead").bounding_box()["height"] <= 2
    assert first.locator(".board-who").all_inner_texts()[0].startswith("Amara")
    tops = [cell.bounding_box()["y"] for cell in first.locator("td").all()]
    assert tops == sorted(set(tops))


def test_the_slider_leaves_an_empty_answer_empty_until_it_is_moved(visit):
    page = visit()
    number = page.locator("#id_confidence")
    slider = page.locator("form input[type=range]").first
    assert slider.is_visible()
    assert number.input_value() == ""

    slider.focus()
    page.keyboard.press("ArrowRight")

    assert number.input_value() == "55"


def test_without_javascript_every_field_can_still_be_filled(visit):
    page = visit(java_script_enabled=False)

    assert not page.locator("input[type=range]").first.is_visible()
    page.fill("#id_confidence", "40")
    page.check("#id_stage_2")
    assert page.locator("#id_stage_2").is_checked()


def test_a_draft_survives_a_reload(visit):
    page = visit()
    page.fill("#id_statement", "Do we widen the programme, or deepen it?")
    expect(page.locator("[data-draft-note]")).not_to_be_empty()

    page.reload()
    expect(page.locator("[data-draft-note]")).not_to_be_empty()

    assert page.input_value("#id_statement") == "Do we widen the programme, or deepen it?"


def test_a_dialog_asks_first_and_gives_the_focus_back(visit):
    page = visit()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    button = page.get_by_role("button", name="Erase what I wrote")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 1

    page.keyboard.press("Escape")

    assert page.locator("dialog[open]").count() == 0
    assert button.evaluate("one => one === document.activeElement")
    assert sent == []


def test_a_yes_sends_the_form_once(visit):
    page = visit()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Erase what I wrote").click()

    with page.expect_navigation():
        page.get_by_role("button", name="Erase it").click()

    assert len(sent) == 1


def test_a_double_click_sends_once(visit):
    page = visit()
    sent = []
    page.route("**/*", lambda route: (sent.append(route.request.method), route.continue_()))

    with page.expect_navigation():
        page.evaluate(
            """() => {
            const form = document.querySelector("form[data-draft]")
            form.requestSubmit()
            form.requestSubmit()
        }"""
        )
    page.wait_for_load_state("networkidle")

    assert sent.count("POST") == 1


def test_copying_is_said_in_the_one_live_region(visit, live_server):
    page = visit(permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy the anchor").click()

    expect(page.locator("#status")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "Do we widen the programme, or deepen it?"


def test_the_timer_is_silent_text(visit):
    timer = visit().locator("[role=timer]")

    expect(timer).to_have_text("12 min left")
    assert timer.get_attribute("aria-live") is None


def test_the_skip_link_is_first_and_leads_to_the_content(visit):
    page = visit()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_choices_show_what_is_chosen_in_forced_colours(visit):
    page = visit(forced_colors="active")

    chosen = page.locator("#id_stage_1 + .choice-label")
    assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
