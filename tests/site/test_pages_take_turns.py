"""Pages on lasting threads: whom they wait for, and whom they don't."""

import asyncio
import threading

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from juncture.site import pages as house
from juncture.site.pages import Pages
from juncture.site.turns import Turns

_ended = threading.Event()
_begun: list[str] = []


def thread_name(request):
    return HttpResponse(threading.current_thread().name)


def long(request):
    _begun.append("long")
    assert _ended.wait(20)
    return HttpResponse("long")


def parts(request):
    return StreamingHttpResponse(f"part {number}\n" for number in range(3))


@csrf_exempt
def echo(request):
    return HttpResponse(request.body)


def connected(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(str(id(connection.connection)))


def fails(request):
    raise RuntimeError("out of order")


urlpatterns = [path(view.__name__, view) for view in (thread_name, long, parts, echo, connected, fails)]


@pytest.fixture
def served():
    _ended.clear()
    _begun.clear()
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        yield Pages()
    _ended.set()


class Visit:
    """One request, whose body comes and whose visitor goes when the test says so."""

    def __init__(self, served, where, *, whole=True, who=""):
        self.came = asyncio.Queue()
        self.sent = []
        if whole:
            self.body(b"")
        scope = {
            "type": "http",
            "method": "GET" if whole else "POST",
            "path": f"/{where}",
            "query_string": b"",
            "headers": [(b"host", b"testserver"), (b"cookie", f"visitor={who}".encode())],
        }
        self.task = asyncio.ensure_future(served(scope, self.came.get, self._send))

    async def _send(self, message):
        self.sent.append(message)

    def body(self, piece, more=False):
        self.came.put_nowait({"type": "http.request", "body": piece, "more_body": more})

    def leave(self):
        self.came.put_nowait({"type": "http.disconnect"})

    async def answer(self):
        await asyncio.wait_for(self.task, 20)
        return self.text

    @property
    def text(self):
        return b"".join(message.get("body", b"") for message in self.sent).decode()


async def _until(true):
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


async def test_one_after_another_is_answered_by_the_same_thread(served):
    names = [await Visit(served, "thread_name").answer() for _ in range(3)]

    assert len(set(names)) == 1
    assert names[0] != threading.current_thread().name


async def test_who_comes_at_once_takes_turns(served, monkeypatch):
    monkeypatch.setattr(house, "LONGEST_TURN", 60)
    visits = [Visit(served, "thread_name") for _ in range(20)]

    names = [await visit.answer() for visit in visits]

    assert len(set(names)) == 1


@pytest.mark.parametrize("places", ["THREADS", "TURNS"])
async def test_who_asks_for_two_hundred_pages_holds_up_nobody_else(served, monkeypatch, places):
    """Pages were answered in the order they were asked for: another member's waited behind all two hundred."""
    monkeypatch.setattr(house, "LONGEST_TURN", 60)
    if places == "THREADS":
        served._threads = Turns(1)
    answered = []
    first = Visit(served, "long", who="many")
    await _until(lambda: _begun)
    many = [Visit(served, "thread_name", who="many") for _ in range(200)]
    others = [Visit(served, "thread_name", who=name) for name in ("Jonas", "Priya")]
    for name, visits in (("many", [first, *many]), ("other", others)):
        for visit in visits:
            visit.task.add_done_callback(lambda _, name=name: answered.append(name))
    await asyncio.sleep(0.05)
    _ended.set()

    for visit in (first, *many, *others):
        await visit.answer()

    assert answered[:8].count("other") == 2  # behind a few that had begun
    assert answered.count("many") == 201


async def test_a_turn_of_who_has_gone_is_the_next_ones():
    turns = Turns(1)
    await turns.acquire("first")
    waiting = [asyncio.ensure_future(turns.acquire(who)) for who in ("gone", "given and gone", "here")]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    turns.release()
    waiting[1].cancel()

    await asyncio.wait_for(waiting[2], 5)

    assert turns.free == 0
    turns.release()
    assert turns.free == 1


async def test_a_page_that_takes_long_gives_up_its_turn(served):
    slow = Visit(served, "long")
    await _until(lambda: _begun)

    assert await Visit(served, "thread_name").answer()
    assert not slow.task.done()

    _ended.set()
    assert await slow.answer() == "long"
    assert len({await Visit(served, "thread_name").answer() for _ in range(3)}) == 1


async def test_a_turn_that_was_given_up_is_not_given_back_twice(served, monkeypatch):
    monkeypatch.setattr(house, "LONGEST_TURN", 0.01)
    slow = Visit(served, "long")
    await _until(lambda: _begun)
    await asyncio.sleep(0.05)
    _ended.set()
    await slow.answer()

    assert served._turns.free == house.TURNS


async def test_a_body_that_comes_slowly_holds_up_nobody(served):
    slow = [Visit(served, "echo", whole=False) for _ in range(house.THREADS + 1)]
    for visit in slow:
        visit.body(b"half and ", more=True)
    await asyncio.sleep(0)

    assert await Visit(served, "thread_name").answer()

    for visit in slow:
        visit.body(b"whole")
    assert {await visit.answer() for visit in slow} == {"half and whole"}


async def test_nothing_is_worked_out_for_who_has_left(served, monkeypatch):
    monkeypatch.setattr(house, "LONGEST_TURN", 60)
    Visit(served, "long")
    await _until(lambda: _begun)
    gone = Visit(served, "long")
    await asyncio.sleep(0)
    gone.leave()
    await asyncio.sleep(0.05)
    _ended.set()

    await gone.answer()

    assert _begun == ["long"]
    assert gone.sent == []


async def test_who_leaves_before_all_was_said_leaves_nothing_behind(served):
    gone = Visit(served, "echo", whole=False)
    gone.body(b"half", more=True)
    gone.leave()

    await gone.answer()

    assert gone.sent == []
    assert served._idle == []


async def test_parts_come_whole_and_django_hears_of_beginning_and_end(served):
    heard = []
    begin, end = (lambda **_: heard.append("begun")), (lambda **_: heard.append("ended"))
    request_started.connect(begin)
    request_finished.connect(end)
    try:
        assert await Visit(served, "parts").answer() == "part 0\npart 1\npart 2\n"
    finally:
        request_started.disconnect(begin)
        request_finished.disconnect(end)

    assert heard == ["begun", "ended"]


async def test_a_view_that_fails_is_a_page_that_says_so_and_the_next_is_served(served):
    failed = Visit(served, "fails")
    await failed.answer()

    assert failed.sent[0]["status"] == 500
    assert await Visit(served, "thread_name").answer()


@pytest.mark.django_db(transaction=True)
async def test_a_thread_keeps_its_connection(served):
    first = await Visit(served, "connected").answer()

    assert first == await Visit(served, "connected").answer()
    # In its own thread, since the test's database goes away after it.
    await asyncio.get_running_loop().run_in_executor(served._idle[0], connections.close_all)
