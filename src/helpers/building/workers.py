"""Where the work is done: in this process, in several on this machine, or on a Dask cluster; each gives the same."""

import os
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Protocol, TypeVar

from helpers.errors import UserError
from helpers.fingerprint import PACKAGE, hash_files, own_version, package_versions, table_sources

__all__ = ["Run", "open_workers"]

_TASKS_EACH = 3  # that a worker has at a time: the one it is at and two that wait
_ATTEMPTS = 3  # times that a task may bring its worker down
_CONNECT_SECONDS = 10

Task = TypeVar("Task")
Result = TypeVar("Result")


class Run(Protocol):
    """Do a task for each item, wherever, and yield the results in the order of the items."""

    def __call__(
        self, function: Callable[[Task], Result], items: Iterable[Task]
    ) -> Iterator[Result]:  # pragma: no cover
        """Yield function(item) for each item."""
        ...


@contextmanager
def open_workers(workers: int = 1, scheduler: str = "") -> Iterator[Run]:
    """Give a way to run tasks: on a Dask scheduler's workers, on so many processes, or in this process.

    A task must be safe to do twice: one whose worker was killed is done again. Raises UserError for a scheduler that can't be
    reached, has no workers, or whose workers have other code or packages, and for tasks that bring down their workers again and again.
    """
    if scheduler:
        with _connect(scheduler) as client:
            yield _Cluster(client)
    elif workers > 1:
        pool = _Pool(workers)
        try:
            yield pool
        finally:
            pool.close()
    else:
        yield _run_here


def _run_here(function: Callable[[Task], Result], items: Iterable[Task]) -> Iterator[Result]:
    yield from map(function, items)


class _Executor(ABC):
    """Hands tasks to an executor, and takes the results in order; no more are handed out than keep the workers busy."""

    @abstractmethod
    def submit(self, function: Callable[[Task], Result], item: Task) -> "Future[Result]":
        """Hand out one task."""

    @abstractmethod
    def count(self) -> int:
        """Return the number of workers."""

    def __call__(self, function: Callable[[Task], Result], items: Iterable[Task]) -> Iterator[Result]:
        source = iter(items)
        held: deque[Task] = deque()
        futures: deque[Future[Result]] = deque()
        n_lost = 0
        try:
            while True:
                try:
                    held.extend(islice(source, max(0, self.count() * _TASKS_EACH - len(held))))
                    while len(futures) < len(held):
                        futures.append(self.submit(function, held[len(futures)]))
                    if not held:
                        return
                    result = futures[0].result()
                except BrokenProcessPool:
                    n_lost += 1
                    self.revive(n_lost)
                    futures.clear()
                    continue
                n_lost = 0
                held.popleft()
                futures.popleft()
                yield result
        finally:
            for future in futures:
                future.cancel()

    def revive(self, n_lost: int) -> None:
        """Start the workers anew after one was lost for the n-th time without a result between."""
        raise NotImplementedError


def _end_with_parent() -> None:
    """Have this process end when the one that started it is gone: where that was killed, it would wait for work for ever."""
    parent = parent_process()
    assert parent

    def follow() -> None:
        parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


class _Pool(_Executor):
    """Processes on this machine; when one is killed, all are started anew and go on with what is not done."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Forking would copy the locks of pyarrow's threads, which nobody in the copy would open again.
        spawn = get_context("spawn")
        return ProcessPoolExecutor(max_workers=self._workers, mp_context=spawn, initializer=_end_with_parent)

    def submit(self, function: Callable[[Task], Result], item: Task) -> "Future[Result]":
        return self._executor.submit(function, item)

    def count(self) -> int:
        return self._workers

    def revive(self, n_lost: int) -> None:
        if n_lost >= _ATTEMPTS:
            raise UserError(
                "A worker process was ended from outside three times at the same work, most likely for want of memory. "
                "What was finished is kept: run the command again with fewer --workers."
            )
        self.close()
        self._executor = self._start()

    def close(self) -> None:
        """End the processes."""
        self._executor.shutdown(cancel_futures=True)

    def __call__(self, function: Callable[[Task], Result], items: Iterable[Task]) -> Iterator[Result]:
        source = iter(items)
        few = list(islice(source, 2))
        if len(few) < 2:  # not worth a process
            return map(function, few)
        return super().__call__(function, chain(few, source))


class _Cluster(_Executor):
    """The workers of a Dask scheduler, which hands what a lost worker had to another."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)

    def submit(self, function: Callable[[Task], Result], item: Task) -> "Future[Result]":
        future: Future[Result] = self._executor.submit(function, item)
        return future

    def count(self) -> int:
        return sum(self._client.nthreads().values()) or 1

    def __call__(self, function: Callable[[Task], Result], items: Iterable[Task]) -> Iterator[Result]:
        from distributed import KilledWorker

        try:
            yield from super().__call__(function, items)
        except KilledWorker as error:
            raise UserError(
                f"Workers of the cluster were lost again and again at the same work, most likely for want of memory ({error.last_worker}). "
                "What was finished is kept: run the command again with workers that have more."
            ) from None


@contextmanager
def _connect(scheduler: str) -> Iterator[Any]:
    """Connect to a scheduler whose workers have what this machine has."""
    import distributed

    connect: Any = distributed.Client
    try:
        client = connect(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(
            f"The scheduler {scheduler} cannot be reached: {error}. Start one with `dask scheduler`, and workers with `dask worker {scheduler}`."
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError:
            raise UserError(
                f"The scheduler {scheduler} has no workers. Start some: dask worker {scheduler}"
            ) from None
        here = _installed()
        for worker, there in client.run(_installed, on_error="return").items():
            if isinstance(there, BaseException):
                raise UserError(
                    f"The worker {worker} cannot run Fangzhi {own_version()}: {there!r}. Install the same version there."
                )
            other = [
                f"{name} {there.get(name)} instead of {here[name]}"
                for name in here
                if there.get(name) != here[name]
            ]
            if other:
                raise UserError(
                    f"The worker {worker} has {', '.join(other)}. Install what this machine has, from the same lock file."
                )
        yield client


def _installed() -> dict[str, Any]:
    """Return what results depend on, of the machine that this runs on."""
    return {
        "fangzhi": own_version(),
        "code": hash_files(table_sources(), PACKAGE)[:12],
        **package_versions(),
    }
