import pytest

from juncture.practice.library.protocols import shipped_protocols


def test_the_library_lists_every_protocol_with_its_minutes(host):
    page = host.get("/c/northlight/library/").content.decode()

    for protocol in shipped_protocols().values():
        assert f"/c/northlight/library/{protocol.id}/" in page
        assert f"{protocol.minutes:g} minutes" in page


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda each: each.id)
def test_a_protocol_shows_its_steps_prompts_rules_and_what_they_stand_on(host, protocol):
    page = host.get(f"/c/northlight/library/{protocol.id}/").content.decode()

    for step in protocol.steps:
        assert step.title in page
        assert all(prompt.ask in page for prompt in step.prompts)
    assert "Nothing is summed up before" in page
    assert "Thompson, Gentner, Loewenstein 2000" in page
    assert f"?protocol={protocol.id}" in page


@pytest.mark.parametrize("name", ["no-such-protocol", "..", "x" * 300])
def test_a_protocol_that_is_not_there_is_not_found(host, name):
    assert host.get(f"/c/northlight/library/{name}/").status_code == 404
