"""Splits measured in worlds: what each brings beyond no campaign, here or in processes that live as long as the search."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from simulation.experiments import processes, replicate, sending
from simulation.experiments.store import Store
from simulation.refusal import Refusal

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]
Wanted = tuple[int, int, Any]  # scenario by its place, world, strategy

# What can be made as large as possible, and the total of a run it is a gain of.
OBJECTIVES = {"buyers": "buyers", "profit": "profit", "gmv": "gmv", "reach": "reach"}
KEPT = (*OBJECTIVES.values(), "spend")


class OutOfTime(Exception):
    """There is no time for what was asked; what is finished is kept."""


class Measure(Protocol):
    """What splits bring in worlds, beyond no campaign in the same world; shape (splits, worlds)."""

    def __call__(self, splits: Sequence[Any], worlds: Sequence[int], place: int = 0, metric: str = "") -> Floats:
        """The objective, or another metric; `place` is that of the scenario among those given. May raise OutOfTime."""


class Bench:
    """Measures splits in the worlds of some scenarios that differ in their budget; remembers what it has measured.

    With a store every run is kept and none is made twice. `until` is the time (time.monotonic) after which nothing new
    is begun: OutOfTime is raised then.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        assumptions: str,
        objective: str,
        workers: int | None = None,
        store: Store | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.scenarios, self.assumptions, self.objective = list(scenarios), assumptions, objective
        self.workers = processes.processors() if workers is None else checked_workers(workers)
        self.store, self.progress = store, progress
        self.until: float | None = None
        self.expected = 0  # runs in all, as far as is known
        self.made = 0  # runs made or read
        self._known: dict[Wanted, tuple[float, ...]] = {}
        self._open = ExitStack()
        self._pool: ProcessPoolExecutor | None = None
        self._stop: Any = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stop is not None:
            self._stop.set()
        self._open.close()

    def __call__(self, splits: Sequence[Any], worlds: Sequence[int], place: int = 0, metric: str = "") -> Floats:
        """See `Measure`."""
        control, column = _control(), KEPT.index(OBJECTIVES[metric or self.objective])
        everybody = [control, *splits]
        self._make([(place, world, one) for world in worlds for one in dict.fromkeys(everybody)])
        totals = [[self._known[place, world, one][column] for world in worlds] for one in everybody]
        found = np.array(totals)
        gains: Floats = found[1:] - found[0]
        return gains

    def spend(self, split: Any, worlds: Sequence[int], place: int = 0) -> Floats:
        """CNY a split has spent in worlds it was measured in; shape (worlds,)."""
        return np.array([self._known[place, world, split][-1] for world in worlds])

    # ----------------------------------------------------------------------------------------------------------- runs

    def _make(self, wanted: Sequence[Wanted]) -> None:
        missing = [one for one in wanted if one not in self._known]
        if not missing:
            return
        if not self._known:
            missing = self._first(missing)  # compiled code is on disk before anybody else wants it
        chunks = _chunks(missing, self.workers)
        for made in self._in_turn(chunks) if self.workers == 1 or len(chunks) < 2 else self._together(chunks):
            self._take(made)
        if any(one not in self._known for one in missing):
            raise OutOfTime

    def _first(self, missing: list[Wanted]) -> list[Wanted]:
        for made in self._in_turn([missing[:1]]):
            self._take(made)
        return missing[1:]

    def _take(self, made: list[tuple[Wanted, tuple[float, ...]]]) -> None:
        self._known.update(made)
        self.made += len(made)
        if self.progress is not None:
            self.progress(self.made, max(self.made, self.expected))

    def _late(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def _in_turn(self, chunks: list[list[Wanted]]) -> Iterator[list[tuple[Wanted, tuple[float, ...]]]]:
        for chunk in chunks:
            yield totals(self.scenarios, self.assumptions, chunk, self.store, self._check_time)

    def _check_time(self, *_: int) -> None:
        if self._late():
            raise OutOfTime

    def _together(self, chunks: list[list[Wanted]]) -> Iterator[list[tuple[Wanted, tuple[float, ...]]]]:
        pool, stop = self._workers()
        with processes.held(signal.SIGINT):
            waiting: set[Future[Any]] = {pool.submit(processes.in_worker, _chunk, chunk) for chunk in chunks}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                if self._late() and not stop.is_set():
                    stop.set()
                    waiting = {future for future in waiting if not future.cancel()}
        except BrokenProcessPool:
            raise processes.unguarded() from None
        except BaseException:
            stop.set()
            raise
        stop.clear()

    def _workers(self) -> tuple[ProcessPoolExecutor, Any]:
        """The processes; they are started once."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            folder = self._open.enter_context(TemporaryDirectory(prefix="wom-", ignore_cleanup_errors=True))
            self._open.enter_context(processes.one_thread_each())
            self._stop = context.Event()
            setting = (sending.packed(self.scenarios, Path(folder)), Path(folder), self.assumptions, self.store)
            self._pool = ProcessPoolExecutor(self.workers, context, processes.begin_worker, (self._stop, _begin, setting))
            self._open.callback(self._pool.shutdown, wait=True, cancel_futures=True)
        return self._pool, self._stop


def checked_workers(workers: object) -> int:
    """A number of processes."""
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 1024:
        raise Refusal("workers", workers, "a whole number from 1 to 1024", "leave it out to use every processor")
    return workers


def totals(
    scenarios: Sequence[Scenario], assumptions: str, wanted: Sequence[Wanted], store: Store | None, tell: Progress | None = None
) -> list[tuple[Wanted, tuple[float, ...]]]:
    """Each wanted run with its totals in the order of KEPT."""
    tasks = [replicate.Task(place, assumptions, world, strategy) for place, world, strategy in wanted]
    records = replicate.runs(scenarios, tasks, 1, store, tell)
    return [(one, tuple(float(record.totals[name] or 0.0) for name in KEPT)) for one, record in zip(wanted, records, strict=True)]


def _control() -> Any:
    from simulation.actors.strategies.no_campaign import NoCampaign

    return NoCampaign()


def _chunks(wanted: Sequence[Wanted], workers: int) -> list[list[Wanted]]:
    """The runs of one world together, in as many pieces as give every worker something to do."""
    worlds: dict[tuple[int, int], list[Wanted]] = {}
    for one in wanted:
        worlds.setdefault(one[:2], []).append(one)
    pieces = -(-workers // len(worlds))
    return [part[n::pieces] for part in worlds.values() for n in range(min(pieces, len(part)))]


# ------------------------------------------------------------------------------------------------------- in a worker


class _Here(NamedTuple):
    """What a worker keeps."""

    scenarios: list[Scenario]
    assumptions: str
    store: Store | None


class _Stopped(Exception):
    """Nobody waits for more."""


def _begin(scenarios: bytes, folder: Path, assumptions: str, store: Store | None) -> _Here:
    return _Here(sending.unpacked(scenarios, folder), assumptions, store)


def _chunk(here: _Here, wanted: list[Wanted], stopped: Callable[[], bool]) -> list[tuple[Wanted, tuple[float, ...]]]:
    """The runs of a chunk; none of them if it is stopped on the way, though those made are in the store."""

    def tell(*_: int) -> None:
        if stopped():
            raise _Stopped

    try:
        return totals(here.scenarios, here.assumptions, wanted, here.store, tell)
    except _Stopped:
        return []
