import pytest
from django.utils.html import escape

from juncture.practice.library.findings import findings_for
from juncture.practice.library.protocols import shipped_protocols


def test_the_library_lists_every_protocol_with_its_minutes(host):
    page = host.get("/c/northlight/library/").content.decode()

    for protocol in shipped_protocols().values():
        assert f"/c/northlight/library/{protocol.id}/" in page
        assert protocol.about[:40] in page
        assert f"{protocol.minutes:g} " in page


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda each: each.id)
def test_a_protocol_shows_its_steps_prompts_rules_and_what_they_stand_on(host, protocol):
    page = host.get(f"/c/northlight/library/{protocol.id}/").content.decode()

    for step in protocol.steps:
        assert escape(step.title) in page
        assert escape(step.say) in page
        assert all(escape(prompt.ask) in page for prompt in step.prompts)
    assert "Nothing is summed up before" in page
    assert escape(protocol.origin) in page
    assert all(escape(role.does) in page for role in protocol.roles)
    assert all(finding.source in page for finding in findings_for(protocol))
    assert f"?protocol={protocol.id}" in page


@pytest.mark.parametrize("name", ["no-such-protocol", "..", "x" * 300])
def test_a_protocol_that_is_not_there_is_not_found(host, name):
    assert host.get(f"/c/northlight/library/{name}/").status_code == 404


def shown(page: str) -> set[str]:
    return {one for one in shipped_protocols() if f"/c/northlight/library/{one}/" in page}


@pytest.mark.parametrize(
    ("wish", "fit"),
    [
        ("people=3&suits=event", {"troika", "microlab", "contrast-round-25"}),
        ("suits=first_wins", {"first-win-rounds"}),
        ("minutes=30&people=4", {"contrast-round-25", "microlab"}),
        ("suits=relationship&people=8", {"peer-consultation", "balint-case"}),
        ("people=8&minutes=30&suits=first_wins", set()),
    ],
)
def test_the_library_shows_what_fits(host, wish, fit):
    assert shown(host.get(f"/c/northlight/library/?{wish}").content.decode()) == fit


@pytest.mark.parametrize("wish", ["people=99", "people=x&minutes=-1", "suits=%00", "minutes=" + "9" * 500])
def test_a_wish_that_can_not_be_read_hides_nothing(host, wish):
    assert shown(host.get(f"/c/northlight/library/?{wish}").content.decode()) == set(shipped_protocols())
