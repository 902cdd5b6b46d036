"""Landscape, members, settings, intake and the front page in a real browser, with axe on every page.

One file for all of them, so that the browser starts once.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from juncture.practice.decisions.stating import View, Way, state_decision
from juncture.practice.landscape.rearranging import new_tension
from juncture.practice.models import Decision, IntakeDraft
from juncture.practice.people.linking import personal_token
from tests.browser import DESK, PHONE, complaints_of, found_by_axe, goes_on, session_of
from tests.factories import make_people

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(chromium, live_server):
    """A page of a new browser; what the console complained about is in `complaints`."""
    contexts, heard = [], []

    def opened(viewport=DESK, dark=False, script=True, as_host=None):
        context = chromium.new_context(
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            base_url=live_server.url,
        )
        contexts.append(context)
        if as_host:
            context.add_cookies([session_of(as_host.account, live_server.url)])
        page = context.new_page()
        # axe tries styles of its own, which our policy rightly stops.
        complaints = complaints_of(page, known=["Applying inline style"])
        page.on("response", lambda r: r.status >= 400 and complaints.append(f"{r.status} {r.url}"))
        heard.append(complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for complaints in heard for each in complaints] == []


def serious(page) -> list[str]:
    return found_by_axe(page, grave=True, preload=False)


def kept_in_draft(page, field: str) -> str:
    """What the server holds, once the page has rested long enough to send it."""
    for _ in range(50):
        draft = IntakeDraft.objects.first()
        found = draft.fields.get(field, [""])[-1] if draft else ""
        if found:
            return found
        page.wait_for_timeout(100)
    return ""


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def told(transactional_db, cast):
    ways = [Way("Leave the forum", "What search engines find"), Way("Stay another year")]
    decisions = [
        state_decision(
            member, f"Leave the forum or stay, {n}?", options=ways, view=View(lean=n % 2, confidence=40 + n)
        )
        for n, member in enumerate(make_people(cast.community, 6))
    ]
    new_tension("Leave or stay?", decisions[:5], by=cast.amara)
    return cast


@pytest.mark.parametrize(("viewport", "dark"), [(DESK, False), (PHONE, True)])
def test_a_hosts_pages_are_sound_wide_and_narrow(told, open_page, viewport, dark) -> None:
    page = open_page(viewport, dark, as_host=told.amara)
    slug = {"slug": told.community.slug}
    first = Decision.objects.earliest("id")
    addresses = [
        reverse("landscape", kwargs=slug),
        reverse("tension", kwargs=slug | {"tension_id": first.gathering.tension_id}),
        reverse("decision_seen", kwargs=slug | {"decision_id": first.pk}),
        reverse("members", kwargs=slug),
        reverse("member_edit", kwargs=slug | {"member_id": told.jonas.pk}),
        reverse("import_members", kwargs=slug),
        reverse("community_settings", kwargs=slug),
        reverse("host_home", kwargs=slug),
    ]

    wrong = {}
    for address in addresses:
        page.goto(address)
        for details in page.query_selector_all("details"):
            details.evaluate("each => each.open = true")
        found = serious(page) + ([] if fits(page) else ["wider than the screen"])
        if found:
            wrong[address] = found

    assert wrong == {}


def test_the_map_leads_to_its_tensions_by_keyboard(told, open_page) -> None:
    page = open_page(as_host=told.amara)
    page.goto(reverse("landscape", kwargs={"slug": told.community.slug}))

    page.locator(".map-wide a.hill").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Leave or stay?")


def test_a_member_states_a_decision_on_a_phone(told, open_page) -> None:
    page = open_page(PHONE)
    page.goto(reverse("personal_link", args=[personal_token(told.jonas)]))
    assert serious(page) == []
    page.get_by_role("link", name="State your decision").click()

    # Leaning waits for a way to lean to.
    expect(page.get_by_text("Which way do you lean today?")).to_be_hidden()
    page.get_by_label("The decision, as it stands today").fill("Our forum is quiet and I am tired of it.")
    coach = page.locator("#coach .coach")
    expect(coach).to_be_visible()
    page.get_by_role("textbox", name="The first way").fill("Leave it for a chat")
    page.get_by_role("textbox", name="The second way").fill("Give it one more year")
    page.locator(".choice", has_text="Give it one more year").click()
    expect(page.get_by_label("Nowhere yet")).not_to_be_checked()
    expect(page.locator("[data-draft-note]")).to_have_text("Draft saved.")
    assert kept_in_draft(page, "way_1") == "Give it one more year"
    assert serious(page) == []
    assert fits(page)

    mine = page.get_by_label("The decision, as it stands today")
    mine.fill("We are forty now. Should we stay in the kitchen or rent a hall?")
    expect(page.get_by_role("status").filter(has_text="if you stay in the kitchen")).to_be_attached()
    page.get_by_role("button", name="Use the short wording").press("Enter")
    expect(mine).to_have_value("Leave it for a chat, or give it one more year?")
    page.get_by_role("button", name="Bring my words back").press("Enter")
    expect(mine).to_have_value("We are forty now. Should we stay in the kitchen or rent a hall?")
    expect(page.get_by_role("button", name="Bring my words back")).to_be_hidden()

    page.get_by_role("button", name="Keep my wording").click()
    expect(coach).to_be_hidden()
    page.get_by_label("The decision, as it stands today").fill("w" * 2100)
    expect(page.get_by_text("100 too many")).to_be_visible()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Your text is kept")).to_be_visible()
    page.get_by_label("The decision, as it stands today").fill(
        "Leave the forum for a chat, or one more year?"
    )
    page.get_by_role("button", name="Save the decision").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Where you are")
    assert serious(page) == []
    decision = Decision.objects.get(member=told.jonas)
    assert decision.stances.get().lean.text == "Give it one more year"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_without_a_script_everything_is_there(told, open_page) -> None:
    page = open_page(PHONE, script=False)
    page.goto(reverse("personal_link", args=[personal_token(told.priya)]))
    goes_on(page.get_by_role("link", name="State your decision"))

    page.get_by_label("The decision, as it stands today").fill("Engagement is low.")
    goes_on(page.get_by_role("button", name="Ask the coach"))
    expect(page.locator("#coach .coach")).to_be_visible()
    page.get_by_role("textbox", name="The first way").fill("Leave")
    page.locator(".choice", has_text="The first way").click()
    goes_on(page.get_by_role("button", name="Save the decision"))

    assert Decision.objects.get(member=told.priya).stances.get().lean.text == "Leave"


def test_a_member_taps_their_side_on_a_phone_and_the_host_another_one(told, open_page) -> None:
    decision = Decision.objects.earliest("id")
    page = open_page(PHONE, dark=True)
    page.goto(reverse("personal_link", args=[personal_token(decision.member)]))
    assert serious(page) == []
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_text("You can say it anew")).to_be_visible()
    page.goto(reverse("decision", args=[decision.pk]))
    expect(page.get_by_text("You lean to “stay”.")).to_be_visible()
    assert serious(page) == []
    assert fits(page)

    page = open_page(as_host=told.amara)
    slug = {"slug": told.community.slug}
    page.goto(reverse("tension", kwargs=slug | {"tension_id": decision.gathering.tension_id}))
    expect(page.get_by_text("their own word,")).to_have_count(1)
    page.get_by_role("form", name="The side of Person 1").get_by_role("button", name="Between").click()
    expect(page.get_by_role("button", name="Between", pressed=True)).to_have_count(1)
    assert serious(page) == []


def test_the_front_and_signing_in(told, open_page) -> None:
    page = open_page(PHONE)
    for address in (reverse("front"), reverse("account_login")):
        page.goto(address)
        assert serious(page) == []
        assert fits(page)

    page.get_by_label("Email").fill("amara@example.org")
    page.get_by_role("button", name="Mail me a code").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    assert serious(page) == []
