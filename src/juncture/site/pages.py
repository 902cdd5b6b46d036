"""Django's pages, worked out on a few threads that last.

Django's own handler gives each request a new thread, changes to it three times, and opens a connection to the
database there that is closed with it. Here a request is answered in one go, by the thread that was used last, and the
thread's connection stays open (CONN_MAX_AGE). Pages take turns, since threads that compute at once only get in each
other's way; one that takes long gives up its turn and goes on beside the others. docs/running.md has the figures.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any, cast

import django
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from juncture.site.turns import Turns

THREADS = 32
"""Requests that are answered at once; further ones wait. Each thread may hold a connection to the database."""
TURNS = 1
LONGEST_TURN = 0.15
"""Seconds. Far more than a page takes; what composes groups or sets a PDF, or waits for the database, takes more."""


def pages() -> "Pages":
    """For this process, with Django set up."""
    django.setup(set_prefix=False)
    return Pages()


class Pages(ASGIHandler):
    def __init__(self) -> None:
        super().__init__()
        self._idle: list[Executor] = []
        self._threads = Turns(THREADS)
        self._turns = Turns(TURNS)

    def load_middleware(self, is_async: bool = False) -> None:
        """All of it synchronous, as the views are: a request then stays on its thread."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Holds a thread only from when the request is here whole until the answer is: slow lines hold none."""
        try:
            body: IO[bytes] = await self.read_body(receive)
        except RequestAborted:
            return
        gone = asyncio.ensure_future(receive())  # all that can still come is that nobody waits any more
        who = _visitor(scope)
        try:
            async with self._place(who), self._turn(who), self._thread() as thread:
                if gone.done():
                    body.close()
                    return
                answer = asyncio.get_running_loop().run_in_executor(
                    thread, copy_context().run, self._answered, scope, body
                )
                response = await asyncio.shield(answer)
        finally:
            gone.cancel()
        await self.send_response(response, send)

    @contextlib.asynccontextmanager
    async def _place(self, who: str) -> AsyncIterator[None]:
        await self._threads.acquire(who)
        try:
            yield
        finally:
            self._threads.release()

    @contextlib.asynccontextmanager
    async def _turn(self, who: str) -> AsyncIterator[None]:
        await self._turns.acquire(who)
        loop = asyncio.get_running_loop()
        given_up = loop.call_later(LONGEST_TURN, self._turns.release)
        try:
            yield
        finally:
            if loop.time() < given_up.when():
                given_up.cancel()
                self._turns.release()

    @contextlib.asynccontextmanager
    async def _thread(self) -> AsyncIterator[Executor]:
        thread = self._idle.pop() if self._idle else ThreadPoolExecutor(1, thread_name_prefix="page")
        try:
            yield thread
        finally:
            self._idle.append(thread)

    def _answered(self, scope: Any, body: IO[bytes]) -> HttpResponseBase:
        """The answer with all of its content, on the thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response = cast(HttpResponseBase, refused if request is None else self.get_response(request))
        response._handler_class = type(self)  # type: ignore[attr-defined]
        try:
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = _one_by_one(
                    list(cast(Iterable[bytes], response.streaming_content))
                )
        finally:
            response.close()
            body.close()
        return response


def _visitor(scope: Any) -> str:
    """One browser, as far as can be told before anything is looked up: only who waits for whom hangs on it."""
    cookies = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"), "")
    return cookies or str((scope.get("client") or ("",))[0])


async def _one_by_one(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
