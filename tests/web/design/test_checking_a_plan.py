"""What the design check says on the planning page and on a moment's page."""

import pytest

from juncture.practice.models import Moment
from juncture.practice.moments.checking import silence_rule
from tests.web.design.test_planning_a_moment import in_days


@pytest.fixture
def bare(moment):
    """A moment whose run of show has lost its first wins."""
    moment.run_of_show["steps"] = [step for step in moment.run_of_show["steps"] if step["kind"] != "wins"]
    moment.save()
    return moment


def text(response):
    return response.content.decode()


def written(words):
    return {
        "anchor_kind": "words",
        "words": words,
        "protocol": "contrast-round-60",
        "size_low": "4",
        "size_high": "5",
        "times": [in_days(7)],
        "who": "open",
    }


def test_an_anchor_without_a_tradeoff_is_noticed_while_it_is_written(host, url):
    answer = host.post(url("check_new_plan"), written("Do we keep the open door, or choose who comes?"))

    page = text(answer)
    assert "The anchor has no cost on its sides." in page
    assert (
        page.index('id="check-anchor"')
        < page.index("no cost on its sides")
        < page.index('id="check-intention"')
    )


def test_an_anchor_with_its_price_is_left_in_peace(host, url):
    words = (
        "Do we keep the open door, or choose who comes? Choosing costs us newcomers, the door costs depth."
    )

    assert "check-one" not in text(host.post(url("check_new_plan"), written(words)))


def test_a_new_planning_page_finds_no_fault_before_anything_is_written(host, url):
    assert "check-one" not in text(host.get(url("plan_moment")))


def test_the_planning_page_shows_the_same_without_javascript(host, url):
    page = text(host.post(url("plan_moment"), written("Community.") | {"look": "1"}))

    assert "The anchor names a theme, not a choice." in page


def test_a_moments_page_says_what_is_found_and_mends_it_with_one_tap(host, url, bare):
    page = text(host.get(url("moment", bare)))
    assert "Nobody is asked for a first win." in page

    answer = host.post(url("mend_plan", bare), {"finding": "no-first-win"})

    assert answer["Location"] == url("moment", bare) + "#check"
    page = text(host.get(url("moment", bare)))
    assert "Nobody is asked for a first win." not in page
    assert "The plan was mended." in page

    host.post(url("unmend_plan", bare))
    assert "Nobody is asked for a first win." in text(host.get(url("moment", bare)))


def test_a_mend_from_the_planning_page_gives_back_the_parts_alone(host, url, bare):
    answer = host.post(
        url("mend_plan", bare),
        written("Do we keep the open door, or choose who comes?") | {"finding": "no-first-win"},
        headers={"HX-Request": "true"},
    )

    page = text(answer)
    assert "<html" not in page
    assert "Nobody is asked for a first win." not in page
    assert "The anchor has no cost on its sides." in page


def test_a_finding_about_a_step_stands_beside_that_step(host, url, moment):
    moment.run_of_show["steps"][1]["prompts"][0]["ask"] = "What would you advise the others to do?"
    moment.save()

    page = text(host.get(url("moment", moment)))

    assert page.index("Write in silence") < page.index("It asks for advice.") < page.index("Reveal and read")


def test_a_silenced_rule_shows_its_reason_and_can_speak_again(host, url, bare):
    host.post(url("silence_rule", bare), {"rule": "no-first-win", "because": "We tell them at dinner."})

    page = text(host.get(url("moment", bare)))
    assert "1 rule is left silent" in page
    assert "We tell them at dinner." in page

    host.post(url("hear_rule", bare), {"rule": "no-first-win"})
    assert "left silent" not in text(host.get(url("moment", bare)))


def test_a_silence_without_a_reason_is_asked_for_one(host, url, bare):
    answer = host.post(url("silence_rule", bare), {"rule": "no-first-win", "because": ""}, follow=True)

    assert "Say in a few words why it stays" in text(answer)


@pytest.mark.parametrize("finding", ["", "x" * 9000, "<script>", "no-first-win.steps.9", "\x00"])
def test_a_finding_nobody_made_changes_nothing(host, url, moment, finding):
    before = Moment.objects.get(pk=moment.pk).run_of_show

    answer = host.post(url("mend_plan", moment), {"finding": finding}, follow=True)

    assert "no longer found" in text(answer)
    assert Moment.objects.get(pk=moment.pk).run_of_show == before


def test_the_moments_page_asks_no_more_queries_for_a_faulty_plan(
    host, url, cast, bare, django_assert_max_num_queries
):
    silence_rule(bare, "no-first-win", "At dinner.", by=cast.amara)

    with django_assert_max_num_queries(20):
        host.get(url("moment", bare))
