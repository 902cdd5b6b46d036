"""The engine in a process of its own, so that pages and rooms never wait for a search.

In a thread it would share the interpreter's lock with them: where there is no compiler a search in Python would
take half of every page's time. The process comes last when the processor is short, and ends when the one that
began it is gone. Both ends are this file; it needs no Django, so that it starts quickly.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Protocol

from juncture.engine import grouping

SPEAKS_EVERY = 0.5  # seconds
# "Take the best so far" leaves a twentieth of the moves to cool down in (docs/composer.md), and forty batches at least.
LANDING, LEAST_LANDING = 20, 160_000
NICENESS = 10


class EngineDied(RuntimeError):
    """The process ended without an answer, as when the memory is short."""


class EngineRefused(RuntimeError):
    """The engine can't answer this; the text says why and can be shown."""


@dataclass(frozen=True)
class Heard:
    """How far a search has come."""

    share: float = 0.0
    best: float = 0.0


class Reply(Enum):
    GO_ON = auto()
    LAND = auto()
    LEAVE = auto()


Line = Connection  # of pickled tasks and answers, between our own two processes
Hear = Callable[[Heard], Reply]


class Task(Protocol):
    def done(self, line: Line) -> grouping.Result: ...


@dataclass(frozen=True)
class Solve:
    problem: grouping.Problem
    moves: int
    seed: int

    def done(self, line: Line) -> grouping.Result:
        return grouping.solve(self.problem, _Watched(line, self.moves), self.seed)


@dataclass(frozen=True)
class Again:
    problem: grouping.Problem
    groups: Mapping[int, Sequence[str]]
    keep: frozenset[str]
    moves: int
    seed: int

    def done(self, line: Line) -> grouping.Result:
        stop = _Watched(line, self.moves)
        return grouping.compose_again(self.problem, self.groups, stop, self.seed, self.keep).result


@dataclass(frozen=True)
class Rescore:
    problem: grouping.Problem
    groups: Mapping[int, Sequence[str]]

    def done(self, line: Line) -> grouping.Result:
        return grouping.rescore(self.problem, self.groups)


class Apart:
    """`with Apart() as engine: engine.ask(task, hear)`, as many tasks as one likes, one after the other."""

    def __enter__(self) -> Apart:
        ours, theirs = socket.socketpair()
        with theirs:
            paths = os.pathsep.join(path for path in sys.path if path)
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "juncture.post.apart", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is for the server, which ends us in its own time
            )
        self._line: Line = Connection(ours.detach())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()

    def ask(self, task: Task, hear: Hear) -> grouping.Result | None:
        """The task's result; `hear` is asked every second at least, and None comes where it said LEAVE."""
        try:
            self._line.send(task)
            return self._listen(hear)
        except (EOFError, OSError) as silence:
            raise EngineDied(f"It ended with {self._process.wait()}.") from silence

    def _listen(self, hear: Hear) -> grouping.Result | None:
        heard, landing = Heard(), False
        while True:
            if self._line.poll(2 * SPEAKS_EVERY):
                said = self._line.recv()
                if isinstance(said, grouping.Result):
                    return said
                if isinstance(said, EngineRefused):
                    raise said
                heard = said
            reply = hear(heard)
            if reply is Reply.LEAVE:
                return None
            if reply is Reply.LAND and not landing:
                landing = True
                self._line.send(reply)


class _Watched(grouping.Landing):
    """So many moves, with a word about the best every half second and an ear for being told to land."""

    def __init__(self, line: Line, moves: int) -> None:
        super().__init__(grouping.Iterations(moves), max(moves // LANDING, LEAST_LANDING))
        self._line, self._spoke = line, 0.0

    def __call__(self, progress: grouping.Progress) -> bool:
        now = time.monotonic()
        if now - self._spoke >= SPEAKS_EVERY:
            self._spoke = now
            if self._line.poll():
                self._line.recv()  # or EOFError, where nobody waits for us any more
                self.land()
            self._line.send(Heard(self.share(progress) or 0.0, progress.best))
        return super().__call__(progress)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    line: Line = Connection(int(sys.argv[1]))
    try:
        while True:
            task = line.recv()
            if task is Reply.LAND:
                continue  # told just as the task before was done
            try:
                answer: object = task.done(line)
            except grouping.GroupingError as refusal:
                answer = EngineRefused(str(refusal))
            line.send(answer)
    except (EOFError, OSError):
        return


if __name__ == "__main__":
    # What comes over the line is named after the module, not after the program that was started.
    from juncture.post.apart import main as begin

    begin()
