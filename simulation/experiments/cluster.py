"""Workers of a Dask cluster: refused unless their code is ours, given what all work shares once, replaced when they die.

A worker may be on another machine and see no file of ours. What items share is sent to it whole, networks included, and
stays there by its name for the next time; an item is some hundred bytes. A worker that lacks what is shared, because it
came late or was started anew, says so instead of working, is given it, and its item is handed out again.
"""

from __future__ import annotations

import io
import pickle
import platform
import signal
import sys
import warnings
from asyncio import CancelledError
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError as FutureCancelled
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, partial
from logging import CRITICAL
from multiprocessing import resource_tracker
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import cloudpickle
from distributed import Client, LocalCluster, as_completed, get_worker
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker
from distributed.utils import silence_logging_cmgr

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments import sending
from simulation.experiments.crews import Results, Shared, Stopped, Work
from simulation.experiments.processes import Lost, held, unguarded
from simulation.experiments.provenance import PACKAGES, package_version
from simulation.experiments.store import canonical, digest
from simulation.model.compiled import digest_of, edition
from simulation.refusal import Refusal, Verbatim

ANSWERS_WITHIN = 20  # seconds for a scheduler
MOST_TIMES = 10  # an item is handed out: each worker that died over it is followed by one that lacks the parcel
MOST_HELD = 4  # parcels at a worker: a cluster may serve several comparisons at a time


class Parcel(NamedTuple):
    """What all items share, as it travels; `files` by name."""

    name: str
    begin: Callable[[bytes, Any, Any], Any]
    data: bytes
    files: dict[str, bytes]

    @classmethod
    def of(cls, work: Work, shared: Shared) -> Parcel:
        """What so shared work begins with; only a worker with our code can have it already."""
        files = {file.name: file.read_bytes() for file in shared.folder.iterdir()} if shared.folder else {}
        name = digest(canonical([work.begin.__module__, shared.name, versions()]))
        return cls(name, work.begin, shared.data, files)


class Told(NamedTuple):
    """What a worker says of itself, and whether it has a parcel."""

    versions: dict[str, str | None]
    threads: int
    has: bool


class Lacking(NamedTuple):
    """Instead of a result: the worker at this address lacks the parcel."""

    address: str


def versions() -> dict[str, str | None]:
    """All that results and what travels depend on; a comparison's provenance names one of each."""
    packages = {name: package_version(name) for name in PACKAGES if name != "wom"}  # that one is told by its sources
    code = {"edition": edition(), "code of experiments": digest_of(("experiments",)), "Python": platform.python_version()}
    return {**code, **packages}


# ------------------------------------------------------------------------------------------------------- in a worker


class _Held:
    """A parcel that has arrived: files on the worker's own disk, the rest begun with when first asked for."""

    def __init__(self, parcel: Parcel, place: str) -> None:
        self._folder = TemporaryDirectory(prefix="wom-", dir=place, ignore_cleanup_errors=True)
        for name, content in parcel.files.items():
            (Path(self._folder.name) / name).write_bytes(content)
        self._begin, self._data = parcel.begin, parcel.data

    @cached_property
    def begun(self) -> Any:
        return self._begin(self._data, Path(self._folder.name), None)


_held: OrderedDict[str, _Held] = OrderedDict()


def _tell(parcel: str, dask_worker: Any = None) -> Told:
    return Told(versions(), dask_worker.state.nthreads, parcel in _held)


def _receive(parcel: Parcel, dask_worker: Any = None) -> None:
    _held[parcel.name] = _Held(parcel, dask_worker.local_directory)
    while len(_held) > MOST_HELD:
        _held.popitem(last=False)


def _do(parcel: str, do: Callable[[Any, Any, Stopped], Any], item: Any) -> Any:
    if parcel not in _held:
        return Lacking(get_worker().address)
    _held.move_to_end(parcel)
    return do(_held[parcel].begun, item, lambda: False)


# ------------------------------------------------------------------------------------------------------ at the client


def clustered(work: Work, items: Sequence[Any], shared: Shared, scheduler: str) -> Results:
    """What comes of each item, as it is done; an item whose worker is lost is done again by another."""
    parcel = Parcel.of(work, shared)
    with _connected(scheduler) as client:
        _serve(client, parcel)
        waiting, done = dict[Any, tuple[bytes, int]](), as_completed(loop=client.loop)

        def hand_out(call: bytes, time: int = 1) -> None:  # the scheduler reads all but bytes, and need not have our code
            future = client.submit(lambda call: pickle.loads(call)(), call, pure=False)
            waiting[future] = call, time
            done.add(future)

        try:
            for item in items:
                hand_out(packed(partial(_do, parcel.name, work.do, item)))
            for future in done:
                (call, time), found = waiting.pop(future), _result(future, scheduler)
                if not isinstance(found, Lacking):
                    yield found
                elif time < MOST_TIMES:
                    _serve(client, parcel)
                    hand_out(call, time + 1)
                else:
                    raise _deadly(time, found.address)
        finally:
            with suppress(Exception):  # of a scheduler that is gone
                client.cancel(list(waiting))


@contextmanager
def started(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers, processes of this machine, that end with it.

    They have one thread each and the memory of the machine; the parent alone listens to Ctrl-C.
    """
    resource_tracker.ensure_running()  # started meanwhile, it would let signals through again
    with silence_logging_cmgr(CRITICAL), ExitStack() as stack:
        try:
            with held(signal.SIGINT):
                cluster = stack.enter_context(LocalCluster(
                    n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", memory_limit=0,
                    silence_logs=CRITICAL, dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
                ))  # fmt: skip
        except (RuntimeError, OSError):
            raise unguarded() from None
        yield cluster.scheduler_address


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    """A client; what becomes of scheduler and workers is told plainly."""
    try:
        with silence_logging_cmgr(CRITICAL), Client(scheduler, timeout=ANSWERS_WITHIN, set_as_default=False) as client:
            if not client.nthreads():
                warnings.warn(f"No workers at {scheduler} yet: waiting for the first.", stacklevel=2)
            yield client
    except KilledWorker as killed:
        raise _deadly(killed.allowed_failures + 1, killed.last_worker.address) from None
    except (OSError, CancelledError, FutureCancelled):
        raise _gone(scheduler) from None


def _deadly(times: int, worker: str) -> Lost:
    found, remedy = (
        f"work that workers died over {times} times, the last at {worker}",
        "give them more memory, or take fewer consumers",
    )
    return Lost("cluster", Verbatim(found), "workers that live until their work is done", remedy)


def _gone(scheduler: str) -> Lost:
    found, remedy = Verbatim(f"no scheduler at {scheduler}"), "start one there (dask scheduler) and say the same again"
    return Lost("cluster", found, "a Dask scheduler that answers until the work is done", remedy)


def _result(future: Any, scheduler: str) -> Any:
    if future.status in ("cancelled", "lost"):
        raise _gone(scheduler)
    try:
        return future.result()
    except (ImportError, OSError) as error:
        if future.status != "error":  # nothing a worker says
            raise
        found = Verbatim(f"a worker that says: {type(error).__name__}: {error}")
        expected, remedy = "all that strategies import and open, at every worker", "put it there"
        raise Refusal("cluster", found, expected, remedy) from None


def _serve(client: Any, parcel: Parcel) -> None:
    """Give the parcel to the workers that lack it, once every one of them is known to have our code."""
    told = _answers(client, None, _tell, parcel.name)
    ours = versions()
    for address, said in told.items():
        _check(address, said, ours)
    lacking = [address for address, said in told.items() if not said.has]
    if lacking:
        for address, said in _answers(client, lacking, _receive, parcel).items():
            if isinstance(said, Exception):
                found = Verbatim(f"{address}, which says: {said}")
                raise Refusal("cluster", found, "workers with room for a network on their disk", "give them room") from None


def _answers(client: Any, workers: list[str] | None, function: Callable[..., Any], *given: Any) -> dict[str, Any]:
    """What each worker answers; nothing of those that are gone meanwhile."""
    answers = client.run(function, *given, workers=workers, on_error="return")
    return {address: said for address, said in answers.items() if not isinstance(said, CommClosedError)}


def _check(address: str, said: Told | Exception, ours: dict[str, str | None]) -> None:
    """Refuse a worker whose results might not be ours."""
    remedy = "install there what is installed here, and start it anew"
    if not isinstance(said, Told):
        found = Verbatim(f"worker {address}, which cannot say its edition ({type(said).__name__}: {said})")
        raise Refusal("cluster", found, f"workers with edition {ours['edition']} of wom", remedy)
    theirs = {name: value for name, value in said.versions.items() if ours.get(name) != value}
    if theirs:
        found = Verbatim(f"worker {address} with {_listed(theirs)}")
        raise Refusal("cluster", found, f"{_listed({name: ours.get(name) for name in theirs})}, as here", remedy)
    if said.threads != 1:
        found = Verbatim(f"worker {address} with {said.threads} threads")
        raise Refusal("cluster", found, "workers with one thread each", "start them with --nthreads 1 --nworkers auto")


def _listed(found: dict[str, str | None]) -> str:
    return ", ".join(f"{name} {value or 'not installed'}" for name, value in found.items())


# ---------------------------------------------------------------------------------------------------------- travelling


def packed(value: Any) -> bytes:
    """Anything without a network, as it travels."""
    sink = io.BytesIO()
    Travelling(sink).dump(value)
    return sink.getvalue()


class Travelling(sending.Packer, cloudpickle.Pickler):  # type: ignore[misc]
    """Takes along the code of the user's own strategies: no other machine could import it, or it might be older there."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type) and issubclass(value, Strategy) and not value.__module__.startswith("simulation."):
            cloudpickle.register_pickle_by_value(sys.modules[value.__module__])
        return super().reducer_override(value)

    def dump(self, value: Any) -> None:
        try:
            super().dump(value)
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            expected, remedy = "strategies whose code can be sent to other machines", "leave the cluster out"
            raise Refusal("strategies", Verbatim(f"what cannot be sent ({error})"), expected, remedy) from None
