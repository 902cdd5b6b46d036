"""The thread in the one process that carries on the searches hosts have asked for, one after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections, connections
from django.utils.translation import gettext as _
from django_scopes import scope

from juncture.post.apart import Again, Apart, EngineDied, EngineRefused, Heard, Reply, Rescore, Solve, Task
from juncture.practice.journal.models import Entry
from juncture.practice.journal.recording import recorded
from juncture.practice.moments.staying import why_groups_stay
from juncture.practice.rounds import searching
from juncture.practice.rounds.arranging import as_groups
from juncture.practice.rounds.models import Search
from juncture.practice.rounds.searching import Ground, Word

log = logging.getLogger("juncture.composer")

REPLIES = {Word.GO_ON: Reply.GO_ON, Word.LAND: Reply.LAND, Word.LEAVE: Reply.LEAVE}


class Composer:
    """`start()` and `stop()`; several processes may each have one. A search is carried on by one of them."""

    def __init__(self, interval: float = 2.0) -> None:
        self.interval = interval
        self._stopping = Event()
        self._wanted = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        self._stopping.clear()
        recorded.connect(self._hear)
        self._thread = Thread(target=self._run, name="juncture-composer", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends at once: the search in hand is given back, and the next start takes it up."""
        recorded.disconnect(self._hear)
        self._stopping.set()
        self._wanted.set()
        if self._thread:
            self._thread.join(timeout)

    def _hear(self, entry: Entry, **_rest: object) -> None:
        if entry.verb == "search_asked":
            self._wanted.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            close_old_connections()
            try:
                carry_on_searches(lambda: not self._stopping.is_set())
            except Exception:  # the database may be away for a while; the composer stays
                log.exception("no search could be carried on; it tries again")
            self._wanted.wait(self.interval)
            self._wanted.clear()
        connections.close_all()


def carry_on_searches(go_on: Callable[[], bool] = lambda: True) -> int:
    """Every search that nobody else carries on; returns how many were taken up."""
    count = 0
    while go_on() and (search := searching.claim()):
        count += 1
        with scope(community=search.round.community):
            _carry_on(search, go_on)
    return count


def _carry_on(search: Search, go_on: Callable[[], bool]) -> None:
    try:
        _search(search, go_on)
    except EngineRefused as refusal:
        searching.fail(search, str(refusal))
    except EngineDied:
        log.exception("search %s: the engine's process ended before its time", search.pk)
        searching.give_back(search, counted=True)
    except Exception:  # one search's trouble, of whatever kind, is not the next one's
        log.exception("search %s could not be carried on", search.pk)
        searching.fail(
            search,
            _("Something broke on our side, and the groups are as they were. The server's log says what."),
        )


def _search(search: Search, go_on: Callable[[], bool]) -> None:
    ground = searching.begin(search, why_groups_stay)
    if ground is None:
        return
    so_far = Heard()

    def hear(heard: Heard) -> Reply:
        nonlocal so_far
        so_far = heard if heard.share > so_far.share else so_far
        if not go_on():
            return Reply.LEAVE
        try:
            return REPLIES[searching.report(search, so_far.share, so_far.best, why_groups_stay)]
        except DatabaseError:  # locked or away for a moment; what is found doesn't need it before its end
            log.warning("search %s goes on, the database can't note how far it is", search.pk)
            return Reply.GO_ON

    with Apart() as engine:
        result = engine.ask(_task(search, ground), hear)
        arrangement = ground.arrangement(result) if result is not None else None
        looked = (
            engine.ask(Rescore(ground.here.open_problem, as_groups(arrangement)), hear)
            if arrangement is not None
            else None
        )
    if result is not None and arrangement is not None and looked is not None:
        searching.finish(search, ground, arrangement, result, looked, why_groups_stay)
    elif not go_on():
        searching.give_back(search, counted=False)


def _task(search: Search, ground: Ground) -> Task:
    rest = ground.rest
    if rest is None:
        return Solve(ground.here.problem(), search.moves, search.seed)
    return Again(rest.problem, rest.groups, rest.keep, search.moves, search.seed)
