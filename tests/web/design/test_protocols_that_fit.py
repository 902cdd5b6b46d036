"""A plan is offered what truly runs with groups of its size."""

import pytest

from tests.web.design.test_planning_a_moment import said, text  # noqa: F401


def shelf(page: str) -> tuple[str, str]:
    """What is offered, and what is kept aside for other sizes."""
    offered, _, aside = page.partition("Others, for other sizes of group")
    return offered, aside


def test_a_new_plan_offers_what_runs_with_the_usual_sizes(host, url):
    offered, aside = shelf(text(host.get(url("plan_moment"))))

    assert 'value="contrast-round-60" checked' in offered
    assert 'value="case-clinic"' in offered
    assert 'value="troika"' in aside
    assert 'value="standing-circle"' in aside


@pytest.mark.parametrize(
    ("protocol", "low", "high"), [("troika", 3, 3), ("standing-circle", 8, 8), ("wise-crowd", 4, 6)]
)
def test_a_plan_with_a_protocol_from_the_library_takes_its_sizes(host, url, protocol, low, high):
    page = text(host.get(url("plan_moment") + f"?protocol={protocol}"))

    assert f'name="size_low" value="{low}"' in page
    assert f'name="size_high" value="{high}"' in page
    assert f'value="{protocol}" checked' in shelf(page)[0]


def test_a_protocol_that_does_not_run_with_the_sizes_is_not_planned(host, url, said):  # noqa: F811
    page = text(host.post(url("plan_moment"), said | {"protocol": "troika"}))

    assert "“Troika” runs with 3 people in a group." in page
    assert 'value="troika" checked' in page


def test_with_its_sizes_it_is_planned(host, url, said):  # noqa: F811
    answer = host.post(url("plan_moment"), said | {"protocol": "troika", "size_low": "3", "size_high": "3"})

    assert answer.status_code == 302
