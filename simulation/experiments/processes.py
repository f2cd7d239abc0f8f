"""Worker processes: how many, with one thread each, ended with the process that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from simulation.refusal import Refusal, Verbatim

# No NUMBA_ name: numba, seeing one change, forgets its cache folder; and our compiled code starts no threads.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


Begun = TypeVar("Begun")
Item = TypeVar("Item")
Found = TypeVar("Found")


class Interrupted(KeyboardInterrupt):
    """Stopped by the user; its text says what is kept."""


class Lost(Refusal):
    """Those who did the work are gone before it was done."""

    def keeping(self, kept: str) -> Lost:
        """The same, and what is kept."""
        return Lost(self.where, Verbatim(f"{self.found}; {kept}"), self.expected, self.remedy)


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def unguarded() -> Lost:
    """What is said where workers ended before their time."""
    found = Verbatim("worker processes that ended before their work")
    remedy = 'call it beneath `if __name__ == "__main__":`, use fewer workers if memory is short, or workers=1'
    return Lost("workers", found, "processes that live until the comparison is done", remedy)


def pooled(
    work: Callable[[Begun, Item, Callable[[], bool]], Found],
    items: Sequence[Item],
    workers: int,
    begin: Callable[..., Begun],
    setting: tuple[Any, ...],
) -> Generator[Found, None, None]:
    """`work(begun, item, stopped)` of each item, as it is done; each worker begins once, with `begin(*setting)`.

    `stopped()` holds once nobody waits for more. The parent alone listens to Ctrl-C.
    """
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    with one_thread_each(), ProcessPoolExecutor(workers, context, begin_worker, (stop, begin, setting)) as pool:
        try:
            with held(signal.SIGINT):
                futures = [pool.submit(in_worker, work, item) for item in items]
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool:
            raise unguarded() from None
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)


_begun: list[Any] = []  # in a worker: what it began with, and whether to stop


def begin_worker(stop: Any, begin: Callable[..., Any], setting: tuple[Any, ...]) -> None:
    """The parent takes its workers along if killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    _begun[:] = begin(*setting), stop.is_set


def in_worker(work: Callable[[Any, Item, Callable[[], bool]], Found], item: Item) -> Found:
    """What comes of an item, in a worker that has begun."""
    begun, stopped = _begun
    return work(begun, item, stopped)


def end_with_parent() -> None:
    """A pool's worker waits for work for ever, also from a parent that is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def held(*signals: signal.Signals) -> Iterator[None]:
    """Signals wait meanwhile; processes started meanwhile have them wait until they say otherwise."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes started meanwhile use one thread each: the processors are shared out already."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
