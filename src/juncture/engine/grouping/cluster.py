"""Blocks solved on other machines, by dask.distributed. Imported only when a scheduler is named.

Each block takes its own share of the moves and its own seed along, and answers come back in the blocks' order:
how many workers there are, and which of them was faster, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from juncture.engine.grouping.errors import ClusterTrouble

Task = TypeVar("Task")
Answer = TypeVar("Answer")

PATIENCE = 10.0  # seconds to reach the scheduler, and its first worker


class Cluster:
    """Workers at a scheduler's address, such as tcp://10.0.0.5:8786."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address

    @property
    def at_once(self) -> int:
        """How many blocks run side by side."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(int(worker["nthreads"]) for worker in workers))

    def each(self, function: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """The answers in the order of the tasks. A worker that is lost has its block done again by another."""
        futures = self._client.map(function, tasks, pure=False)
        try:
            answers: list[Answer] = self._client.gather(futures)
        except (ConnectionError, TimeoutError, _lost()) as error:
            raise ClusterTrouble(
                f"The workers at {self._address} were lost on the way ({type(error).__name__}); "
                "start again, or compose without them."
            ) from error
        finally:
            self._client.cancel(futures)
        return answers


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """The cluster at an address. Says so when it isn't there or has nobody to work."""
    try:
        from distributed import Client
    except ImportError as missing:
        raise ClusterTrouble(
            "dask.distributed isn't installed here; pip install 'juncture[large]' brings it."
        ) from missing
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterTrouble(
            f"There is no scheduler at {address}; start one with “dask scheduler”, or leave it out."
        ) from error
    try:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterTrouble(
                f"The scheduler at {address} has no workers; start some with “dask worker {address}”."
            ) from error
        yield Cluster(client, address)
    finally:
        client.close()


def _lost() -> type[Exception]:
    from distributed import KilledWorker

    lost: type[Exception] = KilledWorker
    return lost
