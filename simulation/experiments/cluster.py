"""Workers of a Dask cluster: refused unless their code is ours, given what all work shares once, replaced when they die.

A worker may be on another machine and see no file of ours. What items share is sent to it whole, networks included, and
stays there under the digest of its content; an item is some hundred bytes. A worker that lacks what is shared, because it
came late or was started anew, says so instead of working, is given it, and its item is handed out again.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import platform
import signal
import sys
import warnings
from asyncio import CancelledError
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError as FutureCancelled
from contextlib import contextmanager, suppress
from functools import cached_property
from logging import CRITICAL
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
from simulation.experiments.crews import Stopped
from simulation.experiments.processes import Lost, held, unguarded
from simulation.experiments.provenance import PACKAGES, package_version
from simulation.model.compiled import digest_of, edition
from simulation.refusal import Refusal, Verbatim

ANSWERS_WITHIN = 20  # seconds for a scheduler
MOST_HELD = 4  # parcels at a worker: a cluster may serve several comparisons at a time

Do = Callable[[Any, Any, Stopped], Any]


class Parcel(NamedTuple):
    """What all items share, as it travels; `files` by name."""

    begin: Callable[[bytes, Path, Any], Any]
    data: bytes
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """What it is called."""
        total = hashlib.sha256(self.begin.__module__.encode() + self.data)
        for name, content in sorted(self.files.items()):
            total.update(name.encode() + hashlib.sha256(content).digest())
        return total.hexdigest()


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
    code = {"edition": edition(), "experiments": digest_of(("experiments",)), "Python": platform.python_version()}
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


def _tell(digest: str, dask_worker: Any = None) -> Told:
    return Told(versions(), dask_worker.state.nthreads, digest in _held)


def _receive(digest: str, parcel: Parcel, dask_worker: Any = None) -> None:
    _held[digest] = _Held(parcel, dask_worker.local_directory)
    while len(_held) > MOST_HELD:
        _held.popitem(last=False)


def _do(digest: str, do: Do, item: bytes) -> Any:
    if digest not in _held:
        return Lacking(get_worker().address)
    _held.move_to_end(digest)
    return do(_held[digest].begun, pickle.loads(item), lambda: False)


# ------------------------------------------------------------------------------------------------------ at the client


def clustered(do: Do, items: Sequence[Any], parcel: Parcel, scheduler: str) -> Generator[Any, None, None]:
    """What comes of each item, as it is done; an item whose worker is lost is done again by another."""
    with _connected(scheduler) as client:
        _serve(client, parcel)
        digest, waiting, done = parcel.digest, dict[Any, bytes](), as_completed(loop=client.loop)

        def hand_out(item: bytes) -> None:
            future = client.submit(_do, digest, do, item, pure=False)
            waiting[future] = item
            done.add(future)

        try:
            for item in items:
                hand_out(packed(item))
            for future in done:
                item, found = waiting.pop(future), _result(future, scheduler)
                if isinstance(found, Lacking):
                    _serve(client, parcel, [found.address])
                    hand_out(item)
                else:
                    yield found
        finally:
            with suppress(Exception):  # of a scheduler that is gone
                client.cancel(list(waiting))


@contextmanager
def started(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers, processes of this machine, that end with it.

    They have one thread each and the memory of the machine; the parent alone listens to Ctrl-C.
    """
    with silence_logging_cmgr(CRITICAL):
        try:
            with held(signal.SIGINT):
                cluster = LocalCluster(
                    workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None,
                    memory_limit=0, silence_logs=CRITICAL,
                )  # fmt: skip
        except (RuntimeError, OSError):
            raise unguarded() from None
        with cluster:
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
        found = Verbatim(f"work that workers died over {killed.allowed_failures + 1} times, last {killed.last_worker.address}")
        remedy = "give them more memory, or take fewer consumers"
        raise Lost("cluster", found, "workers that live until their work is done", remedy) from None
    except (OSError, CancelledError, FutureCancelled):
        raise _gone(scheduler) from None


def _gone(scheduler: str) -> Lost:
    found, remedy = Verbatim(f"no scheduler at {scheduler}"), "start one there (dask scheduler) and say the same again"
    return Lost("cluster", found, "a Dask scheduler that answers until the work is done", remedy)


def _result(future: Any, scheduler: str) -> Any:
    if future.status in ("cancelled", "lost"):
        raise _gone(scheduler)
    return future.result()


def _serve(client: Any, parcel: Parcel, workers: list[str] | None = None) -> None:
    """Give the parcel to those that lack it, once every one of them is known to have our code."""
    told = _answers(client, workers, _tell, parcel.digest)
    ours = versions()
    for address, said in told.items():
        _check(address, said, ours)
    lacking = [address for address, said in told.items() if not said.has]
    if lacking:
        for address, said in _answers(client, lacking, _receive, parcel.digest, parcel).items():
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
            module = sys.modules[value.__module__]
            if module.__name__ not in cloudpickle.list_registry_pickle_by_value():
                cloudpickle.register_pickle_by_value(module)
        return super().reducer_override(value)
