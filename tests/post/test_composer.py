"""Searches are carried on by an engine in a process of its own, which ends with whoever asked it."""

from time import monotonic, sleep

import pytest
from django_scopes import scope

from juncture.engine.grouping import Person, Problem
from juncture.post.apart import Apart, EngineDied, EngineRefused, Heard, Reply, Rescore, Solve
from juncture.post.composer import Composer, carry_on_searches
from juncture.practice.models import Search
from juncture.practice.rounds.arranging import current
from juncture.practice.rounds.asking import begin_search
from tests.conftest import Cast
from tests.factories import make_people, plan_for

ENDLESS = 10**12


def problem(people: int = 40) -> Problem:
    return Problem(tuple(Person(str(n), lean=str(n % 3), tension="t") for n in range(people)))


def go_on(_heard: Heard) -> Reply:
    return Reply.GO_ON


def test_told_to_land_it_comes_down_with_everybody_seated() -> None:
    heard: list[Heard] = []

    def land_soon(now: Heard) -> Reply:
        heard.append(now)
        return Reply.LAND if now.best else Reply.GO_ON

    with Apart() as engine:
        result = engine.ask(Solve(problem(), 50_000_000, 1), land_soon)

    assert result is not None
    assert len(result.seats) == 40
    assert result.iterations < 40_000_000
    assert 0 < max(now.share for now in heard) <= 1


def test_told_to_leave_it_is_gone() -> None:
    with Apart() as engine:
        assert engine.ask(Solve(problem(), ENDLESS, 1), lambda _: Reply.LEAVE) is None

    assert engine._process.poll() is not None


def test_it_ends_by_itself_when_whoever_asked_is_gone() -> None:
    with Apart() as engine:
        engine._line.send(Solve(problem(), ENDLESS, 1))
        assert isinstance(engine._line.recv(), Heard)
        engine._line.close()  # as the system does for a server that was killed

        assert engine._process.wait(timeout=20) == 0


def test_killed_it_is_missed() -> None:
    with Apart() as engine:

        def kill(_heard: Heard) -> Reply:
            engine._process.kill()
            return Reply.GO_ON

        with pytest.raises(EngineDied):
            engine.ask(Solve(problem(), ENDLESS, 1), kill)


def test_what_the_engine_refuses_comes_back_as_its_sentence() -> None:
    nobody = Rescore(problem(), {1: ["0", "nobody"]})

    with Apart() as engine, pytest.raises(EngineRefused, match="not among the people"):
        engine.ask(nobody, go_on)


@pytest.fixture
def search(cast: Cast) -> Search:
    moment = plan_for(cast.amara, make_people(cast.community, 12))
    return begin_search(moment.round, "anew", 12, by=cast.amara, seed=3)


def test_a_search_is_carried_on_to_its_groups(search: Search) -> None:
    assert carry_on_searches() == 1

    search.refresh_from_db()
    assert (search.ended, search.message) == ("done", "")
    assert search.composition == current(search.round)
    assert search.composition is not None
    assert search.composition.seats.count() == 12
    assert search.best == search.composition.score["total"]


def test_a_stop_of_the_server_gives_it_back(search: Search) -> None:
    asked = iter([True])

    carry_on_searches(lambda: next(asked, False))

    search.refresh_from_db()
    assert (search.claimed_at, search.tries, search.ended) == (None, 0, "")
    assert carry_on_searches() == 1  # the next start takes it up
    assert current(search.round) is not None


def test_trouble_ends_it_with_what_to_do_and_leaves_the_groups(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("juncture.post.composer._search", broken)

    carry_on_searches()

    search.refresh_from_db()
    assert search.ended == "failed"
    assert "the groups are as they were" in search.message
    assert current(search.round) is None


@pytest.mark.django_db(transaction=True)
def test_the_composer_hears_at_once_what_was_asked_and_stops_when_told(cast: Cast, real_file: None) -> None:
    composer = Composer(interval=600)
    moment = plan_for(cast.amara, make_people(cast.community, 12))
    composer.start()
    sleep(0.5)  # it has looked, and waits
    try:
        search = begin_search(moment.round, "anew", 12, by=cast.amara)
        end = monotonic() + 60
        while not Search.objects.exclude(ended_at=None).filter(pk=search.pk).exists():
            assert monotonic() < end, "it did not end in time"
            sleep(0.05)
    finally:
        composer.stop()

    assert composer._thread is not None
    assert not composer._thread.is_alive()
    with scope(community=cast.community):
        assert current(moment.round) is not None
